"""Shapes: ways of saying something that stand in other words too, with gaps or without (跑…趟, 等了)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

GAP = "…"
_REACH = 8
"""What a gap stands for: at most so many characters, of the same clause."""
_STOPS = frozenset("，。！？；、,.!?;\n")


class Sign(NamedTuple):
    """What a shape stands for: ("intent", ("help", "calls")), ("blame", Reason.QUALITY)."""

    role: str
    value: Any


@dataclass(slots=True)
class Found:
    """A shape at its place."""

    sign: Sign
    start: int
    end: int


@dataclass(slots=True)
class Opening:
    """The beginning of shapes, up to the first gap."""

    group: int
    """Of the shapes of a group only the longest counts at a place."""
    alone: Sign | None
    """What the beginning stands for without any more."""
    further: Mapping[str, Sequence[tuple[tuple[str, ...], Sign]]]
    """The pieces behind the gap by the first character of the next, longest first."""


def openings(*kinds: Mapping[str, Sign]) -> Mapping[str, tuple[Opening, ...]]:
    """The beginnings of shapes of some kinds: none hides one of another kind, nor one of a single character."""
    found: dict[str, list[Opening]] = {}
    for place, kind in enumerate(kinds):
        for beginning, shapes in _by_beginning(kind).items():
            group = place + (len(kinds) if len(beginning) == 1 else 0)
            found.setdefault(beginning, []).append(_opening(group, beginning, shapes, kind))
    return {beginning: tuple(each) for beginning, each in found.items()}


def _by_beginning(shapes: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Shapes by what stands before their first gap, the longest first."""
    found: dict[str, list[str]] = {}
    for shape in sorted(shapes, key=len, reverse=True):
        found.setdefault(shape.split(GAP)[0], []).append(shape)
    return found


def _opening(group: int, first: str, shapes: Iterable[str], signs: Mapping[str, Sign]) -> Opening:
    further: dict[str, list[tuple[tuple[str, ...], Sign]]] = {}
    for shape in shapes:
        _, *pieces = shape.split(GAP)
        if pieces:
            further.setdefault(pieces[0][0], []).append((tuple(pieces), signs[shape]))
    return Opening(group, signs.get(first), further) if further else _only(group, signs[first])


@cache
def _only(group: int, sign: Sign) -> Opening:
    return Opening(group, sign, {})


def opened(text: str, place: int, begins: int, opening: Opening) -> Found | None:
    """The shape whose next piece is nearest, else the beginning by itself."""
    further = opening.further
    if further and not further.keys().isdisjoint(ahead := text[begins : begins + _REACH + 1]):
        for start, character in enumerate(ahead, begins):
            for pieces, sign in further.get(character, ()):
                if end := _end_of(text, start, pieces):
                    return Found(sign, place, end)
            if character in _STOPS:
                break
    return Found(opening.alone, place, begins) if opening.alone else None


def _end_of(text: str, start: int, pieces: tuple[str, ...]) -> int:
    """Where pieces end of which the first stands at a place; 0 if they do not stand there."""
    if not text.startswith(pieces[0], start):
        return 0
    begins = start + len(pieces[0])
    if len(pieces) == 1:
        return begins
    for following in range(begins, min(begins + _REACH + 1, len(text))):
        if end := _end_of(text, following, pieces[1:]):
            return end
        if text[following] in _STOPS:
            break
    return 0
