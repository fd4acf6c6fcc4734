"""Every bad rating is heard: the history of a case, and what goes to an outside platform and comes from it."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied
from tests.guards.promises.statements import AN_EVENT, SENDING

BROKEN: Broken = {
    "a platform's move that names none": (
        AN_EVENT.format(seq=2, party="platform", platform="NULL"),
        errors.CheckViolation,
    ),
    "a platform in somebody else's move": (
        AN_EVENT.format(seq=2, party="lead", platform="'city'"),
        errors.CheckViolation,
    ),
    "an event told twice": (SENDING.format(seq=1, state="queued"), errors.UniqueViolation),
    "an event told that never was": (SENDING.format(seq=9, state="queued"), errors.ForeignKeyViolation),
    "something sent at no time": (
        "UPDATE work_order_sendings SET state = 'sent', sealed = '\\x01'",
        errors.CheckViolation,
    ),
    "something sent without what was sent": (
        "UPDATE work_order_sendings SET state = 'sent', sent_at = '2026-09-07'",
        errors.CheckViolation,
    ),
    "something held by nobody": ("UPDATE work_order_sendings SET state = 'claimed'", errors.CheckViolation),
    "a refusal without a reason": ("UPDATE work_order_sendings SET state = 'refused'", errors.CheckViolation),
    "a second order of a case": (
        "INSERT INTO work_orders VALUES (1, 'city', NULL, '2026-09-07')",
        errors.UniqueViolation,
    ),
    "one outside number of two cases": (
        "UPDATE work_orders SET outside_no = 'JN1' WHERE case_id = 2",
        errors.UniqueViolation,
    ),
    "a report that was taken, changed": (
        "UPDATE work_order_reports SET taken = false",
        errors.IntegrityError,
    ),
    "one signature used twice": (
        "INSERT INTO signature_nonces VALUES ('city', 'n', '2026-09-07'), ('city', 'n', '2026-09-08')",
        errors.UniqueViolation,
    ),
    **emptied("cases", "case_complaints", "case_events"),
}
ALLOWED = (
    AN_EVENT.format(seq=2, party="platform", platform="'city'"),
    SENDING.format(seq=2, state="queued"),
    "UPDATE work_order_sendings SET state = 'sent', sent_at = '2026-09-07', sealed = '\\x01' WHERE seq = 1",
    "UPDATE work_order_reports SET taken = true WHERE event = 'E2'",
)
