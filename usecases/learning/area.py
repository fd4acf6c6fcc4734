"""What one month taught about one area."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.areas import AreaLevel, level_of, significant
from evaluation.learning.learned import Learned, PlacePhrases, Ten, Wish
from evaluation.learning.pains import NONE, WHOLE, Figures, Pain, Place, Tally, figures
from evaluation.learning.phrases import FEWEST_SPEAKERS, counted, standing_out
from evaluation.learning.shares import (
    FEWEST_COMPARED,
    FEWEST_NAMED,
    LEVEL,
    Standing,
    best_and_worst,
    can_be_compared,
    sign_of,
)
from evaluation.learning.together import Bundle, Items, bundles
from evaluation.levels import REASON_MENU, Reason
from evaluation.reports import Rate, months_after
from store.db import Transaction
from store.learning import counts
from store.learning.months import Area
from store.learning.needs import needs
from usecases.learning import chances
from usecases.learning.hearing import Ears, Heard, examples

MOST_COMMENTS = 20_000
"""Of an area with more, as many are read, chosen by number and not by what they say."""
MOST_PAINS, MOST_BUNDLES, MOST_WISHES, MOST_PLACES = 200, 30, 60, 40
WITH_EXAMPLES, EXAMPLES = 40, 3
TEN = 10


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learnt from."""

    this: Mapping[Place, Tally]
    before: Mapping[Place, Tally]
    needs: Mapping[Items, int]
    comments: Sequence[counts.Comment]
    all_comments: int
    names: Mapping[str, str]


async def gathered(tx: Transaction, area: Area) -> Material:
    """Read what a month has of an area."""
    digits, month = significant(area.area_code), area.month
    before = months_after(month, -1)
    found = await counts.tallies(tx, digits, _digits_inside(area.area_code), (month, before))
    comments, of = await counts.comments(tx, month, digits, MOST_COMMENTS)
    return Material(
        _named(found[month], area.area_code),
        found[before],
        await needs(tx, month, area.area_code),
        comments,
        of,
        await counts.names(tx, month, area.area_code),
    )


def _digits_inside(area_code: str) -> int:
    level = level_of(area_code)
    return min((each for each in AreaLevel if each > level), default=level)


def _named(tallies: Mapping[Place, Tally], area_code: str) -> dict[Place, Tally]:
    """Without what belongs to no body, and without the area itself as an area inside."""
    return {
        place: tally
        for place, tally in tallies.items()
        if place.org != "" and (place.area is None or place.area != area_code)
    }


def learn(material: Material, ears: Ears) -> Learned:
    """Learn; takes seconds of a processor where there are many comments."""
    heard = [ears.hear(comment) for comment in material.comments]
    whole = material.this.get(WHOLE, NONE)
    learned = Learned(
        bad=whole.rate(None),
        comments=len(heard),
        left_unread=material.all_comments - len(heard),
        pains=tuple(_with_examples(_pains(material), heard)),
        phrases=tuple(_phrases(heard)),
        wishes=tuple(_wishes(heard)),
        bundles=tuple(_bundles(material.needs)),
        orgs=_ten(material.this, "org"),
        items=_ten(material.this, "item"),
    )
    return replace(learned, names=_names(learned, material.names))


def _pains(material: Material) -> list[Pain]:
    found = list(figures(material.this, material.before))
    change = _corrected([(each.now, each.before) for each in found])
    against = _corrected([(each.now, each.peers) for each in found])
    pains = [
        Pain(each, sign_of(each.now, each.before, p), sign_of(each.now, each.peers, q))
        for each, p, q in zip(found, change, against, strict=True)
    ]
    return sorted(pains, key=lambda pain: pain.weight, reverse=True)[:MOST_PAINS]


def _corrected(pairs: Sequence[tuple[Rate, Rate]]) -> list[float | None]:
    """For each the chance of such a difference, where it can be asked; corrected for how many can."""
    asked = [pair for pair in pairs if can_be_compared(*pair)]
    told = iter(chances.corrected(chances.of_differences(asked)))
    return [next(told) if can_be_compared(*pair) else None for pair in pairs]


