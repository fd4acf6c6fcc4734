"""Nothing is spent twice, and no piece leaves without a voucher."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied
from tests.guards.promises.statements import voucher

BROKEN: Broken = {
    "more reserved than is there": ("UPDATE gift_stock SET reserved = 3", errors.CheckViolation),
    "less than nothing reserved": ("UPDATE gift_stock SET reserved = -1", errors.CheckViolation),
    "reserved pieces taken away": ("UPDATE gift_stock SET on_hand = 0", errors.CheckViolation),
    "a movement changed": ("UPDATE stock_movements SET pieces = 5", errors.IntegrityError),
    "a movement deleted": ("DELETE FROM stock_movements", errors.IntegrityError),
    "a correction without a reason": (
        """INSERT INTO stock_movements (gift_id, place_id, kind, pieces, at)
           VALUES (1, 1, 'correction', -1, '2026-09-07')""",
        errors.CheckViolation,
    ),
    "a piece that leaves for no voucher": (
        """INSERT INTO stock_movements (gift_id, place_id, kind, pieces, at)
           VALUES (1, 1, 'collected', -1, '2026-09-07')""",
        errors.CheckViolation,
    ),
    "a second voucher for one request": (voucher(request="sms:1"), errors.UniqueViolation),
    "a code of two vouchers": (voucher(code="000000001"), errors.UniqueViolation),
    "a voucher that is over before it begins": (voucher(until="2026-09-06"), errors.CheckViolation),
    "a voucher collected by nobody": (
        voucher(state="collected", told="collected", at="'2026-09-08'", where="1"),
        errors.CheckViolation,
    ),
    "a voucher that was handed out and is not": (
        voucher(at="'2026-09-08'", by="1", where="1"),
        errors.CheckViolation,
    ),
    "a voucher that stands where no event says": (voucher(told="cancelled"), errors.IntegrityError),
    "a voucher moved without an event": ("UPDATE vouchers SET state = 'expired'", errors.IntegrityError),
    "a voucher for other points": (
        "UPDATE vouchers SET points = 1 WHERE code = '000000001'",
        errors.IntegrityError,
    ),
    "a voucher deleted": (
        "DELETE FROM voucher_events; DELETE FROM vouchers",
        errors.IntegrityError,
    ),
    "an event of a voucher changed": ("UPDATE voucher_events SET why = 'x'", errors.IntegrityError),
    "a verification by nobody": (
        """INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at)
           VALUES (1, 2, 'collect', 'reserved', 'collected', '2026-09-08')""",
        errors.CheckViolation,
    ),
    "one authority given twice": (
        """INSERT INTO delegates (credit_code, citizen_id, authorised_by, authorised_at)
           VALUES ('91350211M000100Y43', 1, 1, '2026-09-08')""",
        errors.UniqueViolation,
    ),
    **emptied("vouchers", "voucher_events", "stock_movements"),
}
ALLOWED = (
    voucher(),
    voucher(
        code="000000003",
        request="sms:3",
        state="collected",
        told="collected",
        at="'2026-09-08'",
        by="1",
        where="1",
    ),
    "UPDATE gift_stock SET reserved = 2",
    "UPDATE delegates SET ended_at = '2026-09-08', ended_by = 1",
)
