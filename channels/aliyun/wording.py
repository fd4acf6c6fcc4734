"""A message as an approved template and its variables; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from channels.interface import Outgoing
from evaluation.delivery import Refused
from evaluation.wordings import ANY_REPLY, PROMPT, Template

LONGEST_ITEM = 35
"""Characters: longer values of a variable are refused, or filtered by carriers."""


class TemplateBook(Protocol):
    """Where approved templates are kept."""

    async def approved(self, name: str) -> Template | None:
        """The approved template of that name, if there is one."""
        ...


async def template_for(message: Outgoing, book: TemplateBook) -> Template:
    """The template of the message's own name; else, but for a prompt, the one that carries any text.

    Raises `Refused` where neither is approved.
    """
    found = await book.approved(message.template)
    if found is None and message.template != PROMPT:
        found = await book.approved(ANY_REPLY)
    if found is None:
        raise Refused("template_not_approved")
    return found


def fill(template: Template, message: Outgoing) -> dict[str, str]:
    """The values of a template's variables; raises `Refused` where the message has none for one of them."""
    known = _known(message)
    if not known.keys() >= set(template.variables):
        raise Refused("template_variable_unknown")
    return {name: known[name] for name in template.variables}


def _known(message: Outgoing) -> dict[str, str]:
    """Everything a template may name: the text itself, and facts, days as 11月20日 and the item shortened."""
    values = {name: str(value) for name, value in _facts(message).items() if isinstance(value, str | int)}
    if "item" in values:
        values["item"] = values["item"][:LONGEST_ITEM]
    for variable, fact in (("day", "finished_on"), ("last_day", "last_day")):
        if fact in values:
            values[variable] = _day(values[fact])
    values["text"] = _unsigned(message.text)
    return {name: _plain(value) for name, value in values.items()}


def _facts(message: Outgoing) -> Mapping[str, Any]:
    """A reply's facts lie under the names of its parts; those of a later part win."""
    flat: dict[str, Any] = {}
    for name, value in message.facts.items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    return flat


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日"


def _unsigned(text: str) -> str:
    """Without the 【signature】 at its head, which Aliyun adds itself."""
    return text.partition("】")[2] if text.startswith("【") else text


def _plain(value: str) -> str:
    """Without the brackets of a signature, which no variable may hold."""
    return value.replace("【", "“").replace("】", "”")
