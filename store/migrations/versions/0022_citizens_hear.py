"""What citizens hear of their cases, and the questions that a case leaves open with them."""

from alembic import op

revision = "0022"
down_revision = "0021"

TOLD = """
ALTER TABLE cases ADD COLUMN told_events int NOT NULL DEFAULT 0,
    ADD CONSTRAINT nothing_is_told_before_it_happens CHECK (told_events BETWEEN 0 AND events);
COMMENT ON COLUMN cases.told_events IS 'So many events of its history need no word to its citizen any more.';
CREATE INDEX cases_to_tell ON cases (id) WHERE told_events < events;
"""

QUESTIONS = """
CREATE TABLE case_questions (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id   bigint NOT NULL REFERENCES citizens,
    case_id      bigint NOT NULL REFERENCES cases,
    complaint_id bigint NOT NULL REFERENCES case_complaints,
    kind         text NOT NULL CHECK (kind IN ('call_back', 'asked')),
    leads        boolean NOT NULL,
    unclear      int NOT NULL DEFAULT 0,
    comment      text,
    thread       bigint REFERENCES messages,
    asked_at     timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL,
    CONSTRAINT one_question_of_a_kind UNIQUE (complaint_id, kind)
);
COMMENT ON TABLE case_questions IS 'What a citizen is asked: whether a case is solved, or by whoever handles it.';
COMMENT ON COLUMN case_questions.leads IS 'Nothing was asked or rated since: a digit answers it.';
CREATE UNIQUE INDEX one_leading_question ON case_questions (citizen_id) WHERE leads;
CREATE INDEX case_questions_of_citizen ON case_questions (citizen_id, id);
CREATE VIEW awaited_call_backs AS
SELECT id AS complaint_id, case_id, visit_id, answered_at FROM case_complaints
 WHERE answered_at IS NOT NULL AND outcome IS NULL AND NOT withdrawn AND coalesce(verdict, 'refused') = 'refused';
COMMENT ON VIEW awaited_call_backs IS 'Complaints that were answered, of which nobody has said what came of it.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (TOLD, QUESTIONS):
        connection.exec_driver_sql(part)
