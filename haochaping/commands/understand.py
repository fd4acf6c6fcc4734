"""`haochaping understand`: read replies line by line, in constant memory."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from bot.understanding import read


def understand(lines: Iterable[str], write: Callable[[str], object], *, explain: bool) -> int:
    """Write each line back with what it means; 1 at the end if any could not be read."""
    status = 0
    for line in lines:
        if not line.strip():
            continue
        given = _parse(line)
        if "error" in given:
            status = 1
        write(
            json.dumps(
                given if "error" in given else _with_meaning(given, explain=explain), ensure_ascii=False
            )
        )
    return status


def _parse(line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError as error:
        return {"error": f"not JSON: {error}"}
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return {"error": 'each line must be an object with a string "text"'}
    return given


def _with_meaning(given: dict[str, Any], *, explain: bool) -> dict[str, Any]:
    meaning = read(given["text"])
    why = {"why": meaning.why} if explain else {}
    return {
        **given,
        "intent": meaning.intent.value,
        "level": meaning.level,
        "reasons": [reason.value for reason in meaning.reasons],
        **why,
    }
