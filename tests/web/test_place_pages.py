"""Kiosk, printed sheet and guide's tablet over HTTP, as a browser without JavaScript uses them."""

import asyncio
from typing import Any

import pytest

from store.signed_links import Purpose, Tokens
from tests.web.pages import Visitor, hall_link
from tests.world import AREA_CODE, ORG_CODE, World
from usecases.audit import audit_evidence
from usecases.rate_place import MOST_A_MINUTE

KIOSK, SHEET, GUIDE = Purpose.KIOSK, Purpose.SHEET, Purpose.GUIDE


async def kept(world: World) -> list[dict[str, Any]]:
    """The ratings of places, oldest first."""
    rows: list[dict[str, Any]] = await world.query(
        lambda tx: tx.values(
            """SELECT to_jsonb(r) || jsonb_build_object('device', e.body -> 'device_no', 'portal', e.body -> 'portal')
                 FROM ratings r JOIN rating_events e USING (event_id) ORDER BY r.id"""
        )
    )
    return rows


async def test_a_hall_is_rated_with_no_ticket_and_counted_apart(world: World, visitor: Visitor) -> None:
    path = await hall_link(world, KIOSK, ORG_CODE)
    form = await visitor.opens(path)
    assert "不用取号，不用登录" in form.text
    thanks = await visitor.sends(
        path, about="hall", level="2", reasons="environment", comment="太吵", nonce=form.nonce
    )
    assert "评价已记录" in thanks.text
    assert "不满意" not in thanks.text
    (rating,) = await kept(world)
    wanted = {
        "subject": "hall", "subject_name": None, "org_code": ORG_CODE, "area_code": AREA_CODE, "level": 2,
        "reasons": ["environment"], "comment": "太吵", "channel": "terminal", "visit_id": None, "device": "kiosk",
        "portal": None,
    }  # fmt: skip
    assert wanted.items() <= rating.items()
    assert await world.query(audit_evidence) == []
    assert await world.value("SELECT count(*) FROM ledger_entries") == 0


@pytest.mark.parametrize(
    ("about", "subject", "name"),
    [
        ("counter", "counter", "A12"),
        ("service", "hall", "咨询"),
        ("hall", "hall", None),
        ("moon", "hall", None),
    ],
)
async def test_a_counter_has_a_number_and_a_service_a_name(
    world: World, visitor: Visitor, about: str, subject: str, name: str | None
) -> None:
    path = await hall_link(world, SHEET, ORG_CODE)
    await visitor.sends(path, about=about, counter=" A12 ", service="咨询", level="5")
    (rating,) = await kept(world)
    assert (rating["subject"], rating["subject_name"]) == (subject, name)
    assert (rating["channel"], rating["device"], rating["portal"]) == ("qr", None, "sheet")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"about": "counter", "level": "5"}, "请写窗口号"),
        ({"about": "service", "service": "  ", "level": "5"}, "请写服务名称"),
        ({"about": "hall", "comment": "还行"}, "请先选一项"),
    ],
)
async def test_what_is_missing_is_asked_for_and_the_rest_stays(
    world: World, visitor: Visitor, fields: dict[str, str], told: str
) -> None:
    back = await visitor.sends(await hall_link(world, KIOSK, ORG_CODE), **fields)
    assert back.status == 422
    assert told in back.text
    assert f'value="{fields["about"]}" checked' in back.html
    assert fields.get("comment", "") in back.text
    assert await kept(world) == []


async def test_the_kiosk_starts_anew_as_everybody_finds_it(world: World, visitor: Visitor) -> None:
    path = await hall_link(world, KIOSK, ORG_CODE)
    await visitor.opens(f"{path}?lang=en&size=large")
    thanks = await visitor.sends(path, level="5")
    assert 'lang="en" class="large"' in thanks.html
    assert thanks.headers["refresh"] == f"30; url={path}?lang=zh&size=normal"
    assert 'lang="zh-CN" class="normal"' in (await visitor.opens(f"{path}?lang=zh&size=normal")).html


