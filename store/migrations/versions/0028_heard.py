"""What guides heard: the citizen is asked once, and it is labelled in time; summaries for the staff, once each."""

from alembic import op

revision = "0028"
down_revision = "0027"

HEARD = """
ALTER TABLE case_complaints
    ADD COLUMN to_ask           boolean NOT NULL DEFAULT false,
    ADD COLUMN asked_by         bigint UNIQUE REFERENCES messages,
    ADD COLUMN unasked_because  text CHECK (unasked_because IN ('opted_out', 'no_address', 'rated', 'wrong_number')),
    ADD COLUMN label_due_at     timestamptz,
    ADD COLUMN labelled_at      timestamptz,
    ADD COLUMN label            text,
    ADD COLUMN label_real       text,
    ADD CONSTRAINT nobody_is_asked_twice CHECK (
        NOT to_ask OR (kind = 'oral' AND asked_by IS NULL AND unasked_because IS NULL)),
    ADD CONSTRAINT a_label_is_whole CHECK (num_nulls(labelled_at, label, label_real) IN (0, 3));
COMMENT ON COLUMN case_complaints.to_ask IS 'A phone was given, and its citizen is still to be asked for a level.';
COMMENT ON COLUMN case_complaints.asked_by IS 'The one message that asked them.';
COMMENT ON COLUMN case_complaints.label IS 'What it is about (吐槽分类); label_real: whether it is a complaint at all.';
CREATE INDEX case_complaints_to_ask ON case_complaints (id) WHERE to_ask;
CREATE INDEX case_complaints_unlabelled ON case_complaints (label_due_at)
 WHERE label_due_at IS NOT NULL AND labelled_at IS NULL;
CREATE INDEX case_complaints_heard ON case_complaints (said_at) WHERE kind = 'oral';
ALTER TABLE case_questions DROP CONSTRAINT case_questions_kind_check,
    ADD CONSTRAINT case_questions_kind_check CHECK (
        kind IN ('call_back', 'asked', 'level_now', 'put_right', 'heard', 'heard_why'));
"""

RATINGS = """
ALTER TABLE ratings ADD COLUMN complaint_id bigint REFERENCES case_complaints,
    ADD CONSTRAINT what_was_heard_is_rated_by_message CHECK (
        complaint_id IS NULL OR (visit_id IS NULL AND inbound_id IS NOT NULL)),
    ADD CONSTRAINT one_version_of_what_was_heard UNIQUE (complaint_id, version);
COMMENT ON COLUMN ratings.complaint_id IS 'What a guide heard, where the citizen rates that: a complaint already.';
CREATE UNIQUE INDEX one_live_rating_of_what_was_heard ON ratings (complaint_id)
 WHERE live AND complaint_id IS NOT NULL;
"""

SUMMARIES = """
CREATE TABLE summaries (
    staff_id   bigint NOT NULL REFERENCES staff,
    half_at    timestamptz NOT NULL,
    message_id bigint REFERENCES messages,
    PRIMARY KEY (staff_id, half_at)
);
COMMENT ON TABLE summaries IS 'Whose half day was summed up (半天一汇总): once, whatever dies.';
COMMENT ON COLUMN summaries.message_id IS 'How it reached them; none: nothing to say, or neither chat nor phone.';
"""

PLACED = """
CREATE OR REPLACE VIEW placed_entries AS
WITH sources AS NOT MATERIALIZED (
    SELECT e.*, e.kind AS came_by, e.reference AS came_from FROM ledger_entries e
     WHERE e.kind NOT IN ('expiry', 'correction')
    UNION ALL
    SELECT e.*, o.kind, o.reference FROM ledger_entries e
      LEFT JOIN ledger_lots l ON l.id = id_after('lot:', e.reference)
      LEFT JOIN ledger_entries o ON o.id = l.entry_id
     WHERE e.kind = 'expiry'
    UNION ALL
    SELECT e.*, o.kind, o.reference FROM ledger_entries e
      LEFT JOIN ledger_entries o ON o.id = id_after('entry:', e.reference)
     WHERE e.kind = 'correction')
SELECT s.id, s.account_id, s.kind, s.reference, s.points, s.at,
       coalesce(v.area_code, p.area_code, g.area_code, c.area_code) AS area_code,
       coalesce(v.org_code, c.lead_code) AS org_code
  FROM sources s
  LEFT JOIN visits v ON v.id = CASE WHEN s.came_by IN ('rating', 'call_back') THEN id_after('visit:', s.came_from) END
  LEFT JOIN case_complaints k
         ON k.id = CASE WHEN s.came_by IN ('rating', 'call_back') THEN id_after('complaint:', s.came_from) END
  LEFT JOIN cases c ON c.id = k.case_id
  LEFT JOIN vouchers w
         ON w.id = CASE WHEN s.came_by IN ('voucher', 'voucher_back') THEN id_after('voucher:', s.came_from) END
  LEFT JOIN pickup_places p ON p.id = w.place_id
  LEFT JOIN suggestions g ON g.id = CASE WHEN s.came_by = 'suggestion' THEN id_after('suggestion:', s.came_from) END;
COMMENT ON VIEW placed_entries IS
    'The area and org an entry belongs to: of its visit, or of the case that a guide''s words opened, or the area of its
     voucher''s place or of its suggestion (those belong to no org). The end of a lot belongs where the lot came in, a
     correction where what it corrects does; anything else to no area.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (HEARD, RATINGS, SUMMARIES, PLACED):
        connection.exec_driver_sql(part)
