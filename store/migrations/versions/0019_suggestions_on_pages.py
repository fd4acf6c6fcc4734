"""A suggestion comes from a message, or from the comment of a rating on a page, a device or in a portal."""

from alembic import op

revision = "0019"
down_revision = "0018"

EVENTS = """
ALTER TABLE suggestions ALTER COLUMN inbound_id DROP NOT NULL;
ALTER TABLE suggestions ADD COLUMN event_id text UNIQUE REFERENCES rating_events;
COMMENT ON COLUMN suggestions.event_id IS 'The rating in whose comment it was made.';
ALTER TABLE suggestions ADD CONSTRAINT comes_from_one_place CHECK (num_nonnulls(inbound_id, event_id) = 1);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(EVENTS)
