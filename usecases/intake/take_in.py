"""Take in finished records: place them, judge them, and say what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from evaluation.prompting import Excluded, IntakeFacts, judge_intake
from store import catalogue, events, intake, outbox, people
from store.catalogue import Catalogue
from store.db import Transaction
from store.intake import Key, StoredVisit, VisitRow
from store.people import Address, Contact
from store.vault import Vault
from usecases.intake.record import MESSAGES, FieldError, RecordIn, Rejected, read_records
from usecases.rate_on_site import join_held
from usecases.rules import Rules

_SAME_NAMES = set(
    [
        "source_system",
        "record_no",
        "visit_no",
        "item_code",
        "item_name",
        "org_code",
        "area_code",
        "service_channel",
        "window_no",
        "staff_no",
        "applicant_type",
        "accepted_at",
        "promised_by",
        "finished_at",
    ]
)
"""Fields that are stored under the name they come in by."""


@dataclass
class Intake:
    """What became of the records that were sent; the numbers add up to what was sent."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def __iadd__(self, other: "Intake") -> "Intake":
        self.accepted += other.accepted
        self.duplicates += other.duplicates
        self.quarantined += other.quarantined
        self.rejected += other.rejected
        return self


@dataclass(frozen=True)
class Desk:
    """What taking in needs beside the records."""

    vault: Vault
    rules: Rules
    now: datetime


async def take_in(tx: Transaction, items: list[Any], desk: Desk) -> Intake:
    """Take in what was sent, in its order; sending the same again changes nothing."""
    good, bad = read_records(items, desk.now)
    result = Intake(rejected=bad)
    await intake.hold_keys(tx, {record.key for _, record in good})
    for batch in _without_repeats(good):
        result += await _take_batch(tx, batch, desk)
    result.rejected.sort(key=lambda rejected: rejected.index)
    return result


def _without_repeats(records: Sequence[tuple[int, RecordIn]]) -> Iterable[dict[int, RecordIn]]:
    """Split so that no batch holds one key twice: the second is judged against the first."""
    batch: dict[int, RecordIn] = {}
    keys: set[Key] = set()
    for index, record in records:
        if record.key in keys:
            yield batch
            batch, keys = {}, set()
        batch[index] = record
        keys.add(record.key)
    if batch:
        yield batch


async def _take_batch(tx: Transaction, batch: Mapping[int, RecordIn], desk: Desk) -> Intake:
    known = await intake.owners(tx, [record.key for record in batch.values()])
    addresses = await _resolve(tx, batch.values(), desk)
    await people.lock_all(tx, [*known, *(address.citizen_id for address in addresses.values())])
    stored = await intake.stored(tx, [record.key for record in batch.values()])
    placing = await _Placing.load(tx, batch.values(), addresses, desk)
    sorted_out = _Sorted()
    for index, record in batch.items():
        sorted_out.sort(index, record, placing.place(record), stored.get(record.key), desk.vault)
    await sorted_out.save(tx, desk)
    return sorted_out.result


async def _resolve(tx: Transaction, records: Iterable[RecordIn], desk: Desk) -> dict[Contact, Address]:
    contacts = [record.contacts() for record in records]
    addresses = await people.resolve(tx, desk.vault, [each[0] for each in contacts if each], desk.now)
    further = [(addresses[each[0]].citizen_id, contact) for each in contacts for contact in each[1:]]
    return {**await people.attach(tx, desk.vault, further), **addresses} if further else addresses


@dataclass(frozen=True)
class _Placing:
    """What decides where a record belongs and whether it is prompted."""

    catalogue: Catalogue
    addresses: Mapping[Contact, Address]
    opted_out: set[int]
    desk: Desk

    @classmethod
    async def load(
        cls,
        tx: Transaction,
        records: Iterable[RecordIn],
        addresses: Mapping[Contact, Address],
        desk: Desk,
    ) -> "_Placing":
        batch = list(records)
        return cls(
            await catalogue.known(
                tx, {r.org_code for r in batch if r.org_code}, {r.area_code for r in batch}
            ),
            addresses,
            await people.opted_out(tx, {address.citizen_id for address in addresses.values()}),
            desk,
        )

    def place(self, record: RecordIn) -> VisitRow:
        """The visit as it would be stored if it were new."""
        row = self._row(record)
        because = quarantine_reason(self.catalogue, record.org_code, record.area_code)
        if because:
            return replace(row, state="quarantined", quarantined_because=because)
        return judged(row, self._facts(record, row), self.desk)

    def _facts(self, record: RecordIn, row: VisitRow) -> IntakeFacts:
        phone = next((c for c in record.contacts() if c.kind == "phone"), None)
        can_sms = phone is not None and self.addresses[phone].can_sms
        return IntakeFacts(
            finished_at=record.finished_at,
            withdrawn=row.withdrawn,
            opted_out=row.citizen_id in self.opted_out,
            has_sms_address=can_sms,
            has_landline_only=phone is not None and not can_sms,
        )

    def _row(self, record: RecordIn) -> VisitRow:
        vault = self.desk.vault
        known = {c.kind: self.addresses[c] for c in record.contacts() if c in self.addresses}
        first = next(iter(known.values()), None)
        return VisitRow(
            **record.model_dump(include=_SAME_NAMES),
            applicant_code_sealed=vault.seal(record.applicant_code) if record.applicant_code else None,
            applicant_name_sealed=vault.seal(record.applicant_name) if record.applicant_name else None,
            citizen_id=first.citizen_id if first else None,
            phone_id=known["phone"].id if "phone" in known else None,
            telegram_id=known["telegram"].id if "telegram" in known else None,
            wechat_id=known["wechat"].id if "wechat" in known else None,
            withdrawn=record.status == "withdrawn",
            state="excluded",
            excluded_because=None,
            quarantined_because=None,
            prompt_due_at=None,
            watch_at=None,
        )


