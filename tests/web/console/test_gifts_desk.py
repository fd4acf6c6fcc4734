"""The gifts desk over HTTP: gifts, tiers, pictures, places and stock, each change on record."""

import aiohttp
import pytest

from evaluation.staff import Permission, Role, may
from tests.evaluation.test_pictures import JPEG, PNG, WEBP
from tests.usecases.gifts.shop import (
    HALL,
    STREET,
    TOWEL,
    Standing,
    a_redeemer,
    furnish,
    reserves,
    stock_of,
    wish,
)
from tests.usecases.reports.history import STREET_AREA, STREET_ORG
from tests.web.pages import Shown
from tests.web.staff import Clerk, at_desk
from tests.world import AREA_CODE, World

DESK = Role.GIFTS_DESK
GIFTS, PLACES, STOCK = "/console/gifts", "/console/places", "/console/stock"
CUP = {
    "name": "保温杯",
    "name_en": "Thermos",
    "tier": "2",
    "valid_from": "2026-10-01",
    "valid_until": "2026-12-31",
    "per_citizen": "1",
}
OFFICE = {
    "name": "麒麟街道便民服务中心",
    "name_en": "Qilin Office",
    "location": "天泉路8号",
    "hours": "工作日 9:00—17:00",
    "area_code": AREA_CODE,
}


@pytest.fixture
async def shop(world: World) -> World:
    """A world with two places, three gifts, and ten towels at the hall."""
    await furnish(world.parts.database)
    return world


async def actions(world: World) -> list[str]:
    """What was put on record of the desk, in order."""
    found: list[str] = await world.query(
        lambda tx: tx.values(
            """SELECT concat_ws(' ', action, subject, subject_id) FROM audit_trail
                WHERE subject IN ('gift', 'gift_tier', 'place') ORDER BY id"""
        )
    )
    return found


async def test_tiers_then_gifts(world: World) -> None:
    async with at_desk(world, DESK) as clerk:
        assert "先在下面设置档次" in (await clerk.opens(GIFTS)).text
        shown = await clerk.sends(f"{GIFTS}/tiers", tier="2", name="二档", name_en="Second", points="60")
        assert "档次已保存" in shown.text
        shown = await clerk.sends(f"{GIFTS}/new", **CUP)
        assert (shown.path, "登记到货后即可兑换" in shown.text) == (f"{GIFTS}/1", True)
        shown = await clerk.opens(GIFTS)
        assert "保温杯 Thermos 2 60 2026-10-01 起 至 2026-12-31 1 0 未开始" in shown.text
        await clerk.sends(f"{GIFTS}/tiers", tier="2", name="二档", name_en="Second", points="50")
        assert "2 50 2026-10-01" in (await clerk.opens(GIFTS)).text
    assert await actions(world) == ["tier_kept gift_tier 2", "gift_added gift 1", "tier_kept gift_tier 2"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "中文名称和英文名称都要填写"),
        ({"name_en": " "}, "中文名称和英文名称都要填写"),
        ({"name": "毛巾"}, "已有这个名称"),
        ({"tier": "9"}, "没有这个档次"),
        ({"tier": "x"}, "没有这个档次"),
        ({"valid_from": ""}, "结束日期早于开始日期"),
        ({"valid_until": "2026-09-30"}, "结束日期早于开始日期"),
        ({"per_citizen": "0"}, "限兑件数是1到"),
        ({"per_citizen": "两件"}, "限兑件数是1到"),
    ],
)
async def test_what_a_gift_cannot_be(shop: World, changes: dict[str, str], told: str) -> None:
    async with at_desk(shop, DESK) as clerk:
        for path in (f"{GIFTS}/new", f"{GIFTS}/2"):
            shown = await clerk.sends(path, **{**CUP, **changes})
            assert (shown.status, told in shown.text) == (422, True), shown.text
    assert await shop.value("SELECT count(*) FROM gifts") == 3
    assert await shop.value("SELECT name FROM gifts WHERE id = 2") == "布袋"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"tier": "0"}, "档次是1到"),
        ({"points": "0"}, "积分是1到"),
        ({"points": "1e3"}, "积分是1到"),
        ({"name": ""}, "都要填写"),
    ],
)
async def test_what_a_tier_cannot_be(shop: World, changes: dict[str, str], told: str) -> None:
    tier = {"tier": "1", "name": "一档", "name_en": "First", "points": "30", **changes}
    async with at_desk(shop, DESK) as clerk:
        shown = await clerk.sends(f"{GIFTS}/tiers", **tier)
        assert (shown.status, told in shown.text) == (422, True)


