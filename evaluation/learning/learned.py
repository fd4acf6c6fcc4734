"""What one month taught about one area: all that its pages and its printed pack show."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from evaluation.learning.pains import Pain, Place
from evaluation.learning.phrases import Phrase
from evaluation.learning.shares import Standing
from evaluation.learning.together import Bundle
from evaluation.levels import Reason
from evaluation.reports import Rate

NOTHING = Rate(0, 0)


@dataclass(frozen=True, slots=True)
class PlacePhrases:
    """What stands out in the comments at a place."""

    place: Place
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """Suggestions inside good ratings: how many about one side of the service, by so many citizens."""

    place: Place
    reason: Reason
    ratings: int
    citizens: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ten:
    """The best and the worst of bodies, or of items."""

    best: tuple[Standing, ...] = ()
    worst: tuple[Standing, ...] = ()
    left_out: int = 0
    """With too few ratings for either."""

    def within(self, codes: Collection[str]) -> "Ten":
        """Those among these codes."""
        return Ten(
            tuple(each for each in self.best if each.code in codes),
            tuple(each for each in self.worst if each.code in codes),
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """All of it; the names of what its codes stand for are as they were then."""

    bad: Rate = NOTHING
    """Bad ratings ÷ all ratings of the month."""
    comments: int = 0
    """Read for phrases and suggestions."""
    left_unread: int = 0
    """Comments beyond the most that are read."""
    pains: tuple[Pain, ...] = ()
    phrases: tuple[PlacePhrases, ...] = ()
    wishes: tuple[Wish, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    orgs: Ten = field(default_factory=Ten)
    items: Ten = field(default_factory=Ten)
    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, code: str | None) -> str:
        """What a code stands for; the code where nobody knows."""
        return self.names.get(code or "", code or "")

    def of_orgs(self, orgs: Collection[str]) -> "Learned":
        """What somebody may see who is bound to these bodies: theirs, and nothing of all together."""
        return replace(
            self,
            bad=NOTHING,
            comments=0,
            left_unread=0,
            pains=tuple(each for each in self.pains if each.figures.place.org in orgs),
            phrases=tuple(each for each in self.phrases if each.place.org in orgs),
            wishes=tuple(each for each in self.wishes if each.place.org in orgs),
            bundles=(),
            orgs=self.orgs.within(orgs),
            items=Ten(),
        )
