"""One case: the fold of its events, and what can be read off it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from evaluation.cases.hours import Due
from evaluation.cases.words import (
    Closing,
    Depth,
    Finding,
    Kind,
    Move,
    Outcome,
    Party,
    Stage,
    Step,
    Track,
    Verdict,
)
from evaluation.enclosures import Enclosure
from evaluation.levels import Reason

NOTHING: Mapping[int, Due] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who made a move: as which party, which account, and for which body."""

    party: Party
    staff_id: int | None = None
    org: str | None = None
    platform: str | None = None
    """Which outside platform it is, where it is one."""
    person: str = ""
    """Who acted there, as it names them."""


SYSTEM, CITIZEN = Actor(Party.SYSTEM), Actor(Party.CITIZEN)


@dataclass(frozen=True, slots=True)
class Event:
    """One move, as it is kept: who, when, from where to where, and why; nothing of it is ever edited."""

    move: Move
    at: datetime
    by: Actor
    words: str = ""
    """Why, or what was said: a reason, a task, an answer, an opinion, what a review found."""
    complaint: int | None = None
    """Which complaint it concerns, where one alone."""
    org: str | None = None
    """The body that it goes to."""
    due: Due | None = None
    """Until when the next step is due."""
    dues: Mapping[int, Due] = field(default_factory=lambda: NOTHING)
    """Until when each complaint is answered."""
    label_due: Due | None = None
    """Until when what a guide heard is labelled (一天一分类)."""
    kind: Kind | None = None
    reason: Reason | None = None
    """What a label says that it is about."""
    real: Finding | None = None
    """属实? Of a label: whether it is a complaint at all."""
    fair: Finding | None = None
    """合理?"""
    track: Track | None = None
    depth: Depth | None = None
    outcome: Outcome | None = None
    verdict: Verdict | None = None
    step: Step | None = None
    files: tuple[Enclosure, ...] = ()
    """What is enclosed with an appeal."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """申诉: of the body that handles a complaint, and what a review found."""

    at: datetime
    by: Actor
    due: Due | None
    reviewers: frozenset[int | None] = frozenset()
    """Who made its steps."""
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """吐槽分类: what it is about, whether it is a complaint, and when that was said first."""

    reason: Reason
    real: Finding
    at: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """A bad rating, or what a guide heard: with its own answer, call-back and line in the figures."""

    id: int
    kind: Kind
    at: datetime
    """When it was said."""
    dispatch_due: Due
    dispatched_at: datetime | None = None
    withdrawn: bool = False
    due: Due | None = None
    """Until when it is answered; once set, never sooner."""
    answered_at: datetime | None = None
    call_back_due: Due | None = None
    by_phone: bool = False
    """The bot got no answer: somebody calls."""
    outcome: Outcome | None = None
    revised: bool = False
    revised_after_contact: bool = False
    """The citizen gave another level after staff had spoken to them."""
    appeal: Appeal | None = None
    label_due: Due | None = None
    """Until when it is labelled; only what a guide heard is."""
    label: Label | None = None

    @property
    def wants_label(self) -> bool:
        """Whether it is still to be labelled."""
        return self.is_live and self.label_due is not None and self.label is None

    @property
    def excluded(self) -> bool:
        """Mistaken or malicious: it leaves the counted figures, and stays visible."""
        return self.appeal is not None and self.appeal.verdict in (Verdict.MISTAKEN, Verdict.MALICIOUS)

    @property
    def is_live(self) -> bool:
        """Whether anything is owed to whoever made it."""
        return not (self.withdrawn or self.excluded)


@dataclass(frozen=True, slots=True)
class Task:
    """What a co-handler is asked for, and what it answered."""

    words: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Consultation:
    """会商: who was asked, what each said, and what came of it."""

    asked: Mapping[str, str | None]
    """By body: its opinion, None while it has given none."""
    conclusion: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What the lead body has done so far; the next one begins anew."""

    acknowledged_at: datetime | None = None
    real: Finding | None = None
    """属实?"""
    fair: Finding | None = None
    """合理?"""
    assigned: bool = False
    rectified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case after some of its events; `events` counts them."""

    lead: str
    """牵头单位: the one body that answers for it."""
    complaints: Mapping[int, Complaint]
    events: int = 1
    reached_at: datetime | None = None
    """When the lead body got it."""
    clock_at: datetime | None = None
    """When the first lead body got it that kept it: the answer's time may be counted from here."""
    step_due: Due | None = None
    """Until when it is signed for, sorted or closed."""
    work: Work = Work()
    track: Track | None = None
    depth: Depth | None = None
    tasks: Mapping[str, Task] = field(default_factory=dict)
    consultation: Consultation | None = None
    suspended_at: datetime | None = None
    resume_by: Due | None = None
    contacted: bool = False
    """Staff have written to the citizen."""
    supervised: bool = False
    escalated_to: tuple[str, ...] = ()
    reopened_at: datetime | None = None
    improved: bool = False
    closing: Closing | None = None

    @property
    def live(self) -> Iterator[Complaint]:
        """The complaints to which something is owed."""
        return (complaint for complaint in self.complaints.values() if complaint.is_live)

    @property
    def unlabelled(self) -> Iterator[Complaint]:
        """What guides heard, and nobody has labelled."""
        return (complaint for complaint in self.complaints.values() if complaint.wants_label)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.closing is None

    @property
    def is_suspended(self) -> bool:
        """挂起"""
        return self.suspended_at is not None

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if not self.is_open:
            return Stage.CLOSED
        return next((stage for stage, is_done in self._steps() if not is_done), Stage.CALLED_BACK)

    def _steps(self) -> Iterator[tuple[Stage, bool]]:
        """Each stage, and whether the step that leads out of it was made."""
        live = [complaint for complaint in self.live if complaint.dispatched_at]
        yield Stage.RECEIVED, self.reached_at is not None
        yield Stage.DISPATCHED, self.work.acknowledged_at is not None
        yield Stage.ACKNOWLEDGED, self.work.real is not None
        yield Stage.VERIFIED, self.track is not None
        yield Stage.CLASSIFIED, self.work.assigned
        yield Stage.ASSIGNED, self.work.rectified_at is not None
        yield Stage.RECTIFIED, all(complaint.answered_at for complaint in live)
        yield Stage.ANSWERED, all(complaint.outcome for complaint in live)

    @property
    def wants_improvement(self) -> bool:
        """Whether it stays on the improvement list (升级改)."""
        return self.depth is Depth.UPGRADE and self.closing is Closing.DONE and not self.improved

    @property
    def next_due(self) -> Due | None:
        """The one deadline that comes next; None once closed."""
        if not self.is_open:
            return None
        if self.resume_by:
            return min((self.resume_by, *self._label_dues()), key=lambda due: due.at)
        return min(self._dues(), key=lambda due: due.at)

    def _label_dues(self) -> Iterator[Due]:
        return (complaint.label_due for complaint in self.unlabelled if complaint.label_due)

    def _dues(self) -> Iterator[Due]:
        yield from self._label_dues()
        if self.step_due:
            yield self.step_due
        for complaint in self.live:
            if complaint.dispatched_at is None:
                yield complaint.dispatch_due
            elif complaint.answered_at is None:
                if complaint.due:
                    yield complaint.due
            elif complaint.outcome is None and complaint.call_back_due:
                yield complaint.call_back_due

    @property
    def owes(self) -> tuple[str, ...]:
        """The co-handlers that have not answered."""
        return tuple(org for org, task in self.tasks.items() if task.answer is None)