async def test_a_gift_is_changed_withdrawn_and_offered_again(shop: World) -> None:
    async with at_desk(shop, DESK) as clerk:
        shown = await clerk.sends(
            f"{GIFTS}/1", **{**CUP, "name": "大毛巾", "valid_until": "", "per_citizen": ""}
        )
        assert "礼品已修改" in shown.text
        shown = await clerk.sends(f"{GIFTS}/1/withdraw")
        assert "礼品已下架" in shown.text
        assert "大毛巾 Thermos 2 60 2026-10-01 起 不限 10 已下架" in (await clerk.opens(GIFTS)).text
        shown = await clerk.sends(f"{GIFTS}/1/withdraw")
        assert (shown.status, "礼品已下架" in shown.text) == (200, False)
        assert "重新上架" in (await clerk.sends(f"{GIFTS}/1/offer-again")).text
    assert [line.split()[0] for line in await actions(shop)] == [
        "gift_changed",
        "gift_withdrawn",
        "gift_offered_again",
    ]


async def upload(
    clerk: Clerk, body: bytes, media_type: str = "image/png", *, token: str | None = None
) -> Shown:
    """Send a file as a browser does, with whatever type the browser claims."""
    csrf = (await clerk.opens(f"{GIFTS}/{TOWEL}")).csrf if token is None else token
    form = aiohttp.FormData()
    form.add_field("csrf", csrf)
    form.add_field("picture", body, filename="a.png", content_type=media_type)
    return await clerk.posts(f"{GIFTS}/{TOWEL}/picture", form)


@pytest.mark.parametrize(
    ("body", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")]
)
async def test_a_picture_is_served_as_what_it_is(shop: World, body: bytes, media_type: str) -> None:
    async with at_desk(shop, DESK) as clerk:
        assert (await clerk.opens(f"{GIFTS}/{TOWEL}/picture")).status == 404
        shown = await upload(clerk, body, "text/html")
        assert (shown.status, "图片已保存" in shown.text) == (200, True), shown.text
        shown = await clerk.opens(f"{GIFTS}/{TOWEL}/picture")
        assert shown.headers["content-type"] == media_type
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in shown.headers["content-security-policy"]
    assert bytes(await shop.value("SELECT picture FROM gifts WHERE id = 1")) == body


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "请选择PNG"),
        (b"<script>alert(1)</script>", "请选择PNG"),
        (PNG + bytes(200_000), "图片超过200KB"),
    ],
)
async def test_what_is_no_picture(shop: World, body: bytes, told: str) -> None:
    async with at_desk(shop, DESK) as clerk:
        shown = await upload(clerk, body)
        assert (shown.status, told in shown.text) == (422, True)
    assert await shop.value("SELECT count(*) FROM gifts WHERE picture IS NOT NULL") == 0


async def test_a_form_with_a_file_needs_its_token_too(shop: World) -> None:
    async with at_desk(shop, DESK) as clerk:
        assert (await upload(clerk, PNG, token="0" * 64)).status == 403
        shown = await clerk.posts(f"{GIFTS}/{TOWEL}/picture", b"no form", "multipart/form-data; boundary=x")
        assert shown.status == 403
    assert await shop.value("SELECT count(*) FROM gifts WHERE picture IS NOT NULL") == 0


async def test_places(shop: World) -> None:
    async with at_desk(shop, DESK) as clerk:
        shown = await clerk.sends(f"{PLACES}/new", **OFFICE)
        assert (shown.path, "领取点已新增" in shown.text) == (f"{PLACES}/3", True)
        shown = await clerk.sends(f"{PLACES}/3", **{**OFFICE, "hours": "每天"})
        assert "领取点已修改" in shown.text
        shown = await clerk.opens(PLACES)
        assert "麒麟街道便民服务中心 天泉路8号 每天 南京市江宁区 0 0 启用" in shown.text
        await clerk.sends(f"{PLACES}/3/close")
        assert "每天 南京市江宁区 0 0 已停用" in (await clerk.opens(PLACES)).text
        assert "领取点已启用" in (await clerk.sends(f"{PLACES}/3/open")).text
        assert (await clerk.sends(f"{PLACES}/3/open")).status == 200
    assert await actions(shop) == [
        "place_added place 3",
        "place_changed place 3",
        "place_closed place 3",
        "place_opened place 3",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "都要填写"),
        ({"name": "江宁区政务服务中心"}, "已有这个名称"),
        ({"area_code": "110000000000"}, "请选择您区划内的区划"),
        ({"area_code": "x"}, "请选择您区划内的区划"),
    ],
)
async def test_what_a_place_cannot_be(shop: World, changes: dict[str, str], told: str) -> None:
    async with at_desk(shop, DESK) as clerk:
        for path in (f"{PLACES}/new", f"{PLACES}/2"):
            shown = await clerk.sends(path, **{**OFFICE, **changes})
            assert (shown.status, told in shown.text) == (422, True), shown.text
    assert await shop.value("SELECT count(*) FROM pickup_places") == 2


