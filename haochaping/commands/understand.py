"""`haochaping understand`: read replies line by line, in constant memory."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from bot.understanding import Asked, Digits, Meaning, read

OURS = ("intent", "level", "reasons", "levels", "praised", "also", "why")
"""The keys that we set; what came under them is not passed on."""
SURROGATES = re.compile("[\ud800-\udfff]")

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Unreadable(Exception):
    """A line that holds no reply."""


def understand(
    lines: Iterable[str], write: Callable[[str], object], *, explain: bool, digits: str = "stars"
) -> int:
    """Write each line back with what it means; 1 at the end if any could not be read."""
    status = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            answer = _read(_parse(line), Digits(digits), explain=explain)
        except Unreadable as error:
            status, answer = 1, {"error": str(error)}
        write(SURROGATES.sub("\ufffd", _encode(answer)) + "\n")
    return status


def _parse(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line.lstrip("\ufeff"))
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error
    except RecursionError as error:
        raise Unreadable("nested too deep") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise Unreadable('each line must be an object with a string "text"')
    return given


def _read(given: dict[str, Any], digits: Digits, *, explain: bool) -> dict[str, Any]:
    meaning = read(SURROGATES.sub("\ufffd", given["text"]), Asked.LEVEL, digits)
    answer = {
        **{key: value for key, value in given.items() if key not in OURS},
        "intent": meaning.intent.value,
        "level": meaning.level,
        "reasons": [reason.value for reason in meaning.reasons],
    }
    if len(meaning.levels) > 1:
        answer["levels"] = [placed.level for placed in meaning.levels]
    if meaning.praised:
        answer["praised"] = [reason.value for reason in meaning.praised]
    if meaning.also:
        answer["also"] = [intent.value for intent in meaning.also]
    return {**answer, "why": _why(meaning)} if explain else answer


def _why(meaning: Meaning) -> str:
    """The rule that had the last word, and what was read from which part."""
    parts = [f"{part.read_as} ← {part.text}" for part in meaning.parts]
    return "; ".join([meaning.why, *parts])
