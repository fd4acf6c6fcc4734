"""What stands in a cell: text as people meant it, or a time."""

import re
from datetime import date, datetime, time, timedelta

Cell = str | datetime
"""An empty cell is an empty text."""

KEPT_DIGITS = 15
"""Excel keeps so many digits of a number; those after them it turns into zeros."""

_AS_FORMULA = re.compile('="([^"]*)"')
_AROUND = " \t\r\n\v\f\u00a0\u200b\u3000\ufeff"
_NEVER_SHOWN = re.compile("[\u200b\ufeff]")


def plain(text: str) -> str:
    """Text without the tricks that keep Excel from changing digits: a quote or tab in front, ="…"."""
    text = _NEVER_SHOWN.sub("", text).strip(_AROUND)
    as_formula = _AS_FORMULA.fullmatch(text)
    if as_formula:
        return as_formula[1].strip(_AROUND)
    return text.removeprefix("'").strip(_AROUND)


def from_excel(value: object) -> Cell:
    """What a cell of a workbook holds."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        whole = value + timedelta(milliseconds=500)  # Excel's times are fractions of a day
        return whole.replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _digits(value)
    return plain(str(value))


def _digits(number: float) -> str:
    """A number in digits; one that Excel has certainly or probably cut shows as damaged."""
    whole = int(number) if isinstance(number, int) or number.is_integer() else None
    if whole is None:
        return repr(number)
    if abs(whole) < 10**KEPT_DIGITS or (isinstance(number, int) and not _looks_cut(whole)):
        return str(whole)
    return f"{number:.{KEPT_DIGITS - 1}E}"


def _looks_cut(whole: int) -> bool:
    """Whether every digit that Excel would have lost is a zero."""
    return not str(abs(whole))[KEPT_DIGITS:].strip("0")
