"""The history of a case: its events as rows, which are never changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from evaluation.cases.case import Actor, Event
from evaluation.cases.hours import Due
from evaluation.cases.words import Depth, Finding, Kind, Move, Outcome, Party, Step, Track, Verdict
from evaluation.enclosures import Enclosure
from evaluation.levels import Reason
from store.db import Transaction

_WORDS: Mapping[str, type] = {
    "kind": Kind,
    "reason": Reason,
    "real": Finding,
    "fair": Finding,
    "track": Track,
    "depth": Depth,
    "outcome": Outcome,
    "verdict": Verdict,
    "step": Step,
}
"""The fields of an event that are words of a list."""


@dataclass(frozen=True, slots=True)
class _Row:
    move: str
    at: datetime
    party: str
    staff_id: int | None
    org_code: str | None
    words: str
    facts: dict[str, Any]
    platform: str | None
    person: str


async def events_of(tx: Transaction, case_id: int) -> list[Event]:
    """All events of a case, the oldest first."""
    rows = await tx.fetch(
        _Row,
        """SELECT move, at, party, staff_id, org_code, words, facts, platform, person FROM case_events
            WHERE case_id = %(id)s ORDER BY seq""",
        id=case_id,
    )
    return [_event(row) for row in rows]


async def append(tx: Transaction, case_id: int, seq: int, event: Event) -> None:
    """Add the event that has this place in the history; the database refuses a place that is taken."""
    await tx.execute(
        """INSERT INTO case_events (case_id, seq, move, at, party, staff_id, org_code, words, facts, platform, person)
           VALUES (%(case_id)s, %(seq)s, %(move)s, %(at)s, %(party)s, %(staff_id)s, %(org)s, %(words)s, %(facts)s,
                   %(platform)s, %(person)s)""",
        case_id=case_id,
        seq=seq,
        move=event.move.value,
        at=event.at,
        party=event.by.party.value,
        staff_id=event.by.staff_id,
        org=event.by.org,
        words=event.words,
        facts=Jsonb(_facts(event)),
        platform=event.by.platform,
        person=event.by.person,
    )


def _facts(event: Event) -> dict[str, object]:
    """What an event says beside its words, without what it does not say."""
    facts: dict[str, object] = {name: getattr(event, name) for name in (*_WORDS, "complaint", "org")}
    if event.due:
        facts["due"] = _of_due(event.due)
    if event.label_due:
        facts["label_due"] = _of_due(event.label_due)
    if event.dues:
        facts["dues"] = {str(id_): _of_due(due) for id_, due in event.dues.items()}
    if event.files:
        facts["files"] = [asdict(file) for file in event.files]
    return {name: fact for name, fact in facts.items() if fact is not None}


def _of_due(due: Due) -> dict[str, object]:
    return {"at": due.at.isoformat(), "provisional": due.provisional}


def _due(fact: Mapping[str, Any]) -> Due:
    return Due(datetime.fromisoformat(fact["at"]), fact["provisional"])


def _event(row: _Row) -> Event:
    facts = row.facts
    words = {name: of(facts[name]) for name, of in _WORDS.items() if name in facts}
    return Event(
        Move(row.move),
        row.at,
        Actor(Party(row.party), row.staff_id, row.org_code, row.platform, row.person),
        row.words,
        complaint=facts.get("complaint"),
        org=facts.get("org"),
        due=_due(facts["due"]) if "due" in facts else None,
        label_due=_due(facts["label_due"]) if "label_due" in facts else None,
        dues={int(id_): _due(due) for id_, due in facts.get("dues", {}).items()},
        files=tuple(Enclosure(**file) for file in facts.get("files", ())),
        **words,
    )
