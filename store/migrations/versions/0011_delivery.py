"""Delivery that can be accounted for: what messages cost, and what staff must look at."""

from alembic import op

revision = "0011"
down_revision = "0008"

COSTS = """
ALTER TABLE messages ADD COLUMN cost numeric(14, 6);
ALTER TABLE messages ADD COLUMN currency text;
ALTER TABLE messages ADD CHECK ((cost IS NULL) = (currency IS NULL));
COMMENT ON COLUMN messages.parts IS
    'How many SMS it is: as reckoned when it left, then as its provider says. A message in a chat is none.';
COMMENT ON COLUMN messages.cost IS 'As parts; where no price is set and the provider names none, it is not known.';
"""

FOR_STAFF = """
ALTER TABLE messages ADD COLUMN for_staff boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.for_staff IS
    'It failed for a reason that stops others too, and nobody has looked yet: released, or dismissed.';
CREATE INDEX messages_for_staff ON messages (reason) WHERE for_staff;
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (COSTS, FOR_STAFF):
        connection.exec_driver_sql(part)
