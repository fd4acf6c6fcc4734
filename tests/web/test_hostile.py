"""Bodies and headers made to hurt: each is answered in kind, and none with a 500."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.raw import ask, on_the_wire, post_json
from tests.world import API_KEY, World, a_record
from usecases.intake.record import RecordIn
from usecases.rate_on_site import RatingIn

RECORDS, RATINGS = "/api/v1/records", "/api/v1/ratings"
NASTY: list[Any] = [
    "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202e5\u202c", "\u200d\ufeff", "\ufdfd" * 40, "x" * 10_000,
    "\x1b[2J", "%s%(now)s", "'; DROP TABLE visits; --", 10**400, -1, 1e308, True, [], [[[[]]]], {},
    {"\ud800": "\x00"}, None,
]  # fmt: skip


async def test_every_field_with_every_nasty_value(world: World) -> None:
    records = [a_record(**{name: value}) for name in RecordIn.model_fields for value in NASTY]
    for start in range(0, len(records), 200):
        part = records[start : start + 200]
        answer = await post_json(world, RECORDS, json.dumps({"records": part}))
        assert answer.status == 200
        body = json.loads(answer.body)
        taken = body["accepted"] + body["duplicates"] + body["quarantined"]
        assert taken + len(body["rejected"]) == len(part)
    rating = {"event_id": "E", "portal": "p", "source_system": "s", "record_no": "r", "level": 5}
    rating |= {"rated_at": "2026-09-07T09:00:00+08:00", "rating_channel": "web"}
    for number, (name, value) in enumerate((n, v) for n in RatingIn.model_fields for v in NASTY):
        body = json.dumps(rating | {"event_id": f"E{number}"} | {name: value})
        assert (await post_json(world, RATINGS, body)).status in (200, 409, 422), (name, value)


async def test_bodies_that_are_hardly_json(world: World) -> None:
    deep = 100_000
    bodies: list[tuple[bytes, int]] = [
        (b"\xff\xfe\xfa", 422),
        (b'{"records": ["\xc3\x28"]}', 422),
        (b"[" * deep, 422),
        (b'{"records": ' + b"[" * deep + b"]" * deep + b"}", 422),
        (b'{"a":' * deep, 422),
        (b'{"records": [' + b"9" * 5000 + b"]}", 200),
        (b'{"records": [NaN]}', 422),
        (b'{"records": [Infinity]}', 422),
        (b'{"records": [1e400]}', 200),
        (b'{"records": [1], "records": []}', 200),
        (b'{"records": ["\\ud800"], "\\ud800": 1}', 422),
        ('{"records": []}'.encode("utf-16"), 200),
        (json.dumps({f"k{n}": 1 for n in range(20_000)}).encode(), 422),
    ]
    for body, status in bodies:
        for path in (RECORDS, RATINGS):
            answer = await post_json(world, path, body)
            assert answer.status == (status if path == RECORDS else 422), body[:40]
            assert answer.status == 200 or len(answer.fields) <= 100


async def test_paths_and_queries(world: World) -> None:
    for path in ("%00/%00", "a/%ED%A0%80", "a/" + "x" * 3000, "%20/%20", "a/b?visit_no=1e3", "a/b?visit_no=%00",
                 "a/b?visit_no=" + "9" * 5000, "a/b?visit_no=1&visit_no=x", "..%2f..%2f/x", "a/%E2%80%AE"):  # fmt: skip
        answer = await ask(world, "GET", f"{RECORDS}/{path}")
        assert answer.status in (404, 422), path
        assert answer.problem


async def test_headers(world: World) -> None:
    head = f"GET {RECORDS}/a/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
    for header in (
        b"Authorization: Bearer \xff\xfe\x80",
        b"Authorization: \xe5\xaf\x86",
        b"Authorization: Bearer",
    ):
        assert (await on_the_wire(world, head + header + b"\r\n\r\n")).status == 401
    good = f"Authorization: Bearer {API_KEY}\r\n".encode()
    assert (await on_the_wire(world, head + good + b"X: \xff\r\nContent-Type: \xff\r\n\r\n")).status == 404
    sent = b"POST " + RECORDS.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + good
    odd = await on_the_wire(world, sent + b"Content-Type: \xff/\xfe\r\nContent-Length: 2\r\n\r\n{}")
    assert (odd.status, odd.fields) == (422, ["body"])


async def test_what_is_no_http(world: World) -> None:
    sent = b"POST " + RECORDS.encode() + b" HTTP/1.1\r\nHost: x\r\n"
    for request in (
        b"hello\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        sent + b"Content-Length: -1\r\n\r\n",
        sent + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    ):
        answer = await on_the_wire(world, request)
        assert (answer.status, answer.problem["title"]) == (400, "Bad Request"), request


async def test_the_demos_bodies_are_judged_alike(world: World) -> None:
    for path in ("/demo/clock", "/demo/phones/13900000001/messages"):
        for body in (b"[[[", b"\xff", b"[" * 100_000, b'{"advance_hours": ' + b"9" * 5000 + b"}"):
            answer = await post_json(world, path, body)
            assert (answer.status, answer.problem["title"]) == (422, "Unprocessable Entity"), body[:20]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
CHANGES = st.dictionaries(st.sampled_from(sorted(RecordIn.model_fields)), ANYTHING, max_size=4)
RECORDS_NEARLY = CHANGES.map(lambda changes: {**a_record(), **changes})


async def test_anything_at_all_is_judged(world: World) -> None:
    asked = []

    @settings(max_examples=300, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.lists(ANYTHING | RECORDS_NEARLY, max_size=4))
    def collect(items: list[Any]) -> None:
        asked.append(items)

    collect()
    everything = [item for items in asked for item in items]
    for start in range(0, len(everything), 250):
        part = everything[start : start + 250]
        answer = await post_json(world, RECORDS, json.dumps({"records": part}))
        assert answer.status == 200
        body = json.loads(answer.body)
        taken = body["accepted"] + body["duplicates"] + body["quarantined"]
        assert taken + len(body["rejected"]) == len(part)
