"""The bodies of the commands of the points ledger."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TypeVar

import typer

from evaluation.ledger import TooFewPoints
from evaluation.staff import Action
from evaluation.window import civil
from haochaping.commands.administer import in_one_transaction, with_parts
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import audit_trail, corrections
from store.audit_trail import COMMAND, Subject
from store.db import Transaction
from usecases import two_people
from usecases.gifts.verify import Verified as VerifiedGifts
from usecases.gifts.verify import verify_gifts
from usecases.points import correct
from usecases.points.verify import Verified, verify
from usecases.reports.participation import NoSuchArea, tell_began
from usecases.two_people import CannotSign, Signature

WORDS = {
    correct.NO_ENTRY: "there is no entry of that number",
    correct.NOT_CORRECTED_SO: "points of a gift come back by cancelling its voucher, if it can be; a correction stays",
    two_people.ASKED_ALREADY: "this was asked for already, or is corrected; `haochaping ledger corrections` shows it",
    two_people.NOT_WAITING: "no such request is waiting; `haochaping ledger corrections` shows what is",
    two_people.SAME_PERSON: "whoever asked cannot confirm: it takes a second person",
    two_people.UNSIGNED: "a name and a reason are needed",
}

Result = TypeVar("Result")


def verify_all(settings: Settings) -> int:
    """Go through the whole ledger and all vouchers and print what is wrong with them; the exit status."""

    async def work(parts: Parts) -> tuple[Verified, VerifiedGifts]:
        books, gifts = Verified(), VerifiedGifts()
        async for books in verify(parts.database):
            typer.echo(f"{books.accounts} accounts …", err=True)
        async for gifts in verify_gifts(parts.database):
            typer.echo(f"{gifts.vouchers} vouchers …", err=True)
        return books, gifts

    books, gifts = with_parts(settings, work)
    lines = [f"account {each.account_id}: {each.what}" for each in books.differences] + gifts.differences
    for line in lines:
        typer.echo(line)
    typer.echo(
        f"{books.accounts} accounts, {books.entries} entries, {books.points} points, {gifts.vouchers} vouchers, "
        f"{gifts.shelves} gifts at places: {len(lines)} differences"
    )
    return 1 if lines else 0


def ask(settings: Settings, entry_id: int, by: str, why: str) -> str:
    """Keep the request; what to do next. ValueError where it cannot be asked for."""

    async def work(parts: Parts, tx: Transaction) -> int:
        request = await correct.ask(tx, entry_id, Signature(by, why), parts.clock.now())
        await _note(parts, tx, Action.CORRECTION_ASKED, entry_id, request, by)
        return request

    number = _in_words(settings, work)
    return f"{number}: now somebody else confirms it: haochaping ledger confirm {number} --by NAME"


def waiting(settings: Settings) -> list[str]:
    """A line for each request that waits for a second person."""

    async def work(_: Parts, tx: Transaction) -> list[str]:
        return [await _line(tx, each) for each in await corrections.waiting(tx)]

    return in_one_transaction(settings, work)


async def _line(tx: Transaction, request: corrections.Correction) -> str:
    entry = await corrections.entry(tx, request.entry_id)
    assert entry is not None, "entries are never deleted"
    return (
        f"{request.id}  entry {entry.id}: {entry.kind} {entry.reference}, {entry.points} points, "
        f"{civil(entry.at):%Y-%m-%d}; {request.asked_by}, {civil(request.asked_at):%Y-%m-%d %H:%M}: {request.why}"
    )


def confirm(settings: Settings, number: int, by: str) -> str:
    """Reverse it; what was done. ValueError where that may not be."""

    async def work(parts: Parts, tx: Transaction) -> str:
        entry = await correct.confirm(tx, number, by, parts.rules.points, parts.clock.now())
        await _note(parts, tx, Action.CORRECTION_CONFIRMED, entry.id, number, by)
        return f"{number}: entry {entry.id} is reversed, {-entry.points:+} points"

    return _in_words(settings, work)


def refuse(settings: Settings, number: int, by: str) -> str:
    """Refuse a request; ValueError where it does not wait."""

    async def work(parts: Parts, tx: Transaction) -> str:
        request = await correct.refuse(tx, number, by, parts.clock.now())
        await _note(parts, tx, Action.CORRECTION_REFUSED, request.entry_id, number, by)
        return f"{number}: refused, entry {request.entry_id} stays as it is"

    return _in_words(settings, work)


def began(settings: Settings, area: str, day: date | None) -> str:
    """Keep, or forget, since when there are points in an area; what was done. ValueError for no such area."""

    async def work(parts: Parts, tx: Transaction) -> bool:
        return await tell_began(tx, area, day, COMMAND, parts.times)

    try:
        told = in_one_transaction(settings, work)
    except NoSuchArea:
        raise ValueError("the catalogue has no such area, nor one inside it") from None
    if not told:
        raise ValueError("no day was told for this area")
    return f"{area}: points since {day}" if day else f"{area}: forgotten"


async def _note(parts: Parts, tx: Transaction, action: Action, entry_id: int, request: int, by: str) -> None:
    """The trail has it as it has what the console does; whoever sits at a terminal signs as they typed it."""
    facts = {"request": request, "by": by.strip()}
    await audit_trail.write(tx, COMMAND, action, Subject("ledger_entry", entry_id), parts.times, facts)


def _in_words(settings: Settings, work: Callable[[Parts, Transaction], Awaitable[Result]]) -> Result:
    try:
        return in_one_transaction(settings, work)
    except CannotSign as error:
        raise ValueError(WORDS[error.because]) from None
    except TooFewPoints as error:
        raise ValueError(
            f"{error.price} points are to be taken back, {error.balance} are left: the others are spent"
        ) from None
