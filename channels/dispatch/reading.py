"""What a platform says of an order, read by its mapping."""

import hashlib
import json
from typing import Any

from channels.dispatch.mapping import Document, Unreadable
from evaluation.cases.outside import Report, Status
from evaluation.cases.words import Depth, Finding, Track

NEEDED = ("event", "status")
_WORDS = {"status": Status, "real": Finding, "fair": Finding, "track": Track, "depth": Depth}
LONGEST_EVENT, LONGEST_PERSON, LONGEST_WORDS = 100, 50, 1000


def read_report(document: Document, told: Any) -> Report:
    """The status that a document tells; raises `Unreadable`."""
    facts = document.read(told, NEEDED)
    if "case" not in facts and "outside_no" not in facts:
        raise Unreadable(_place(document, "case", "outside_no"))
    for name, longest in (("event", LONGEST_EVENT), ("outside_no", LONGEST_EVENT)):
        if len(facts.get(name, "")) > longest:
            raise Unreadable(_place(document, name))
    for name, longest in (("person", LONGEST_PERSON), ("words", LONGEST_WORDS)):
        if name in facts:
            facts[name] = facts[name][:longest]
    found: dict[str, Any] = {
        name: _WORDS[name](fact) if name in _WORDS else fact for name, fact in facts.items()
    }
    return Report(**found)


def _place(document: Document, *names: str) -> str:
    return next((".".join(each.path) for each in document.fields if each.name in names), names[0])


def fingerprint(report: Report) -> bytes:
    """By what two reports are seen to say the same, whatever their documents look like."""
    said = {name: getattr(report, name) for name in report.__slots__}
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).digest()
