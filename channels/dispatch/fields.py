"""What can be told to a platform and read from it: our names of fields, and what each holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from evaluation.cases.orders import Notice
from evaluation.cases.outside import Status
from evaluation.cases.words import Depth, Finding, Kind, Outcome, Party, Stage, Track, Verdict
from evaluation.levels import Reason


class Holds(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "moment"
    WORD = "word"
    """One of a list, which a table of codes may translate."""
    WORDS = "words"
    """Several of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """A field of ours."""

    holds: Holds
    words: tuple[str, ...] = ()


def _of(words: type[Enum], holds: Holds = Holds.WORD) -> Known:
    return Known(holds, tuple(str(word.value) for word in words))


TEXT, NUMBER, MOMENT = Known(Holds.TEXT), Known(Holds.NUMBER), Known(Holds.MOMENT)

OUT: Mapping[str, Known] = {
    "key": TEXT,
    "case": NUMBER,
    "event": NUMBER,
    "outside_no": TEXT,
    "notice": _of(Notice),
    "at": MOMENT,
    "by": _of(Party),
    "words": TEXT,
    "stage": _of(Stage),
    "item_code": TEXT,
    "item_name": TEXT,
    "area_code": TEXT,
    "area_name": TEXT,
    "org_code": TEXT,
    "org_name": TEXT,
    "kind": _of(Kind),
    "level": NUMBER,
    "reasons": _of(Reason, Holds.WORDS),
    "comment": TEXT,
    "said_at": MOMENT,
    "record_no": TEXT,
    "sign_by": MOMENT,
    "due_at": MOMENT,
    "due_on": TEXT,
    "track": _of(Track),
    "outcome": _of(Outcome),
    "verdict": _of(Verdict),
    "phone": TEXT,
}
"""What a work order, or a change of one, can say."""

IN: Mapping[str, Known] = {
    "event": TEXT,
    "case": NUMBER,
    "outside_no": TEXT,
    "status": _of(Status),
    "at": MOMENT,
    "words": TEXT,
    "person": TEXT,
    "org": TEXT,
    "real": _of(Finding),
    "fair": _of(Finding),
    "track": _of(Track),
    "depth": _of(Depth),
}
"""What a platform can say of one."""
