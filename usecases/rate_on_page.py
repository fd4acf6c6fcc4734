"""Ratings from the rating page: a signed link names the visit, and each form sent is a rating's evidence."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from evaluation.levels import Level, RatingChannel, Reason, in_menu_order
from evaluation.points import visit_reference
from evaluation.ratings import clean_comment
from evaluation.window import Window
from store import dialogues, events, held, ledger, outbox, pages, people, suggestions, visits
from store.db import Transaction
from store.ledger import Holder
from store.pages import PageVisit
from store.ratings import Evidence
from usecases.rate import Rating, rate
from usecases.rules import Rules
from usecases.suggestions.keep import keep_comment

PORTAL = "page"


@dataclass(frozen=True, slots=True)
class PageRating:
    """A form as it was sent.

    `nonce` is the form's own, so that a second press changes nothing; `channel` says whether the link
    came from a QR code.
    """

    level: Level
    reasons: tuple[Reason, ...]
    comment: str | None
    channel: RatingChannel
    nonce: str


class NoSuchVisit(Exception):
    """The link names a visit that is not here."""


class LinkClosed(Exception):
    """The visit can no longer be rated on its page.

    `closed_at` is the end of its window; None where it is no window's end that decided it.
    """

    def __init__(self, closed_at: datetime | None) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


async def open_visit(
    tx: Transaction, visit_id: int, issued_at: datetime, rules: Rules, now: datetime
) -> tuple[PageVisit, Window]:
    """The visit of a link made at `issued_at`, with its window; raises `NoSuchVisit` and `LinkClosed`.

    A visit that was not prompted is open as long as if the link had been its prompt.
    """
    visit = await pages.visit(tx, visit_id)
    if visit is None:
        raise NoSuchVisit
    window = window_of(visit, issued_at, rules)
    if visit.withdrawn or window is None:
        raise LinkClosed(None)
    if window.is_over(now):
        raise LinkClosed(window.closes_at)
    return visit, window


def window_of(visit: PageVisit, issued_at: datetime, rules: Rules) -> Window | None:
    """Until when the link may be used; None for a visit rated on site: nobody was promised to change that."""
    if visit.window_closes_at is not None:
        return Window(visit.window_closes_at, provisional=False)
    if visit.level is not None:
        return None
    return rules.window_of(prompted_at=issued_at, finished_at=visit.finished_at)


async def rate_on_page(
    tx: Transaction, visit_id: int, issued_at: datetime, said: PageRating, rules: Rules, now: datetime
) -> None:
    """Keep a rating or its revision; the same form with the same answers changes nothing.

    Raises `NoSuchVisit` and `LinkClosed`.
    """
    visit, _ = await open_visit(tx, visit_id, issued_at, rules, now)
    if visit.citizen_id is not None:
        await people.lock(tx, visit.citizen_id)
    await visits.locked(tx, visit_id)
    # Once more: while we waited for the locks, another press or a text message may have got there first.
    visit, _ = await open_visit(tx, visit_id, issued_at, rules, now)
    body = _body(visit, said, now)
    if await pages.said_by_form(tx, visit_id, said.nonce) == _fingerprint(body):
        return
    await _keep(tx, visit, said, body, rules, now)


def _body(visit: PageVisit, said: PageRating, now: datetime) -> dict[str, object]:
    """What was sent, in the words of `POST /api/v1/ratings`."""
    return {
        "portal": PORTAL,
        "nonce": said.nonce,
        "subject": "matter",
        "source_system": visit.source_system,
        "record_no": visit.record_no,
        "visit_no": visit.visit_no,
        "level": int(said.level),
        "reasons": list(in_menu_order(said.reasons)),
        "comment": clean_comment(said.comment),
        "rating_channel": said.channel,
        "rated_at": now.isoformat(),
    }


def _fingerprint(body: dict[str, object]) -> bytes:
    """The same for the same form with the same answers, whenever it came."""
    said = {name: value for name, value in body.items() if name != "rated_at"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()


async def _keep(
    tx: Transaction,
    visit: PageVisit,
    said: PageRating,
    body: dict[str, object],
    rules: Rules,
    now: datetime,
) -> None:
    event_id = f"{PORTAL}:{secrets.token_urlsafe(16)}"
    await events.keep(tx, event_id, _fingerprint(body), body, now)
    rating = Rating(
        said.level,
        in_menu_order(said.reasons),
        clean_comment(said.comment),
        said.channel,
        Evidence(event_id=event_id),
        now,
    )
    # From now on, as for every rating before its prompt: so long the citizen may think again.
    opened = rules.window_of(prompted_at=now, finished_at=visit.finished_at)
    await rate(tx, visit.id, rating, rules, now, None if visit.window_closes_at is not None else opened)
    if visit.citizen_id is not None:
        await keep_comment(tx, visit.citizen_id, visit.id, rating, rules)
        await outbox.cancel_empty(tx, [visit.citizen_id])
        await dialogues.drop_visit(tx, visit.citizen_id, visit.id)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What a visit's citizen is told after rating on the page; the numbers are the ledger's."""

    level: Level
    earned: int
    held: int
    """Points that are paid once somebody has looked at them."""
    balance: int | None
    """None where nobody earns, or an organisation does, whose balance is not for whoever rates for it."""
    suggests: bool
    """What was written is a suggestion too, and kept for somebody to judge."""


async def on_record(tx: Transaction, visit: PageVisit) -> OnRecord | None:
    """The rating as it stands and what it earned; None while there is none."""
    if visit.level is None:
        return None
    holder = Holder.of_visit(visit.citizen_id, visit.credit_code)
    if holder is None:
        return OnRecord(Level(visit.level), 0, 0, None, suggests=False)
    reference = visit_reference(visit.id)
    return OnRecord(
        level=Level(visit.level),
        earned=await ledger.earned(tx, holder, reference),
        held=await held.under_review(tx, holder, reference),
        balance=None if visit.credit_code else await ledger.balance(tx, holder),
        suggests=await suggestions.made_in_rating(tx, visit.id),
    )
