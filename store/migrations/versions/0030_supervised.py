"""督办 is in the row of the case: lists, figures and the day's page ask for it."""

from alembic import op

revision = "0030"
down_revision = "0029"

SUPERVISED = """
ALTER TABLE cases ADD COLUMN supervised boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN cases.supervised IS 'Somebody above presses for it (督办); never taken back.';
UPDATE cases c SET supervised = true
 WHERE EXISTS (SELECT FROM case_events e WHERE e.case_id = c.id AND e.move = 'supervise');
CREATE INDEX cases_supervised ON cases (next_due_at, id) WHERE supervised AND stage <> 'closed';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SUPERVISED)
