"""吐槽转差评: noted by a guide, a case at once, and the citizen who left a number hears how it goes on."""

import pytest

from evaluation.cases.words import Finding, Move, Outcome
from evaluation.staff import Role
from tests.usecases.cases.staff_moves import answer, calls_back, make, sort
from tests.usecases.cases.test_opening import BUREAU
from tests.web.staff import Clerk, at_desk
from tests.world import ORG_CODE, World

PAGE = "/console/heard"
SAID = {"body": BUREAU, "place": "一楼 户籍窗口", "words": "排了两个小时 没人管", "phone": ""}


async def note(clerk: Clerk, **changes: str) -> str:
    shown = await clerk.sends(PAGE, **{**SAID, **changes})
    return shown.text


async def test_what_a_guide_hears_is_a_case_at_once(world: World) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        assert f'value="{ORG_CODE}" selected' in (await guide.opens(PAGE)).html
        assert "今天登记的 1 件" in await note(guide)
    await world.happen()
    assert await world.value("SELECT stage FROM cases") == "dispatched"
    assert await world.value("SELECT count(*) FROM ratings") == 0
    async with at_desk(world, Role.DEPARTMENT_HANDLER, org=BUREAU) as handler:
        shown = await handler.opens("/console/cases/1")
        assert "排了两个小时 没人管" in shown.text
        assert "一楼 户籍窗口" in shown.text


async def test_who_left_a_number_hears_how_it_goes_on(world: World) -> None:
    phone = world.phone("13812345678")
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        assert "13812345678" not in await note(guide, phone="138 1234 5678")
    await world.happen()
    assert "工单1" in await phone.says("进度")
    await sort(world)
    await answer(world)
    await world.pass_hours(1)
    assert "已增开两个综合窗口" in (await phone.thread())[-1]["text"]
    await phone.says("1")
    assert await world.value("SELECT outcome FROM case_complaints") == Outcome.SOLVED
    assert await world.value("SELECT count(*) FROM ratings") == 0


async def test_the_case_shows_whether_they_were_asked_and_what_they_answered(world: World) -> None:
    phone = world.phone("13812345678")
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        await note(guide, phone="13812345678")
        await note(guide, phone="02552280000")
    await world.happen()
    async with at_desk(world, Role.DEPARTMENT_HANDLER, org=BUREAU) as handler:
        assert "本人评价 已询问，还没有答复" in (await handler.opens("/console/cases/1")).text
        assert "没有可以发送的号码，没有询问" in (await handler.opens("/console/cases/2")).text
        await phone.says("2 叫号机 坏了")
        shown = await handler.opens("/console/cases/1")
        assert "评价 转换差评（导办员代记）" in shown.text
        assert "本人评价 不满意" in shown.text
        assert "叫号机 坏了" in shown.text
        assert "13812345678" not in shown.html


async def test_it_is_labelled_by_a_form_until_the_next_workday(world: World) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        await note(guide)
    await world.happen()
    async with at_desk(world, Role.DEPARTMENT_HANDLER, org=BUREAU) as handler:
        page = "/console/cases/1"
        assert (
            "吐槽分类 还剩 1 个工作日 · 9月8日 24:00 自9月7日 10:00起算" in (await handler.opens(page)).text
        )
        assert "吐槽待分类 1件 最早 2026-09-07" in (await handler.opens("/console")).text
        assert "一楼 户籍窗口" in (await handler.opens("/console/cases?show=unlabelled")).text
        wrong = await handler.sends(f"{page}/do/label", events="2")
        assert wrong.status == 422
        assert "请选择属于哪一类。" in wrong.text
        assert "请选择是否属于投诉。" in wrong.text
        done = await handler.sends(
            f"{page}/do/label", events="2", reason="efficiency", real="no", complaint="1"
        )
        assert "吐槽分类 服务效率；不算投诉（咨询、误记等）" in done.text
        assert "还剩 1 个工作日 · 9月8日" not in done.text
        assert "现在没有" in (await handler.opens("/console/cases?show=unlabelled")).text


async def test_what_was_not_labelled_is_in_the_monthly_figures(world: World) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        for _ in range(3):
            await note(guide)
    await world.happen()
    await make(world, Move.LABEL)
    await world.move_to("Thu 2026-09-10 10:00")
    await make(world, Move.LABEL, 2, complaint=2, real=Finding.NO)
    async with at_desk(world, Role.SUPERVISOR) as zhou:
        shown = await zhou.opens("/console/reports/cases?from=2026-09&to=2026-09")
        assert "江宁区公安分局 0 3 0" in shown.text
        assert "江宁区公安分局 3 2 33.3% 1 1 0" in shown.text


async def test_without_a_number_a_person_finds_out_nobody_can_be_asked(world: World) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        await note(guide)
    await world.happen()
    await sort(world)
    await answer(world)
    await calls_back(world, Outcome.NOT_REACHED)
    await make(world, Move.LABEL)
    await world.pass_hours(1)
    assert await world.value("SELECT closing FROM cases") == "done"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"words": " "}, "请写下群众说的问题"),
        ({"words": "差" * 501}, "请写下群众说的问题"),
        ({"place": ""}, "请写明在哪里"),
        ({"body": "nobody"}, "请选择办理单位"),
        ({"phone": "1381"}, "请输入完整的手机号码"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_kept(
    world: World, changes: dict[str, str], says: str
) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        assert says in await note(guide, **changes)
    assert await world.value("SELECT count(*) FROM cases") == 0


async def test_numbers_in_what_was_said_are_not_kept(world: World) -> None:
    async with at_desk(world, Role.COUNTER_CLERK, org=ORG_CODE) as guide:
        await note(guide, words="我13812345678等了很久")
    assert "13812345678" not in await world.value("SELECT words FROM case_complaints")
