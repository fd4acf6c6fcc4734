"""A message as an approved template and its variables; pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from channels.interface import Outgoing
from evaluation.delivery import Refused
from evaluation.wordings import Template

REPLY = "reply"
"""The name of the template that carries any answer in its ${text}."""
PROMPT_VARIABLES = ("item", "day", "count", "last_day")
LONGEST_ITEM = 20
_SIGNATURE = re.compile("^【[^】]*】")


class TemplateBook(Protocol):
    """Where approved templates are kept."""

    async def approved(self, name: str) -> Template | None:
        """The approved template of that name, if there is one."""
        ...


def prompt_template(code: str) -> Template:
    """The prompt of an account that has set only its code: it may use any of the prompt's variables."""
    return Template(name="prompt", code=code, variables=PROMPT_VARIABLES)


def fill(template: Template, message: Outgoing) -> dict[str, str]:
    """The values of a template's variables; raises `Refused` where the message has none for one."""
    known = _known(message)
    missing = [name for name in template.variables if name not in known]
    if missing:
        raise Refused("template_variable_unknown")
    return {name: known[name] for name in template.variables}


def _known(message: Outgoing) -> dict[str, str]:
    """Everything a template may name: texts as they are, days in words, the item shortened."""
    values = {name: str(value) for name, value in _facts(message).items() if isinstance(value, str | int)}
    if "item" in values:
        values["item"] = _plain(values["item"])[:LONGEST_ITEM]
    for variable, fact in (("day", "finished_on"), ("last_day", "last_day")):
        if fact in values:
            values[variable] = _in_words(values[fact])
    return values | {"text": _plain(_SIGNATURE.sub("", message.text))}


def _facts(message: Outgoing) -> Mapping[str, Any]:
    """A reply's facts lie under the names of its parts; those of a later part win."""
    flat: dict[str, Any] = {}
    for name, value in message.facts.items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    return flat


def _in_words(day: str) -> str:
    try:
        given = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{given.month}月{given.day}日"


def _plain(text: str) -> str:
    """Without the brackets of a signature: the provider refuses a second one."""
    return text.replace("【", "[").replace("】", "]")
