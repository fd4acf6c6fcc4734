"""Each city has its own names, codes and dates: what is written is read again; a mapping that cannot work is told."""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.dispatch.building import BadMapping, field_of
from channels.dispatch.fields import IN, OUT, Holds, Known
from channels.dispatch.mapping import Document, Unreadable
from channels.dispatch.reading import read_report
from evaluation.cases.outside import Report, Status
from evaluation.cases.words import Finding
from haochaping.dispatch_settings import Dispatch
from haochaping.settings import ROOT
from tests.dispatcher import platform

CHINA = ZoneInfo("Asia/Shanghai")
KEYS = {"city_1": "x" * 32, "city_2": "y" * 32}


def dispatch(**changes: Any) -> Dispatch:
    """A platform with its mapping."""
    given_ = platform("http://127.0.0.1:9", **changes)
    return Dispatch(clock_skew_seconds=300, poll_seconds=60, platforms=[given_], keys=KEYS)


WIRE = dispatch().wires()["city"]


def values(known: Known) -> st.SearchStrategy[Any]:
    """What a field may hold. Moments to the second: that is what the mappings write."""
    moments = st.integers(1_600_000_000, 2_200_000_000)
    return {
        Holds.TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=50),
        Holds.NUMBER: st.integers(0, 2**40),
        Holds.MOMENT: moments.map(lambda seconds: datetime.fromtimestamp(seconds, CHINA)),
        Holds.WORD: st.sampled_from(known.words or ("",)),
        Holds.WORDS: st.lists(st.sampled_from(known.words or ("",)), min_size=1, unique=True).map(tuple),
    }[known.holds]


@pytest.mark.parametrize(("document", "known"), [(WIRE.order, OUT), (WIRE.change, OUT), (WIRE.report, IN)])
@given(data=st.data())
def test_what_is_written_is_read_again(
    document: Document, known: Mapping[str, Known], data: st.DataObject
) -> None:
    facts = {name: data.draw(values(known[name]), name) for name in sorted(document.names)}
    assert document.read(document.write(facts)) == facts


AT = datetime(2026, 11, 27, 9, 5, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("form", "zone", "there"),
    [
        ("", "Asia/Shanghai", "2026-11-27T09:05:00+08:00"),
        ("iso", "UTC", "2026-11-27T01:05:00+00:00"),
        ("%Y-%m-%d %H:%M:%S", "Asia/Shanghai", "2026-11-27 09:05:00"),
        ("%Y-%m-%d %H:%M:%S", "UTC", "2026-11-27 01:05:00"),
        ("%Y%m%d%H%M%S", "Asia/Urumqi", "20261127070500"),
        ("%d/%m/%Y %H:%M %z", "UTC", "27/11/2026 01:05 +0000"),
        ("epoch", "Asia/Shanghai", 1795741500),
        ("epoch_ms", "Asia/Shanghai", 1795741500000),
    ],
)
def test_dates_have_a_format_and_a_zone(form: str, zone: str, there: Any) -> None:
    field = field_of("at", OUT, "time", None, form, ZoneInfo(zone))
    assert field.write(AT) == there
    assert field.read(there) == AT


def test_a_time_that_says_its_zone_keeps_it() -> None:
    field = field_of("at", OUT, "time", None, "", CHINA)
    assert field.read("2026-11-27T01:05:00Z") == AT
    assert field.read("2026-11-27T09:05:00") == AT


def test_several_codes_may_mean_one_word_and_the_first_is_written() -> None:
    said = {"eventId": "E1", "orderNo": "7", "state": "已签收"}
    assert read_report(WIRE.report, said).status is Status.ACKNOWLEDGED
    assert WIRE.report.write({"status": Status.ACKNOWLEDGED}) == {"state": "签收"}


