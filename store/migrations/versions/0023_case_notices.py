"""Who was told of a case's deadlines, and when."""

from alembic import op

revision = "0023"
down_revision = "0022"

NOTICES = """
CREATE TABLE case_notices (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    bigint NOT NULL REFERENCES cases,
    rung       smallint NOT NULL,
    due_at     timestamptz NOT NULL,
    at         timestamptz NOT NULL,
    staff_id   bigint REFERENCES staff,
    message_id bigint REFERENCES messages
);
COMMENT ON COLUMN case_notices.staff_id IS 'Who was told; none: there was nobody to tell.';
COMMENT ON COLUMN case_notices.message_id IS 'How it reached them; none: in the console alone.';
CREATE INDEX case_notices_of_case ON case_notices (case_id);
CREATE INDEX case_notices_of_staff ON case_notices (staff_id, id);
CREATE INDEX case_complaints_by_dispatch ON case_complaints (dispatched_at) WHERE dispatched_at IS NOT NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NOTICES)
