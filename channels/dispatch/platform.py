"""One platform as its wire needs it: where it is, which key signs, how its documents and answers read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from channels.dispatch.mapping import Code, Document, at_path

LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Answers:
    """How its answers read. `ok` is where a 200 says whether it is one; empty: the HTTP status says all."""

    ok: tuple[str, ...] = ()
    values: tuple[Code, ...] = ()
    """What stands there when it has taken something …"""
    busy: tuple[Code, ...] = ()
    """… and when it wants to be asked again later."""
    number: tuple[str, ...] = ()
    """Where its own number of a new order stands."""
    message: tuple[str, ...] = ()
    """Where it says what is the matter."""

    def said(self, answer: Any) -> str:
        """What it says is the matter, on one line."""
        found = at_path(answer, self.message) if self.message else None
        return " ".join(str(found).split())[:LONGEST_SAID] if found not in (None, "") else ""

    def number_in(self, answer: Any) -> str | None:
        """Its number of the order, if it tells one."""
        found = at_path(answer, self.number) if self.number else None
        return str(found)[:100] if isinstance(found, str | int) and str(found) else None


@dataclass(frozen=True, slots=True)
class Changes:
    """A list of what changed since a cursor, where it offers one."""

    path: str
    parameter: str
    """The name of the cursor in its address."""
    items: tuple[str, ...]
    next: tuple[str, ...]
    """Where the next cursor stands."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A platform."""

    name: str
    base_url: str
    key_id: str
    secret: bytes = field(repr=False)
    accepted: Mapping[str, bytes] = field(repr=False)
    """The keys that may sign what it sends us."""
    order_path: str
    change_path: str
    """May hold {outside_no}: its number of the order."""
    order: Document
    change: Document
    report: Document
    answers: Answers
    changes: Changes | None = None
    tells_phone: bool = False
    """The order tells the citizen's number."""

    def path_of(self, *, is_order: bool, outside_no: str | None) -> str | None:
        """Where a document is posted; None: the platform has not told the number that it needs for it."""
        if is_order:
            return self.order_path
        if "{outside_no}" not in self.change_path:
            return self.change_path
        return self.change_path.replace("{outside_no}", quote(outside_no, safe="")) if outside_no else None
