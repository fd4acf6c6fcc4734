"""Which links open the rating page, how long, and that it keeps to itself what it shows."""

import base64

import pytest

from store.signed_links import Purpose, Tokens
from tests.web.pages import Shown, Visitor, visit_link
from tests.web.rating_page import a_page, a_visit, versions
from tests.world import World, civil_time

CLOSED = "Tue 2026-09-15 00:00"
"""The end of a window that opens on Monday the 7th or Tuesday the 8th, plus a day."""


async def test_after_a_prompt_the_link_lives_as_long_as_its_window(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    await world.pass_hours(24)
    assert "9月15日（含）前" in (await visitor.opens(path)).text
    await world.move_to("Tue 2026-09-15 23:59")
    assert (await visitor.opens(path)).status == 200
    await world.move_to("Wed 2026-09-16 00:00")
    for shown in (await visitor.opens(path), await visitor.sends(path, level="1")):
        assert shown.status == 410
        assert "已于9月15日截止" in shown.text
        assert "12345" in shown.text
    assert await versions(world) == 0


async def test_without_a_prompt_it_lives_as_if_it_had_been_one(world: World, visitor: Visitor) -> None:
    path = await a_page(world, phone=None)
    await world.move_to("Mon 2026-09-14 23:59")
    assert (await visitor.opens(path)).status == 200
    await world.move_to(CLOSED)
    assert (await visitor.opens(path)).status == 410


async def test_one_rated_on_site_or_withdrawn_has_nothing_left_to_rate(
    world: World, visitor: Visitor
) -> None:
    on_site, withdrawn = await a_visit(world), await a_visit(world)
    rating = {
        "event_id": "E1", "device_no": "T", "source_system": "test", "record_no": on_site["record_no"], "level": 5,
        "rated_at": civil_time("Mon 2026-09-07 09:30").isoformat(), "rating_channel": "tablet",
    }  # fmt: skip
    assert (await world.post("/api/v1/ratings", rating))[0] == 200
    await world.send_records(withdrawn | {"status": "withdrawn"})
    for record in (on_site, withdrawn):
        shown = await visitor.sends(await visit_link(world, record["record_no"]), level="1")
        assert shown.status == 410
        assert "不用再评价了" in shown.text
    assert await versions(world) == 1


def changed(path: str) -> list[str]:
    """Links that are almost this one."""
    head, token = path.rsplit("/", 1)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    forged = [
        bytes([*raw[:5], raw[5] ^ 1, *raw[6:]]),
        raw[:-1],
        raw + b"\0",
        b"\0" * len(raw),
        bytes([*raw[:-1], raw[-1] ^ 1]),
    ]
    written = [base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in forged]
    return [
        f"{head}/{each}"
        for each in (*written, token[:-1], token + "=", token + "A", "x", "x" * 5000, "%E4%B8%AD")
    ]


async def test_a_link_we_did_not_make_opens_nothing_and_tells_nothing(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    answers = [await visitor.opens(each) for each in changed(path)]
    answers += [await visitor.sends(each, level="1") for each in changed(path)]
    assert {answer.status for answer in answers} == {404}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert await versions(world) == 0


@pytest.mark.parametrize("purpose", [p for p in Purpose if p not in (Purpose.RATE, Purpose.QR)])
async def test_a_link_for_something_else_rates_nothing(
    world: World, visitor: Visitor, purpose: Purpose
) -> None:
    record = await a_visit(world)
    await world.clock.refresh()
    visit_id = await world.value("SELECT id FROM visits WHERE record_no = %(no)s", no=record["record_no"])
    token = Tokens(world.parts.vault).sign(purpose, str(visit_id), world.clock.now())
    assert (await visitor.sends(f"/r/{token}", level="1")).status == 404


def is_private(shown: Shown) -> bool:
    policy = shown.headers["content-security-policy"]
    return (
        "unsafe" not in policy
        and "default-src 'none'" in policy
        and shown.headers["referrer-policy"] == "no-referrer"
        and shown.headers["cache-control"] == "no-store"
        and "noindex" in shown.headers["x-robots-tag"]
        and " style=" not in shown.html
        and " onclick=" not in shown.html
    )


async def test_every_answer_keeps_to_itself(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    pages = [await visitor.opens(path), await visitor.sends(path), await visitor.opens("/r/x")]
    pages.append(await visitor.sends(path, level="3"))
    assert [shown.status for shown in pages] == [200, 422, 404, 200]
    assert all(map(is_private, pages))


async def test_looking_changes_nothing(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    await visitor.opens(f"{path}?level=1&nonce={'x' * 22}")
    assert await versions(world) == 0
    assert await world.value("SELECT count(*) FROM rating_events") == 0


async def test_while_the_database_is_away_the_page_says_so(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    await world.query(lambda tx: tx.execute("ALTER TABLE visits RENAME TO elsewhere"))
    for shown in (await visitor.opens(path), await visitor.sends(path, level="5")):
        assert shown.status == 503
        assert "暂时打不开" in shown.text
        assert is_private(shown)
