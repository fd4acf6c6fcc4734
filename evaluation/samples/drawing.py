"""分层抽样回访: how many ratings of each level are asked about in a month, and which (苏协调办〔2021〕13号 附件2).

不少于50条, over all five levels. Anybody who knows the seed draws the same sample, on any machine.
"""

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from evaluation.levels import Level

FEWEST = 50
"""每月抽取不少于50条评价信息."""
FEWEST_OF_A_LEVEL = 5
"""So few of a level say something of it; where there are fewer, all are asked."""


def plan(counts: Mapping[Level, int], size: int = FEWEST) -> dict[Level, int]:
    """How many of each level are drawn, given how many there are: `size` in all, or all there are.

    Each level has its few, and the rest follow how many there are of it (largest remainders, so that the numbers
    add up). ValueError for a negative size or count.
    """
    if size < 0 or any(count < 0 for count in counts.values()):
        raise ValueError("a sample has no negative numbers")
    counts = {level: counts.get(level, 0) for level in Level}
    size = min(size, sum(counts.values()))
    drawn = _few_of_each(counts, size)
    while (left := size - sum(drawn.values())) > 0:
        room = {level: counts[level] - drawn[level] for level in drawn if counts[level] > drawn[level]}
        for level, share in _shared(room, left).items():
            drawn[level] += share
    return drawn


def _few_of_each(counts: Mapping[Level, int], size: int) -> dict[Level, int]:
    """The worst first: where the sample is smaller than the few of all levels, it is the bad ones that are asked."""
    drawn = dict.fromkeys(Level, 0)
    for level in reversed(Level):
        drawn[level] = min(FEWEST_OF_A_LEVEL, counts[level], size - sum(drawn.values()))
    return drawn


def _shared(room: Mapping[Level, int], left: int) -> dict[Level, int]:
    """Share what is left by how much room each level has, none getting more than that."""
    whole = sum(room.values())
    exact = {level: left * of / whole for level, of in room.items()}
    shares = {level: int(share) for level, share in exact.items()}
    by_remainder = sorted(room, key=lambda level: (shares[level] - exact[level], level))
    for level in by_remainder[: left - sum(shares.values())]:
        shares[level] += 1
    return {level: min(share, room[level]) for level, share in shares.items()}


def draw(ids: Iterable[int], count: int, seed: str) -> tuple[int, ...]:
    """Draw `count` of these ids, in the order in which they are drawn; ValueError if there are fewer.

    Each id has a place of its own for a seed, so that the draw does not depend on their order.
    """
    placed = sorted(set(ids), key=lambda id_: (sha256(f"{seed}:{id_}".encode()).digest(), id_))
    if count > len(placed):
        raise ValueError(f"{count} cannot be drawn of {len(placed)}")
    return tuple(placed[:count])


def weight(of: int, drawn: int) -> float:
    """How many ratings of its level each drawn one speaks for; ValueError where none was drawn."""
    if drawn < 1:
        raise ValueError("none was drawn")
    return of / drawn


def mean(answers: Mapping[Level, Collection[Level]], counts: Mapping[Level, int]) -> float | None:
    """The mean level of all ratings, reckoned from the answers of those drawn: each level weighs what it is.

    A level of which nobody answered says nothing and is left out; None where nobody answered at all.
    """
    heard = {level: given for level, given in answers.items() if given and counts.get(level)}
    whole = sum(counts[level] for level in heard)
    if not whole:
        return None
    return sum(counts[level] * sum(given) / len(given) for level, given in heard.items()) / whole
