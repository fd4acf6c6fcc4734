"""Where a record belongs, and whether it waits for a prompt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from evaluation.prompting import Excluded, IntakeFacts, judge_intake
from store import catalogue, people
from store.catalogue import Catalogue
from store.db import Transaction
from store.intake import VisitRow
from store.people import Address, Contact
from store.vault import Vault
from usecases.intake.record import RecordIn
from usecases.rules import Rules

SAME_NAMES = frozenset((
    "source_system", "record_no", "visit_no", "item_code", "item_name", "org_code", "area_code",
    "service_channel", "window_no", "staff_no", "applicant_type", "accepted_at", "promised_by", "finished_at",
))  # fmt: skip
"""Fields that are stored under the name they come in by."""


@dataclass(frozen=True)
class Desk:
    """What taking in needs beside the records."""

    vault: Vault
    rules: Rules
    now: datetime


@dataclass(frozen=True)
class Placing:
    """What decides where a record belongs and whether it is prompted. Build with `load`."""

    catalogue: Catalogue
    addresses: Mapping[Contact, Address]
    opted_out: set[int]
    in_chat: set[int]
    """Citizens who can be written to in a chat."""
    desk: Desk

    @classmethod
    async def load(
        cls,
        tx: Transaction,
        records: Iterable[RecordIn],
        addresses: Mapping[Contact, Address],
        desk: Desk,
    ) -> "Placing":
        """Look up what these records need; their citizens are locked."""
        batch = list(records)
        orgs = {record.org_code for record in batch if record.org_code}
        known = await catalogue.known(tx, orgs, {record.area_code for record in batch})
        citizens = {address.citizen_id for address in addresses.values()}
        opted_out = await people.opted_out(tx, citizens)
        in_chat = await people.in_chat(tx, citizens, desk.rules.chats)
        return cls(known, addresses, opted_out, in_chat, desk)

    def place(self, record: RecordIn) -> VisitRow:
        """The visit as it would be stored if it were new."""
        row = self._row(record)
        because = quarantine_reason(self.catalogue, record.org_code, record.area_code)
        if because:
            return replace(row, state="quarantined", quarantined_because=because)
        return judged(row, self._facts(record, row), self.desk)

    def _facts(self, record: RecordIn, row: VisitRow) -> IntakeFacts:
        phone = next((contact for contact in record.contacts if contact.kind == "phone"), None)
        return IntakeFacts(
            finished_at=record.finished_at,
            withdrawn=row.withdrawn,
            opted_out=row.citizen_id in self.opted_out,
            has_sms_address=phone is not None and self.addresses[phone].can_sms,
            has_chat_address=row.citizen_id in self.in_chat,
            # A mobile that turned out dead is no landline.
            has_landline_only=phone is not None and not phone.can_sms,
        )

    def _row(self, record: RecordIn) -> VisitRow:
        seal = self.desk.vault.seal
        known = {contact.kind: self.addresses[contact] for contact in record.contacts}
        first = next(iter(known.values()), None)
        return VisitRow(
            **{name: getattr(record, name) for name in SAME_NAMES},
            applicant_code_sealed=seal(record.applicant_code) if record.applicant_code else None,
            applicant_name_sealed=seal(record.applicant_name) if record.applicant_name else None,
            applicant_lookup=_applicant(record, self.desk.vault),
            credit_code=record.credit_code,
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


def _applicant(record: RecordIn, vault: Vault) -> bytes | None:
    """The keyed hash of the applicant's code, else of their name."""
    if record.applicant_code:
        return vault.lookup("applicant code", record.applicant_code.upper())
    return vault.lookup("applicant name", record.applicant_name) if record.applicant_name else None


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
