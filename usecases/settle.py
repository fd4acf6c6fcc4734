"""Messages whose answer was lost: what the provider says of them decides; nobody is written to twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluation.delivery import Unavailable
from store import outbox
from store.db import Transaction
from store.outbox import Unsettled
from store.vault import Vault
from usecases.deliver import Letter, has_gone, not_taken

CLOCK_SLACK = timedelta(minutes=2)
"""How far the provider's clock may be from ours when it dates a message."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A message to ask its provider about; `taken` are references that belong to other messages."""

    letter: Letter
    held_since: datetime
    taken: frozenset[str]

    @property
    def since(self) -> datetime:
        """The earliest time the provider may have dated it."""
        return self.held_since - CLOCK_SLACK


async def take_doubts(
    tx: Transaction, *, owner: int, held_before: datetime, limit: int, vault: Vault
) -> list[Doubt]:
    """Take messages of unknown fate that have waited long enough for the provider's list to catch up."""
    return [
        Doubt(_letter(row, vault), row.held_since, await outbox.known_references(tx, row.address_id))
        for row in await outbox.take_unsettled(tx, owner=owner, held_before=held_before, limit=limit)
    ]


def _letter(row: Unsettled, vault: Vault) -> Letter:
    return Letter(row.id, row.channel, vault.open(row.sealed), row.address_id, row.text, row.attempts)


async def was_taken(tx: Transaction, doubt: Doubt, reference: str, now: datetime) -> None:
    """The provider has it."""
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await has_gone(tx, doubt.letter.id, reference, now)


async def was_not_taken(tx: Transaction, doubt: Doubt, max_attempts: int, now: datetime) -> None:
    """The provider certainly does not have it: it is sent as if for the first time."""
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await not_taken(tx, doubt.letter, Unavailable("not at provider"), max_attempts, now)


async def cannot_be_asked(tx: Transaction, doubt: Doubt, given_up_before: datetime, now: datetime) -> None:
    """The provider does not say: ask again later, and in the end count it as sent (promise 1)."""
    if doubt.held_since > given_up_before:
        await outbox.leave_unsettled(tx, doubt.letter.id)
        return
    await outbox.lock_citizens(tx, [doubt.letter.id])
    await has_gone(tx, doubt.letter.id, None, now)
