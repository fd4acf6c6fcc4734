"""The wire to a platform, made of its settings; a mapping that cannot work is told in one line."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from channels.dispatch.building import BadMapping, document_of, field_of
from channels.dispatch.fields import IN, OUT, Known
from channels.dispatch.mapping import Code, Codes, Document, Field
from channels.dispatch.platform import Answers, Changes, Wire
from haochaping.platform_settings import Place, Places, PlatformSettings, Table

REPORTED = ("event", "status")
"""What a report must say, beside which order it is about."""


def wire_of(given: PlatformSettings, keys: Mapping[str, bytes]) -> Wire:
    """The wire, with the secrets of the keys that it names; raises `BadMapping`."""
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


def _fields(given: PlatformSettings, known: Mapping[str, Known], places: Places) -> Iterator[Field]:
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
