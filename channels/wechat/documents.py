"""The JSON documents of WeChat's messages; pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from channels.interface import Outgoing
from channels.wechat.account import Notice

Document = Mapping[str, Any]

MOST_CHARACTERS: Mapping[str, int] = MappingProxyType(
    {"thing": 20, "short_thing": 5, "phrase": 5, "name": 10, "character_string": 32}
)
"""WeChat refuses a notice in which a field of these kinds is longer (a field is named kind and number)."""


def text(message: Outgoing) -> Document:
    """A customer-service message in words."""
    return {"touser": message.address, "msgtype": "text", "text": {"content": message.text}}


def menu(message: Outgoing) -> Document:
    """A customer-service message with answers to press; each comes back with its id, which must be digits."""
    listed = [{"id": choice.data, "content": choice.label} for choice in message.choices]
    content = {"head_content": message.text, "list": listed, "tail_content": ""}
    return {"touser": message.address, "msgtype": "msgmenu", "msgmenu": content}


def notice(message: Outgoing, notice: Notice) -> Document | None:
    """A template message or subscription notice; None where the message lacks a fact that it names."""
    if not all(fact in message.facts for fact in notice.fields.values()):
        return None
    data = {field: {"value": _fitted(field, message.facts[fact])} for field, fact in notice.fields.items()}
    return {"touser": message.address, "template_id": notice.template_id, "data": data}


def _fitted(field: str, fact: object) -> str:
    most = MOST_CHARACTERS.get(re.sub("[0-9]+$", "", field))
    value = " ".join(str(fact).split())
    return value if most is None or len(value) <= most else value[: most - 1] + "…"
