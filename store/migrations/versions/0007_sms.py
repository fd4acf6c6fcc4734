"""SMS as providers carry them: approved wording, shares of two providers, and messages that were once in doubt."""

from alembic import op

revision = "0007"
down_revision = "0006"

TEMPLATES = """
CREATE TABLE sms_templates (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider   text NOT NULL,
    name       text NOT NULL,
    code       text NOT NULL,
    wording    text NOT NULL,
    variables  text[] NOT NULL,
    parts      int NOT NULL,
    state      text NOT NULL CHECK (state IN ('submitted', 'approved', 'rejected', 'retired')),
    note       text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL,
    UNIQUE (provider, code)
);
CREATE UNIQUE INDEX sms_templates_approved ON sms_templates (provider, name) WHERE state = 'approved';
COMMENT ON COLUMN sms_templates.name IS 'Ours: prompt, reply, or the template of one answer, such as rating/thanks.';
COMMENT ON COLUMN sms_templates.parts IS 'How many SMS it costs as a rule, its signature included.';
"""

SHARES = """
CREATE TABLE provider_shares (
    channel    text NOT NULL,
    provider   text NOT NULL,
    health     double precision NOT NULL CHECK (health > 0 AND health <= 1),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (channel, provider)
);
COMMENT ON TABLE provider_shares IS
    'How much of its configured share a provider is trusted with, after how its messages went lately; no row: all.';
"""

DOUBTED = """
ALTER TABLE messages ADD COLUMN doubted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.doubted IS
    'Its fate was unknown once: it stays with its provider for ever, for another might send it a second time.';
CREATE INDEX messages_failed ON messages (reason) WHERE state = 'failed';
CREATE INDEX messages_to_address ON messages (address_id, sent_at);
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (TEMPLATES, SHARES, DOUBTED):
        connection.exec_driver_sql(part)
