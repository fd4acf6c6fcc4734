"""The words of the pages, zh and en side by side in `words.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
_FILE = Path(__file__).parent / "words.toml"


@cache
def _words() -> dict[str, dict[str, str]]:
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {f"{page}.{name}": words for page, lines in tables.items() for name, words in lines.items()}


def say(lang: str, key: str, **facts: object) -> str:
    """One sentence in a language; KeyError for one that nobody wrote."""
    return _words()[key][lang].format(**facts)


def day(lang: str, at: date) -> str:
    """A day as people say it."""
    if lang == "zh":
        return f"{at.month}月{at.day}日"
    return f"{at.day} {say('en', f'months.m{at.month}')}"
