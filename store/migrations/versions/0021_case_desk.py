"""Cases at the desk: whose turn each is, which bodies help, which area an office's are; who called a citizen."""

from alembic import op

revision = "0021"
down_revision = "0020"

TURN = """
ALTER TABLE cases ADD COLUMN helpers text[] NOT NULL DEFAULT '{}',
                  ADD COLUMN waits_for text[] NOT NULL DEFAULT '{}',
                  ADD COLUMN office_acts boolean NOT NULL DEFAULT false,
                  ADD COLUMN appeal_due_at timestamptz;
COMMENT ON COLUMN cases.helpers IS 'The bodies beside the lead body: co-handlers, and those that were consulted.';
COMMENT ON COLUMN cases.waits_for IS 'The bodies that have something to do now.';
COMMENT ON COLUMN cases.office_acts IS 'Whether the office has: an appeal, a call, or an end.';
COMMENT ON COLUMN cases.appeal_due_at IS 'Until when the next appeal is decided, while one waits.';
UPDATE cases SET waits_for = ARRAY[lead_code]
 WHERE NOT suspended AND stage NOT IN ('received', 'answered', 'called_back', 'closed');
CREATE INDEX cases_turn ON cases USING gin (waits_for);
CREATE INDEX cases_helped ON cases USING gin (helpers);
"""

OFFICES = """
ALTER TABLE area_offices ADD COLUMN digits text GENERATED ALWAYS AS (left(area_code,
    CASE WHEN right(area_code, 10) = '0000000000' THEN 2 WHEN right(area_code, 8) = '00000000' THEN 4
         WHEN right(area_code, 6) = '000000' THEN 6 WHEN right(area_code, 3) = '000' THEN 9 ELSE 12 END)) STORED;
COMMENT ON COLUMN area_offices.digits IS 'What every area code inside begins with.';
"""

CALLS = """
ALTER TABLE call_requests ADD COLUMN done_by bigint REFERENCES staff;
COMMENT ON COLUMN call_requests.done_by IS 'Who called; NULL for a command.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (TURN, OFFICES, CALLS):
        connection.exec_driver_sql(part)
