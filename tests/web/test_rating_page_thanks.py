"""What the rating page says afterwards: points, the case, what was wished; to nobody but who sent it."""

import pytest

from store.signed_links import Purpose, Tokens
from tests.usecases.cases.staff_moves import sort
from tests.web.pages import Visitor, visit_link
from tests.web.rating_page import a_page, a_visit, unfounded
from tests.world import World


async def test_its_receipt_tells_later_who_has_the_case_and_until_when(
    world: World, visitor: Visitor
) -> None:
    """In the words of the chat's 进度."""
    path = await a_page(world)
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
    path = await a_page(world)
    form = await visitor.opens(path)
    assert "工单" not in (await visitor.sends(path, level="5", nonce=form.nonce)).text


async def test_a_visit_without_a_citizen_is_rated_and_nobody_earns(world: World, visitor: Visitor) -> None:
    path = await a_page(world, phone=None)
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
    path = await a_page(world)
    form = await visitor.opens(path)
    thanks = await visitor.sends(path, level="1", comment="等了两个小时", nonce=form.nonce)
    assert "建议" not in thanks.text
    assert await world.value("SELECT count(*) FROM suggestions") == 0
