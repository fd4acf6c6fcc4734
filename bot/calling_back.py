"""What answers a question about a case: a press or words, as the outcome, the level or the words that they are."""

from dataclasses import dataclass

from bot.case_presses import SOLVED, CasePress
from bot.picking import ELSEWHERE
from bot.understanding import Asked, Digits, Intent, Meaning, read
from bot.understanding.solving import solved
from evaluation.cases.words import Outcome
from evaluation.levels import Level
from evaluation.ratings import clean_comment
from store.case_questions import CaseQuestion, Kind

_COURTESY = 6
"""Characters of what may be a mere thanks."""
_TELLING = frozenset((Intent.COMPLAIN_NO_LEVEL, Intent.SUGGESTION))


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What was said: none of them is nothing that could be understood. `words` are the citizen's own beside it."""

    outcome: Outcome | None = None
    level: Level | None = None
    words: str | None = None


def pressed_answer(press: CasePress) -> CaseAnswer:
    """What a press says."""
    return _outcome(press.code == SOLVED, None)


def answer_of(question: CaseQuestion, text: str, digits: Digits, *, is_free: bool) -> CaseAnswer | None:
    """What words say to an open question about a case; None where they are about something else.

    A question that was not asked last takes only plain words, and those only where it `is_free`: nothing is asked that
    they might answer, too (已解决 is no level).
    """
    meaning = read(text, Asked.NOTHING, digits)
    if question.kind == Kind.ASKED:
        return _told(question, text, meaning) if question.leads else None
    if not question.leads:
        said = solved(text) if is_free else None
        return _outcome(said.yes, said.words) if said and said.plain else None
    return _called_back(text, meaning)


def heard_answer(question: CaseQuestion, text: str, digits: Digits, *, asked_on: bool) -> Meaning | None:
    """What words say to a citizen's being asked for a level of what a guide heard, or for the reason of one.

    None where they are about something else, or something else was asked since; once there is a level, only another
    one (0 to be asked again) is about it. `asked_on`: the next matter is being asked, so that 0 is about this one yet.
    """
    if not question.leads:
        meaning = read(text, Asked.LEVEL, digits)
        return meaning if asked_on and question.level is not None and meaning.choice == 0 else None
    why = question.kind == Kind.HEARD_WHY
    meaning = read(text, Asked.REASONS if why else Asked.LEVEL, digits)
    if meaning.level is not None or meaning.choice == 0:
        return meaning
    settled = question.level is not None and not why
    return None if settled or meaning.intent in ELSEWHERE else meaning


def _told(question: CaseQuestion, text: str, meaning: Meaning) -> CaseAnswer | None:
    """Whatever is no command and no level is the answer; after the first one, only what says something more."""
    is_level = meaning.level is not None and not meaning.by_digit
    says_more = not meaning.by_digit and (
        meaning.intent is not Intent.GREETING_OR_NOISE or len(text) > _COURTESY
    )
    if meaning.intent in ELSEWHERE or is_level or (question.unclear and not says_more):
        return None
    return CaseAnswer(words=clean_comment(text))


def _called_back(text: str, meaning: Meaning) -> CaseAnswer | None:
    said = solved(text)
    if said is not None:
        level = None if meaning.by_digit else meaning.level
        return _outcome(said.yes, said.words, level if level and _agrees(level, yes=said.yes) else None)
    if meaning.intent in ELSEWHERE:
        return None
    if meaning.level is not None and not meaning.by_digit:
        return _rated(meaning.level, meaning.words)
    return CaseAnswer(words=clean_comment(text) if meaning.intent in _TELLING else None)


def _outcome(yes: bool, words: str | None, level: Level | None = None) -> CaseAnswer:
    return CaseAnswer(Outcome.SOLVED if yes else Outcome.NOT_SOLVED, level, words)


def _rated(level: Level, words: str | None) -> CaseAnswer:
    """A level implies the outcome; the one in the middle does not."""
    if level is Level.FAIRLY_SATISFIED:
        return CaseAnswer(None, level, words)
    return _outcome(not level.is_bad, words, level)


def _agrees(level: Level, *, yes: bool) -> bool:
    return level is Level.FAIRLY_SATISFIED or level.is_bad is not yes
