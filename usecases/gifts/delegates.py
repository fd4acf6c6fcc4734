"""Who may spend an organisation's points: people it authorised, as the staff saw and noted."""

from dataclasses import dataclass
from datetime import datetime

from store import delegates, people
from store.db import Transaction
from usecases.edges import read_credit_code


@dataclass
class NotACreditCode(Exception):
    """It is no unified social credit code (GB 32100)."""

    written: str


async def authorise(tx: Transaction, written: str, citizen_id: int, staff_id: int, now: datetime) -> bool:
    """Note that a citizen may spend an organisation's points; False where they may. Raises `NotACreditCode`."""
    code, citizen = _code(written), await people.lock(tx, citizen_id)
    return await delegates.authorise(tx, code, citizen.id, staff_id, now)


async def end_authority(tx: Transaction, written: str, citizen_id: int, staff_id: int, now: datetime) -> bool:
    """They may no more; False where they might not, or nobody has the id. Raises `NotACreditCode`."""
    return await delegates.end(tx, _code(written), citizen_id, staff_id, now)


def _code(written: str) -> str:
    code = read_credit_code(written)
    if code is None:
        raise NotACreditCode(written)
    return code
