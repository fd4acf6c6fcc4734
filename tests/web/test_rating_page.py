"""The rating page over HTTP, as a browser without JavaScript uses it: its form, and what is kept of it."""

import asyncio

import aiohttp
import pytest

from tests.web.pages import Visitor, visit_link
from tests.web.rating_page import a_page, a_visit, unfounded, versions
from tests.world import World


async def test_the_form_names_the_matter_and_lists_the_levels_best_first(
    world: World, visitor: Visitor
) -> None:
    record = await a_visit(world)
    shown = await visitor.opens(await visit_link(world, record["record_no"]))
    assert shown.status == 200
    assert "居民身份证换领" in shown.text
    assert "9月7日办结" in shown.text
    assert "江宁区行政审批局" in shown.text
    assert "9月14日（含）前可以评价和修改" in shown.text
    places = [shown.html.index(f'value="{level}"') for level in (5, 4, 3, 2, 1)]
    assert places == sorted(places)


async def test_a_good_rating_is_kept_with_its_evidence_and_stops_the_prompt(
    world: World, visitor: Visitor
) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    thanks = await visitor.sends(path, level="5", comment=" 很快 ", nonce=form.nonce)
    assert thanks.status == 200
    assert "已记录：非常满意" in thanks.text
    assert "本次得10分，现有10分" in thanks.text
    assert "9月14日（含）前可以修改" in thanks.text
    stands = await world.record(record["record_no"])
    assert stands["state"] == "rated"
    assert stands["rating"] | {"rated_at": None} == {
        "level": 5, "counted_level": 5, "reasons": [], "comment": "很快", "rated_at": None, "revised_at": None,
        "revisions": 0, "rating_channel": "web",
    }  # fmt: skip
    assert await unfounded(world) == []
    await world.pass_hours(48)
    assert await world.phone("13900000001").prompts() == []


async def test_a_bad_rating_brings_its_reasons(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    thanks = await visitor.sends(
        path, level="1", reasons=["efficiency", "attitude", "weather"], nonce=form.nonce
    )
    assert "已记录：非常不满意" in thanks.text
    assert "很抱歉没让您满意，我们会认真处理。 会转办理单位处理，回复“进度”可查进展。" in thanks.text
    assert (await world.record(record["record_no"]))["rating"]["reasons"] == ["attitude", "efficiency"]


async def test_a_second_form_is_a_revision_and_earns_nothing_more(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    await visitor.sends(path, level="5", nonce=(await visitor.opens(path)).nonce)
    form = await visitor.opens(path)
    assert "再次提交会代替原来的评价" in form.text
    assert "checked" not in form.html
    thanks = await visitor.sends(path, level="2", comment="等太久", nonce=form.nonce)
    assert "已记录：不满意" in thanks.text
    assert "现有10分" in thanks.text
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["revisions"], rating["comment"]) == (2, 1, "等太久")
    assert await versions(world) == 2
    assert await unfounded(world) == []


async def test_one_form_pressed_often_is_one_rating(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    nonce = (await visitor.opens(path)).nonce
    pressed = await asyncio.gather(*(visitor.sends(path, level="4", nonce=nonce) for _ in range(5)))
    assert {shown.status for shown in pressed} == {200}
    assert await versions(world) == 1


async def test_going_back_and_choosing_otherwise_is_a_revision(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    nonce = (await visitor.opens(path)).nonce
    for level in ("5", "4", "5"):
        await visitor.sends(path, level=level, nonce=nonce)
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["revisions"]) == (5, 2)


async def test_without_a_level_the_form_comes_back_with_what_was_written(
    world: World, visitor: Visitor
) -> None:
    path = await a_page(world)
    nonce = (await visitor.opens(path)).nonce
    back = await visitor.sends(path, comment="<b>慢</b>", reasons="quality", nonce=nonce)
    assert back.status == 422
    assert "请先选一项" in back.text
    assert "&lt;b&gt;慢&lt;/b&gt;</textarea>" in back.html
    assert back.nonce == nonce
    assert await versions(world) == 0


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"&" * 5000, b'{"level": 5}', b"level=6", b"level=%F0%9F&x", b""]
)
async def test_what_is_no_form_changes_nothing(world: World, visitor: Visitor, body: bytes) -> None:
    path = await a_page(world)
    async with aiohttp.ClientSession() as session, session.post(world.base_url + path, data=body) as answer:
        assert answer.status == 422
        assert answer.content_type == "text/html"
    assert await versions(world) == 0


async def test_what_cannot_be_stored_is_replaced_and_the_rest_cut(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    await visitor.sends(path, level="3", comment="\x00" + "长" * 3000)
    comment = (await world.record(record["record_no"]))["rating"]["comment"]
    assert comment == "\ufffd" + "长" * 1999


async def test_a_rating_by_text_is_changed_on_the_page_and_back(world: World, visitor: Visitor) -> None:
    record, phone = await a_visit(world), world.phone("13900000001")
    await world.pass_hours(24)
    await phone.says("5")
    await visitor.sends(await visit_link(world, record["record_no"]), level="2", comment="想起来了")
    assert (await world.record(record["record_no"]))["rating"]["level"] == 2
    await phone.says("4")
    rating = (await world.record(record["record_no"]))["rating"]
    assert (rating["level"], rating["rating_channel"]) == (4, "sms")
    assert await unfounded(world) == []


async def test_language_and_size_are_chosen_by_a_link_and_remembered(world: World, visitor: Visitor) -> None:
    path = await a_page(world)
    assert '<html lang="zh-CN" class="normal">' in (await visitor.opens(path)).html
    await visitor.opens(f"{path}?lang=en")
    both = await visitor.opens(f"{path}?size=large")
    assert '<html lang="en" class="large">' in both.html
    assert "How satisfied are you with this service?" in both.text
    assert "Open until the end of 14 September" in both.text
    thanks = await visitor.sends(path, level="4")
    assert '<html lang="en" class="large">' in thanks.html
    assert "Recorded: Satisfied" in thanks.text
    assert '<html lang="zh-CN" class="large">' in (await visitor.opens(f"{path}?lang=zh&size=huge")).html


async def test_a_citizen_who_writes_in_english_gets_english(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    await world.query(lambda tx: tx.execute("UPDATE citizens SET locale = 'en'"))
    assert 'lang="en"' in (await visitor.opens(await visit_link(world, record["record_no"]))).html[:60]
