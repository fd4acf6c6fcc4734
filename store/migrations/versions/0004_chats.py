"""Links and codes by which a chat becomes one more address of a citizen; channels that a provider has halted."""

from alembic import op

revision = "0004"
down_revision = "0003"

BINDINGS = """
CREATE TABLE bindings (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest     bytea NOT NULL,
    citizen_id bigint NOT NULL REFERENCES citizens,
    asked_by   bigint REFERENCES addresses,
    wrong      int NOT NULL DEFAULT 0,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_by    bigint REFERENCES addresses
);
COMMENT ON COLUMN bindings.digest IS 'The keyed hash of the link''s token, or of the code and who asked for it.';
COMMENT ON COLUMN bindings.asked_by IS 'The chat that a code was sent for; a link is for whoever follows it first.';
CREATE UNIQUE INDEX bindings_by_token ON bindings (digest) WHERE asked_by IS NULL;
CREATE INDEX bindings_asked_by ON bindings (asked_by, made_at) WHERE asked_by IS NOT NULL;
CREATE INDEX bindings_of_citizen ON bindings (citizen_id, made_at);
"""

HALTS = """
CREATE TABLE halted_channels (
    channel text PRIMARY KEY,
    until   timestamptz NOT NULL
);
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (BINDINGS, HALTS):
        connection.exec_driver_sql(part)
