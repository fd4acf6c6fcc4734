"""Draws the sheets of one hall: three kinds, two languages, A4 and A6, and a page that prints them all."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.levels import BEST_FIRST
from web.faces import EYES, MOUTHS
from web.qr import qr_svg

FOLDER = Path(__file__).parent
_WORDS: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))
PAPERS = {"a4": (210, 297), "a6": (105, 148)}
UPRIGHT = {"poster": True, "card": False, "slogan": False}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What differs from hall to hall; `digits` as in `prompt.digits`, `text_to` None where nobody can text."""

    hall: str
    link: str
    hotline: str
    digits: str
    text_to: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file; sizes in mm."""

    name: str
    width: int
    height: int
    content: str


def fit(text: str, size: float, width: float) -> float:
    """The letter size at which a line fits into `width`, at most `size`."""
    ems = sum(1.0 if east_asian_width(each) in "WF" else 0.65 for each in text)
    return round(min(size, width / max(ems, 1)), 2)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals.update(mouths=MOUTHS, eyes=EYES)
_ENVIRONMENT.filters.update(fit=fit)


def draw(occasion: Occasion) -> list[Sheet]:
    """Every sheet, and last the page that prints them."""
    sheets = list(_sheets(occasion))
    together = _ENVIRONMENT.get_template("print.html").render(hall=occasion.hall, sheets=sheets)
    return [*sheets, Sheet("print.html", *PAPERS["a4"], together)]


def _sheets(occasion: Occasion) -> Iterator[Sheet]:
    for kind, upright in UPRIGHT.items():
        for lang, words in _WORDS.items():
            for size, (short, long) in PAPERS.items():
                width, height = (short, long) if upright else (long, short)
                content = _ENVIRONMENT.get_template(f"{kind}.svg").render(
                    **_facts(occasion, lang, words), paper={"width": width, "height": height}
                )
                yield Sheet(f"{kind}-{size}.{lang}.svg", width, height, content)


def _facts(occasion: Occasion, lang: str, words: dict[str, Any]) -> dict[str, Any]:
    return {
        "lang": lang,
        "say": words,
        "hall": occasion.hall,
        "qr": qr_svg(occasion.link, words["code"]),
        "hotline": words["hotline"].format(hotline=occasion.hotline),
        "text": words["text"].format(number=occasion.text_to) if occasion.text_to else None,
        "levels": [
            {
                "face": level,
                "lines": word.split(),
                "digit": str(place if occasion.digits == "rank" else level.value),
            }
            for place, (level, word) in enumerate(zip(BEST_FIRST, words["levels"], strict=True), start=1)
        ],
    }
