"""The chat page over HTTP, as a browser without JavaScript uses it."""

import re
from typing import Any

import pytest

from store.signed_links import Purpose
from tests.web.pages import Shown, Visitor, chat_link, visit_link
from tests.world import World, a_record
from usecases.audit import audit_evidence

PHONE = "13900000001"


async def a_prompted_visit(world: World) -> tuple[dict[str, Any], str]:
    record = a_record(PHONE)
    await world.send_records(record)
    await world.pass_hours(24)
    return record, await chat_link(world, record["record_no"])


def chip(shown: Shown, label: str) -> dict[str, str]:
    """What the button with this label sends."""
    found = re.search(rf'name="(press|text)" value="([^"]+)">{label}</button>', shown.html)
    assert found, shown.html
    return {found[1]: found[2]}


async def taps(visitor: Visitor, path: str, shown: Shown, label: str) -> Shown:
    return await visitor.sends(path, nonce=shown.nonce, **chip(shown, label))


async def test_a_bad_rating_a_reason_and_a_change_of_mind(world: World, visitor: Visitor) -> None:
    record, path = await a_prompted_visit(world)
    hello = await visitor.opens(path)
    assert "您9月7日办理的“居民身份证换领”已办结" in hello.text
    asked = await taps(visitor, path, hello, "不满意")
    assert "已记录：不满意" in asked.text
    thanked = await taps(visitor, path, asked, "效率")
    assert "已记下您的原因" in thanked.text
    await visitor.sends(path, nonce=thanked.nonce, text="改成满意")
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["revisions"], rating["rating_channel"]) == (4, 1, "web")
    assert await world.query(audit_evidence) == []


