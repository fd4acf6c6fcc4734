"""What answers a question about a drawn rating: a press or words, as the level or the yes that they are."""

from dataclasses import dataclass

from bot.picking import ELSEWHERE
from bot.sample_presses import SamplePress
from bot.understanding import Asked, Digits, Intent, Meaning, read
from bot.understanding.solving import solved
from evaluation.levels import Level
from evaluation.ratings import clean_comment
from store.sample_questions import Kind, SampleQuestion

_TELLING = frozenset((Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION))


@dataclass(frozen=True, slots=True)
class SampleAnswer:
    """What was said: neither of the two is nothing that could be understood. `words` are their own beside it."""

    level: Level | None = None
    put_right: bool | None = None
    words: str | None = None

    @property
    def is_unclear(self) -> bool:
        """Whether it answers nothing."""
        return self.level is None and self.put_right is None


def pressed_answer(press: SamplePress) -> SampleAnswer:
    """What a press says."""
    return SampleAnswer(press.level, press.put_right)


def sample_answer(
    question: SampleQuestion, text: str, digits: Digits, *, is_free: bool
) -> SampleAnswer | None:
    """What words say to an open question about a drawn rating; None where they are about something else.

    A question that was not asked last takes only what names its answer, and that only where it `is_free`: nothing
    else is asked, and nothing can be rated.
    """
    if not question.leads and not is_free:
        return None
    if question.kind == Kind.PUT_RIGHT:
        return _put_right(question, text, digits)
    meaning = read(text, Asked.LEVEL if question.leads else Asked.NOTHING, digits)
    if meaning.level is not None and (question.leads or not meaning.by_digit):
        return SampleAnswer(meaning.level, words=meaning.words)
    return _unclear(question, meaning, text)


def _put_right(question: SampleQuestion, text: str, digits: Digits) -> SampleAnswer | None:
    said = solved(text)
    if said is not None:
        return SampleAnswer(put_right=said.yes, words=said.words) if question.leads or said.plain else None
    return _unclear(question, read(text, Asked.NOTHING, digits), text)


def _unclear(question: SampleQuestion, meaning: Meaning, text: str) -> SampleAnswer | None:
    """Nothing that answers; what they tell is kept, and a command is heard elsewhere."""
    if not question.leads or meaning.intent in ELSEWHERE:
        return None
    return SampleAnswer(words=clean_comment(text) if meaning.intent in _TELLING else None)
