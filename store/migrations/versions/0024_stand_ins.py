"""Stand-ins (AB角): who works the cases of somebody on leave, and on which days."""

from alembic import op

revision = "0024"
down_revision = "0023"

STAND_INS = """
CREATE TABLE stand_ins (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    staff_id  bigint NOT NULL REFERENCES staff,
    absent_id bigint NOT NULL REFERENCES staff,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    named_by  bigint NOT NULL REFERENCES staff,
    named_at  timestamptz NOT NULL,
    ended_at  timestamptz,
    CONSTRAINT nobody_stands_in_for_themself CHECK (staff_id <> absent_id),
    CONSTRAINT it_ends_after_it_begins CHECK (first_day <= last_day)
);
COMMENT ON COLUMN stand_ins.staff_id IS 'Who stands in, with the scope of whoever is absent beside their own.';
COMMENT ON COLUMN stand_ins.ended_at IS 'When it was called off; NULL: it ends by its days.';
CREATE INDEX stand_ins_of_staff ON stand_ins (staff_id) WHERE ended_at IS NULL;
CREATE INDEX stand_ins_of_absent ON stand_ins (absent_id) WHERE ended_at IS NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STAND_INS)
