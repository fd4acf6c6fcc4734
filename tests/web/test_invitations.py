"""Invitations on the spot: the link, the code, the counter's screen, and that they are no prompt."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.web.pages import Visitor, path_of
from tests.web.raw import figures
from tests.world import World, a_record, civil_time
from usecases.audit import audit_evidence

SVG = "{http://www.w3.org/2000/svg}"


async def invite(world: World, record: dict[str, Any], **changes: Any) -> tuple[int, dict[str, Any]]:
    body = {name: record[name] for name in ("source_system", "record_no")}
    return await world.post("/api/v1/invitations", body | changes)


async def invited(world: World, record: dict[str, Any]) -> dict[str, Any]:
    status, body = await invite(world, record)
    assert status == 200, body
    return body


async def test_an_invitation_is_a_link_a_code_and_a_screen(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    body = await invited(world, record)
    assert set(body) == {"url", "qr_svg", "counter_url", "expires_at"}
    assert body["url"].startswith("http://127.0.0.1:8000/r/")
    assert body["counter_url"].startswith("http://127.0.0.1:8000/counter/")
    assert body["expires_at"] == "2026-09-15T00:00:00+08:00"
    drawn = ET.fromstring(body["qr_svg"])
    assert drawn.tag == f"{SVG}svg"
    assert drawn.findtext(f"{SVG}title") == "评价二维码 QR code to rate"


async def test_inviting_again_gives_the_same_links(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    first = await invited(world, record)
    await world.pass_hours(1)
    assert await invited(world, record) == first
    assert await world.value("SELECT count(*) FROM invitations WHERE system = 'test'") == 1


async def test_a_rating_through_it_is_of_a_code_and_stops_the_prompt(world: World, visitor: Visitor) -> None:
    record = a_record()
    await world.send_records(record)
    path = path_of((await invited(world, record))["url"])
    thanks = await visitor.sends(path, level="4", nonce=(await visitor.opens(path)).nonce)
    assert "已记录：满意" in thanks.text
    assert (await world.record(record["record_no"]))["rating"]["rating_channel"] == "qr"
    assert await world.query(audit_evidence) == []
    await world.pass_hours(48)
    assert await world.phone("13900000001").prompts() == []


async def test_it_is_not_the_prompt(world: World) -> None:
    record = a_record()
    await world.send_records(record)
    await invited(world, record)
    stands = await world.record(record["record_no"])
    assert (stands["state"], stands["prompted_at"], stands["window_closes_at"]) == ("waiting", None, None)
    assert await counted(world) == (1, 0)
    await world.pass_hours(24)
    assert len(await world.phone("13900000001").prompts()) == 1
    assert await counted(world) == (1, 1)


async def counted(world: World) -> tuple[float, float]:
    """How many were invited, and how many prompted, as operators see it."""
    shown = await figures(world)
    return shown["haochaping_invitations"], shown["haochaping_prompts_sent"]


async def test_an_unknown_record_is_not_invited(world: World) -> None:
    status, body = await invite(world, a_record())
    assert (status, body["status"]) == (404, 404)
    record = a_record()
    await world.send_records(record)
    assert (await invite(world, record, visit_no=2))[0] == 404
    assert await world.value("SELECT count(*) FROM invitations") == 0


async def test_nobody_is_invited_to_what_can_no_longer_be_rated(world: World) -> None:
    late, withdrawn, rated = a_record(), a_record(status="withdrawn"), a_record("13900000002")
    await world.send_records(late, withdrawn, rated)
    await world.pass_hours(24)
    await world.phone("13900000002").says("5")
    assert (await invite(world, rated))[0] == 409
    assert (await invite(world, withdrawn))[0] == 409
    await world.move_to("Wed 2026-09-16 00:00")
    assert (await invite(world, late))[0] == 409
    assert await world.value("SELECT count(*) FROM invitations") == 0


async def test_who_wants_no_prompts_may_still_rate_at_the_counter(world: World, visitor: Visitor) -> None:
    await world.phone("13900000001").says("退订")
    record = a_record()
    await world.send_records(record)
    await visitor.sends(path_of((await invited(world, record))["url"]), level="2")
    assert (await world.record(record["record_no"]))["state"] == "rated"


async def test_the_counters_screen_shows_the_code_and_never_the_rating(
    world: World, visitor: Visitor
) -> None:
    record = a_record()
    await world.send_records(record)
    body = await invited(world, record)
    screen = path_of(body["counter_url"])
    before = await visitor.opens(screen)
    assert before.status == 200
    assert "请您扫码" in before.text
    assert "居民身份证换领" in before.text
    await visitor.sends(path_of(body["url"]), level="1")
    assert (await visitor.opens(screen)).text == before.text
    english = await visitor.opens(f"{screen}?lang=en")
    assert _drawn(english.html) == _drawn(before.html) == _drawn(body["qr_svg"])
    await world.clock.move(civil_time("Tue 2026-09-15 00:00"))
    assert (await visitor.opens(screen)).status == 410


def _drawn(html: str) -> str:
    found = re.search(r'stroke="#000" d="([^"]+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("path", ["/counter/x", "/kiosk/x", "/k/x", "/guide/x", "/guide/x/person"])
async def test_screens_open_by_their_own_links_only(world: World, visitor: Visitor, path: str) -> None:
    record = a_record()
    await world.send_records(record)
    rate = path_of((await invited(world, record))["url"]).rsplit("/", 1)[1]
    assert (await visitor.opens(path)).status == 404
    assert (await visitor.opens(path.replace("/x", f"/{rate}"))).status == 404
