"""The five levels, the six reasons, the seven ways to rate, and their codes at the edges.

Inside there are words only. Codes differ from system to system and some run the opposite
way, so they live in a `CodeMap` each, used where data comes in or goes out.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, IntEnum, StrEnum
from typing import Generic, Self, TypeVar

Word = TypeVar("Word", bound=Enum)


class Level(IntEnum):
    """评价等级: how satisfied a citizen is, 5 best; members stand best first (GB/T 39734—2020 7.3)."""

    VERY_SATISFIED = 5
    SATISFIED = 4
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 2
    VERY_DISSATISFIED = 1

    @property
    def is_bad(self) -> bool:
        """差评: the two lowest levels, which open a case."""
        return self <= Level.DISSATISFIED

    @property
    def label_zh(self) -> str:
        """The name used in data exchange; wording for citizens lives in the templates."""
        return _LEVEL_LABELS[self]


_LEVEL_LABELS = {
    Level.VERY_SATISFIED: "非常满意",
    Level.SATISFIED: "满意",
    Level.FAIRLY_SATISFIED: "基本满意",
    Level.DISSATISFIED: "不满意",
    Level.VERY_DISSATISFIED: "非常不满意",
}

BEST_FIRST: tuple[Level, ...] = tuple(Level)
"""The only order in which levels are shown: with the worst first, people picked it by mistake."""


class Reason(StrEnum):
    """评价指标: what the level was for; members stand in the order of the menu, 1 to 6."""

    ATTITUDE = "attitude"
    QUALITY = "quality"
    EFFICIENCY = "efficiency"
    ENVIRONMENT = "environment"
    CONVENIENCE = "convenience"
    OTHER = "other"

    @property
    def menu_number(self) -> int:
        """The digit that picks this reason, 1 to 6."""
        return REASON_MENU.index(self) + 1

    @classmethod
    def from_menu(cls, number: int) -> Self:
        """Return the reason a digit picks; ValueError for anything but 1 to 6."""
        if not 1 <= number <= len(cls):
            raise ValueError(f"no reason has the number {number}")
        return tuple(cls)[number - 1]

    @property
    def label_zh(self) -> str:
        """The name used in data exchange."""
        return _REASON_LABELS[self]


_REASON_LABELS = {
    Reason.ATTITUDE: "服务态度",
    Reason.QUALITY: "服务质量",
    Reason.EFFICIENCY: "服务效率",
    Reason.ENVIRONMENT: "服务环境",
    Reason.CONVENIENCE: "便利程度",
    Reason.OTHER: "其他",
}

REASON_MENU: tuple[Reason, ...] = tuple(Reason)


def in_menu_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, in the order of the menu."""
    named = frozenset(reasons)
    return tuple([reason for reason in REASON_MENU if reason in named]) if named else ()


class RatingChannel(StrEnum):
    """评价渠道: where a rating was given; any kind of chat is `mobile`, a page `web` or `qr`."""

    WEB = "web"
    MOBILE = "mobile"
    QR = "qr"
    TABLET = "tablet"
    TERMINAL = "terminal"
    PHONE = "phone"
    SMS = "sms"


class CodeMap(Generic[Word]):
    """How one other system writes our words, both ways.

    `name` is used in errors. A map may leave out words its system has no code for.
    ValueError when two words share a code, for then the way back would be a guess.
    """

    def __init__(self, name: str, codes: Mapping[Word, str]) -> None:
        self._name = name
        self._codes = dict(codes)
        self._words = {code: word for word, code in self._codes.items()}
        if len(self._words) != len(self._codes):
            raise ValueError(f"{name}: two words share a code")

    def encode(self, word: Word) -> str:
        """Return the code for a word; ValueError if this system has none."""
        if word not in self._codes:
            raise ValueError(f"{self._name} has no code for {word.name.lower()}")
        return self._codes[word]

    def decode(self, code: str | int) -> Word:
        """Return the word for a code, which may come as a number; ValueError if it is unknown."""
        word = self._words.get(str(code))
        if word is None:
            raise ValueError(f"{self._name} does not know the code {code!r}")
        return word


NATIONAL_SATISFACTION: CodeMap[Level] = CodeMap("satisfaction", {level: str(level.value) for level in Level})
"""`satisfaction` of the national platform: 5 is best."""

GBT39046_SATISFACTION: CodeMap[Level] = CodeMap(
    "GB/T 39046 A.8", {level: str(place) for place, level in enumerate(BEST_FIRST, start=1)}
)
"""满意度代码 of GB/T 39046—2020 A.8: 1 is best, the opposite way round."""

NATIONAL_CHANNEL: CodeMap[RatingChannel] = CodeMap(
    "pf", {channel: str(place) for place, channel in enumerate(RatingChannel, start=1)}
)
"""`pf` in the national order; provinces differ from 6 on, so each upstream may bring its own map."""
