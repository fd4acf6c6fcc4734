"""Shapes: ways of saying something that stand in other words too, with gaps or without (跑…趟, 等了)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from bot.understanding.latin import begins_a_word, ends_a_word

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
class _Opening:
    """The beginning of shapes, up to the first gap."""

    alone: Sign | None
    """What the beginning stands for without any more."""
    further: Mapping[str, Sequence[tuple[tuple[str, ...], Sign]]]
    """The pieces behind the gap by the first character of the next, longest first."""


@dataclass(slots=True)
class Group:
    """Shapes of which one may be found at a place: by their beginnings, the longest first."""

    lengths: Sequence[int]
    openings: Mapping[str, _Opening]
    needs: frozenset[str]
    """What comes next in each: a text without any of these holds none; empty where one may end at once."""


Groups = Mapping[str, Sequence[Group]]
"""Where to look at a place: by its first two characters, by the first where those begin nothing."""


def side_by_side(*kinds: Mapping[str, Sign]) -> Groups:
    """Shapes of some kinds: none hides one of another kind, nor one that begins with a single character."""
    groups = [_grouped(shapes) for shapes in kinds]

    def of(first: str) -> Iterator[Group]:
        return (kind[first] for kind in groups if first in kind)

    firsts = {first for kind in groups for first in kind}
    return {first: (*of(first), *(of(first[0]) if len(first) > 1 else ())) for first in firsts}


def _grouped(shapes: Mapping[str, Sign]) -> dict[str, Group]:
    """Groups by the first two characters of their shapes' beginnings, or by the one there is."""
    openings: dict[str, dict[str, list[str]]] = {}
    for shape in sorted(shapes, key=len, reverse=True):
        beginning = shape.split(GAP)[0]
        openings.setdefault(beginning[:2], {}).setdefault(beginning, []).append(shape)
    return {first: _group(first, each, shapes) for first, each in openings.items()}


def _group(first: str, shapes: Mapping[str, Sequence[str]], signs: Mapping[str, Sign]) -> Group:
    lengths = sorted(set(map(len, shapes)), reverse=True)
    openings = {beginning: _opening(beginning, each, signs) for beginning, each in shapes.items()}
    return Group(tuple(lengths), openings, _needs(len(first), openings))


def _needs(known: int, openings: Mapping[str, _Opening]) -> frozenset[str]:
    needs: set[str] = set()
    for beginning, opening in openings.items():
        if len(beginning) > known:
            needs.add(beginning[known])
        elif opening.alone:
            return frozenset()
        else:
            needs.update(opening.further)
    return frozenset(needs)


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


def needs_of(groups: Sequence[Group]) -> frozenset[str]:
    """What comes next in any shape of some groups; empty where one of them may end at once."""
    all_need = all(group.needs for group in groups)
    return frozenset().union(*(group.needs for group in groups)) if all_need else frozenset()


def at(text: str, place: int, group: Group) -> Found | None:
    """The shape of a group that begins at a place, if it neither begins nor ends within a Latin word."""
    for length in group.lengths:
        opening = group.openings.get(beginning := text[place : place + length])
        if opening and (shape := _opened(text, place, place + len(beginning), opening)):
            return shape if begins_a_word(text, place) and ends_a_word(text, shape.end) else None
    return None


def _opened(text: str, place: int, begins: int, opening: _Opening) -> Found | None:
    """The shape whose next piece is nearest, else the beginning by itself."""
    if further := opening.further:
        for start, character in enumerate(text[begins : begins + _REACH + 1], begins):
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
