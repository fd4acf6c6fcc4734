"""The tables of replies: what a careful human reads in each (docs/understanding.md tells how to add one)."""

from dataclasses import dataclass
from pathlib import Path

from bot.understanding import Meaning

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
        levels = {self.level, *(int(word) for word in self.accepted if word.isdigit())} - {None}
        return not levels or meaning.level in levels

    def flips(self, meaning: Meaning) -> bool:
        """Whether good was taken for bad, or bad for good."""
        if meaning.level is None or self.level is None or self.fits(meaning):
            return False
        return (self.level <= 2 and meaning.level >= 4) or (self.level >= 4 and meaning.level <= 2)


def rows(name: str) -> list[Row]:
    """The rows of one table."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [_row(line) for line in lines if line]


def _row(line: str) -> Row:
    cells = line.split("\t")
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