async def test_opening_it_changes_nothing(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    await visitor.opens(f"{path}?text=5")
    assert await world.value("SELECT count(*) FROM inbound") == 0
    assert await world.value("SELECT count(*) FROM addresses WHERE kind = 'web'") == 0


async def test_one_form_sent_twice_is_one_message(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    nonce = (await visitor.opens(path)).nonce
    for _ in range(3):
        await visitor.sends(path, nonce=nonce, text="积分")
    assert await world.value("SELECT count(*) FROM inbound") == 1
    await visitor.sends(path, nonce=nonce, text="帮助")
    assert await world.value("SELECT count(*) FROM inbound") == 2


async def test_nothing_written_is_nothing_said(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    shown = await visitor.sends(path, text="  ")
    assert shown.status == 200
    assert await world.value("SELECT count(*) FROM inbound") == 0


async def test_what_is_written_is_shown_and_never_run(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    shown = await visitor.sends(path, text="<script>alert(1)</script>")
    assert "<script>alert" not in shown.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.html


async def test_a_press_of_somebody_elses_button_rates_nothing(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    other = a_record("13900000002")
    await world.send_records(other)
    other_id = await world.value("SELECT id FROM visits WHERE record_no = %(no)s", no=other["record_no"])
    for press in (f"{other_id}01", "1", "x", "9" * 60):
        assert (await visitor.sends(path, press=press)).status == 200
    assert await world.value("SELECT count(*) FROM ratings") == 0


async def test_what_was_said_by_text_is_not_shown(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    await world.phone(PHONE).says("5 悄悄话")
    assert "悄悄话" not in (await visitor.opens(path)).text
    assert "悄悄话" not in (await visitor.sends(path, text="4")).text


async def test_who_rated_elsewhere_is_not_asked_as_if_they_had_not(world: World, visitor: Visitor) -> None:
    record, path = await a_prompted_visit(world)
    await world.phone(PHONE).says("2")
    hello = await visitor.opens(path)
    assert "您满意吗" not in hello.text
    assert "“居民身份证换领”已评价过。要改评就点一下" in hello.text
    assert "已评价过" in (await taps(visitor, path, hello, "满意")).text
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["revisions"]) == (4, 1)


async def test_what_the_page_asked_stays_its_question_once_it_is_answered(
    world: World, visitor: Visitor
) -> None:
    _, path = await a_prompted_visit(world)
    rated = await taps(visitor, path, await visitor.opens(path), "满意")
    assert "您满意吗" in rated.text


async def test_the_prompts_still_go_to_the_phone(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    await visitor.sends(path, text="5")
    await world.send_records(a_record(PHONE, item_name="社保卡申领"))
    await world.pass_hours(30)
    assert len(await world.phone(PHONE).prompts()) == 2


async def test_a_link_serves_its_citizen_only(world: World, visitor: Visitor) -> None:
    record, path = await a_prompted_visit(world)
    assert (await visitor.opens(path.replace("/chat/", "/r/"))).status == 404
    rate = await visit_link(world, record["record_no"], Purpose.RATE)
    assert (await visitor.opens(rate.replace("/r/", "/chat/"))).status == 404
    # The phone was somebody else's; the record's owner is put right.
    await world.query(lambda tx: tx.execute("INSERT INTO citizens (created_at) VALUES ('2026-09-01')"))
    await world.query(
        lambda tx: tx.execute(
            "UPDATE visits SET citizen_id = (SELECT max(id) FROM citizens), prompt_id = prompt_id"
        )
    )
    assert (await visitor.opens(path)).status == 404
    assert (await visitor.sends(path, text="5")).status == 404


async def test_after_the_window_it_is_closed(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    await world.move_to("Wed 2026-09-16 00:00")
    assert (await visitor.opens(path)).status == 410


async def test_the_demo_shows_that_it_was_said_on_the_page(world: World, visitor: Visitor) -> None:
    _, path = await a_prompted_visit(world)
    await taps(visitor, path, await visitor.opens(path), "满意")
    _, body = await world.get("/demo/timeline")
    assert [event["phone"] for event in body["events"] if event["kind"] == "reply"] == ["对话页"]


@pytest.mark.parametrize("asks_first", [False, True], ids=["at once", "after something else"])
async def test_the_page_asks_about_its_own_visit_whatever_else_is_open(
    world: World, visitor: Visitor, asks_first: bool
) -> None:
    earlier, _ = await a_prompted_visit(world)
    later = a_record(PHONE, item_name="社保卡申领", finished_at=world.clock.now().isoformat())
    await world.send_records(later)
    path = await chat_link(world, later["record_no"])
    hello = await visitor.opens(path)
    assert "“社保卡申领”已办结" in hello.text
    points = await visitor.sends(path, nonce=hello.nonce, text="积分") if asks_first else hello
    thanked = await taps(visitor, path, points, "4满意" if asks_first else "满意")
    assert "满意" in thanked.text
    assert (await world.record(later["record_no"]))["rating"]["level"] == 4
    assert (await world.record(earlier["record_no"]))["rating"] is None
    assert "接下来请评价您" in thanked.text
    await visitor.sends(path, nonce=thanked.nonce, text="2")
    assert (await world.record(earlier["record_no"]))["rating"]["level"] == 2
    assert await world.query(audit_evidence) == []


async def test_what_the_page_has_named_needs_no_yes(world: World, visitor: Visitor) -> None:
    record = a_record(PHONE)
    await world.send_records(record)
    path = await chat_link(world, record["record_no"])
    unclear = await visitor.sends(path, text="嗯")
    assert (await world.record(record["record_no"]))["rating"] is None
    await visitor.sends(path, nonce=unclear.nonce, text="不满意，等了两个小时")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 2
    await world.pass_hours(30)
    assert await world.phone(PHONE).prompts() == []


async def test_a_new_link_asks_about_its_own_visit_below_what_was_said_before(
    world: World, visitor: Visitor
) -> None:
    earlier, path = await a_prompted_visit(world)
    await visitor.sends(path, text="积分")
    await world.pass_hours(1)
    later = a_record(PHONE, item_name="社保卡申领", finished_at=world.clock.now().isoformat())
    await world.send_records(later)
    path = await chat_link(world, later["record_no"])
    hello = await visitor.opens(path)
    assert hello.text.index("积分") < hello.text.index("“社保卡申领”已办结")
    thanked = await taps(visitor, path, hello, "满意")
    assert "接下来请评价您" in thanked.text
    assert (await world.record(later["record_no"]))["rating"]["level"] == 4
    assert (await world.record(earlier["record_no"]))["rating"] is None
