"""Wording that a provider approves beforehand: what it may say, and what it costs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

PROMPT = "prompt"
PROMPT_VARIABLES = ("item", "day", "last_day", "count")
"""What the wording of a prompt may name: what it was about, when that ended, until when an answer counts, how many."""
ANY_REPLY = "reply"
"""The template of the single variable `text` that carries whatever has none of its own."""

LONGEST = 500
"""Characters of one template."""
SMS_FIRST, SMS_NEXT = 70, 67
"""UTF-16 units of a single SMS, and of each part of a longer one; the signature counts too."""

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,31})\}")
_LOOSE = re.compile(r"\$\{|\$")
_VARIABLE_LINK = re.compile(r"(?:https?://|www\.)[!-~]*\$\{", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})(?![0-9])"
)
_MOST_CONTACTS = 2
_BANNED = ("邀请好评", "积分兑换", "积分领取", "问卷调查", "拒收请回复", "退订回")


class TemplateState(StrEnum):
    """Where a template stands with its provider."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETIRED = "retired"
    """Was approved; another of its name took its place."""


class Fault(StrEnum):
    """Why a provider would not approve a wording."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BRACKETS = "brackets"
    BANNED_WORD = "banned_word"
    VARIABLE_LINK = "variable_link"
    CONTACTS = "contacts"
    BAD_VARIABLE = "bad_variable"
    ADJACENT_VARIABLES = "adjacent_variables"


@dataclass(frozen=True, slots=True)
class Template:
    """A template that may be sent: our name for it, the provider's code, what it wants to know."""

    name: str
    code: str
    variables: Sequence[str]


def variables_of(wording: str) -> tuple[str, ...]:
    """The variables of a wording, each once, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(wording)))


def faults_of(wording: str) -> list[Fault]:
    """What the providers' rules for notices forbid in this wording (a notice, not an advertisement)."""
    found = {
        Fault.EMPTY: not wording.strip(),
        Fault.TOO_LONG: len(wording) > LONGEST,
        Fault.BRACKETS: "【" in wording or "】" in wording,
        Fault.BANNED_WORD: any(word in wording for word in _BANNED),
        Fault.VARIABLE_LINK: bool(_VARIABLE_LINK.search(wording)),
        Fault.CONTACTS: len(_CONTACT.findall(wording)) > _MOST_CONTACTS,
        Fault.BAD_VARIABLE: bool(_LOOSE.search(_VARIABLE.sub("", wording))),
        Fault.ADJACENT_VARIABLES: "}${" in wording,
    }
    return [fault for fault, is_there in found.items() if is_there]


_USUAL_UNITS = {"item": 12, "day": 6, "last_day": 6, "count": 2, "text": 100}
_OTHER_UNITS = 6


def usual_parts(wording: str, signature: str) -> int:
    """How many SMS a template costs with variables of usual length, its signature included."""
    filled = _VARIABLE.sub(lambda found: "字" * _USUAL_UNITS.get(found[1], _OTHER_UNITS), wording)
    return sms_parts(f"【{signature}】{filled}")


def sms_parts(text: str) -> int:
    """How many SMS a text costs, its signature included: 70 characters, then 67 each; an emoji counts as two."""
    units = sms_units(text)
    return 1 if units <= SMS_FIRST else -(-units // SMS_NEXT)


def sms_units(text: str) -> int:
    """The length of a text as SMS count it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
