"""Delivery that can be accounted for: what messages cost, what staff must look at, which way a
reply goes, receipts that come early; and links of halls that can be taken back."""

from alembic import op

revision = "0014"
down_revision = "0013"

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

BY_WORKER = """
ALTER TABLE messages ADD COLUMN by_worker boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN messages.by_worker IS
    'A reply that the worker sends: it never goes back in the answer to the inbound message.';
"""

EARLY_RECEIPTS = """
CREATE TABLE early_receipts (
    channel      text NOT NULL,
    reference    text NOT NULL,
    receipt      text NOT NULL,
    reason       text,
    stop_contact boolean NOT NULL,
    dead         boolean NOT NULL,
    for_staff    boolean NOT NULL,
    came_at      timestamptz NOT NULL,
    PRIMARY KEY (channel, reference, receipt)
);
COMMENT ON TABLE early_receipts IS
    'What a provider said of a message before its answer told us which of ours that is.';
"""

HALL_LINKS = """
CREATE TABLE hall_links (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org_code   text NOT NULL,
    purpose    text NOT NULL CHECK (purpose IN ('kiosk', 'sheet', 'guide')),
    made_at    timestamptz NOT NULL,
    expires_at timestamptz CHECK (expires_at > made_at),
    revoked_at timestamptz
);
CREATE UNIQUE INDEX hall_links_lent ON hall_links (org_code, purpose, coalesce(expires_at, 'infinity'))
    WHERE revoked_at IS NULL;
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (COSTS, FOR_STAFF, BY_WORKER, EARLY_RECEIPTS, HALL_LINKS):
        connection.exec_driver_sql(part)
