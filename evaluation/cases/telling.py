"""What a citizen hears of their case without asking: each important step once, whoever made it and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice

from evaluation.cases.case import Case, Complaint, Event
from evaluation.cases.machine import fold
from evaluation.cases.words import Depth, Finding, Move
from evaluation.window import last_day


class News(StrEnum):
    """What there is to tell."""

    SORTED = "sorted"
    """Until when they are answered."""
    MOVED = "moved"
    """That moved to a later day."""
    ANSWERED = "answered"
    """What was done; the call-back question goes with it."""
    REOPENED = "reopened"
    """It goes to a higher level, and until when they are answered again."""
    EXCLUDED = "excluded"
    """The outcome of an appeal, where the complaint is counted no more."""
    RESTS = "rests"
    """It is suspended, and why."""
    ASKED = "asked"
    """A question of whoever handles it."""


class Result(StrEnum):
    """What an answer brings, by what was found; whatever its words say."""

    PUT_RIGHT = "put_right"
    """已整改"""
    IMPROVING = "improving"
    """已列入改进: 升级改 stays on the improvement list after the answer."""
    LOOKED_INTO = "looked_into"
    """已核实: it is not so, or nobody could do what was wanted; there was nothing to put right."""


def result_of(case: Case) -> Result:
    """What the answer of a case brings."""
    if Finding.NO in (case.work.real, case.work.fair):
        return Result.LOOKED_INTO
    return Result.IMPROVING if case.depth is Depth.UPGRADE else Result.PUT_RIGHT


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: about which complaint, and in whose words where somebody worded it."""

    news: News
    complaint: Complaint
    words: str = ""

    @property
    def answered_by(self) -> date | None:
        """The last day on which the answer is in time."""
        return last_day(self.complaint.due.at) if self.complaint.due else None

    def is_past(self, now: datetime) -> bool:
        """Whether it promises a day that is over: sorted at night, it would be heard the morning after."""
        due = self.complaint.due
        return self.news in (News.SORTED, News.MOVED) and due is not None and due.is_over(now)


def news(events: Sequence[Event], told: int) -> list[Told]:
    """Return what the events after the first `told` of a history leave to tell.

    How things stood is compared with how they stand: what was overtaken meanwhile is not told any more, and a
    deadline that two complaints share is told once.
    """
    before = fold(events[:told]).complaints if told else {}
    after, since = fold(events), events[told:]
    found = [*_questions(after, since), *_rest(after, since)]
    for complaint in after.complaints.values():
        found += _of_complaint(before.get(complaint.id), complaint, since)
    return _once(found)


def _questions(case: Case, since: Sequence[Event]) -> Iterator[Told]:
    about = next(case.live, None)
    for event in since if about else ():
        if event.move is Move.ASK_CITIZEN and about:
            yield Told(News.ASKED, case.complaints.get(event.complaint or 0, about), event.words)


def _rest(case: Case, since: Sequence[Event]) -> Iterator[Told]:
    """One that went on meanwhile is told of by its new deadline alone."""
    waits = next((complaint for complaint in case.live if not complaint.answered_at), None)
    rests = [event for event in since if event.move is Move.SUSPEND]
    if case.is_suspended and rests and waits:
        yield Told(News.RESTS, waits, rests[-1].words)


def _of_complaint(was: Complaint | None, now: Complaint, since: Sequence[Event]) -> Iterator[Told]:
    if now.excluded and not (was and was.excluded):
        yield Told(News.EXCLUDED, now)
    if not now.is_live:
        return
    if now.answered_at:
        said = (e.words for e in reversed(since) if e.move is Move.ANSWER and e.complaint == now.id)
        yield from (Told(News.ANSWERED, now, words) for words in islice(said, 1))
    elif now.due:
        yield from _deadline(was, now, since)


def _deadline(was: Complaint | None, now: Complaint, since: Sequence[Event]) -> Iterator[Told]:
    if any(event.move is Move.REOPEN and now.id in event.dues for event in since):
        yield Told(News.REOPENED, now)
    elif was is None or was.due is None:
        yield Told(News.SORTED, now)
    elif now.due and last_day(now.due.at) > last_day(was.due.at):
        yield Told(News.MOVED, now)


def _once(found: Sequence[Told]) -> list[Told]:
    """Without what would say the same of another complaint of the case."""
    kept: dict[tuple[News, date | None, str, int | None], Told] = {}
    for told in found:
        each = told.complaint.id if told.news in (News.ANSWERED, News.EXCLUDED) else None
        kept.setdefault((told.news, told.answered_by if each is None else None, told.words, each), told)
    return list(kept.values())
