"""What is written to a citizen: it must answer something, and name nothing by which they are known."""

import re
from collections.abc import Iterable
from enum import StrEnum

LONGEST, LONGEST_QUESTION = 300, 200
"""Characters of an answer, and of a question."""
SHORTEST = 10
"""Characters that say something, when courtesies and set phrases are taken away."""

_SET_PHRASES = re.compile(
    "尊敬的|市民|群众|服务对象|先生|女士|朋友|同志|您好|你好|感谢|谢谢|反映的?|问题|情况|意见|建议|宝贵|监督|支持|理解|配合|"
    "对您?(?:造成|带来)的?不便|深表|表示|歉意|抱歉|敬请|谅解|请您?|我(?:们|局|单位|中心|处)|已经?|收悉|收到|了解|知悉|"
    "核实|处理|办理|办结|整改|解决|落实|完成|到位|完毕|完|进行|妥善|及时|认真|高度重视|重视|关于|您|的|了|此事|该|"
    r"[\W_\s]"
)
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_DIGITS = re.compile(r"[^0-9]")


class Fault(StrEnum):
    """What is the matter with a text for a citizen."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SAYS_NOTHING = "says_nothing"
    """Nothing is left of it without courtesies: 已处理 alone answers nobody."""
    UNFILLED = "unfilled"
    """A blank of a ready-made text, 〔…〕, was left."""
    PERSONAL = "personal"
    """It names the citizen, their number or an identity number."""


def faults_of(text: str, personal: Iterable[str] = (), *, answers: bool = True) -> tuple[Fault, ...]:
    """What is the matter with an answer, or a question; `personal` are the citizen's names and numbers."""
    found = {
        Fault.EMPTY: not text.strip(),
        Fault.TOO_LONG: len(text) > (LONGEST if answers else LONGEST_QUESTION),
        Fault.SAYS_NOTHING: answers and len(_SET_PHRASES.sub("", text)) < SHORTEST,
        Fault.UNFILLED: "〔" in text or "〕" in text,
        Fault.PERSONAL: bool(_IDENTITY.search(text)) or any(_names(text, each) for each in personal),
    }
    return tuple(fault for fault, is_there in found.items() if is_there)


def _names(text: str, secret: str) -> bool:
    """Whether a text holds a name, or the digits of a number however they are set apart."""
    digits = _DIGITS.sub("", secret)
    if len(digits) >= 7:
        return digits[-11:] in _DIGITS.sub("", text)
    return len(secret) >= 2 and secret in text
