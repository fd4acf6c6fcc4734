"""Every error is a problem+json, whatever went wrong and whoever asked."""

import json

from tests.conftest import Engines
from tests.web.raw import JSON, ask, on_the_wire, post_json
from tests.world import API_KEY, World, a_record, open_world

RECORDS, RATINGS = "/api/v1/records", "/api/v1/ratings"
MIB = 1024 * 1024


async def test_an_unknown_path_is_a_problem(world: World) -> None:
    for path in (
        "/",
        "/nowhere",
        "/api/v1",
        "/api/v1/records/only-one",
        "/api/v2/records",
        "/%00",
        "/%ff/%2e%2e",
    ):
        answer = await ask(world, "GET", path)
        assert (answer.status, answer.problem["title"]) == (404, "Not Found"), path
        assert answer.problem["detail"] == "没有这个地址，请检查路径 (no such address: check the path)"


async def test_a_slash_too_many_is_a_problem_and_no_redirect(world: World) -> None:
    answer = await ask(world, "POST", f"{RECORDS}/", b"{}")
    assert (answer.status, bool(answer.problem)) == (404, True)


async def test_a_wrong_method_is_told_the_right_ones(world: World) -> None:
    for method, path, allowed in (
        ("GET", RECORDS, "POST"),
        ("DELETE", f"{RECORDS}/a/b", "GET"),
        ("PUT", RATINGS, "POST"),
        ("POST", "/healthz", "GET"),
        ("GET", "/webhooks/twilio/sms", "POST"),
        ("PUT", "/demo/clock", "GET, POST"),
    ):
        answer = await ask(world, method, path, b"{}" if method != "GET" else None)
        assert (answer.status, answer.headers["allow"]) == (405, allowed), path
        assert answer.problem["detail"].startswith("此地址不接受这种请求方法")


async def test_without_a_good_key_nothing_is_read(world: World) -> None:
    for key in (None, "", "wrong", "k" * 5000, "ключ", "密钥", f"{API_KEY} {API_KEY}"):
        for method, path in (("POST", RECORDS), ("POST", RATINGS), ("GET", f"{RECORDS}/a/b")):
            body = None if method == "GET" else b"{not json"
            answer = await ask(world, method, path, body, headers=JSON, key=key)
            assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer"), key
            assert answer.problem
    for scheme in ("Basic dGVzdA==", "Bearer", "bearer  ", "\x80"):
        answer = await ask(world, "GET", f"{RECORDS}/a/b", headers={"Authorization": scheme})
        assert answer.status == 401


async def test_the_list_itself_is_judged_first(world: World) -> None:
    thousand = [a_record(None) for _ in range(1001)]
    for body, field in (
        ("", "body"),
        ("{", "body"),
        ("[]", "body"),
        ("null", "body"),
        ('"x"', "body"),
        ("{}", "records"),
        ('{"records": {}}', "records"),
        ('{"records": null}', "records"),
        ('{"records": [], "more": 1}', "more"),
        ('{"records": [], "query": 1}', "query"),
        (json.dumps({"records": thousand}), "records"),
    ):
        answer = await post_json(world, RECORDS, body)
        assert (answer.status, answer.fields) == (422, [field]), body[:50]
    answer = await ask(world, "POST", RECORDS, b'{"records": []}', headers={"Content-Type": "text/plain"})
    assert (answer.status, answer.fields) == (422, ["body"])
    assert (await post_json(world, RECORDS, json.dumps({"records": thousand[:1000]}))).status == 200
    assert json.loads((await post_json(world, RECORDS, '{"records": []}')).body)["rejected"] == []


async def test_a_body_over_one_mib_is_refused(world: World) -> None:
    for size, status in ((MIB, 422), (MIB + 1, 413), (8 * MIB, 413)):
        answer = await post_json(world, RECORDS, b" " * size)
        assert (answer.status, answer.problem["status"]) == (status, status)
    for path in (RATINGS, "/webhooks/twilio/sms", "/nowhere"):
        assert (await post_json(world, path, b" " * (MIB + 1))).status == 413


async def test_so_is_one_in_chunks_and_one_that_only_announces_itself(world: World) -> None:
    head = f"POST {RECORDS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {API_KEY}\r\n".encode()
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    chunked = await on_the_wire(
        world, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17 + b"0\r\n\r\n"
    )
    announced = await on_the_wire(world, head + b"Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")
    for answer in (chunked, announced):
        assert (answer.status, answer.headers["connection"]) == (413, "close")
        assert answer.problem


async def test_packed_bodies_are_not_unpacked(world: World) -> None:
    answer = await post_json(world, RECORDS, b"\x1f\x8b" + b"\0" * 100, headers={"Content-Encoding": "gzip"})
    assert answer.status == 415
    assert answer.problem


async def test_without_migrations_nothing_is_ready(engines: Engines, database_url: str) -> None:
    async with open_world(database_url, engines.redis_url) as world:
        await world.query(lambda tx: tx.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        for path in ("/readyz", "/metrics", f"{RECORDS}/a/b"):
            answer = await ask(world, "GET", path)
            assert (answer.status, answer.headers["retry-after"]) == (503, "5"), path
            assert answer.problem
        assert (await ask(world, "GET", "/healthz")).body == b"ok"
