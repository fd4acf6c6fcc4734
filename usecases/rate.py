"""Keep a citizen's rating: every first active one earns, a later one is a revision."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.levels import Level, RatingChannel, Reason
from evaluation.points import Award, earned_for_rating, visit_reference
from evaluation.ratings import RatingState, revised, with_reason_answer
from evaluation.window import civil
from store import ledger, ratings, visits
from store.db import Transaction
from store.ratings import Evidence, LiveRating
from store.visits import RatedVisit
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen says of a visit."""

    level: Level
    reasons: tuple[Reason, ...]
    comment: str | None
    channel: RatingChannel
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it was kept; `before` is the level it replaced."""

    level: Level
    before: Level | None
    award: Award
    balance: int
    has_words: bool
    """Whether a reason or a comment is kept with it."""


async def rate(tx: Transaction, visit_id: int, rating: Rating, rules: Rules, now: datetime) -> Rated:
    """Keep a rating or its revision; the citizen's row is locked by the caller."""
    visit = await visits.locked(tx, visit_id)
    live = await ratings.live(tx, visit_id)
    if live is None:
        state = RatingState(rating.level, rating.reasons, rating.comment)
        award = await _first(tx, visit, rating, rules, now)
    else:
        state = revised(_state(live), rating.level, rating.comment)
        state = with_reason_answer(state, rating.reasons, None)
        award = Award(0, capped=False)
    await _keep(tx, visit_id, live, state, rating, now)
    return Rated(
        level=rating.level,
        before=Level(live.level) if live else None,
        award=award,
        balance=await ledger.balance(tx, visit.citizen_id) if visit.citizen_id else 0,
        has_words=bool(state.reasons or state.comment),
    )


async def _first(tx: Transaction, visit: RatedVisit, rating: Rating, rules: Rules, now: datetime) -> Award:
    by_reply = rating.evidence.inbound_id is not None
    window = rules.window_of(prompted_at=now, finished_at=now) if by_reply else None
    await visits.mark_rated(tx, visit.id, window.closes_at if window else None)
    if visit.citizen_id is None:
        return Award(0, capped=False)
    midnight = civil(now).replace(hour=0, minute=0, second=0, microsecond=0)
    award = earned_for_rating(rules.points, await ledger.paid_since(tx, visit.citizen_id, midnight))
    if award.points:
        await ledger.post(
            tx,
            visit.citizen_id,
            kind="rating",
            reference=visit_reference(visit.id),
            points=award.points,
            now=now,
        )
    return award


async def add_reasons(
    tx: Transaction,
    visit_id: int,
    reasons: tuple[Reason, ...],
    text: str | None,
    evidence: Evidence,
    now: datetime,
) -> None:
    """Add the answer to the reason question to the rating as it stands."""
    live = await ratings.live(tx, visit_id)
    assert live is not None, "the reason question follows a rating"
    state = with_reason_answer(_state(live), reasons, text)
    rating = Rating(state.level, reasons, text, RatingChannel(live.channel), evidence)
    await _keep(tx, visit_id, live, state, rating, now)


async def _keep(
    tx: Transaction, visit_id: int, live: LiveRating | None, state: RatingState, rating: Rating, now: datetime
) -> None:
    await ratings.add_version(
        tx,
        visit_id,
        version=live.version + 1 if live else 1,
        level=state.level,
        reasons=[reason.value for reason in state.reasons],
        comment=state.comment,
        channel=rating.channel.value,
        evidence=rating.evidence,
        rated_at=now,
    )


def _state(live: LiveRating) -> RatingState:
    return RatingState(Level(live.level), tuple(Reason(reason) for reason in live.reasons), live.comment)
