"""Verify the ledger: every balance recounted, every lot added up, every chain followed to its end."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from evaluation.ledger import ROOT, Entry, Lot, link
from store import ledger_books
from store.db import Database
from store.ledger_books import Book, WrittenEntry

ACCOUNTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not add up: in which account, and what."""

    account_id: int
    what: str


@dataclass
class Verified:
    """What was gone through so far, and what is wrong with it."""

    accounts: int = 0
    entries: int = 0
    points: int = 0
    differences: list[Difference] = field(default_factory=list)


async def verify(database: Database) -> AsyncIterator[Verified]:
    """Go through the whole ledger, some accounts at a time; what was found after each.

    Each step sees one moment of the database, so the ledger may be in use meanwhile.
    """
    found, last = Verified(), 0
    while True:
        async with database.snapshot() as tx:
            books = await ledger_books.books(tx, last, ACCOUNTS_AT_ONCE)
            ids = [book.id for book in books]
            entries = await ledger_books.entries(tx, ids)
            wrong = await ledger_books.wrong_lots(tx, ids)
        _count(found, books, entries)
        found.differences += [Difference(lot.account_id, f"lot {lot.id} does not add up") for lot in wrong]
        yield found
        if not books:
            return
        last = ids[-1]


def _count(found: Verified, books: Sequence[Book], entries: Sequence[WrittenEntry]) -> None:
    chains = {key: list(chain) for key, chain in groupby(entries, key=lambda entry: entry.account_id)}
    for book in books:
        found.differences += [
            Difference(book.id, what) for what in differences(book, chains.get(book.id, []))
        ]
    found.accounts += len(books)
    found.entries += len(entries)
    found.points += sum(book.balance for book in books)


def differences(book: Book, chain: Sequence[WrittenEntry]) -> Iterable[str]:
    """Say what is wrong with one account."""
    counted = sum(entry.points for entry in chain)
    if book.balance != counted:
        yield f"balance {book.balance}, its entries sum up to {counted}"
    if book.balance != book.unspent:
        yield f"balance {book.balance}, its lots hold {book.unspent}"
    if book.entries != len(chain):
        yield f"{len(chain)} entries where {book.entries} were appended"
    yield from _breaks(book, chain)


def _breaks(book: Book, chain: Sequence[WrittenEntry]) -> Iterable[str]:
    before = ROOT
    for place, entry in enumerate(chain, start=1):
        lots = tuple(Lot(*lot) for lot in zip(entry.lot_points, entry.lot_ends, strict=True))
        written = Entry(
            entry.account_id, place, entry.kind, entry.reference, entry.points, entry.note, entry.at, lots
        )
        if entry.points != sum(entry.lot_points) - entry.used:
            yield f"entry {entry.id} moves {entry.points} points, its lots do not"
        if entry.hash != link(written, before):
            yield f"the chain breaks at entry {entry.id}: it, or what came before it, was changed"
            return
        before = entry.hash
    if before != book.head:
        yield "the chain does not end where the account says: the last entries are gone"
