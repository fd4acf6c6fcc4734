"""Reads what people write. Pure: a text and what was asked in, a meaning out."""

from bot.understanding.meaning import LAST, Asked, Digits, Intent, Meaning
from bot.understanding.naming import named
from bot.understanding.reader import read
from bot.understanding.wishing import wish_in, wishes_of

__all__ = ["LAST", "Asked", "Digits", "Intent", "Meaning", "named", "read", "wish_in", "wishes_of"]