async def test_on_ones_own_phone_nothing_starts_anew(world: World, visitor: Visitor) -> None:
    thanks = await visitor.sends(await hall_link(world, SHEET, ORG_CODE), level="5")
    assert "refresh" not in thanks.headers
    assert "data-idle" not in (await visitor.opens(await hall_link(world, SHEET, ORG_CODE))).html


async def test_one_form_pressed_often_is_one_rating(world: World, visitor: Visitor) -> None:
    path = await hall_link(world, KIOSK, ORG_CODE)
    nonce = (await visitor.opens(path)).nonce
    await world.clock.refresh()
    pressed = await asyncio.gather(*(visitor.sends(path, level="4", nonce=nonce) for _ in range(4)))
    assert {shown.status for shown in pressed} == {200}
    assert len(await kept(world)) == 1
    other = await visitor.sends(path, level="1", nonce=nonce)
    assert other.status == 409
    assert "这一页已经提交过" in other.text
    assert [rating["level"] for rating in await kept(world)] == [4]


async def test_a_leaked_link_cannot_flood_a_hall(world: World, visitor: Visitor) -> None:
    path = await hall_link(world, SHEET, ORG_CODE)
    for _ in range(MOST_A_MINUTE):
        assert (await visitor.sends(path, level="1")).status == 200
    refused = await visitor.sends(path, level="1")
    assert refused.status == 429
    assert "请过一分钟再提交" in refused.text
    other_hall = await hall_link(world, SHEET, "11320115MB00001018")
    assert (await visitor.sends(other_hall, level="1")).status == 200
    assert len(await kept(world)) == MOST_A_MINUTE + 1


async def test_a_hall_that_left_the_catalogue_is_no_hall(world: World, visitor: Visitor) -> None:
    assert (await visitor.opens(await hall_link(world, KIOSK, "nowhere"))).status == 404


async def test_a_link_that_names_no_number_is_no_link(world: World, visitor: Visitor) -> None:
    """As they were before each could be taken back."""
    await world.clock.refresh()
    token = Tokens(world.parts.vault).sign(KIOSK, ORG_CODE, world.clock.now())
    assert (await visitor.opens(f"/kiosk/{token}")).status == 404


async def test_chance_draws_whom_the_guide_invites(world: World, visitor: Visitor) -> None:
    path = await hall_link(world, GUIDE, ORG_CODE)
    assert "请邀请第" not in (await visitor.opens(path)).text
    assert "请邀请第 1 位" in (await visitor.opens(f"{path}?people=1")).text
    drawn = {(await visitor.opens(f"{path}?people=3")).text.split("第 ")[1][0] for _ in range(30)}
    assert drawn == {"1", "2", "3"}
    for nonsense in ("0", "-1", "1000", "x", "²", "9" * 50):
        shown = await visitor.opens(f"{path}?people={nonsense}")
        assert shown.status == 200
        assert "请邀请第" not in shown.text


async def test_who_was_drawn_rates_efficiency_and_environment_of_the_hall_only(
    world: World, visitor: Visitor
) -> None:
    path = await hall_link(world, GUIDE, ORG_CODE)
    form = await visitor.opens(f"{path}/person")
    assert 'name="reasons"' not in form.html
    thanks = await visitor.sends(
        f"{path}/person", efficiency="2", environment="5", attitude="1", comment="x", nonce=form.nonce
    )
    said = [(rating["subject"], rating["reasons"], rating["level"]) for rating in await kept(world)]
    assert said == [("hall", ["efficiency"], 2), ("hall", ["environment"], 5)]
    assert {rating["device"] for rating in await kept(world)} == {"guide"}
    assert await world.query(audit_evidence) == []
    assert thanks.headers["refresh"].startswith("15; ")
    assert "满意" not in thanks.text
    assert "checked" not in (await visitor.opens(f"{path}/person")).html


async def test_one_of_the_two_is_enough_none_is_not(world: World, visitor: Visitor) -> None:
    path = f"{await hall_link(world, GUIDE, ORG_CODE)}/person"
    empty = await visitor.sends(path)
    assert empty.status == 422
    assert "请至少选一项" in empty.text
    await visitor.sends(path, environment="4")
    assert [rating["reasons"] for rating in await kept(world)] == [["environment"]]
