"""Facts in, text out. Every word that a citizen reads stands in `bot/templates/`, zh and en side by side."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import product
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import picks
from bot.case_presses import LEVELS_FROM, NOT_SOLVED, SOLVED, CasePress
from bot.picks import LINES_FROM, LISTED, Pick
from bot.pressing import PLACES_FROM, REASONS_FROM, YES, Press
from bot.sample_presses import NOT_PUT_RIGHT, PUT_RIGHT, SamplePress
from evaluation.exchange import Choice, Wording
from evaluation.levels import Level
from evaluation.wordings import sms_parts, sms_units
from store.case_questions import CaseQuestion, Kind
from store.inquiries import Inquiry
from store.outbox import Facts
from store.sample_questions import Kind as SampleKind
from store.selections import Option, Question, Selection

TEMPLATES = Path(__file__).parent / "templates"
PROMPT_PARTS = 2
NAME_MOST, NAME_LEAST = 20, 3
"""SMS units of an item's name in a prompt."""
LABEL_MOST = {"zh": 16, "en": 32}
"""SMS units of a name on a button."""

_LINK = re.compile(
    r"(?:https?://|www\.)[!-(*-~]+"
    r"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]+\.)+(?:com|cn|net|org|gov|info|top|cc|vip|xyz|link)(?![A-Za-z0-9])(?:[:/?#][!-(*-~]*)?",
    re.IGNORECASE,
)
"""An address of the web, with or without its scheme; SMS providers refuse texts with one they do not know."""
_EMPTIED = re.compile(r"[（(“‘《]\s*[）)”’》]")
"""What stood around it."""
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks inside those that the templates put around a name."""

_WORDS: dict[str, dict[str, Any]] = tomllib.loads((TEMPLATES / "words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who we are, as the bureau has set it."""

    signature: str
    name: str
    name_en: str
    hotline: str


@dataclass(frozen=True, slots=True)
class Part:
    """One template with its facts; a reply may be several, one after the other."""

    template: str
    facts: Facts


class Renderer:
    """Renders parts for a channel; one object per process."""

    def __init__(self, sender: Sender, digits: str = "stars") -> None:
        """`digits`: "stars", 5 is best, or "rank", 1 is best (`prompt.digits`)."""
        self._sender = sender
        self._digits = digits
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  # plain text for phones; no HTML leaves here
            trim_blocks=True,
        )
        self._environment.filters.update(short=_short)
        self._environment.globals.update(sender=sender)

    def message(self, parts: Sequence[Part], locale: str, channel: str, today: date) -> str:
        """The text of one message; on SMS it begins with the sender's signature. Days of other years than
        today's are told with theirs.
        """
        return self._message(parts, locale, channel, today.year)

    def _message(self, parts: Sequence[Part], locale: str, channel: str, year: int | None) -> str:
        told: list[str] = []
        for part in parts:
            told.append(self._part(part, locale, year, told))
        text = _WORDS[locale]["joint"].join(told)
        return f"【{self._sender.signature}】{text}" if channel == "sms" else text

    def prompt(self, facts: Facts, locale: str, channel: str, today: date) -> Wording:
        """A prompt as the worker sends it; names are cut until it fits its SMS parts, and years are left out
        where even that is not enough.
        """
        for year, room in product((today.year, None), range(NAME_MOST, NAME_LEAST, -1)):
            text = self._message([Part("prompt", {**facts, "room": room})], locale, channel, year)
            if sms_parts(text) <= PROMPT_PARTS:
                break
        return Wording(text, tuple(self.choices("level", facts["visits"], locale)))

    def choices(self, question: str, visit_ids: Sequence[int], locale: str) -> list[Choice]:
        """The answers to a question about these visits, the one being asked first, as they may be pressed."""
        first = visit_ids[0]
        if question == "which":
            places = enumerate(visit_ids, start=1)
            return [Choice(str(place), Press(visit, PLACES_FROM + place).data) for place, visit in places]
        if question == "reasons":
            reasons = enumerate(_WORDS[locale]["reasons"], start=1)
            return [Choice(name, Press(first, REASONS_FROM + place).data) for place, name in reasons]
        levels = zip(Level, _level_names(locale, self._digits), strict=True)
        buttons = [Choice(name, Press(first, level).data) for level, name in levels]
        return (
            [Choice(_WORDS[locale]["yes"], Press(first, YES).data), *buttons]
            if question == "confirm"
            else buttons
        )

    def inquired(self, inquiry: Inquiry, locale: str) -> list[Choice]:
        """The answers to a question about a case or a drawn rating, as they may be pressed."""
        if isinstance(inquiry, CaseQuestion):
            return self._of_case(inquiry, locale)
        wanted = self.put_right if inquiry.kind == SampleKind.PUT_RIGHT else self.satisfied_now
        return wanted(inquiry.drawn_id, locale)

    def _of_case(self, question: CaseQuestion, locale: str) -> list[Choice]:
        if question.kind == Kind.CALL_BACK:
            return self.solved(question.complaint_id, locale)
        asks_level = question.kind == Kind.HEARD and question.level is None
        return self.satisfied(question.complaint_id, locale) if asks_level else []

    def satisfied(self, complaint_id: int, locale: str) -> list[Choice]:
        """The answers to how satisfied they were where a guide heard them, as they may be pressed."""
        levels = zip(Level, _level_names(locale, self._digits), strict=True)
        return [Choice(name, CasePress(complaint_id, LEVELS_FROM + level).data) for level, name in levels]

    def solved(self, complaint_id: int, locale: str) -> list[Choice]:
        """The answers to whether a case is solved, as they may be pressed."""
        words = _WORDS[locale]
        return [
            Choice(words["solved"], CasePress(complaint_id, SOLVED).data),
            Choice(words["not_solved"], CasePress(complaint_id, NOT_SOLVED).data),
        ]

    def satisfied_now(self, drawn_id: int, locale: str) -> list[Choice]:
        """The answers to how satisfied they are now with a drawn rating, as they may be pressed."""
        levels = zip(Level, _level_names(locale, self._digits), strict=True)
        return [Choice(name, SamplePress(drawn_id, level).data) for level, name in levels]

    def put_right(self, drawn_id: int, locale: str) -> list[Choice]:
        """The answers to whether it was put right, as they may be pressed."""
        words = _WORDS[locale]
        return [
            Choice(words["solved"], SamplePress(drawn_id, PUT_RIGHT).data),
            Choice(words["not_solved"], SamplePress(drawn_id, NOT_PUT_RIGHT).data),
        ]

    def picks(self, selection: Selection, locale: str) -> list[Choice]:
        """The answers to the open question of a selection, as they may be pressed; the last one leaves it."""
        words = _WORDS[locale]
        leave = Choice(
            words["keep" if selection.gives_back else "leave"], Pick(selection.id, picks.LEAVE).data
        )
        first = LINES_FROM.get(selection.question) if selection.question else None
        if first is None:
            return [Choice(words["yes"], Pick(selection.id, picks.YES).data), leave]
        account = selection.question is Question.ACCOUNT
        lines = enumerate(selection.options[:LISTED], start=first + 1)
        return [
            *(
                Choice(_label(line, locale, account=account), Pick(selection.id, place).data)
                for place, line in lines
            ),
            leave,
        ]

    def _part(self, part: Part, locale: str, year: int | None, told: Sequence[str]) -> str:
        """One part; `told` are those before it in the message: the levels are listed but once."""
        template = self._environment.get_template(f"{part.template}.txt")
        helpers = _helpers(locale, self._digits, year)
        listed = any(helpers["levels"] in text for text in told)
        context = template.new_context({**part.facts, **helpers, "levels_listed": listed})
        return "".join(template.blocks[locale](context)).strip()