async def test_each_keeps_the_places_of_their_area_and_the_gifts_are_shared(shop: World) -> None:
    async with at_desk(shop, DESK, "street", area=STREET_AREA) as street:
        assert "江宁区政务服务中心" not in (await street.opens(PLACES)).text
        for path in (f"{PLACES}/{HALL}", f"{STOCK}/{HALL}/{TOWEL}"):
            assert (await street.opens(path)).status == 404
        for path in (f"{PLACES}/{HALL}", f"{PLACES}/{HALL}/close", f"{STOCK}/{HALL}/{TOWEL}/deliver"):
            assert (await street.sends(path, pieces="5", shown="10", **OFFICE)).status == 404
        shown = await street.sends(f"{PLACES}/new", **OFFICE)
        assert (shown.status, "请选择您区划内的区划" in shown.text) == (422, True)
        assert "只有能看全部区划的账号可以修改" in (await street.opens(GIFTS)).text
        assert (await street.opens(f"{GIFTS}/{TOWEL}")).status == 200
        for path in (f"{GIFTS}/new", f"{GIFTS}/{TOWEL}", f"{GIFTS}/{TOWEL}/withdraw", f"{GIFTS}/tiers"):
            assert (await street.sends(path, **CUP, points="1")).status == 422, path
        assert (await street.sends(f"{STOCK}/{STREET}/{TOWEL}/deliver", pieces="5", shown="0")).status == 200
    async with at_desk(shop, DESK, "bound", org=STREET_ORG) as bound:
        assert "领取点不属于任何机构" in (await bound.opens(PLACES)).text
        assert (await bound.opens(f"{PLACES}/{STREET}")).status == 404
        assert (await bound.sends(f"{PLACES}/new", **OFFICE)).status == 422
    assert await stock_of(shop.parts.database, TOWEL, STREET) == Standing(5, 0)
    assert await stock_of(shop.parts.database) == Standing(10, 0)


async def test_stock_comes_in_and_is_counted(shop: World) -> None:
    shelf = f"{STOCK}/{HALL}/{TOWEL}"
    async with at_desk(shop, DESK) as clerk:
        shown = await clerk.sends(f"{shelf}/deliver", pieces="5", shown="10", why="十月批次")
        assert ("已登记。" in shown.text, "到货 +5 王敏 十月批次" in shown.text) == (True, True)
        shown = await clerk.sends(f"{shelf}/correct", pieces="3", shown="15", why="两件破损")
        assert "盘点更正 -12 王敏 两件破损" in shown.text
        assert "可兑换 3 不多了" in shown.text
        assert "江宁区政务服务中心 毛巾 3 0 3 不多了" in (await clerk.opens(f"{STOCK}?place={HALL}")).text
        assert "东山街道便民服务中心 毛巾 0 0 0 已兑完" in (await clerk.opens(STOCK)).text
    assert await stock_of(shop.parts.database) == Standing(3, 0)
    assert await actions(shop) == ["stock_moved gift 1"] * 2


async def test_a_form_that_is_sent_twice_moves_nothing_twice(shop: World) -> None:
    for place, shown in ((HALL, "10"), (STREET, "0")):
        async with at_desk(shop, DESK, f"clerk.{place}") as clerk:
            await clerk.opens(f"{STOCK}/{place}/{TOWEL}")
            first = await clerk.sends(f"{STOCK}/{place}/{TOWEL}/deliver", pieces="5", shown=shown)
            again = await clerk.sends(f"{STOCK}/{place}/{TOWEL}/deliver", pieces="5", shown=shown)
        assert (first.status, again.status, "库存刚有变动" in again.text) == (200, 422, True)
    assert await stock_of(shop.parts.database) == Standing(15, 0)


@pytest.mark.parametrize(
    ("what", "fields", "told"),
    [
        ("deliver", {"pieces": "0"}, "请填写件数"),
        ("deliver", {"pieces": "-3"}, "请填写件数"),
        ("deliver", {"pieces": "9999999"}, "请填写件数"),
        ("correct", {"pieces": "x", "why": "盘点"}, "请填写件数"),
        ("correct", {"pieces": "9"}, "请写明原因"),
        ("correct", {"pieces": "10", "why": "盘点"}, "与账面件数相同"),
        ("correct", {"pieces": "1", "why": "盘点"}, "少于已预留的件数"),
    ],
)
async def test_what_stock_cannot_do(shop: World, what: str, fields: dict[str, str], told: str) -> None:
    database = shop.parts.database
    for _ in range(2):
        await reserves(database, wish(await a_redeemer(database, 50)))
    async with at_desk(shop, DESK) as clerk:
        shown = await clerk.sends(f"{STOCK}/{HALL}/{TOWEL}/{what}", shown="10", **fields)
        assert (shown.status, told in shown.text) == (422, True), shown.text
    assert await stock_of(database) == Standing(10, 2)


async def test_the_desk_is_the_desks(shop: World) -> None:
    assert [role for role in Role if may(role, Permission.MANAGE_GIFTS)] == [DESK]
