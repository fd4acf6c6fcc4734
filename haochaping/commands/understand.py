"""`haochaping understand`: read replies line by line, in constant memory."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BufferedIOBase, BytesIO
from typing import Any, BinaryIO

from bot.understanding import Asked, Digits, Meaning
from bot.understanding.reader import read_afresh

OURS = frozenset(("intent", "level", "reasons", "levels", "praised", "also", "why"))
"""The keys that we set; what came under them is not passed on."""
SURROGATES = re.compile("[\ud800-\udfff]")
_BLOCK = 65_536
"""Bytes of input that are answered together, at most."""
_KEPT = 250
"""Characters; what a longer text means is not kept in case it comes again."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Unreadable(Exception):
    """A line that holds no reply."""


def understand(source: BufferedIOBase, sink: BinaryIO, *, explain: bool, digits: str = "stars") -> int:
    """Write each line back with what it means; 1 at the end if any could not be read."""
    status, counted = 0, Digits(digits)
    for lines in _as_they_come(source):
        answers = []
        for line in lines:
            try:
                answers.append(_answer(line, counted, explain=explain))
            except Unreadable as error:
                status = 1
                answers.append(_encode({"error": str(error)}) + "\n")
        sink.write(SURROGATES.sub("\ufffd", "".join(answers)).encode())
        sink.flush()
    return status


def as_lines(texts: Sequence[str]) -> BufferedIOBase:
    """Replies as the JSON Lines that hold them."""
    return BytesIO("".join(_encode({"text": text}) + "\n" for text in texts).encode(errors="replace"))


def _as_they_come(source: BufferedIOBase) -> Iterator[list[bytes]]:
    """The lines of all that is there to be read: a single line is answered at once, many together."""
    begun: list[bytes] = []
    while block := source.read1(_BLOCK):
        whole, newline, rest = block.rpartition(b"\n")
        if newline:
            yield b"".join((*begun, whole)).splitlines()
            begun = [rest]
        else:
            begun.append(rest)
    yield b"".join(begun).splitlines()


def _answer(line: bytes, digits: Digits, *, explain: bool) -> str:
    """A line with what it means; nothing for a blank one."""
    written = _decoded(line)
    if not written.strip():
        return ""
    given = _parse(written)
    text = SURROGATES.sub("\ufffd", given["text"])
    findings = _findings if len(text) <= _KEPT else _findings.__wrapped__
    passed_on = given if OURS.isdisjoint(given) else {key: given[key] for key in given if key not in OURS}
    return f"{_encode(passed_on)[:-1]}, {findings(text, digits, explain)}\n"


def _decoded(line: bytes) -> str:
    try:
        return line.decode().lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: {error.reason} at byte {error.start}") from error


def _parse(written: str) -> dict[str, Any]:
    try:
        given = json.loads(written)
    except ValueError as error:
        raise Unreadable(f"not JSON: {error}") from error
    except RecursionError as error:
        raise Unreadable("nested too deep") from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise Unreadable('each line must be an object with a string "text"')
    return given


@lru_cache(maxsize=16_384)
def _findings(text: str, digits: Digits, explain: bool) -> str:
    """What a text means: the end of a JSON object. Most citizens write the same few hundred short answers."""
    meaning = read_afresh(text, Asked.LEVEL, digits)
    answer: dict[str, Any] = {
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
    if explain:
        answer["why"] = _why(meaning)
    return _encode(answer)[1:]


def _why(meaning: Meaning) -> str:
    """The rule that had the last word, and what was read from which part."""
    parts = [f"{part.read_as} ← {part.text}" for part in meaning.parts]
    return "; ".join([meaning.why, *parts])
