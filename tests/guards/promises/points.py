"""A ledger that always balances: entries, lots and accounts."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied
from tests.guards.promises.statements import entry

BROKEN: Broken = {
    "a balance below 0": ("UPDATE ledger_accounts SET balance = -1", errors.CheckViolation),
    "a second account of a citizen": (
        "INSERT INTO ledger_accounts (citizen_id, balance) VALUES (1, 0)",
        errors.UniqueViolation,
    ),
    "an entry posted twice": (entry(reference="visit:1"), errors.UniqueViolation),
    "an entry of nothing": (entry(points="0"), errors.CheckViolation),
    "an entry whose points come from nowhere": (entry(points="20"), errors.IntegrityError),
    "a second entry at one place of the chain": (entry(place="1"), errors.UniqueViolation),
    "a lot that gives more than it has": ("UPDATE ledger_lots SET unspent = -1", errors.CheckViolation),
    "a lot that was spent and is full again": (
        "UPDATE ledger_lots SET unspent = 9; UPDATE ledger_lots SET unspent = 10",
        errors.IntegrityError,
    ),
    "a lot that lives longer": ("UPDATE ledger_lots SET expires_at = '2099-01-01'", errors.IntegrityError),
    "a correction that one person signs": (
        """INSERT INTO ledger_corrections (entry_id, why, asked_by, asked_at, decided_by, decided_at, confirmed)
           VALUES (1, 'x', 'Wang', '2026-09-07', 'WANG', '2026-09-07', true)""",
        errors.CheckViolation,
    ),
    "an account of a citizen and of an organisation": (
        "INSERT INTO ledger_accounts (citizen_id, credit_code, balance) VALUES (2, '91350211M000100Y43', 0)",
        errors.CheckViolation,
    ),
    "an entry of no account": (entry(account="9"), errors.ForeignKeyViolation),
    "an entry changed": ("UPDATE ledger_entries SET points = 20", errors.IntegrityError),
    "an entry deleted": ("DELETE FROM ledger_entries", errors.IntegrityError),
    "an account that succeeds itself": (
        "UPDATE ledger_accounts SET successor_id = id",
        errors.CheckViolation,
    ),
    **emptied("ledger_accounts", "ledger_entries", "ledger_lots", "ledger_uses"),
}
ALLOWED = (
    entry(),
    "UPDATE ledger_accounts SET balance = 0",
)