def quarantine_reason(known: Catalogue, org_code: str | None, area_code: str) -> str | None:
    """Why the catalogue cannot place a record, or None."""
    if org_code is None:
        return "org_missing"
    if org_code not in known.orgs:
        return "org_unknown"
    return None if area_code in known.areas else "area_unknown"


def judged(row: VisitRow, facts: IntakeFacts, desk: Desk) -> VisitRow:
    """The row of a placed visit with what the rules say of its prompt."""
    verdict = judge_intake(facts, desk.rules.prompts, desk.now)
    if isinstance(verdict, Excluded):
        return replace(row, state="excluded", excluded_because=verdict.because, quarantined_because=None)
    due = verdict.prompt_due_at
    return replace(
        row, state="waiting", excluded_because=None, quarantined_because=None, prompt_due_at=due, watch_at=due
    )


def still_rated(row: VisitRow) -> VisitRow:
    """The row of a visit that has its rating: once placed, it waits for nothing."""
    if row.state == "quarantined":
        return row
    return replace(row, state="rated", excluded_because=None, prompt_due_at=None, watch_at=None)


_COMPARED = (*(_SAME_NAMES - {"source_system", "record_no", "visit_no"}), "telegram_id", "wechat_id")
_FIELD_NAMES = {"telegram_id": "telegram_chat_id", "wechat_id": "wechat_openid", "phone_id": "phone"}


def changed_fields(old: StoredVisit, new: VisitRow, vault: Vault) -> tuple[list[str], list[str]]:
    """The fields in which a visit came in changed: what may always be corrected, and the others.

    Phones are compared by the address they lead to, names and codes by what is under the seal.
    """
    person = ["phone"] if old.phone_id != new.phone_id else []
    if _unsealed(vault, old.applicant_name_sealed) != _unsealed(vault, new.applicant_name_sealed):
        person.append("applicant_name")
    others = [
        _FIELD_NAMES.get(name, name) for name in sorted(_COMPARED) if getattr(old, name) != getattr(new, name)
    ]
    if _unsealed(vault, old.applicant_code_sealed) != _unsealed(vault, new.applicant_code_sealed):
        others.append("applicant_code")
    if old.withdrawn != new.withdrawn:
        others.append("status")
    return person, others


def _unsealed(vault: Vault, sealed: bytes | None) -> str | None:
    return None if sealed is None else vault.open(sealed)


class _Sorted:
    """A batch sorted by what is to be done with each record."""

    def __init__(self) -> None:
        self.result = Intake()
        self.new: list[VisitRow] = []
        self.changed: list[tuple[int, VisitRow]] = []
        self.corrected: list[tuple[int, VisitRow]] = []
        self.touched: set[int] = set()

    def sort(
        self, index: int, record: RecordIn, row: VisitRow, old: StoredVisit | None, vault: Vault
    ) -> None:
        """Decide about one record."""
        if old is None:
            self.new.append(row)
            self._count(row)
            return
        person, others = changed_fields(old, row, vault)
        if not person and not others:
            self.result.duplicates += 1
        elif not old.gone:
            self._change(old, row)
        elif others:
            errors = [FieldError(name, MESSAGES["prompt_gone"]) for name in others]
            self.result.rejected.append(Rejected(index, record.record_no, errors))
        else:
            self.corrected.append((old.id, row))
            self.result.accepted += 1

    def _change(self, old: StoredVisit, row: VisitRow) -> None:
        row = still_rated(row) if old.rated else row
        self.changed.append((old.id, row))
        self.touched.update(citizen for citizen in (old.citizen_id, row.citizen_id) if citizen)
        self._count(row)

    def _count(self, row: VisitRow) -> None:
        if row.state == "quarantined":
            self.result.quarantined += 1
        else:
            self.result.accepted += 1

    async def save(self, tx: Transaction, desk: Desk) -> None:
        """Write it all, then join ratings that came before their record."""
        await intake.add(tx, self.new, desk.now)
        await intake.change(tx, self.changed)
        await intake.correct_person(tx, self.corrected)
        await outbox.cancel_empty(tx, list(self.touched))
        ids = await intake.ids_of(tx, [row.key for row in self.new])
        for held in await events.held_for(tx, ids):
            await join_held(tx, held, desk.rules, desk.now)
