"""The tables of replies: what a careful human reads in each (docs/understanding.md tells how to add one)."""

from dataclasses import dataclass
from pathlib import Path

from bot.understanding import Meaning
from evaluation.levels import Level

FOLDER = Path(__file__).parent
ESCAPES = (("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\"))


@dataclass(frozen=True, slots=True)
class Row:
    """One reply; `accepted` holds other levels and intents that a careful human might read as well."""

    text: str
    intent: str
    level: int | None
    reasons: frozenset[str]
    accepted: frozenset[str]
    note: str

    def fits(self, meaning: Meaning) -> bool:
        """Whether a careful human could have read it so."""
        if meaning.intent != self.intent and meaning.intent.value not in self.accepted:
            return self.intent == "opt_out" and "opt_out" in meaning.also
        if meaning.level is None:
            return True
        return not self.levels or meaning.level in self.levels

    @property
    def levels(self) -> set[int]:
        """Every level that a careful human could read."""
        accepted = {int(word) for word in self.accepted if word.isdigit()}
        return accepted | {self.level} if self.level else accepted

    @property
    def may_be_a_rating(self) -> bool:
        """Whether a careful human could read a level in it."""
        return self.intent == "rate" or "rate" in self.accepted

    def flips(self, meaning: Meaning) -> bool:
        """Whether good was taken for bad, or bad for good."""
        levels = self.levels
        if meaning.level is None or not levels or self.fits(meaning):
            return False
        bad, good = meaning.level <= Level.DISSATISFIED, meaning.level >= Level.SATISFIED
        if bad:
            return min(levels) >= Level.SATISFIED
        return good and max(levels) <= Level.DISSATISFIED


def rows(name: str) -> list[Row]:
    """The rows of one table."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [_row(line) for line in lines if line]


def _row(line: str) -> Row:
    cells = line.split("\t")
    assert len(cells) <= 6, f"more than six columns: {line!r}"
    text, intent, level, reasons, accepted, note = (*cells, *[""] * (6 - len(cells)))
    for written, meant in ESCAPES:
        text = text.replace(written, meant)
    return Row(
        text,
        intent,
        int(level) if level else None,
        frozenset(reasons.split()),
        frozenset(accepted.split()),
        note,
    )


CORPUS = rows("corpus")
