"""What citizens said, made fit to be counted and shown: names, numbers and ids masked before anything else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.learning.pains import Place
from evaluation.learning.phrases import phrases_in
from evaluation.levels import Level, Reason
from evaluation.masking import Names, may_name, on_a_line, without_names
from store.learning.counts import Comment
from store.vault import CannotUnseal, Vault

SHORTEST_NUMBER = 4
"""Characters of a record's number: a shorter one is as often a time or a counter."""
SHORTEST, LONGEST = 6, 80
"""Characters of an example: a shorter one says nothing, a longer one tells a story by which its author is known."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A comment that was read."""

    citizen_id: int
    item: str
    org: str
    is_bad: bool
    reasons: tuple[Reason, ...]
    text: str
    """Masked."""
    phrases: frozenset[str]
    wish: str | None
    """What a good rating suggests, masked."""
    wished: tuple[Reason, ...]
    """… and about which sides of the service."""

    def is_at(self, place: Place) -> bool:
        """Whether it was said there; of an area inside, nobody can tell any more."""
        return place.area is None and place.item in (None, self.item) and place.org in (None, self.org)


@dataclass(frozen=True, slots=True)
class Ears:
    """What it takes to read comments."""

    vault: Vault
    wish_in: Callable[[str], str | None]
    wishes_of: Callable[[str], tuple[Reason, ...]]
    staff: Names
    """Of colleagues."""

    def hear(self, comment: Comment) -> Heard:
        """Read one."""
        sealed = [comment.name_sealed] if comment.name_sealed else []
        names = (known(self.vault, sealed, [comment.record_no]), self.staff)
        text = masked(comment.words, *names)
        is_bad = Level(comment.level).is_bad
        wish = None if is_bad else self.wish_in(comment.words)
        return Heard(
            comment.citizen_id,
            comment.item_code,
            comment.org_code,
            is_bad,
            tuple(Reason(reason) for reason in comment.reasons),
            text,
            phrases_in(text) if is_bad else frozenset(),
            masked(wish, *names) if wish else None,
            (self.wishes_of(comment.words) or (Reason.OTHER,)) if wish else (),
        )


def known(vault: Vault, sealed: Iterable[bytes], numbers: Iterable[str]) -> Names:
    """What is known of a citizen to be hidden: names, as far as this key opens them, and numbers of records."""
    names = [number for number in numbers if len(number) >= SHORTEST_NUMBER]
    for each in sealed:
        try:
            names.append(vault.open(each).strip())
        except CannotUnseal:
            continue
    return Names(names)


def masked(text: str, *hidden: Names) -> str:
    """On one line, without the names that are known, nor any that tells that it is one, nor numbers, ids, addresses."""
    for names in hidden:
        text = names.hidden_in(text)
    return on_a_line(without_names(text))


def examples(said: Iterable[tuple[int, str]], most: int) -> tuple[str, ...]:
    """Up to `most` texts of different citizens, the fullest first; none in which a name could still stand."""
    fit = {text: who for who, text in said if SHORTEST <= len(text) <= LONGEST and not may_name(text)}
    chosen: dict[int, str] = {}
    for text in sorted(fit, key=lambda text: (-len(text), text)):
        chosen.setdefault(fit[text], text)
    return tuple(list(chosen.values())[:most])
