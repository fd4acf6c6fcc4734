"""Records sorted by what is to be done with each: add, change, correct, refuse, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from store.intake import Key, StoredVisit, VisitRow
from store.vault import Vault
from usecases.intake.placing import SAME_NAMES, still_rated
from usecases.intake.record import Rejected
from usecases.intake.wording import MESSAGES, FieldError


@dataclass
class Intake:
    """What became of the records that were sent; the numbers add up to what was sent."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A visit as it stands after what was sent so far; `id` is None for one that is new."""

    row: VisitRow
    id: int | None = None
    rated: bool = False
    gone: bool = False


_COMPARED = (*sorted(SAME_NAMES - {"source_system", "record_no", "visit_no"}), "telegram_id", "wechat_id")
_FIELD_NAMES = {"telegram_id": "telegram_chat_id", "wechat_id": "wechat_openid"}


class Sorting:
    """Goes through the records in their order; one key may come several times."""

    def __init__(self, stored: Mapping[Key, StoredVisit], vault: Vault) -> None:
        self.result = Intake()
        self.touched: set[int] = set()
        self._vault = vault
        self._standing = {key: _Standing(row, row.id, row.rated, row.gone) for key, row in stored.items()}
        self._changed: set[Key] = set()
        self._corrected: set[Key] = set()

    def sort(self, index: int, row: VisitRow) -> None:
        """Decide about one record, which is `row` as it would be stored if it were new."""
        old = self._standing.get(row.key)
        if old is None:
            self._put(_Standing(row))
            return
        person, others = changed_fields(old.row, row, self._vault)
        if not person and not others:
            self.result.duplicates += 1
        elif not old.gone:
            self._change(old, row)
        elif refused := others or _taken_away(old.row, row):
            self._refuse(index, old, row, refused)
        else:
            self._correct(old, row)

    def _put(self, standing: _Standing) -> None:
        self._standing[standing.row.key] = standing
        if standing.row.state == "quarantined":
            self.result.quarantined += 1
        else:
            self.result.accepted += 1

    def _change(self, old: _Standing, row: VisitRow) -> None:
        self._put(replace(old, row=still_rated(row) if old.rated else row))
        self.touched.update(citizen for citizen in (old.row.citizen_id, row.citizen_id) if citizen)
        if old.id is not None:
            self._changed.add(row.key)

    def _correct(self, old: _Standing, row: VisitRow) -> None:
        corrected = replace(
            old.row,
            applicant_name_sealed=row.applicant_name_sealed,
            applicant_lookup=row.applicant_lookup,
            citizen_id=row.citizen_id,
            phone_id=row.phone_id,
        )
        self._standing[row.key] = replace(old, row=corrected)
        self._corrected.add(row.key)
        self.result.accepted += 1

    def _refuse(self, index: int, old: _Standing, row: VisitRow, fields: list[str]) -> None:
        because = MESSAGES["rated" if old.rated else "prompt_gone"]
        errors = [FieldError(name, because) for name in fields]
        self.result.rejected.append(Rejected(index, row.record_no, errors))

    @property
    def new(self) -> list[VisitRow]:
        """Visits to be added."""
        return [standing.row for standing in self._standing.values() if standing.id is None]

    @property
    def changed(self) -> list[tuple[int, VisitRow]]:
        """Visits to be replaced, by id."""
        return self._by_id(self._changed)

    @property
    def corrected(self) -> list[tuple[int, VisitRow]]:
        """Visits whose phone or name is to be put right, by id."""
        return self._by_id(self._corrected)

    def _by_id(self, keys: set[Key]) -> list[tuple[int, VisitRow]]:
        standing = [self._standing[key] for key in keys]
        return sorted(
            ((each.id, each.row) for each in standing if each.id is not None), key=lambda row: row[0]
        )


def changed_fields(old: VisitRow, new: VisitRow, vault: Vault) -> tuple[list[str], list[str]]:
    """The fields in which a visit came in changed: what may always be corrected, and the others.

    Phones are compared by the address they lead to, names and codes by what is under the seal.
    """
    person = ["phone"] if old.phone_id != new.phone_id else []
    if _unsealed(vault, old.applicant_name_sealed) != _unsealed(vault, new.applicant_name_sealed):
        person.append("applicant_name")
    others = [_FIELD_NAMES.get(name, name) for name in _COMPARED if getattr(old, name) != getattr(new, name)]
    if _unsealed(vault, old.applicant_code_sealed) != _unsealed(vault, new.applicant_code_sealed):
        others.append("applicant_code")
    if old.withdrawn != new.withdrawn:
        others.append("status")
    return person, others


def _taken_away(old: VisitRow, new: VisitRow) -> list[str]:
    """A phone that is left out corrects nothing: the prompt went to it."""
    return ["phone"] if old.phone_id is not None and new.phone_id is None else []


def _unsealed(vault: Vault, sealed: bytes | None) -> str | None:
    return None if sealed is None else vault.open(sealed)
