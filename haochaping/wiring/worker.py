"""What a worker's jobs share."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from channels.carriers import CarriedChannel
from channels.dispatch.client import PlatformClient
from channels.dry_run import DryRunChannel
from channels.interface import Channel
from channels.simulator import SimulatorChannel
from channels.wechat.sending import WeChatChannel
from evaluation.frequency import CODES, NOTICES
from haochaping.demo.phones import SimulatedPhones
from haochaping.settings import Settings
from haochaping.shared_tokens import SharedTokens
from haochaping.wiring.channels import aliyun_account, telegram_account, twilio_account, wechat_account
from haochaping.wiring.parts import Parts
from haochaping.wiring.templates import Registry, settled_templates
from usecases.carrying import Carriers
from worker.owner import Owner
from worker.pacing import Pacing
from worker.runtime import DeliverySettings, Runtime

APART = {"telegram": timedelta(seconds=1)}
"""Telegram takes one message a second for a chat; its limiter works within one process."""


async def build_runtime(parts: Parts, redis: Redis) -> Runtime:
    """What a worker's jobs share; call on the loop that the jobs will use."""
    settings = parts.settings
    await parts.database.open()
    return Runtime(
        database=parts.database,
        clock=parts.clock,
        rules=parts.rules,
        vault=parts.vault,
        renderer=parts.renderer,
        channels=_channels(parts),
        delivery=DeliverySettings(
            batch=settings.prompt.batch,
            chunk=settings.prompt.chunk,
            max_attempts=settings.prompt.max_attempts,
            settle_after=timedelta(seconds=settings.delivery.settle_seconds),
            give_up_after=timedelta(seconds=settings.delivery.give_up_seconds),
            lease=timedelta(seconds=settings.delivery.lease_seconds),
            apart=APART,
        ),
        pacing=_pacing(parts.settings),
        carriers=_carriers(settings),
        owner=Owner(parts.database.url),
        redis=redis,
        read_calendar=parts.calendar.read,
        loop=asyncio.get_running_loop(),
        drop_folder=Path(settings.intake.drop_folder) if settings.intake.drop_folder else None,
        platforms=_platforms(parts),
        poll_platforms=timedelta(seconds=settings.dispatch.poll_seconds),
        signature_lasts=2 * timedelta(seconds=settings.dispatch.clock_skew_seconds),
    )


def _platforms(parts: Parts) -> dict[str, PlatformClient]:
    timeout = parts.settings.delivery.timeout_seconds
    wires = parts.settings.dispatch.wires()
    return {name: PlatformClient(wire, parts.clock.wall, timeout=timeout) for name, wire in wires.items()}


def _channels(parts: Parts) -> dict[str, Channel]:
    if parts.settings.delivery.dry_run:
        return {name: DryRunChannel(name) for name in parts.rules.channels}
    return {channel.name: channel for channel in _set_up(parts)}


def _set_up(parts: Parts) -> Iterator[Channel]:
    yield _sms_channel(parts)
    account = telegram_account(parts.settings)
    if account is not None:
        from channels.telegram.sending import TelegramChannel  # noqa: PLC0415  # imported by who needs it

        settings = parts.settings
        yield TelegramChannel(account, settings.delivery.timeout_seconds, settings.channels.rates.telegram)
    yield from _wechat_channel(parts)


def _wechat_channel(parts: Parts) -> Iterator[Channel]:
    account = wechat_account(parts.settings)
    if account is not None:
        tokens = SharedTokens(f"wechat:{account.app_id}", parts.database, parts.vault, parts.clock)
        yield WeChatChannel(account, tokens, timeout=parts.settings.delivery.timeout_seconds)


def _pacing(settings: Settings) -> Pacing:
    # A client that tries once: messages wait for its answer, and without Valkey there is a rate to fall back on.
    impatient = Redis.from_url(
        settings.redis_url, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)
    )
    rates = settings.channels.rates.model_dump()
    # Where two carry them, each keeps its own rate; no more is claimed than the slower one sends soon.
    sms = min(rates[provider] for provider, share in settings.channels.sms_shares.items() if share > 0)
    return Pacing(impatient, rates | {"sms": sms}, settings.delivery.safe_rate)


def _carriers(settings: Settings) -> Carriers:
    """Who carries SMS, and how often they may be sent to one number."""
    in_china = {"prompt": NOTICES, "reply": NOTICES, "announcement": NOTICES, "notice": CODES}
    return Carriers(shares={"sms": settings.channels.sms_shares}, limits={"aliyun": in_china})


def _sms_channel(parts: Parts) -> Channel:
    """Every provider of SMS that is set up: one that is used no more is still asked about what it had."""
    settings = parts.settings
    timeout = settings.delivery.timeout_seconds
    twilio, aliyun = twilio_account(settings), aliyun_account(settings)
    providers: dict[str, Channel] = {}
    if twilio is not None:
        from channels.twilio.sending import TwilioChannel  # noqa: PLC0415  # imported by who needs it

        providers["twilio"] = TwilioChannel(twilio, timeout=timeout)
    if aliyun is not None:
        # Its SDK takes half a second to import, which the others need not wait for.
        from channels.aliyun.sending import AliyunChannel  # noqa: PLC0415

        book = Registry(parts.database, "aliyun", settled_templates(settings.channels.aliyun))
        providers["aliyun"] = AliyunChannel(aliyun, book, timeout=timeout)
    if settings.channels.sms == "simulator":
        providers["simulator"] = SimulatorChannel(SimulatedPhones(parts.database, parts.vault, parts.clock))
    return CarriedChannel("sms", providers)
