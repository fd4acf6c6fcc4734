"""What providers lend the whole account for a while, shared by all processes."""

from alembic import op

revision = "0005"
down_revision = "0004"

TOKENS = """
CREATE TABLE provider_tokens (
    name       text PRIMARY KEY,
    sealed     bytea NOT NULL,
    good_until timestamptz NOT NULL
);
COMMENT ON COLUMN provider_tokens.good_until IS 'By the wall clock.';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TOKENS)
