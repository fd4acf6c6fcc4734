"""Cases: what bad ratings open, their complaints and their history; which body runs the programme in an area."""

from alembic import op

revision = "0020"
down_revision = "0019"

OFFICES = """
ALTER TABLE orgs ADD COLUMN active boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN orgs.active IS 'False once it was abolished: those above it answer for what it did.';
CREATE TABLE area_offices (
    area_code text PRIMARY KEY CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    org_code  text NOT NULL REFERENCES orgs
);
COMMENT ON TABLE area_offices IS 'The 好差评 office of an area and of all inside it without a line.';
"""

CASES = """
CREATE TABLE cases (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id   bigint REFERENCES citizens,
    item_code    text,
    item_name    text NOT NULL,
    area_code    text NOT NULL CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    lead_code    text NOT NULL REFERENCES orgs,
    stage        text NOT NULL,
    track        text,
    depth        text,
    closing      text,
    improving    boolean NOT NULL DEFAULT false,
    suspended    boolean NOT NULL DEFAULT false,
    opened_at    timestamptz NOT NULL,
    moved_at     timestamptz NOT NULL,
    events       int NOT NULL CHECK (events > 0),
    next_due_at  timestamptz,
    provisional  boolean NOT NULL DEFAULT false,
    watch_at     timestamptz,
    chased_due   timestamptz,
    chased_rung  smallint NOT NULL DEFAULT 0,
    CONSTRAINT a_closed_case_says_why CHECK ((stage = 'closed') = (closing IS NOT NULL)),
    CONSTRAINT an_open_case_has_a_deadline CHECK ((stage = 'closed') = (next_due_at IS NULL)),
    CONSTRAINT an_open_case_is_watched CHECK (stage = 'closed' OR watch_at IS NOT NULL)
);
COMMENT ON TABLE cases IS 'How far each case is: reckoned from its history and written with every event of it.';
COMMENT ON COLUMN cases.watch_at IS 'When the tick looks at it: a deadline, or somebody to be told of one.';
CREATE INDEX cases_watched ON cases (watch_at) WHERE watch_at IS NOT NULL;
CREATE INDEX cases_of_citizen ON cases (citizen_id) WHERE citizen_id IS NOT NULL;
CREATE INDEX cases_open_by_due ON cases (next_due_at, id) WHERE stage <> 'closed';
CREATE INDEX cases_by_area ON cases (area_code text_pattern_ops, id);
CREATE INDEX cases_of_lead ON cases (lead_code, id);
CREATE TABLE case_complaints (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id       bigint NOT NULL REFERENCES cases,
    kind          text NOT NULL CHECK (kind IN ('rating', 'oral')),
    visit_id      bigint REFERENCES visits,
    rating_id     bigint UNIQUE REFERENCES ratings,
    level         smallint CHECK (level BETWEEN 1 AND 2),
    said_at       timestamptz NOT NULL,
    place         text,
    words         text,
    phone_id      bigint REFERENCES addresses,
    noted_by      bigint REFERENCES staff,
    dispatched_at timestamptz,
    due_at        timestamptz,
    answered_at   timestamptz,
    outcome       text,
    calls         boolean NOT NULL DEFAULT false,
    withdrawn     boolean NOT NULL DEFAULT false,
    verdict       text,
    CONSTRAINT a_complaint_names_its_evidence CHECK (
        CASE kind WHEN 'rating' THEN rating_id IS NOT NULL AND level IS NOT NULL AND words IS NULL
                  ELSE rating_id IS NULL AND words <> '' AND place <> '' AND noted_by IS NOT NULL END)
);
COMMENT ON COLUMN case_complaints.rating_id IS 'The version of a rating that opened it; it counts once dispatched.';
COMMENT ON COLUMN case_complaints.words IS 'What a guide heard (吐槽转差评), where it was not a rating.';
CREATE INDEX case_complaints_of_case ON case_complaints (case_id);
CREATE UNIQUE INDEX one_complaint_per_visit ON case_complaints (visit_id) WHERE visit_id IS NOT NULL AND NOT withdrawn;
CREATE INDEX ratings_bad ON ratings (id) WHERE live AND level <= 2;
CREATE TABLE case_events (
    case_id  bigint NOT NULL REFERENCES cases,
    seq      int NOT NULL CHECK (seq > 0),
    move     text NOT NULL,
    at       timestamptz NOT NULL,
    party    text NOT NULL,
    staff_id bigint REFERENCES staff,
    org_code text,
    words    text NOT NULL,
    facts    jsonb NOT NULL,
    PRIMARY KEY (case_id, seq)
);
COMMENT ON COLUMN case_events.org_code IS 'The body that whoever made the move acted for.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON case_events
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (OFFICES, CASES):
        connection.exec_driver_sql(part)
