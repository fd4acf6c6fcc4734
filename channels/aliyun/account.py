"""Whose Aliyun account we speak for, as plain data."""

import re
from dataclasses import dataclass, field

_OUT_ID = re.compile("hcp-([1-9][0-9]{0,17})")


@dataclass(frozen=True)
class AliyunAccount:
    """An account and its approved signature (without 【】)."""

    access_key_id: str
    access_key_secret: str = field(repr=False)
    sign_name: str
    base_url: str | None
    """Another server that speaks Aliyun's protocol; None is Aliyun itself."""
    extends: bool = False
    """Whether the number we write from is drawn out by each thread's label (SmsUpExtendCode)."""


def out_id(message_id: int) -> str:
    """Our reference of a message (OutId): it comes back with its reports and in its account's list."""
    return f"hcp-{message_id}"


def message_id(reference: str) -> int | None:
    """The message of one of our references; None for those of other systems of the account."""
    ours = _OUT_ID.fullmatch(reference)
    return int(ours[1]) if ours else None
