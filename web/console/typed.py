"""Numbers and days as they are typed into forms and addresses."""

from datetime import date

MOST = 2**63
YEARS = range(2000, 3000)
"""Days of others have no beginning that every calendar can name."""


def number_of(text: str) -> int | None:
    """The whole number that a text says, such as an id; None where it says none that there can be."""
    text = text.strip()
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        return None
    number = int(text)
    return number if number < MOST else None


def day_of(text: str) -> date | None:
    """The day that a text says, as 2026-11-24; None where it says none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None
