"""A message as the variables of an approved template; the account's template has the words between them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from channels.aliyun.account import AliyunAccount
from channels.interface import Outgoing
from evaluation.delivery import Refused

PROMPT = "prompt"
LONGEST_VARIABLE = 35
"""Characters: longer values of a variable are refused, or filtered by carriers."""


def template_of(account: AliyunAccount, message: Outgoing) -> tuple[str, Mapping[str, str]]:
    """The template's code and its variables; raises `Refused` for a message that no approved template carries.

    The prompt: `item`, `day`, `last_day` (both as 11月20日), `count`. Any other: `text`.
    """
    if message.template == PROMPT:
        return account.template_code, _of_prompt(message.facts)
    if account.reply_template_code is None:
        raise Refused("template_not_approved")
    return account.reply_template_code, {"text": _unsigned(message.text)}


def _of_prompt(facts: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        "item": str(facts["item"])[:LONGEST_VARIABLE],
        "day": _day(facts["finished_on"]),
        "last_day": _day(facts["last_day"]),
        "count": str(facts["count"]),
    }


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"


def _unsigned(text: str) -> str:
    """Without the 【signature】 at its head, which Aliyun adds itself."""
    return text.partition("】")[2] if text.startswith("【") else text
