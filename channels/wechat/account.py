"""Whose WeChat account we speak for, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Notice:
    """A notice that WeChat has approved: its template, and what goes into each of its fields.

    `fields` names, for each field of the template (thing1, time2 …), the fact of ours that fills it.
    """

    template_id: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class WeChatAccount:
    """An account, the secrets it shares with us, and the notices it may send."""

    app_id: str
    app_secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_keys: tuple[str, ...] = field(default=(), repr=False)
    """EncodingAESKeys, the present one first; older ones are still read. None: plain mode."""
    base_url: str | None = None
    """Another server that speaks WeChat's protocol; None is WeChat itself."""
    subscription: Notice | None = None
    """The subscription notice (订阅通知) of a prompt, for those who subscribed to it."""
    template: Notice | None = None
    """The template message (模板消息) of a prompt."""
