"""The settings of the rules, in one place, as every use case takes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from evaluation.cases.deadlines import Deadlines, Terms
from evaluation.cases.orders import Platform
from evaluation.charges import IN_A_CHAT, Charge, Price, reckon
from evaluation.levels import Level, Reason
from evaluation.points import PointRules
from evaluation.prompting import PromptRules
from evaluation.samples.rounds import SampleRules
from evaluation.window import Anchor, Window, window_closes
from evaluation.workdays import WorkCalendar


class Clock(Protocol):
    """The two clocks; only `haochaping.clock` reads the system's."""

    def now(self) -> datetime:
        """Civil time, which the demo can move; what rules are given."""
        ...

    def wall(self) -> datetime:
        """Time that is never moved; for leases, signatures and limits."""
        ...

    async def refresh(self) -> None:
        """Learn where civil time has been moved to; called as a request or a job begins."""
        ...


def no_wish(_: str) -> None:
    """Nobody reads what a comment suggests."""


def no_reasons(_: str) -> tuple[Reason, ...]:
    """Nobody reads what a comment is about."""
    return ()


@dataclass(frozen=True)
class Rules:
    """What the bureau has set."""

    calendar: Callable[[], WorkCalendar]
    """The calendar as it is known now; an imported year shows without a restart."""
    prompts: PromptRules = field(default_factory=PromptRules)
    points: PointRules = field(default_factory=PointRules)
    window_workdays: int = 5
    anchor: Anchor = Anchor.PROMPT
    lapse_level: Level | None = None
    hold_events: timedelta = timedelta(days=7)
    silent_after: timedelta = timedelta(days=180)
    """After so long without a word from an address it may be another person's."""
    channels: tuple[str, ...] = ("sms",)
    """The channels on which we can write to people first."""
    look_ups_per_hour: int = 60
    """So often one account of the staff may ask for a citizen, or for a voucher that is not there."""
    digits: str = "stars"
    """Which way citizens' digits count: "stars", 5 is best, or "rank", 1 is best."""
    cases: Terms = field(default_factory=Terms)
    sample: SampleRules = field(default_factory=SampleRules)
    wish_in: Callable[[str], str | None] = no_wish
    """What a comment suggests, without what names a level; None where it suggests nothing."""
    wishes_of: Callable[[str], tuple[Reason, ...]] = no_reasons
    """Which sides of the service a comment wants to be better."""
    prices: Mapping[str, Price] = field(default_factory=dict)
    """What a part of an SMS costs, by provider."""
    platforms: tuple[Platform, ...] = ()
    """The outside work-order platforms (12345) to which cases go out."""

    @property
    def chats(self) -> tuple[str, ...]:
        """The channels that are chats."""
        return tuple(channel for channel in self.channels if channel != "sms")

    def label_of(self, platform: str) -> str:
        """What staff call an outside platform; its name where it was taken out of the settings."""
        return next((each.label for each in self.platforms if each.name == platform), platform)

    @property
    def deadlines(self) -> Deadlines:
        """The deadlines of cases, by the calendar as it is known now."""
        return Deadlines(self.cases, self.calendar())

    def charge_of(self, channel: str, provider: str, text: str) -> Charge:
        """What a message is reckoned to cost as it leaves; its provider may know better later."""
        return reckon(text, self.prices.get(provider)) if channel == "sms" else IN_A_CHAT

    def window_of(self, *, prompted_at: datetime, finished_at: datetime) -> Window:
        """The evaluation window of a visit prompted at `prompted_at`."""
        anchor_at = prompted_at if self.anchor is Anchor.PROMPT else finished_at
        return window_closes(anchor_at, self.calendar(), self.window_workdays)