def test_a_report_in_a_citys_words() -> None:
    said = {
        "eventId": 12, "orderNo": "JN1", "state": "核实", "time": "2026-11-27 09:05:00", "content": "看了录像",
        "handler": {"name": "李四"}, "check": {"real": 1, "fair": "2"}, "more": [1, 2],
    }  # fmt: skip
    assert read_report(WIRE.report, said) == Report(
        "12", Status.VERIFIED, None, "JN1", AT, "看了录像", "李四", None, Finding.YES, Finding.PARTLY
    )


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ([], "eventId"),
        ({"eventId": "1", "state": "别的"}, "state"),
        ({"eventId": True, "state": "签收"}, "eventId"),
        ({"eventId": "1", "state": "签收"}, "orderNo"),
        ({"eventId": "1", "state": "签收", "orderNo": "7", "time": "27.11."}, "time"),
        ({"eventId": "1", "state": "签收", "orderNo": "7", "check": {"real": "9"}}, "check.real"),
        ({"eventId": "1", "state": "签收", "orderNo": "7" * 101}, "orderNo"),
        ({"eventId": "1", "state": "签收", "orderNo": {"a": 1}}, "orderNo"),
        ({"eventId": "a\0", "state": "签收", "orderNo": "7"}, "eventId"),
    ],
)
def test_what_cannot_be_read_is_named(said: Any, where: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        read_report(WIRE.report, said)
    assert wrong.value.path == where


def without(table: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != name}


GOOD = platform("http://x")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"order": {"nonsense": "a"}}, "order: there is no field nonsense; there are area_code"),
        ({"order": {"case": "a..b"}}, "order: case: 'a..b' is no path"),
        ({"order": {"case": "a", "level": "a.b"}}, "order: a and a.b stand in one place"),
        ({"order": {"case": "a"}, "order_constants": {"a": 1}}, "order: a and a stand in one place"),
        ({"order": {"at": {"path": "a", "format": "%H:%M"}}}, "order: at: format '%H:%M' loses the day"),
        ({"order": {"at": {"path": "a", "format": "%Y-%m-%d %Q"}}}, "cannot be read again once it is written"),
        ({"order": {"at": {"path": "a", "zone": "Mars/Base"}}}, "order: at: there is no time zone Mars/Base"),
        ({"order": {"level": {"path": "a", "format": "%d"}}}, "order: level: format '%d' means nothing for a number"),
        ({"order": {"stage": {"path": "a", "codes": "none"}}}, "order: stage: there is no table codes.none"),
        ({"order": {"level": {"path": "a", "codes": "track"}}}, "order: level: it holds no words that codes"),
        ({"order": {"stage": {"path": "a", "codes": "track"}}}, "order: stage: its codes lack received"),
        ({"codes": {**GOOD["codes"], "track": {"simple": "A", "general": "A", "complex": "C"}}},
         "report: track: code A stands for two words"),
        ({"codes": {**GOOD["codes"], "track": {**GOOD["codes"]["track"], "other": "Z"}}},
         "report: track: its codes have other"),
        ({"report": without(GOOD["report"], "status")}, "report: it lacks status"),
        ({"report": without(GOOD["report"], "outside_no")}, "report: it needs case or outside_no"),
        ({"change_path": "/changes"}, "change: it needs {outside_no} in change_path, or a place for case"),
        ({"answer": {}}, "report: outside_no is known only where answer.number says what it is"),
        ({"order": {"phone": "tel"}}, "phone = true and a place for phone in order go together"),
        ({"phone": True}, "phone = true and a place for phone in order go together"),
        ({"change": {**GOOD["change"], "phone": "tel"}}, "change: the phone is told with the order only"),
        ({"key": "city_3"}, "key city_3: set HAOCHAPING__DISPATCH__KEYS__CITY_3 to 32 characters or more"),
        ({"accepts": ["city_1", "city_4"]}, "key city_4: set HAOCHAPING__DISPATCH__KEYS__CITY_4"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_one_clear_line(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadMapping) as wrong:
        dispatch(**changes).wires()
    assert str(wrong.value).startswith("dispatch.platforms city: ")
    assert told in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_no_secret_is_shown() -> None:
    settings = dispatch()
    assert "xxxx" not in f"{settings!r} {settings.wires()!r}"


def test_a_day_is_kept_where_only_the_day_is_written() -> None:
    field = field_of("at", OUT, "time", None, "%Y-%m-%d", CHINA)
    assert field.read(field.write(AT)) == datetime(2026, 11, 27, tzinfo=CHINA)
    assert abs(field.read("2026-11-27") - AT.astimezone(UTC)) < timedelta(days=1)


def documented() -> list[dict[str, Any]]:
    """The mappings that docs/integration.md shows."""
    blocks = re.findall(
        r"```toml\n(.*?)```", (ROOT / "docs" / "integration.md").read_text("utf-8"), re.DOTALL
    )
    return [given for block in blocks for given in tomllib.loads(block)["dispatch"]["platforms"]]


@pytest.mark.parametrize("shown", documented(), ids=lambda shown: shown["name"])
def test_the_mappings_of_the_documentation_work(shown: dict[str, Any]) -> None:
    keys = {f"{shown['name']}_1": "x" * 32}
    settings = Dispatch(clock_skew_seconds=300, poll_seconds=60, platforms=[shown], keys=keys)
    [wire] = settings.wires().values()
    facts = {"status": Status.ANSWERED, "event": "E1", "words": "加开了窗口", "real": Finding.YES, "at": AT}
    assert wire.report.read(wire.report.write(facts)) == facts


def test_the_documentation_names_every_field() -> None:
    text = (ROOT / "docs" / "integration.md").read_text("utf-8")
    assert [name for name in (*OUT, *IN) if f"`{name}`" not in text] == []


def test_two_keys_are_good_while_one_takes_over() -> None:
    wire = dispatch(key="city_2", accepts=["city_1", "city_2"]).wires()["city"]
    assert (wire.key_id, sorted(wire.accepted)) == ("city_2", ["city_1", "city_2"])


def test_two_platforms_have_two_names() -> None:
    given_ = platform("http://x")
    settings = Dispatch(
        clock_skew_seconds=300,
        poll_seconds=60,
        platforms=[given_, given_],
        keys=KEYS,
    )
    with pytest.raises(BadMapping, match="two are named city"):
        settings.wires()