@cache
def _helpers(locale: str, digits: str, year: int | None) -> dict[str, Any]:
    """What a template may call beside its facts; days are told with their year if it is not `year`."""
    words = _WORDS[locale]
    names = dict(zip(Level, words["levels"], strict=True))
    return {
        "level_name": lambda level: names[Level(level)],
        "reason_name": lambda number: words["reasons"][number - 1],
        "stage_name": lambda stage: words["stages"][stage],
        "day": partial(_day_zh if locale == "zh" else _day_en, year),
        "levels": " ".join(_level_names(locale, digits)),
        "scale": words["scale"][digits],
    }


def _label(line: Option, locale: str, *, account: bool) -> str:
    """A line of a list on a button; an account has a code, or is the citizen's own."""
    words = _WORDS[locale]
    name = _short(line.name if locale == "zh" else line.name_en, LABEL_MOST[locale])
    if account:
        name = words["organisation"].format(code=line.key) if line.key else words["own"]
    return name if line.points is None else str(words["priced"].format(name=name, points=line.points))


def _level_names(locale: str, digits: str) -> list[str]:
    """The levels with their digits, best first."""
    words = _WORDS[locale]
    return [
        f"{place if digits == 'rank' else level.value}{words['between']}{name}"
        for place, (level, name) in enumerate(zip(Level, words["levels"], strict=True), start=1)
    ]


def _day_zh(year: int | None, iso: str) -> str:
    day = date.fromisoformat(iso)
    of = f"{day.year}年" if year not in (None, day.year) else ""
    return f"{of}{day.month}月{day.day}日"


def _day_en(year: int | None, iso: str) -> str:
    day = date.fromisoformat(iso)
    of = f" {day.year}" if year not in (None, day.year) else ""
    return f"{day.day} {_WORDS['en']['months'][day.month - 1]}{of}"


def _short(text: str, length: int) -> str:
    """A name as it may stand between our quotation marks, cut to so many SMS units."""
    line = _clean(text)
    if sms_units(line) <= length:
        return line
    while sms_units(line) >= length:
        line = line[:-1]
    return line + "…"


def _clean(name: str) -> str:
    """A name on one line, without links and characters that cannot be seen; of a bare link nothing is left but …"""
    seen = "".join(character if character.isprintable() else " " for character in name)
    without_links = _EMPTIED.sub("", _LINK.sub("", seen))
    return " ".join(without_links.split()).translate(_INNER) or "…"
