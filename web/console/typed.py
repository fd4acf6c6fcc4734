"""What is typed into forms and addresses: fields, numbers and days."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, Self

from web.forms import Form, text

MOST = 2**63
YEARS = range(2000, 3000)
"""Days of others have no beginning that every calendar can name."""
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Fields:
    """The fields of a form, all of them text; each form lists its own, at most `MOST` characters long."""

    MOST: ClassVar[int] = 100

    @classmethod
    def in_form(cls, form: Form) -> Self:
        """As they were typed."""
        return cls(**{field.name: text(form, field.name, cls.MOST) for field in fields(cls)})

    @classmethod
    def of(cls, thing: object) -> Self:
        """As they stand in the books: `thing` has attributes of their names."""
        return cls(**{field.name: str(getattr(thing, field.name) or "") for field in fields(cls)})


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


def month_of(text: str) -> date | None:
    """The first day of the month that a text says, as 2026-09; None where it says none."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else None
