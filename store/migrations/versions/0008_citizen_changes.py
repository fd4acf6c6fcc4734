"""Two citizens made one, and addresses that changed hands: what two people of the staff sign off."""

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
    kind       text NOT NULL CHECK (kind IN ('merge', 'detach')),
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


def upgrade() -> None:
    connection = op.get_bind()
    for part in (MERGED, CHANGES):
        connection.exec_driver_sql(part)
