"""Any channel: messages with choices, by a provider; replies and notices that the worker delivers; paused channels."""

from alembic import op

revision = "0003"
down_revision = "0002"

ADDRESSES = """
ALTER TABLE addresses DROP CONSTRAINT addresses_kind_check;
ALTER TABLE addresses ADD CHECK (kind IN ('phone', 'telegram', 'wechat', 'web'));
ALTER TABLE addresses ADD COLUMN rests_since timestamptz;
COMMENT ON COLUMN addresses.rests_since IS
    'The channel does not let us write there until the person has written to us.';
"""

MESSAGES = """
ALTER TABLE messages DROP CONSTRAINT messages_kind_check;
ALTER TABLE messages ADD CHECK (kind IN ('prompt', 'reply', 'notice'));
ALTER TABLE messages ADD COLUMN choices jsonb NOT NULL DEFAULT '[]';
ALTER TABLE messages ADD COLUMN provider text;
ALTER TABLE messages ADD COLUMN parts int;
COMMENT ON COLUMN messages.provider IS
    'Who was asked to carry it, kept before it leaves: its fate is asked there, and it never leaves through another.';
CREATE INDEX messages_urgent ON messages (due_at) WHERE state = 'queued' AND kind <> 'prompt';
"""

PAUSES = """
CREATE TABLE paused_channels (
    channel text PRIMARY KEY,
    since   timestamptz NOT NULL
);
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (ADDRESSES, MESSAGES, PAUSES):
        connection.exec_driver_sql(part)
