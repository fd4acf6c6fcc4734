"""The codes of vouchers: nine digits in three groups, short enough to be read out, with a check digit.

Eight of them are drawn at random; Damm's check digit shows every single wrong digit and every swap of two
neighbours, so a slip of the tongue never names somebody else's voucher.
"""

import re
import secrets
import unicodedata

from stdnum import damm

DRAWN = 8
_BETWEEN = re.compile(r"[\s\-‐-―·.]+")


def draw_code() -> str:
    """A code at random; whether it is free, the database says."""
    digits = f"{secrets.randbelow(10**DRAWN):0{DRAWN}}"
    return digits + damm.calc_check_digit(digits)


def read_code(typed: str) -> str | None:
    """The code that was typed, in groups or not, in digits of any width; None for what can be none."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    is_one = len(digits) == DRAWN + 1 and digits.isascii() and digits.isdigit() and damm.is_valid(digits)
    return digits if is_one else None


def in_groups(code: str) -> str:
    """A code as it is shown and read out: 123 456 789."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))
