"""Announcements: what we tell without being asked, such as the end of points and vouchers; it waits behind answers."""

from alembic import op

revision = "0015"
down_revision = "0014"

ENDS = """
ALTER TABLE ledger_lots ADD COLUMN announced_at timestamptz;
COMMENT ON COLUMN ledger_lots.announced_at IS 'When its end was announced, or found not to need it.';
CREATE INDEX ledger_lots_to_announce ON ledger_lots (expires_at) WHERE unspent > 0 AND announced_at IS NULL;
"""

MESSAGES = """
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CHECK (kind IN ('prompt', 'reply', 'notice', 'announcement'));
COMMENT ON COLUMN messages.kind IS
    'prompt; reply; notice: what somebody waits for in another channel, a code; announcement: what nobody asked for.';
UPDATE messages SET kind = 'announcement' WHERE kind = 'notice' AND template <> 'binding/code';
DROP INDEX messages_urgent;
CREATE INDEX messages_urgent ON messages (due_at) WHERE state = 'queued' AND kind IN ('reply', 'notice');
CREATE INDEX messages_announcing ON messages (due_at) WHERE state = 'queued' AND kind = 'announcement';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (ENDS, MESSAGES):
        connection.exec_driver_sql(part)
