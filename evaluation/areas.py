"""行政区划: 12-digit area codes, of which trailing zeros tell the level (GB/T 2260, GB/T 10114)."""

from collections.abc import Iterator
from enum import IntEnum

_LENGTH = 12


class AreaLevel(IntEnum):
    """The level of an area, by its number of significant digits."""

    PROVINCE = 2
    CITY = 4
    COUNTY = 6
    TOWNSHIP = 9
    VILLAGE = 12


def is_area_code(text: str) -> bool:
    """Whether `text` is twelve ASCII digits that begin with a province."""
    return len(text) == _LENGTH and text.isascii() and text.isdigit() and not text.startswith("0")


def level_of(code: str) -> AreaLevel:
    """Return the level of an area; ValueError if `code` is no area code."""
    if not is_area_code(code):
        raise ValueError(f"{code!r} is not a 12-digit area code")
    return next(level for level in AreaLevel if not code[level:].strip("0"))


def parent_of(code: str) -> str | None:
    """Return the area above, None for a province; ValueError if `code` is no area code.

    A city without counties is the parent of its townships: 441900003000 → 441900000000.
    """
    level = level_of(code)
    above = [upper for upper in AreaLevel if upper < level]
    return code[: above[-1]].ljust(_LENGTH, "0") if above else None


def and_above(code: str) -> Iterator[str]:
    """The area and all above it, the nearest first; ValueError if `code` is no area code."""
    upper: str | None = code
    while upper:
        yield upper
        upper = parent_of(upper)


def covers(upper: str, lower: str) -> bool:
    """Whether `lower` is `upper` itself or lies inside it; ValueError if either is no area code."""
    level_of(lower)
    return lower.startswith(significant(upper))


def next_below(upper: str, lower: str) -> str:
    """Return the area directly below `upper` that `lower` is or lies in, `upper` for itself.

    ValueError if it lies elsewhere.
    """
    if not covers(upper, lower):
        raise ValueError(f"{lower} is not in {upper}")
    while lower != upper and (above := parent_of(lower)) not in (None, upper):
        lower = above or upper
    return lower


def significant(code: str) -> str:
    """The digits that every code inside an area begins with, for queries; ValueError if `code` is no area code."""
    return code[: level_of(code)]
