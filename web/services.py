"""What the web process is made of; built by the composition root, reached by every route."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from fastapi import Request

from bot.conversation import Conversation
from bot.rendering import Sender
from channels.aliyun.receiving import AliyunGuard
from channels.dispatch.platform import Wire
from channels.telegram.update import Receiver
from channels.twilio.account import TwilioAccount
from channels.wechat.account import WeChatAccount
from evaluation.staff import SessionRules
from store.db import Database
from store.enclosures import Enclosures
from store.vault import Vault
from usecases.rules import Clock, Rules
from usecases.staff.passwords import Passwords
from web.paper.press import Press


@dataclass(frozen=True)
class Services:
    """Everything a route may need."""

    database: Database
    clock: Clock
    rules: Rules
    vault: Vault
    conversation: Conversation
    sender: Sender
    """Who we are, told on the citizens' pages."""
    public_base_url: str
    schema_version: str
    ping_queue: Callable[[], Awaitable[bool]]
    """Whether Valkey answers; turns are taken without it."""
    passwords: Passwords
    sessions: SessionRules
    refresh_calendar: Callable[[], Awaitable[None]]
    wake_worker: Callable[[], Awaitable[None]]
    """Have queued replies sent now; without Valkey the next tick finds them."""
    press: Press = field(default_factory=Press)
    enclosures: Enclosures | None = None
    """Where attachments of appeals are; None: none are taken."""
    twilio: TwilioAccount | None = None
    aliyun: AliyunGuard | None = None
    telegram: Receiver | None = None
    wechat: WeChatAccount | None = None
    platforms: Mapping[str, Wire] = field(default_factory=dict)
    """Outside work-order platforms, by name."""
    clock_skew: timedelta = timedelta(minutes=5)
    """By so much a platform's clock and ours may differ."""


def services(request: Request) -> Services:
    """The services, for routes that must answer whatever is away."""
    found: Services = request.app.state.services
    return found


async def current_services(request: Request) -> Services:
    """The services, with civil time and the calendar as they are now."""
    found = services(request)
    await found.clock.refresh()
    await found.refresh_calendar()
    return found
