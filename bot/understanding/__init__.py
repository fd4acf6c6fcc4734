"""Reads what people write. Pure: a text and what was asked in, a meaning out."""

from bot.understanding.meaning import Asked, Digits, Intent, Meaning
from bot.understanding.reader import read

__all__ = ["Asked", "Digits", "Intent", "Meaning", "read"]
