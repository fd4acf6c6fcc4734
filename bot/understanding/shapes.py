"""Shapes: ways of saying something that stand in other words too, with gaps or without (跑…趟, 等了)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from bot.understanding.latin import ends_a_word, is_latin

GAP = "…"
_REACH = 8
"""What a gap stands for: at most so many characters, of the same clause."""
_STOPS = frozenset("，。！？；、,.!?;\n")


class Sign(NamedTuple):
    """What a shape stands for: ("intent", ("help", "calls")), ("blame", Reason.QUALITY)."""

    role: str
    value: Any


class Found(NamedTuple):
    """A shape at its place."""

    sign: Sign
    start: int
    end: int


class _Opening(NamedTuple):
    """The beginning of shapes, up to the first gap."""

    alone: Sign | None
    """What the beginning stands for without any more."""
    further: Mapping[str, Sequence[tuple[tuple[str, ...], Sign]]]
    """The pieces behind the gap by the first character of the next, longest first."""


class Group(NamedTuple):
    """Shapes of which one may be found at a place: by their beginnings, the longest first."""

    lengths: Sequence[int]
    openings: Mapping[str, _Opening]


def grouped(shapes: Mapping[str, Sign]) -> dict[str, Group]:
    """Groups by the first two characters of their shapes' beginnings, or by the one there is."""
    openings: dict[str, dict[str, list[str]]] = {}
    for shape in sorted(shapes, key=len, reverse=True):
        beginning = shape.split(GAP)[0]
        openings.setdefault(beginning[:2], {}).setdefault(beginning, []).append(shape)
    return {first: _group(each, shapes) for first, each in openings.items()}


def _group(openings: Mapping[str, Sequence[str]], signs: Mapping[str, Sign]) -> Group:
    lengths = sorted(set(map(len, openings)), reverse=True)
    return Group(tuple(lengths), {first: _opening(first, each, signs) for first, each in openings.items()})


def _opening(first: str, shapes: Iterable[str], signs: Mapping[str, Sign]) -> _Opening:
    further: dict[str, list[tuple[tuple[str, ...], Sign]]] = {}
    for shape in shapes:
        _, *pieces = shape.split(GAP)
        if pieces:
            further.setdefault(pieces[0][0], []).append((tuple(pieces), signs[shape]))
    return _Opening(signs.get(first), further) if further else _only(signs[first])


@cache
def _only(sign: Sign) -> _Opening:
    return _Opening(sign, {})


def find(text: str, groups: Mapping[str, Sequence[Group]]) -> list[Found]:
    """All shapes of a text, in the order of their places; linear in its length."""
    found: list[Found] = []
    for place, character in enumerate(text):
        longer, single = groups.get(text[place : place + 2]), groups.get(character)
        if (longer or single) and not (place and is_latin(character) and is_latin(text[place - 1])):
            within = (*(longer or ()), *(single or ()))
            found += [shape for group in within if (shape := _at(text, place, group))]
    return found


def _at(text: str, place: int, group: Group) -> Found | None:
    """The shape of a group that begins at a place, if it does not end within a Latin word."""
    openings = group.openings
    for length in group.lengths:
        beginning = text[place : place + length]
        if beginning in openings and (
            shape := _opened(text, place, place + len(beginning), openings[beginning])
        ):
            return shape if ends_a_word(text, shape.end) else None
    return None


def _opened(text: str, place: int, begins: int, opening: _Opening) -> Found | None:
    """The shape whose next piece is nearest, else the beginning by itself."""
    if not opening.further.keys().isdisjoint(text[begins : begins + _REACH + 1]):
        for start in range(begins, min(begins + _REACH + 1, len(text))):
            for pieces, sign in opening.further.get(text[start], ()):
                end = _end_of(text, start, pieces)
                if end:
                    return Found(sign, place, end)
            if text[start] in _STOPS:
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
