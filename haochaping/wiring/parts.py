"""What every process needs: the database, the clock, the calendar, the rules, the vault."""

from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise

from bot.rendering import Renderer, Sender
from evaluation.areas import AreaLevel
from evaluation.cases.deadlines import Anchor as CaseAnchor
from evaluation.cases.deadlines import Terms
from evaluation.cases.hours import OfficeHours
from evaluation.farming import FarmingRules
from evaluation.levels import Level, Reason
from evaluation.points import EarningRule, PointRules
from evaluation.prompting import PromptRules, SendingHours
from evaluation.samples.rounds import SampleRules
from evaluation.staff import SessionRules
from evaluation.window import Anchor
from haochaping.calendars import LiveCalendar
from haochaping.clock import DemoClock, SystemClock
from haochaping.settings import Points, Settings, SettingsError
from haochaping.wiring.channels import chats
from store.audit_trail import Times
from store.db import Database
from store.vault import BadKey, Vault
from usecases.rules import Rules


@dataclass(frozen=True)
class Parts:
    """What the web process, the worker and the commands have in common."""

    settings: Settings
    database: Database
    clock: SystemClock
    calendar: LiveCalendar
    rules: Rules
    vault: Vault
    renderer: Renderer

    @property
    def times(self) -> Times:
        """Both clocks, as they are now."""
        return Times(self.clock.now(), self.clock.wall())


def build(settings: Settings, *, pool_size: int = 10) -> Parts:
    """Build what every process needs; raises `SettingsError`."""
    if not settings.database_url:
        raise SettingsError("DATABASE_URL is not set; `haochaping up` and `haochaping demo` set it")
    database = Database(settings.database_url, size=pool_size)
    calendar = LiveCalendar(database)
    return Parts(
        settings=settings,
        database=database,
        clock=DemoClock(database) if settings.demo.enabled else SystemClock(),
        calendar=calendar,
        rules=build_rules(settings, calendar),
        vault=build_vault(settings),
        renderer=Renderer(Sender(**settings.hall.model_dump()), settings.prompt.digits),
    )


def build_vault(settings: Settings) -> Vault:
    """The vault; raises `SettingsError` for a missing or malformed key."""
    try:
        return Vault.from_text(settings.security.phone_key, settings.security.lookup_key)
    except BadKey as error:
        raise SettingsError(f"{error}: docs/operations.md (Keys) says how to make one") from None


def build_rules(settings: Settings, calendar: LiveCalendar) -> Rules:
    """The rules as the bureau has set them."""
    prompt = settings.prompt
    return Rules(
        calendar=calendar,
        prompts=PromptRules(
            SendingHours(prompt.opens, prompt.closes),
            timedelta(days=prompt.max_age_days),
            timedelta(hours=prompt.quiet_hours),
        ),
        points=build_point_rules(settings.points),
        window_workdays=settings.window.workdays,
        anchor=Anchor(settings.window.anchor),
        lapse_level=Level(settings.window.lapse_level) if settings.window.lapse_level else None,
        hold_events=timedelta(days=settings.intake.hold_days),
        silent_after=timedelta(days=settings.citizens.silent_days),
        channels=("sms", *chats(settings)),
        look_ups_per_hour=settings.staff.look_ups_per_hour,
        digits=settings.prompt.digits,
        wish_in=_wish_in,
        wishes_of=_wishes_of,
        prices=settings.channels.prices.known(),
        cases=build_terms(settings),
        platforms=settings.dispatch.rules(),
        sample=SampleRules(settings.sample.size, AreaLevel[settings.sample.by.upper()]),
    )


def _wish_in(comment: str) -> str | None:
    """What reads comments is loaded with the first one: most processes never read any."""
    from bot.understanding import wish_in  # noqa: PLC0415

    return wish_in(comment)


def _wishes_of(comment: str) -> tuple[Reason, ...]:
    from bot.understanding import wishes_of  # noqa: PLC0415

    return wishes_of(comment)


def build_terms(settings: Settings) -> Terms:
    """How long everything may take in a case; raises `SettingsError` for office hours that are none."""
    given = settings.cases
    try:
        hours = OfficeHours.of(settings.office.hours)
    except ValueError as error:
        raise SettingsError(f"setting office.hours: {error}") from None
    return Terms(
        hours=hours,
        summaries=_summaries(given.summaries),
        label_workdays=given.label_workdays,
        anchor=CaseAnchor(given.anchor),
        change_of_mind=timedelta(minutes=given.change_minutes),
        acknowledge=timedelta(hours=given.acknowledge_hours),
        general_workdays=given.general_workdays,
        complex_workdays=given.complex_workdays,
        appeal_workdays=given.appeal_workdays,
        decide_workdays=given.decide_workdays,
        call_back_workdays=given.call_back_workdays,
        reopened_workdays=given.reopened_workdays,
        close_workdays=given.close_workdays,
    )


def _summaries(text: str) -> tuple[time, ...]:
    """Read "12:00, 17:30"; raises `SettingsError` for anything that is no times of a day in order."""
    try:
        times = tuple(time.fromisoformat(each.strip()) for each in text.split(","))
    except ValueError as error:
        raise SettingsError(f"setting cases.summaries: {error}") from None
    if any(later <= earlier for earlier, later in pairwise(times)) or any(each.tzinfo for each in times):
        raise SettingsError("setting cases.summaries: it must be times of a day, in order and without a zone")
    return times


def build_point_rules(points: Points) -> PointRules:
    """What earns, and how long it lives."""
    return PointRules(
        rating=EarningRule(**points.rating.model_dump()),
        call_back=EarningRule(**points.call_back.model_dump()),
        suggestion=EarningRule(**points.suggestion.model_dump()),
        lasts_years=points.lasts_years,
        return_days=points.return_days,
        farming=FarmingRules(**points.farming.model_dump()),
        ratings_to_redeem=points.ratings_to_redeem,
        voucher_days=points.voucher_days,
        announce_days=points.announce_days,
    )


def session_rules(settings: Settings) -> SessionRules:
    """How long the staff's sessions last, and how often passwords may be tried."""
    given = settings.staff
    return SessionRules(
        idle=timedelta(minutes=given.idle_minutes),
        lasts=timedelta(hours=given.session_hours),
        tries=given.tries,
        tries_per_client=given.tries_per_address,
        wait=timedelta(minutes=given.wait_minutes),
    )
