"""The section of `settings.toml` that sets up outside work-order platforms (12345), and the platforms it makes."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, model_validator

from channels.dispatch.building import BadMapping, document_of, field_of
from channels.dispatch.fields import IN, OUT, Known
from channels.dispatch.mapping import Code, Codes, Document
from channels.dispatch.mapping import Field as Mapped
from channels.dispatch.platform import Answers, Changes, Wire
from evaluation.areas import significant
from evaluation.cases.orders import Notice, Platform
from haochaping.provider_settings import Section

PathText = Annotated[str, Field(pattern="^/[^?#\\s]*$")]
KeyId = Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")]
SHORTEST_SECRET, AREA_CODE_LENGTH = 32, 12
REPORTED = ("event", "status")
"""What a report must say, beside which order it is about."""


class Place(Section):
    """Where a field stands; `codes` names a table, `format` and `zone` are of moments."""

    path: str
    codes: str = ""
    format: str = ""
    zone: str = ""


Places = dict[str, str | Place]
Table = dict[str, Code | list[Code]]


class AnswerSettings(Section):
    ok: str = ""
    values: list[Code] = Field(default_factory=list)
    busy: list[Code] = Field(default_factory=list)
    number: str = ""
    message: str = ""

    @model_validator(mode="after")
    def _says_when_all_is_well(self) -> Self:
        if bool(self.ok) != bool(self.values):
            raise ValueError("ok names where the result code stands, values the codes that mean success")
        return self


class ChangeList(Section):
    path: PathText
    parameter: str = "cursor"
    items: str = "items"
    next: str = "next"


class PlatformSettings(Section):
    """One platform."""

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
    label: str = Field(min_length=1)
    base_url: Annotated[str, Field(pattern="^https?://[^\\s?#]+$")]
    key: KeyId
    accepts: list[KeyId] = Field(default_factory=list)
    areas: list[Annotated[str, Field(pattern="^[1-9][0-9]{1,11}$")]] = Field(default_factory=list)
    orgs: list[str] = Field(default_factory=list)
    silent: list[Notice] = Field(default_factory=list)
    phone: bool = False
    zone: str = "Asia/Shanghai"
    order_path: PathText
    change_path: PathText
    order: Places
    order_constants: dict[str, Code] = Field(default_factory=dict)
    change: Places
    change_constants: dict[str, Code] = Field(default_factory=dict)
    report: Places
    answer: AnswerSettings = AnswerSettings()
    changes: ChangeList | None = None
    codes: dict[str, Table] = Field(default_factory=dict)


class Dispatch(Section):
    clock_skew_seconds: int = Field(ge=30, le=3600)
    poll_seconds: int = Field(ge=10)
    platforms: list[PlatformSettings]
    keys: dict[str, str] = Field(repr=False)

    def rules(self) -> tuple[Platform, ...]:
        """The platforms as the rules ask about them."""
        return tuple(
            Platform(
                each.name,
                each.label,
                tuple(map(_digits, each.areas)),
                tuple(each.orgs),
                frozenset(each.silent),
            )
            for each in self.platforms
        )

    def wires(self) -> dict[str, Wire]:
        """The platforms, by name; raises `BadMapping` with one line that says what is the matter."""
        names = [each.name for each in self.platforms]
        if twice := [name for name in names if names.count(name) > 1]:
            raise BadMapping(f"dispatch.platforms: two are named {twice[0]}")
        return {each.name: self._wire(each) for each in self.platforms}

    def _wire(self, given: PlatformSettings) -> Wire:
        try:
            return _wire(given, {name: self._secret(name) for name in {given.key, *given.accepts}})
        except BadMapping as error:
            raise BadMapping(f"dispatch.platforms {given.name}: {error}") from None

    def _secret(self, key_id: str) -> bytes:
        secret = self.keys.get(key_id, "")
        if len(secret) < SHORTEST_SECRET:
            variable = f"HAOCHAPING__DISPATCH__KEYS__{key_id.upper()}"
            raise BadMapping(f"key {key_id}: set {variable} to {SHORTEST_SECRET} characters or more")
        return secret.encode()


def _wire(given: PlatformSettings, keys: Mapping[str, bytes]) -> Wire:
    order = _document("order", given, OUT, given.order, given.order_constants)
    if ("phone" in order.names) != given.phone:
        raise BadMapping("phone = true and a place for phone in order go together, or neither is there")
    change = _document("change", given, OUT, given.change, given.change_constants)
    if "phone" in change.names:
        raise BadMapping("change: the phone is told with the order only")
    if "{outside_no}" not in given.change_path and not change.names & {"case", "outside_no"}:
        raise BadMapping("change: it needs {outside_no} in change_path, or a place for case or outside_no")
    answer, changes = given.answer, given.changes
    return Wire(
        name=given.name,
        base_url=given.base_url,
        key_id=given.key,
        secret=keys[given.key],
        accepted={name: keys[name] for name in given.accepts or [given.key]},
        order_path=given.order_path,
        change_path=given.change_path,
        order=order,
        change=change,
        report=_report(given),
        answers=Answers(
            _path(answer.ok),
            tuple(answer.values),
            tuple(answer.busy),
            _path(answer.number),
            _path(answer.message),
        ),
        changes=Changes(changes.path, changes.parameter, _path(changes.items), _path(changes.next))
        if changes
        else None,
        tells_phone=given.phone,
    )


def _digits(area: str) -> str:
    """A whole area code stands for its area, and the digits of one for themselves."""
    return significant(area) if len(area) == AREA_CODE_LENGTH else area


def _path(text: str) -> tuple[str, ...]:
    return tuple(text.split(".")) if text else ()


def _report(given: PlatformSettings) -> Document:
    report = _document("report", given, IN, given.report, {})
    if missing := [name for name in REPORTED if name not in report.names]:
        raise BadMapping(f"report: it lacks {', '.join(missing)}")
    if not report.names & {"case", "outside_no"}:
        raise BadMapping("report: it needs case or outside_no, by which the order is found")
    if "case" not in report.names and not given.answer.number:
        raise BadMapping("report: outside_no is known only where answer.number says what it is")
    return report


def _document(
    what: str,
    given: PlatformSettings,
    known: Mapping[str, Known],
    places: Places,
    constants: Mapping[str, Code],
) -> Document:
    try:
        return document_of(list(_fields(given, known, places)), constants)
    except BadMapping as error:
        raise BadMapping(f"{what}: {error}") from None


def _fields(given: PlatformSettings, known: Mapping[str, Known], places: Places) -> Iterator[Mapped]:
    for name, place in places.items():
        stands = Place(path=place) if isinstance(place, str) else place
        codes = _codes(name, given.codes, stands.codes) if stands.codes else None
        zone = _zone(name, stands.zone or given.zone)
        yield field_of(name, known, stands.path, codes, stands.format, zone)


def _codes(name: str, tables: Mapping[str, Table], wanted: str) -> Codes:
    if wanted not in tables:
        raise BadMapping(f"{name}: there is no table codes.{wanted}")
    several = {word: code if isinstance(code, list) else [code] for word, code in tables[wanted].items()}
    return {word: tuple(codes) for word, codes in several.items()}


def _zone(name: str, zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(f"{name}: there is no time zone {zone}") from None
