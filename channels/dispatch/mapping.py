"""A mapping: where each field of ours stands in a platform's document, and how it is written there; both ways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from channels.dispatch.fields import Holds

Code = str | int
Codes = Mapping[str, tuple[Code, ...]]
"""By our word: how it is written there, and what else is read as it."""

ISO, EPOCH, EPOCH_MS = "iso", "epoch", "epoch_ms"
AS_TEXT = "text"
LONGEST_TEXT = 4000


class Unreadable(ValueError):
    """A document does not say what it must; `path` names where."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Field:
    """One field: our name, and the names on the way to it in the document."""

    name: str
    path: tuple[str, ...]
    holds: Holds
    codes: Codes | None = None
    form: str = ""
    """Of a moment: iso, epoch, epoch_ms or a strftime pattern; of a number: "text"; of words: what stands between."""
    zone: tzinfo = UTC
    """Of moments that say none."""

    def write(self, value: Any) -> Any:
        """The value as the platform has it."""
        match self.holds:
            case Holds.MOMENT:
                return _written(value, self.form, self.zone)
            case Holds.WORD:
                return self._code(str(value))
            case Holds.WORDS:
                codes = [self._code(str(word)) for word in value]
                return self.form.join(map(str, codes)) if self.form else codes
            case Holds.NUMBER:
                return str(value) if self.form == AS_TEXT else int(value)
            case _:
                return str(value)

    def read(self, value: Any) -> Any:
        """The platform's value as we have it; ValueError or TypeError for one that it cannot be."""
        match self.holds:
            case Holds.MOMENT:
                return _moment(value, self.form, self.zone)
            case Holds.WORD:
                return self._word(value)
            case Holds.WORDS:
                codes = value.split(self.form) if self.form else list(value)
                return tuple(map(self._word, codes))
            case Holds.NUMBER:
                return _number(value)
            case _:
                return _text(value)

    def _code(self, word: str) -> Code:
        return self.codes[word][0] if self.codes else word

    def _word(self, code: Any) -> str:
        if self.codes is None:
            return _text(code)
        found = (word for word, codes in self.codes.items() if str(code) in map(str, codes))
        return next(found, "") or _unknown()


def _unknown() -> str:
    raise ValueError("a code that stands in no table")


def _text(value: Any) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise TypeError
    text = str(value)[:LONGEST_TEXT]
    if "\0" in text or not text.encode():  # half of a surrogate pair is a ValueError
        raise ValueError("no text that can be kept")
    return text


def _number(value: Any) -> int:
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdecimal():
        raise ValueError("no number")
    number = int(str(value)[:19])
    return number if number < 2**63 else int(_unknown())


def _written(value: datetime, form: str, zone: tzinfo) -> Code:
    if form in (EPOCH, EPOCH_MS):
        return int(value.timestamp() * (1000 if form == EPOCH_MS else 1))
    there = value.astimezone(zone)
    return there.isoformat(timespec="seconds") if form in ("", ISO) else there.strftime(form)


def _moment(value: Any, form: str, zone: tzinfo) -> datetime:
    if form in (EPOCH, EPOCH_MS):
        return datetime.fromtimestamp(_number(value) / (1000 if form == EPOCH_MS else 1), UTC)
    text = _text(value)
    read = datetime.fromisoformat(text) if form in ("", ISO) else datetime.strptime(text, form)  # noqa: DTZ007
    return read if read.tzinfo else read.replace(tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Document:
    """How one kind of document is written and read."""

    fields: tuple[Field, ...]
    constants: Mapping[tuple[str, ...], Code] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """The fields of ours that it holds."""
        return frozenset(each.name for each in self.fields)

    def write(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The document; what is not known is left out."""
        found: dict[str, Any] = {}
        for path, value in self._values(facts):
            inner = found
            for name in path[:-1]:
                inner = inner.setdefault(name, {})
            inner[path[-1]] = value
        return found

    def _values(self, facts: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
        yield from self.constants.items()
        for each in self.fields:
            if facts.get(each.name) not in (None, "", ()):
                yield each.path, each.write(facts[each.name])

    def read(self, document: Any, needed: Sequence[str] = ()) -> dict[str, Any]:
        """The facts that it holds; raises `Unreadable` for one that is none, or that is needed and not there."""
        found = {}
        for each in self.fields:
            value = at_path(document, each.path)
            if value in (None, ""):
                if each.name in needed:
                    raise Unreadable(".".join(each.path))
                continue
            try:
                found[each.name] = each.read(value)
            except (ValueError, TypeError, AttributeError, OverflowError, OSError):
                raise Unreadable(".".join(each.path)) from None
        return found


def at_path(document: Any, path: Sequence[str]) -> Any:
    """What stands there, or None."""
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document
