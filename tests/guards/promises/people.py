"""Each sees only their own: citizens and their addresses, accounts of the staff, and the trail of who looked."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied

BROKEN: Broken = {
    "one phone for two citizens": (
        "INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms) VALUES (2, 'phone', '\\x01', '\\x', true)",
        errors.UniqueViolation,
    ),
    "a citizen merged into themself": ("UPDATE citizens SET merged_into = id", errors.CheckViolation),
    "one signature where two are needed": (
        """INSERT INTO citizen_changes (kind, address_id, why, asked_by, asked_at, decided_by, decided_at, confirmed)
           VALUES ('detach', 1, 'x', 'Wang', '2026-09-07', 'WANG', '2026-09-07', true)""",
        errors.CheckViolation,
    ),
    "a line of the trail changed": ("UPDATE audit_trail SET detail = '{\"a\": 1}'", errors.IntegrityError),
    "a line of the trail deleted": ("DELETE FROM audit_trail", errors.IntegrityError),
    "one name of an account in two cases": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('Wang', 'x', 'x', 'auditor', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    "an account with a role nobody knows": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('wang', 'x', 'x', 'king', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    **emptied("audit_trail"),
}
