"""Reads what people write. Pure: a text in, a meaning out."""

from bot.understanding.meaning import Intent, Meaning
from bot.understanding.reader import read

__all__ = ["Intent", "Meaning", "read"]
