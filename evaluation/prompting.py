"""评价提醒: whether a finished visit is owed a prompt, when, and whether it may still go out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from evaluation.window import CIVIL_ZONE, civil

PROMPT_AFTER = timedelta(hours=24)
"""24小时内没有作出评价的 (苏协调办〔2021〕13号 四): clock hours, not workdays."""


@dataclass(frozen=True, slots=True)
class SendingHours:
    """When we may write to people: every day from `opens` to before `closes`, civil time.

    ValueError unless `opens` comes before `closes`.
    """

    opens: time = time(8, 30)
    closes: time = time(20, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"sending hours end at {self.closes} before they begin at {self.opens}")

    def is_open(self, at: datetime) -> bool:
        """Whether a message may go out at `at`."""
        return self.opens <= civil(at).time() < self.closes

    def next_open(self, at: datetime) -> datetime:
        """Return `at` itself if it is open then, else the next opening; in civil time."""
        local = civil(at)
        if self.is_open(local):
            return local
        day = local.date() + timedelta(days=local.time() >= self.closes)
        return datetime.combine(day, self.opens, CIVIL_ZONE)


@dataclass(frozen=True, slots=True)
class PromptRules:
    """The settings of prompting: `max_age` of a visit at intake, `quiet` between prompts to one citizen."""

    hours: SendingHours = SendingHours()
    max_age: timedelta = timedelta(days=7)
    quiet: timedelta = timedelta(hours=24)


class ExclusionReason(StrEnum):
    """Why a visit gets no prompt; the figures list each with its count."""

    TOO_OLD = "too_old"
    NO_ADDRESS = "no_address"
    LANDLINE = "landline"
    OPTED_OUT = "opted_out"
    WITHDRAWN = "withdrawn"
    WINDOW_OVER = "window_over"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The visit is owed a prompt at `prompt_due_at`."""

    prompt_due_at: datetime


@dataclass(frozen=True, slots=True)
class Excluded:
    """The visit gets no prompt."""

    because: ExclusionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFacts:
    """What must be known of a visit when it comes in, or is released from quarantine."""

    finished_at: datetime
    withdrawn: bool = False
    opted_out: bool = False
    has_sms_address: bool = False
    has_chat_address: bool = False
    has_landline_only: bool = False


def prompt_due_at(finished_at: datetime, hours: SendingHours) -> datetime:
    """Return when an unrated visit is prompted: 24 h after its end, moved to the next opening."""
    return hours.next_open(finished_at + PROMPT_AFTER)


def after_quiet(due_at: datetime, last_prompt_at: datetime | None, rules: PromptRules) -> datetime:
    """Return the earliest moment a prompt due at `due_at` leaves its citizen in peace."""
    if last_prompt_at is None:
        return rules.hours.next_open(due_at)
    return rules.hours.next_open(max(due_at, last_prompt_at + rules.quiet))


def judge_intake(facts: IntakeFacts, rules: PromptRules, now: datetime) -> Waiting | Excluded:
    """Say whether a visit waits for a prompt; `now` is intake or release, whichever is later.

    Where several reasons hold, the first in this order is kept, so that figures agree:
    withdrawn, opted out, too old, landline, no address.
    """
    because = _exclusion(facts, rules, now)
    if because is not None:
        return Excluded(because)
    return Waiting(prompt_due_at(facts.finished_at, rules.hours))


def _exclusion(facts: IntakeFacts, rules: PromptRules, now: datetime) -> ExclusionReason | None:
    reachable = facts.has_sms_address or facts.has_chat_address
    checks = (
        (facts.withdrawn, ExclusionReason.WITHDRAWN),
        (facts.opted_out, ExclusionReason.OPTED_OUT),
        (now - facts.finished_at > rules.max_age, ExclusionReason.TOO_OLD),
        (not reachable and facts.has_landline_only, ExclusionReason.LANDLINE),
        (not reachable, ExclusionReason.NO_ADDRESS),
    )
    return next((reason for holds, reason in checks if holds), None)


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; look again at `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """Do not send it: excluded `because`, or rated meanwhile when that is None."""

    because: ExclusionReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFacts:
    """What is looked up again just before a prompt is sent.

    `window_closes_at` (exclusive) is known by then only where the window is anchored at the
    finish; None where the prompt itself opens it.
    """

    rated: bool = False
    withdrawn: bool = False
    opted_out: bool = False
    window_closes_at: datetime | None = None


def may_send(facts: SendFacts, hours: SendingHours, now: datetime) -> Send | Later | Never:
    """Check once more at the moment of sending: a rating anywhere stops it (苏协调办〔2021〕13号 四)."""
    if facts.rated:
        return Never(None)
    because = _late_exclusion(facts, now)
    if because is not None:
        return Never(because)
    return Send() if hours.is_open(now) else Later(hours.next_open(now))


def _late_exclusion(facts: SendFacts, now: datetime) -> ExclusionReason | None:
    if facts.withdrawn:
        return ExclusionReason.WITHDRAWN
    if facts.opted_out:
        return ExclusionReason.OPTED_OUT
    if facts.window_closes_at is not None and now >= facts.window_closes_at:
        return ExclusionReason.WINDOW_OVER
    return None
