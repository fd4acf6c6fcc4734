"""Messages whose answer was lost: what the provider says of them decides; nobody is written to twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from evaluation.charges import Charge
from evaluation.delivery import Unavailable
from store import charges, doubts, outbox
from store.db import Transaction
from store.doubts import Unsettled
from store.vault import CannotUnseal, Vault
from usecases.deliver import Letter
from usecases.outcomes import have_gone, not_taken

log = structlog.get_logger()

CLOCK_SLACK = timedelta(minutes=2)
"""How far the provider's clock may be from ours when it dates a message."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message to ask its provider about, which may have left since `left_at` (wall time)."""

    letter: Letter
    left_at: datetime

    @property
    def since(self) -> datetime:
        """The earliest time the provider may have dated it."""
        return self.left_at - CLOCK_SLACK


async def take_doubts(
    tx: Transaction, *, owner: int, wall: datetime, held_before: datetime, limit: int, vault: Vault
) -> list[Doubt]:
    """Take messages of unknown fate that have waited long enough for the provider's list to catch up."""
    rows = await doubts.take_unsettled(tx, owner=owner, wall=wall, held_before=held_before, limit=limit)
    return [doubt for row in rows if (doubt := _doubt(row, owner, vault))]


def _doubt(row: Unsettled, owner: int, vault: Vault) -> Doubt | None:
    try:
        address = vault.open(row.sealed)
    except CannotUnseal:
        log.error("address cannot be opened", message=row.id)  # the others can be asked about all the same
        return None
    letter = Letter(
        id=row.id,
        kind=row.kind,
        citizen_id=row.citizen_id,
        channel=row.channel,
        provider=row.provider or row.channel,
        address=address,
        address_id=row.address_id,
        text=row.text,
        attempts=row.attempts,
        owner=owner,
    )
    return Doubt(letter, row.left_at)


async def was_taken(
    tx: Transaction, doubt: Doubt, reference: str, charge: Charge | None, now: datetime
) -> None:
    """The provider has it; `charge` is what it says that it costs."""
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await have_gone(tx, {doubt.letter.id: reference}, now)
    if charge is not None:
        await charges.correct(tx, {doubt.letter.id: charge})


async def was_not_taken(tx: Transaction, doubt: Doubt, max_attempts: int, now: datetime) -> None:
    """The provider certainly does not have it: it is sent as if for the first time."""
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await not_taken(tx, doubt.letter, Unavailable("not_at_provider"), max_attempts, now)


async def cannot_be_asked(tx: Transaction, doubt: Doubt, given_up_before: datetime, now: datetime) -> None:
    """The provider does not say: ask again later, and in the end count it as sent (promise 1)."""
    if doubt.left_at > given_up_before:
        await doubts.leave_unsettled(tx, doubt.letter.id, owner=doubt.letter.owner)
        return
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await have_gone(tx, {doubt.letter.id: None}, now)
