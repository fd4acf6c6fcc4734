"""Answers about a visit that may be pressed instead of written: what a press carries, and what it says."""

from dataclasses import dataclass, replace

from bot.press_data import VISIT, level_of
from bot.standing import Standing
from evaluation.levels import Level, Reason
from store.dialogues import Dialogue

REASONS_FROM, YES, PLACES_FROM = 10, 20, 30


@dataclass(frozen=True, slots=True)
class Press:
    """An answer about a visit: 1–5 a level, 11–16 a reason, 20 yes, 31 and on a place in a list."""

    visit_id: int
    code: int

    @property
    def data(self) -> str:
        """What a button carries."""
        return VISIT.write(self.visit_id, self.code)

    @property
    def level(self) -> Level | None:
        """The level it gives."""
        return level_of(self.code)


def read_press(data: str) -> Press | None:
    """What came back; None for what no button of ours carries."""
    return Press(*read) if (read := VISIT.read(data)) else None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press in words, under the question that it answers."""

    words: str
    dialogue: Dialogue


def in_words(press: Press, standing: Standing) -> Pressed | None:
    """What a press says now; None when nothing can be answered by it any more."""
    dialogue, visit_id, code = standing.dialogue, press.visit_id, press.code
    about = dialogue.visit_ids if dialogue is not None and standing.question else []
    question = standing.question if visit_id in about else None
    if press.level is not None:
        words = f"{int(press.level)}星"  # stars mean the same whichever way digits count
        return _about(standing, visit_id, "level", words)
    if REASONS_FROM < code <= REASONS_FROM + len(Reason):
        return _about(standing, visit_id, "reasons", str(code - REASONS_FROM))
    if dialogue is not None and code == YES and question == "confirm":
        return Pressed("是", dialogue)
    if dialogue is not None and code > PLACES_FROM and question == "which":
        return Pressed(str(about.index(visit_id) + 1), dialogue)
    return None


def _about(standing: Standing, visit_id: int, question: str, words: str) -> Pressed | None:
    """An answer about one visit: to the open question if that is about it, else as if it were asked anew."""
    visit, dialogue = standing.visit(visit_id), standing.dialogue
    is_asked = dialogue is not None and standing.question is not None and dialogue.visit_ids[0] == visit_id
    if dialogue is not None and is_asked and dialogue.question in (question, "confirm"):
        return Pressed(words, dialogue)
    if visit is None or not (visit.is_revisable(standing.now) or visit.is_open(standing.now)):
        return None
    if question == "reasons" and visit.level is None:
        return None
    asked = Dialogue(question, [visit_id], visit.window_closes_at or standing.now)
    return Pressed(words, asked)


def repeats(press: Press, standing: Standing) -> bool:
    """Whether the press gives the level that its visit has already: it was pressed twice."""
    visit = standing.visit(press.visit_id)
    return visit is not None and press.level is not None and visit.level == press.level


def answered(standing: Standing, pressed: Pressed) -> Standing:
    """The standing with the question that was answered by a press."""
    return replace(standing, dialogue=pressed.dialogue)