def _with_examples(pains: Iterable[Pain], heard: Sequence[Heard]) -> Iterator[Pain]:
    for number, pain in enumerate(pains):
        yield pain if number >= WITH_EXAMPLES else replace(pain, examples=_said_of(pain.figures, heard))


def _said_of(of: Figures, heard: Iterable[Heard]) -> tuple[str, ...]:
    """Nothing where so few said it that their words would point at them."""
    if of.now.numerator < FEWEST_NAMED:
        return ()
    said = (
        (each.citizen_id, each.text)
        for each in heard
        if each.is_bad and each.is_at(of.place) and (of.reason is None or of.reason in each.reasons)
    )
    return examples(said, EXAMPLES)


def _phrases(heard: Sequence[Heard]) -> Iterator[PlacePhrases]:
    """What stands out at each body and each item, in what was said with bad ratings."""
    bad = [each for each in heard if each.is_bad]
    everywhere, of = counted(_by_citizen(bad)), len({each.citizen_id for each in bad})
    there: defaultdict[Place, list[Heard]] = defaultdict(list)
    for each in bad:
        there[Place(org=each.org)].append(each)
        there[Place(item=each.item)].append(each)
    places = sorted(there, key=lambda place: len(there[place]), reverse=True)
    for place in places[:MOST_PLACES]:
        said = _by_citizen(there[place])
        if len(said) >= FEWEST_SPEAKERS and (found := standing_out(counted(said), len(said), everywhere, of)):
            yield PlacePhrases(place, tuple(found))


def _by_citizen(heard: Iterable[Heard]) -> dict[int, list[frozenset[str]]]:
    said: defaultdict[int, list[frozenset[str]]] = defaultdict(list)
    for each in heard:
        said[each.citizen_id].append(each.phrases)
    return said


def _wishes(heard: Iterable[Heard]) -> list[Wish]:
    """Of all together, and of every item at a body; only what enough citizens wish for."""
    wishing = [(each, each.wish) for each in heard if each.wish]
    ratings = Counter(_keys_of(wishing))
    found = []
    for (place, reason), count in ratings.items():
        said = [(one.citizen_id, wish) for one, wish in wishing if reason in one.wished and one.is_at(place)]
        if len({who for who, _ in said}) >= FEWEST_SPEAKERS:
            found.append(Wish(place, reason, count, len({who for who, _ in said}), examples(said, EXAMPLES)))
    order = {reason: number for number, reason in enumerate(REASON_MENU)}
    return sorted(found, key=lambda wish: (wish.place != WHOLE, -wish.citizens, order[wish.reason]))[
        :MOST_WISHES
    ]


def _keys_of(wishing: Iterable[tuple[Heard, str]]) -> Iterator[tuple[Place, Reason]]:
    for each, _ in wishing:
        for reason in each.wished:
            yield WHOLE, reason
            yield Place(each.item, each.org), reason


def _bundles(needs: Mapping[Items, int]) -> list[Bundle]:
    found = list(bundles(needs))
    told = chances.corrected(chances.of_bundles(found))
    real = [bundle for bundle, chance in zip(found, told, strict=True) if chance <= LEVEL]
    return sorted(real, key=lambda bundle: (-bundle.citizens, bundle.items))[:MOST_BUNDLES]


def _ten(tallies: Mapping[Place, Tally], kind: str) -> Ten:
    standings = [
        Standing(getattr(place, kind), Rate(tally.ratings - tally.bad, tally.ratings))
        for place, tally in tallies.items()
        if place != WHOLE and place == Place(**{kind: getattr(place, kind)})
    ]
    few = sum(1 for each in standings if each.good.denominator < FEWEST_COMPARED)
    return Ten(*best_and_worst(standings, TEN), left_out=few)


def _names(learned: Learned, names: Mapping[str, str]) -> dict[str, str]:
    """The names of what is told of."""
    places = [pain.figures.place for pain in learned.pains]
    places += [each.place for each in learned.phrases] + [each.place for each in learned.wishes]
    codes = {code for place in places for code in (place.item, place.org, place.area) if code}
    codes |= {item for bundle in learned.bundles for item in bundle.items}
    codes |= {each.code for ten in (learned.orgs, learned.items) for each in (*ten.best, *ten.worst)}
    return {code: names[code] for code in sorted(codes) if code in names}
