"""The composition root: turns settings into pools, channels and rules. Only process entries import it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from bot.conversation import Conversation
from bot.rendering import Renderer, Sender
from channels.interface import Channel
from channels.simulator import SimulatorChannel
from channels.twilio.account import TwilioAccount
from channels.twilio.sending import TwilioChannel
from evaluation.levels import Level
from evaluation.points import PointRules
from evaluation.prompting import PromptRules, SendingHours
from evaluation.window import Anchor
from haochaping.calendars import LiveCalendar
from haochaping.clock import DemoClock, SystemClock
from haochaping.settings import Settings, SettingsError
from store import demo, schema
from store.db import Database
from store.vault import BadKey, Vault
from usecases.rules import Rules
from web.services import Services
from worker.owner import Owner
from worker.runtime import DeliverySettings, Runtime

STATUS_PATH = "/webhooks/twilio/status"


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
        renderer=Renderer(Sender(**settings.hall.model_dump())),
    )


def build_vault(settings: Settings) -> Vault:
    """The vault; raises `SettingsError` for a missing or malformed key."""
    try:
        return Vault.from_text(settings.security.phone_key, settings.security.lookup_key)
    except BadKey as error:
        raise SettingsError(str(error)) from None


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
        points=PointRules(settings.points.per_rating, settings.points.paid_per_day),
        window_workdays=settings.window.workdays,
        anchor=Anchor(settings.window.anchor),
        lapse_level=Level(settings.window.lapse_level) if settings.window.lapse_level else None,
        hold_events=timedelta(days=settings.intake.hold_days),
    )


def twilio_account(settings: Settings) -> TwilioAccount | None:
    """The Twilio account, if it is set up."""
    twilio = settings.channels.twilio
    if twilio.missing():
        return None
    return TwilioAccount(
        account_sid=twilio.account_sid,
        auth_token=twilio.auth_token,
        from_number=twilio.from_number or None,
        messaging_service_sid=twilio.messaging_service_sid or None,
        base_url=twilio.base_url or None,
        status_callback=settings.web.public_base_url.rstrip("/") + STATUS_PATH,
    )


def build_services(parts: Parts, redis: Redis) -> Services:
    """What the web process is made of."""

    async def ping() -> bool:
        try:
            return bool(await asyncio.to_thread(redis.ping))
        except RedisError:
            return False

    return Services(
        database=parts.database,
        clock=parts.clock,
        rules=parts.rules,
        vault=parts.vault,
        conversation=Conversation(parts.vault, parts.rules, parts.renderer),
        public_base_url=parts.settings.web.public_base_url,
        schema_version=schema.expected_version(),
        ping_queue=ping,
        refresh_calendar=parts.calendar.refresh,
        twilio=twilio_account(parts.settings),
    )


def connect_redis(settings: Settings) -> Redis:
    """A client for Valkey or Redis; raises `SettingsError` when none is set."""
    if not settings.redis_url:
        raise SettingsError("REDIS_URL is not set; `haochaping up` and `haochaping demo` set it")
    return Redis.from_url(settings.redis_url, socket_connect_timeout=2, health_check_interval=15)


async def build_runtime(parts: Parts, redis: Redis) -> Runtime:
    """What a worker's jobs share; call on the loop that the jobs will use."""
    settings = parts.settings
    await parts.database.open()
    sms = _sms_channel(parts)
    return Runtime(
        database=parts.database,
        clock=parts.clock,
        rules=parts.rules,
        vault=parts.vault,
        renderer=parts.renderer,
        channels={sms.name: sms},
        delivery=DeliverySettings(
            batch=settings.prompt.batch,
            chunk=settings.prompt.chunk,
            max_attempts=settings.prompt.max_attempts,
            settle_after=timedelta(seconds=settings.delivery.settle_seconds),
            give_up_after=timedelta(seconds=settings.delivery.give_up_seconds),
            lease=timedelta(seconds=settings.delivery.lease_seconds),
        ),
        owner=Owner(parts.database.url),
        redis=redis,
        refresh_calendar=parts.calendar.refresh,
        loop=asyncio.get_running_loop(),
        drop_folder=Path(settings.intake.drop_folder) if settings.intake.drop_folder else None,
    )


def _sms_channel(parts: Parts) -> Channel:
    account = twilio_account(parts.settings)
    if parts.settings.channels.sms == "twilio" and account is not None:
        return TwilioChannel(account, timeout=parts.settings.delivery.timeout_seconds)
    return SimulatorChannel(SimulatedPhones(parts.database, parts.vault, parts.clock))


class SimulatedPhones:
    """The phones of the simulator, kept in our own database."""

    def __init__(self, database: Database, vault: Vault, clock: SystemClock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def push(self, address: str, text: str, reference: str) -> None:
        """Put a text on a phone, once for each reference."""
        await self.put(address, "out", text, reference, self._clock.now())

    async def put(self, address: str, direction: str, text: str, reference: str, at: datetime) -> None:
        """Put a bubble on a phone."""
        lookup = self._vault.lookup("phone", address)
        async with self._database.transaction() as tx:
            await demo.put_text(tx, lookup, direction, text, reference, at)

    async def has(self, reference: str) -> bool:
        """Whether a phone has the text with this reference."""
        async with self._database.transaction() as tx:
            return await demo.has_text(tx, reference)

    async def texts(self, address: str) -> list[demo.Text]:
        """All that is on a phone, oldest first."""
        async with self._database.transaction() as tx:
            return await demo.texts(tx, self._vault.lookup("phone", address))
