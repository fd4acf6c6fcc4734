"""Keep a citizen's rating: every first active one earns, a later one is a revision."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.levels import Level, RatingChannel, Reason
from evaluation.points import Award, Earned, visit_reference
from evaluation.ratings import RatingState, revised, with_reason_answer
from evaluation.window import Window
from store import ledger, outbox, ratings, visits
from store.db import Transaction
from store.farming import Act
from store.ledger import Holder
from store.ratings import Evidence, LiveRating
from store.visits import RatedVisit
from usecases.cases.hear import Heard, heard
from usecases.points.earn import earn
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Rating:
    """What a citizen says of a visit."""

    level: Level
    reasons: tuple[Reason, ...]
    comment: str | None
    channel: RatingChannel
    evidence: Evidence
    rated_at: datetime
    """When it was given: for one given on site, earlier than it reached us."""
    in_answer: bool = False
    """It answers a question of ours."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating as it was kept; `before` is the level it replaced."""

    level: Level
    before: Level | None
    award: Award
    balance: int
    """Of the citizen, or of the organisation, to whom the points belong."""
    for_organisation: bool
    says_why: bool
    """Whether the citizen has said what this level, or another as bad or good, is for."""
    case: Heard
    """What becomes of a bad one, or of another level after a bad one."""


async def rate(
    tx: Transaction, visit_id: int, rating: Rating, rules: Rules, now: datetime, window: Window | None = None
) -> Rated:
    """Keep a rating or its revision; the citizen's row is locked by the caller.

    `window` is given to a visit that no prompt has given one: so long the citizen may think again.
    """
    visit = await visits.locked(tx, visit_id)
    holder = Holder.of_visit(visit.citizen_id, visit.credit_code)
    live = await ratings.live(tx, visit_id)
    before = _state(live) if live else None
    if live is None:
        state = RatingState(rating.level, rating.reasons, rating.comment)
        award = await _first(tx, visit, rating, rules, now, window)
    else:
        state = _again(live, rating)
        award = Award()
    rating_id = await _keep(tx, visit_id, live, state, rating)
    concerned = _concerns_cases(before, state)
    case = await heard(tx, visit_id, rating_id, state.level, rules, now) if concerned else Heard.NOTHING
    return Rated(
        level=rating.level,
        before=before.level if before else None,
        award=award,
        balance=await ledger.balance(tx, holder) if holder else 0,
        for_organisation=visit.credit_code is not None,
        says_why=_says_why(rating, before),
        case=case,
    )


def _concerns_cases(before: RatingState | None, state: RatingState) -> bool:
    """A first good rating does not, nor does the same level again."""
    if before is None:
        return state.level.is_bad
    return before.level is not state.level


def _again(live: LiveRating, rating: Rating) -> RatingState:
    was_bad = Level(live.lowest).is_bad
    state = revised(_state(live), rating.level, rating.comment, was_bad=was_bad)
    return with_reason_answer(state, rating.reasons, None)


def _says_why(rating: Rating, before: RatingState | None) -> bool:
    if rating.reasons or rating.comment:
        return True
    if before is None or before.level.is_bad != rating.level.is_bad:
        return False
    return bool(before.reasons or before.comment)


async def _first(
    tx: Transaction, visit: RatedVisit, rating: Rating, rules: Rules, now: datetime, window: Window | None
) -> Award:
    """What comes with a visit's first active rating: no prompt any more, and points."""
    await visits.mark_rated(
        tx,
        visit.id,
        closes_at=window.closes_at if window else None,
        provisional=window is not None and window.provisional,
    )
    if visit.citizen_id is not None:
        await outbox.cancel_empty(tx, [visit.citizen_id])
    holder = Holder.of_visit(visit.citizen_id, visit.credit_code)
    if holder is None:
        return Award()
    reference = visit_reference(visit.id)
    return await earn(tx, holder, Earned.RATING, reference, rules.points, now, _act(visit, rating))


def _act(visit: RatedVisit, rating: Rating) -> Act:
    return Act(
        citizen_id=visit.citizen_id,
        org_code=visit.org_code,
        area_code=visit.area_code,
        window_no=visit.window_no,
        device_no=rating.evidence.device_no,
        inbound_id=rating.evidence.inbound_id,
        rated_at=rating.rated_at,
        in_answer=rating.in_answer,
    )


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
    rating = Rating(state.level, reasons, text, RatingChannel(live.channel), evidence, now)
    await _keep(tx, visit_id, live, state, rating)


async def _keep(
    tx: Transaction, visit_id: int, live: LiveRating | None, state: RatingState, rating: Rating
) -> int:
    return await ratings.add_version(
        tx,
        visit_id,
        version=live.version + 1 if live else 1,
        level=state.level,
        reasons=[reason.value for reason in state.reasons],
        comment=state.comment,
        channel=rating.channel.value,
        evidence=rating.evidence,
        rated_at=rating.rated_at,
    )


def _state(live: LiveRating) -> RatingState:
    return RatingState(Level(live.level), tuple(Reason(reason) for reason in live.reasons), live.comment)
