"""What the web process is made of."""

import asyncio
from datetime import timedelta
from pathlib import Path

import structlog
from redis import Redis
from redis.exceptions import RedisError

from bot.conversation import Conversation
from bot.rendering import Sender
from bot.turn import VoucherPage
from channels.telegram.update import Receiver
from haochaping.wiring.channels import aliyun_guard, telegram_account, twilio_account, wechat_account
from haochaping.wiring.parts import Parts, session_rules
from store.enclosures import Enclosures
from store.version import EXPECTED_VERSION
from usecases.staff.passwords import Passwords
from web.public.links import Links
from web.services import Services
from worker.jobs import DELIVER, enqueue

log = structlog.get_logger()


def build_services(parts: Parts, redis: Redis) -> Services:
    """What the web process is made of."""

    async def ping() -> bool:
        try:
            return bool(await asyncio.to_thread(redis.ping))
        except RedisError:
            return False

    async def wake() -> None:
        try:
            await asyncio.to_thread(enqueue, redis, DELIVER)
        except RedisError as error:
            log.warning("the worker is not woken, Valkey is away", error=type(error).__name__)

    return Services(
        database=parts.database,
        clock=parts.clock,
        rules=parts.rules,
        vault=parts.vault,
        conversation=Conversation(parts.vault, parts.rules, parts.renderer, _voucher_page(parts)),
        sender=Sender(**parts.settings.hall.model_dump()),
        public_base_url=parts.settings.web.public_base_url,
        schema_version=EXPECTED_VERSION,
        ping_queue=ping,
        passwords=Passwords(),
        sessions=session_rules(parts.settings),
        refresh_calendar=parts.calendar.refresh,
        wake_worker=wake,
        enclosures=_enclosures(parts.settings.cases.attachments),
        twilio=twilio_account(parts.settings),
        telegram=_telegram(parts),
        wechat=wechat_account(parts.settings),
        aliyun=aliyun_guard(parts.settings),
        platforms=parts.settings.dispatch.wires(),
        clock_skew=timedelta(seconds=parts.settings.dispatch.clock_skew_seconds),
    )


def _enclosures(folder: str) -> Enclosures | None:
    return Enclosures(Path(folder)) if folder else None


def _voucher_page(parts: Parts) -> VoucherPage:
    return Links(parts.vault, parts.settings.web.public_base_url).of_voucher


def _telegram(parts: Parts) -> Receiver | None:
    account = telegram_account(parts.settings)
    if account is None:
        return None
    from channels.telegram.bot import TelegramBot  # noqa: PLC0415  # seconds to import, for who needs it

    return TelegramBot(account, timeout=parts.settings.delivery.timeout_seconds)
