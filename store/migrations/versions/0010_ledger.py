"""The ledger as an auditor wants it: lots that expire, a hash chain per account, accounts of organisations.

What was earned before becomes one lot an entry, which lives until the end of the year after its own;
the chain is made for all that is there, in the order in which it was appended.
"""

from alembic import op

revision = "0010"
down_revision = "0009"

ACCOUNTS = """
ALTER TABLE ledger_accounts ALTER COLUMN citizen_id DROP NOT NULL;
ALTER TABLE ledger_accounts ADD COLUMN credit_code text UNIQUE CHECK (credit_code ~ '^[0-9A-Z]{18}$');
ALTER TABLE ledger_accounts ADD CONSTRAINT an_account_has_one_holder CHECK (num_nonnulls(citizen_id, credit_code) = 1);
ALTER TABLE ledger_accounts ADD CONSTRAINT only_citizens_are_merged
    CHECK (successor_id IS NULL OR citizen_id IS NOT NULL);
ALTER TABLE ledger_accounts ADD COLUMN entries int NOT NULL DEFAULT 0;
ALTER TABLE ledger_accounts ADD COLUMN head bytea NOT NULL DEFAULT '';
COMMENT ON COLUMN ledger_accounts.head IS 'The hash of the last entry, which the next one follows.';
"""

ENTRIES = """
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_kind_check;
ALTER TABLE ledger_entries ADD CHECK (kind IN
    ('rating', 'call_back', 'suggestion', 'voucher', 'voucher_back', 'expiry', 'correction'));
ALTER TABLE ledger_entries ADD CHECK (reference !~ '[\\n\\r]');
ALTER TABLE ledger_entries ADD COLUMN place int CHECK (place > 0);
ALTER TABLE ledger_entries ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE ledger_entries ADD COLUMN hash bytea;
CREATE TABLE ledger_lots (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id   bigint NOT NULL REFERENCES ledger_entries,
    account_id bigint NOT NULL REFERENCES ledger_accounts,
    points     int NOT NULL CHECK (points > 0),
    unspent    int NOT NULL CHECK (unspent BETWEEN 0 AND points),
    expires_at timestamptz NOT NULL
);
CREATE INDEX ledger_lots_of_entry ON ledger_lots (entry_id);
CREATE INDEX ledger_lots_unspent ON ledger_lots (account_id, expires_at, id) WHERE unspent > 0;
CREATE INDEX ledger_lots_expiring ON ledger_lots (expires_at) WHERE unspent > 0;
CREATE TABLE ledger_uses (
    entry_id bigint NOT NULL REFERENCES ledger_entries,
    lot_id   bigint NOT NULL REFERENCES ledger_lots,
    points   int NOT NULL CHECK (points > 0),
    PRIMARY KEY (entry_id, lot_id)
);
CREATE INDEX ledger_uses_of_lot ON ledger_uses (lot_id);
CREATE TABLE ledger_corrections (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id   bigint NOT NULL REFERENCES ledger_entries,
    why        text NOT NULL CHECK (why <> ''),
    asked_by   text NOT NULL CHECK (asked_by <> ''),
    asked_at   timestamptz NOT NULL,
    decided_by text CHECK (decided_by <> ''),
    decided_at timestamptz,
    confirmed  boolean,
    CHECK (num_nulls(decided_by, decided_at, confirmed) IN (0, 3)),
    CONSTRAINT two_people_correct CHECK (NOT confirmed OR lower(decided_by) <> lower(asked_by))
);
CREATE UNIQUE INDEX one_correction_waits ON ledger_corrections (entry_id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX one_correction_per_entry ON ledger_corrections (entry_id) WHERE confirmed;
"""

CHAIN = """
ALTER TABLE ledger_entries DISABLE TRIGGER append_only;
INSERT INTO ledger_lots (entry_id, account_id, points, unspent, expires_at)
SELECT id, account_id, points, points,
       (date_trunc('year', at AT TIME ZONE 'Asia/Shanghai') + interval '2 years') AT TIME ZONE 'Asia/Shanghai'
  FROM ledger_entries ORDER BY id;
DO $$
DECLARE
    entry record;
    account bigint := 0;
    n int;
    latest bytea;
    instant CONSTANT text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
BEGIN
    FOR entry IN
        SELECT e.*, l.expires_at FROM ledger_entries e JOIN ledger_lots l ON l.entry_id = e.id
         ORDER BY e.account_id, e.id
    LOOP
        IF entry.account_id <> account THEN
            account := entry.account_id; n := 0; latest := '';
        END IF;
        n := n + 1;
        latest := sha256(convert_to(concat_ws(E'\\n',
            encode(latest, 'hex'), account, n, entry.kind, entry.reference, entry.points,
            to_char(entry.at AT TIME ZONE 'UTC', instant), encode(convert_to(entry.note, 'UTF8'), 'hex'),
            entry.points || '@' || to_char(entry.expires_at AT TIME ZONE 'UTC', instant)), 'UTF8'));
        UPDATE ledger_entries SET place = n, hash = latest WHERE id = entry.id;
        UPDATE ledger_accounts SET entries = n, head = latest WHERE id = account;
    END LOOP;
END $$;
ALTER TABLE ledger_entries ENABLE TRIGGER append_only;
ALTER TABLE ledger_entries ALTER COLUMN place SET NOT NULL, ALTER COLUMN hash SET NOT NULL;
ALTER TABLE ledger_entries ADD UNIQUE (account_id, place);
"""

GUARDS = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_uses
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON ledger_lots
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_spent BEFORE UPDATE ON ledger_lots
    FOR EACH ROW WHEN ((OLD.id, OLD.entry_id, OLD.account_id, OLD.points, OLD.expires_at)
                       IS DISTINCT FROM (NEW.id, NEW.entry_id, NEW.account_id, NEW.points, NEW.expires_at)
                       OR NEW.unspent > OLD.unspent)
    EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_uncovered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.points <> (SELECT coalesce(sum(points), 0) FROM ledger_lots WHERE entry_id = NEW.id)
                   - (SELECT coalesce(sum(points), 0) FROM ledger_uses WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'the points of an entry come in as lots or are taken out of lots'
              USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER covered_by_lots AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_uncovered();
"""

VISITS = """
ALTER TABLE visits ADD COLUMN credit_code text;
COMMENT ON COLUMN visits.credit_code IS
    'The organisation that applied, by its credit code, if that is a valid one: the points are its own.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (ACCOUNTS, ENTRIES, CHAIN, GUARDS, VISITS):
        connection.exec_driver_sql(part)
