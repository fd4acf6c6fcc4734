"""Two citizens made one, and addresses that changed hands or may have: what two of the staff sign off."""

from alembic import op

revision = "0008"
down_revision = "0007"

MERGED = """
ALTER TABLE citizens ADD COLUMN merged_into bigint REFERENCES citizens CHECK (merged_into <> id);
COMMENT ON COLUMN citizens.merged_into IS
    'The citizen that this one turned out to be, never one that was merged itself. All but the points is theirs.';
CREATE INDEX citizens_merged ON citizens (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE ledger_accounts ADD COLUMN successor_id bigint REFERENCES ledger_accounts CHECK (successor_id <> id);
COMMENT ON COLUMN ledger_accounts.successor_id IS
    'The account that this one counts for since its citizen was merged, never one that has a successor itself.';
CREATE INDEX ledger_accounts_succeeded ON ledger_accounts (successor_id) WHERE successor_id IS NOT NULL;
"""

CHANGES = """
CREATE TABLE citizen_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('merge', 'detach', 'vouch')),
    address_id bigint NOT NULL REFERENCES addresses,
    other_id   bigint REFERENCES addresses CHECK (other_id > address_id),
    why        text NOT NULL CHECK (why <> ''),
    asked_by   text NOT NULL CHECK (asked_by <> ''),
    asked_at   timestamptz NOT NULL,
    decided_by text CHECK (decided_by <> ''),
    decided_at timestamptz,
    confirmed  boolean,
    CHECK ((kind = 'merge') = (other_id IS NOT NULL)),
    CHECK (num_nulls(decided_by, decided_at, confirmed) IN (0, 3)),
    CONSTRAINT two_people_sign CHECK (NOT confirmed OR lower(decided_by) <> lower(asked_by))
);
CREATE UNIQUE INDEX citizen_changes_waiting ON citizen_changes (kind, address_id, coalesce(other_id, 0))
    WHERE decided_at IS NULL;
"""

HOLDERS = """
ALTER TABLE addresses ADD COLUMN added_at timestamptz;
COMMENT ON COLUMN addresses.added_at IS 'Since when we know it; none: as long as its citizen.';
ALTER TABLE addresses ADD COLUMN vouched_at timestamptz;
COMMENT ON COLUMN addresses.vouched_at IS 'When a code, or the staff, last showed that it is its citizen''s.';
ALTER TABLE addresses ADD COLUMN doubted_since timestamptz;
COMMENT ON COLUMN addresses.doubted_since IS
    'It may be another person''s since then: nothing is told there but what it was asked about later.';
ALTER TABLE bindings ADD COLUMN sent_to bigint REFERENCES addresses CHECK (sent_to IS NULL OR asked_by IS NOT NULL);
COMMENT ON COLUMN bindings.sent_to IS 'Where a code went: whoever types it has this address too.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (MERGED, CHANGES, HOLDERS):
        connection.exec_driver_sql(part)
