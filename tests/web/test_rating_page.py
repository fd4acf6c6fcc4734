"""The rating page over HTTP, as a browser without JavaScript uses it."""

import asyncio
import base64
from typing import Any

import aiohttp
import pytest

from store.signed_links import Purpose, Tokens
from tests.usecases.cases.staff_moves import sort
from tests.web.pages import Shown, Visitor, visit_link
from tests.world import World, a_record, civil_time
from usecases.audit import audit_evidence

CLOSED = "Tue 2026-09-15 00:00"
"""The end of a window that opens on Monday the 7th or Tuesday the 8th, plus a day."""


async def a_visit(world: World, **changes: Any) -> dict[str, Any]:
    record = a_record(**changes)
    await world.send_records(record)
    return record


async def versions(world: World) -> int:
    return int(await world.value("SELECT count(*) FROM ratings"))


async def unfounded(world: World) -> list[Any]:
    found: list[Any] = await world.query(audit_evidence)
    return found


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


async def test_its_receipt_tells_later_who_has_the_case_and_until_when(
    world: World, visitor: Visitor
) -> None:
    """In the words of the chat's 进度."""
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    await visitor.sends(path, level="2", nonce=form.nonce)
    await world.pass_hours(1)
    await sort(world)
    now = world.clock.now()
    visit_id = await world.value("SELECT id FROM visits")
    receipt = Tokens(world.parts.vault).sign(Purpose.RECEIPT, str(visit_id), now)
    shown = await visitor.opens(f"{path}/thanks/{receipt}")
    assert "工单1“居民身份证换领”：江宁区行政审批局正在办理，9月14日（含）前答复您。" in shown.text


async def test_a_good_rating_has_no_case_to_tell_of(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    assert "工单" not in (await visitor.sends(path, level="5", nonce=form.nonce)).text


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
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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


async def test_a_visit_without_a_citizen_is_rated_and_nobody_earns(world: World, visitor: Visitor) -> None:
    record = await a_visit(world, phone=None)
    path = await visit_link(world, record["record_no"])
    thanks = await visitor.sends(path, level="4")
    assert "已记录：满意" in thanks.text
    assert "分" not in thanks.text
    assert await unfounded(world) == []


async def test_beyond_the_paid_ratings_of_a_day_the_page_says_so(world: World, visitor: Visitor) -> None:
    for number in range(4):
        record = await a_visit(world, item_name=f"事项{number}")
        thanks = await visitor.sends(await visit_link(world, record["record_no"]), level="5")
    assert "每天前3次、每月前30次评价计分，本次不计分，现有30分" in thanks.text


@pytest.mark.parametrize(
    ("applicant", "told"),
    [
        ({}, "本次积分核对后到账，现有0分。"),
        (
            {"applicant_type": "organization", "applicant_code": "91110000600037341L"},
            "贵单位的本次积分核对后到账。",
        ),
    ],
)
async def test_points_that_somebody_looks_at_first_are_told_of_without_a_reason(
    world: World, visitor: Visitor, applicant: dict[str, str], told: str
) -> None:
    record = await a_visit(world, window_no="3", **applicant)
    await world.value(
        """INSERT INTO watched_counters (org_code, window_no, ratings, citizens)
           VALUES (%(org)s, '3', 40, 5) RETURNING 1""",
        org=record["org_code"],
    )
    thanks = await visitor.sends(await visit_link(world, record["record_no"]), level="5")
    assert told in thanks.text


async def test_after_a_prompt_the_link_lives_as_long_as_its_window(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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
    record = await a_visit(world, phone=None)
    path = await visit_link(world, record["record_no"])
    await world.move_to("Mon 2026-09-14 23:59")
    assert (await visitor.opens(path)).status == 200
    await world.move_to(CLOSED)
    assert (await visitor.opens(path)).status == 410


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
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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


async def test_only_who_sent_the_form_is_shown_what_it_said(world: World, visitor: Visitor) -> None:
    one, other = await a_visit(world), await a_visit(world, phone="13900000002")
    mine, theirs = [await visit_link(world, each["record_no"]) for each in (one, other)]
    thanks = await visitor.sends(mine, level="1")
    receipt = thanks.path.rsplit("/", 1)[1]
    assert (await visitor.opens(f"{mine}/thanks/{receipt}")).status == 200
    assert (await visitor.opens(f"{mine}/thanks/x")).status == 404
    assert (await visitor.opens(f"{theirs}/thanks/{receipt}")).status == 404
    assert "不满意" not in (await visitor.opens(mine)).text.replace("非常不满意 ", "", 1).replace(
        "不满意 ", "", 1
    )


async def test_language_and_size_are_chosen_by_a_link_and_remembered(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
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
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    pages = [await visitor.opens(path), await visitor.sends(path), await visitor.opens("/r/x")]
    pages.append(await visitor.sends(path, level="3"))
    assert [shown.status for shown in pages] == [200, 422, 404, 200]
    assert all(map(is_private, pages))


async def test_looking_changes_nothing(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    await visitor.opens(f"{path}?level=1&nonce={'x' * 22}")
    assert await versions(world) == 0
    assert await world.value("SELECT count(*) FROM rating_events") == 0


async def test_while_the_database_is_away_the_page_says_so(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    await world.query(lambda tx: tx.execute("ALTER TABLE visits RENAME TO elsewhere"))
    for shown in (await visitor.opens(path), await visitor.sends(path, level="5")):
        assert shown.status == 503
        assert "暂时打不开" in shown.text
        assert is_private(shown)


async def test_what_is_wished_on_the_page_is_a_suggestion_too_and_is_said_to_be_kept(
    world: World, visitor: Visitor
) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    thanks = await visitor.sends(path, level="4", comment="满意，建议周末也开门", nonce=form.nonce)
    assert "您的建议已收下，有人会看。" in thanks.text
    again = await visitor.sends(path, level="4", comment="满意，建议周末也开门", nonce=form.nonce)
    assert again.status == 200
    kept = await world.value("SELECT array_agg(text || ' ' || (event_id IS NOT NULL)) FROM suggestions")
    assert kept == ["建议周末也开门 true"]
    assert (await world.record(record["record_no"]))["rating"]["comment"] == "满意，建议周末也开门"


async def test_a_comment_that_suggests_nothing_is_not_said_to(world: World, visitor: Visitor) -> None:
    record = await a_visit(world)
    path = await visit_link(world, record["record_no"])
    form = await visitor.opens(path)
    thanks = await visitor.sends(path, level="1", comment="等了两个小时", nonce=form.nonce)
    assert "建议" not in thanks.text
    assert await world.value("SELECT count(*) FROM suggestions") == 0
