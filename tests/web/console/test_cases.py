"""Cases at the console: what an address asks for, who finds what, what a form refuses, and numbers of citizens."""

import re
from html import unescape

import pytest

from evaluation.cases.words import Move
from evaluation.staff import Role
from tests.usecases.cases.desk import (
    ANSWER,
    LABOUR,
    NEXT_COUNTY,
    OFFICE,
    PHONE,
    POLICE,
    a_case,
    does,
    handler,
    stands,
    up_to,
)
from tests.web.pages import Shown
from tests.web.staff import at_desk
from tests.world import World, a_record

CASES, CALLS = "/console/cases", "/console/calls"
HANDLER, SUPERVISOR, AUDITOR = Role.DEPARTMENT_HANDLER, Role.SUPERVISOR, Role.AUDITOR


async def test_a_list_keeps_its_filters_in_the_address(desk: World) -> None:
    number = await a_case(desk)
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        for found, query in (
            (True, ""),
            (True, "?show=open&stage=dispatched&lead=公安&area=江宁"),
            (True, f"?number={number}"),
            (False, "?show=late"),
            (False, "?stage=answered"),
            (True, "?stage=nonsense&track=x&kind=y&number=z&after=2026-09-08~1&after=~&show=no"),
            (True, "?after=closed~99999999999999999999"),
        ):
            shown = await zhao.opens(f"{CASES}{query}")
            assert (shown.status, f'href="{CASES}/{number}"' in shown.html) == (200, found), query
        shown = await zhao.opens(f"{CASES}?show=open&lead=公安")
        assert ('value="公安"' in shown.html, '<details class="fold" open>' in shown.html) == (True, True)
        shown = await zhao.opens(f"{CASES}?show=open")
        assert '<details class="fold">' in shown.html


async def test_what_was_taken_back_in_time_is_listed_as_the_rating_it_was(desk: World) -> None:
    await desk.send_records(a_record(PHONE, org_code=POLICE))
    await desk.pass_hours(24)
    await desk.phone(PHONE).says("2 等了两个小时")
    await desk.phone(PHONE).says("改成4")
    async with at_desk(desk, AUDITOR) as chen:
        shown = await chen.opens(f"{CASES}?show=closed")
        assert ("已撤回" in shown.text, '<span class="tag">转换差评</span>' in shown.html) == (True, False)


async def test_lists_turn_their_pages(desk: World) -> None:
    await a_case(desk)
    await desk.query(
        lambda tx: tx.execute(
            """INSERT INTO cases (item_name, area_code, lead_code, stage, opened_at, moved_at, events, next_due_at,
                                  watch_at)
               SELECT 'n' || n, area_code, lead_code, stage, opened_at, moved_at, events, next_due_at, watch_at
                 FROM cases CROSS JOIN generate_series(1, 119) n"""
        )
    )
    async with at_desk(desk, AUDITOR) as sun:
        shown, found = await sun.opens(CASES), list[str]()
        while "下一页" in shown.text:
            found += items(shown)
            address = re.findall(r'<a class="button" href="([^"]+)">下一页', shown.html)[0]
            shown = await sun.opens(unescape(address))
        found += items(shown)
    assert (len(found), len(set(found))) == (120, 120)


def items(shown: Shown) -> list[str]:
    """The items of a list."""
    return re.findall(r'data-label="事项"><div><a[^>]*>([^<]+)', shown.html)


@pytest.mark.parametrize(
    ("role", "area", "org"),
    [(HANDLER, "320115000000", LABOUR), (SUPERVISOR, NEXT_COUNTY, None), (AUDITOR, NEXT_COUNTY, None)],
)
async def test_to_others_it_is_not_there(desk: World, role: Role, area: str, org: str | None) -> None:
    number = await a_case(desk)
    async with at_desk(desk, role, area=area, org=org) as stranger:
        for path in ("", "/sheet", "/do/acknowledge"):
            one = await stranger.opens(f"{CASES}/{number}{path}")
            none = await stranger.opens(f"{CASES}/999999{path}")
            assert (one.status, one.text) == (none.status, none.text), path
        if role is not AUDITOR:
            one = await stranger.sends(f"{CASES}/{number}/do/acknowledge", events="2")
            assert one.status == 404
    assert (await stands(desk, number)).work.acknowledged_at is None


async def test_nothing_tells_a_department_who_complains(desk: World) -> None:
    number = await a_case(desk, words=f"2 等了两个小时，打{PHONE}找我", applicant_name="王小明")
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        pages = [
            await zhao.opens(f"{CASES}{path}")
            for path in ("", f"/{number}", f"/{number}/sheet", f"/{number}/do/return")
        ]
        assert "等了两个小时，打****找我" in pages[1].text
        assert not [p.path for p in pages for secret in (PHONE, PHONE[-4:], "王小明") if secret in p.text]
        assert (await zhao.sends(f"{CASES}/{number}/number")).status == 403


async def test_a_level_that_came_later_stands_beside_the_first(desk: World) -> None:
    number = await a_case(desk)
    await desk.phone(PHONE).says("改成5，后来很快")
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        shown = (await zhao.opens(f"{CASES}/{number}")).text
        assert "不满意；后改为非常满意" in shown
        assert "原话 等了两个小时" in shown, "what was said with the first is what the case is about"


async def test_a_step_is_counted_from_what_came_before_it(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    await desk.pass_hours(1)
    await up_to(desk, zhou, number, Move.ACKNOWLEDGE)
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        shown = (await zhao.opens(f"{CASES}/{number}")).text
        assert "核实分类 还剩 1 个工作日 · 9月9日 24:00 自9月8日 17:36起算" in shown


async def test_a_late_appeal_is_told_that_it_is_late(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    await up_to(desk, zhou, number, Move.VERIFY)
    await desk.pass_hours(24 * 3)
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        for move in ("appeal", "return"):
            shown = await zhao.opens(f"{CASES}/{number}/do/{move}")
            assert (shown.status, "已过时限" in shown.text) == (409, True)


async def test_a_form_says_what_is_the_matter_beside_its_field(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        await zhao.opens(f"{CASES}/{number}")
        page = f"{CASES}/{number}/do"
        shown = await zhao.sends(f"{page}/acknowledge", events="2")
        assert (shown.path, "已办理，并记入工单经过。" in shown.text) == (f"{CASES}/{number}", True)
        shown = await zhao.sends(f"{page}/acknowledge", events="3")
        assert (shown.status, "还没到这一步，或这一步已经办过。" in shown.text) == (409, True)
        shown = await zhao.sends(f"{page}/suspend", events="3", words="等系统", until="2026-09-01")
        assert (shown.status, "60天以内" in shown.text) == (422, True)
        shown = await zhao.sends(
            f"{page}/add_co_handler", events="3", words="查", org="nonsense", body="人社"
        )
        assert (shown.status, "请选择一个在用的单位。" in shown.text) == (422, True)
        shown = await zhao.sends(f"{page}/verify", events="3", words="x", real="perhaps", fair="yes")
        assert (shown.status, "请选择是否属实。" in shown.text) == (422, True)
        for unknown in ("push_again", "open", "nonsense"):
            assert (await zhao.sends(f"{page}/{unknown}", events="3")).status == 404
        assert (await zhao.opens(f"{page}/close")).status == 409
        await does(
            desk, zhou, number, Move.SUSPEND, words="等系统", until=desk.clock.now().date().replace(day=20)
        )
        shown = await zhao.sends(f"{page}/verify", events="3", words="看了录像", real="yes", fair="no")
        assert (shown.status, "工单已有变化" in shown.text, "等系统" in shown.text) == (409, True, True)
    assert (await stands(desk, number)).events == 4


async def test_a_preview_changes_nothing(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    await up_to(desk, zhou, number, Move.RECTIFY)
    events = (await stands(desk, number)).events
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        page = f"{CASES}/{number}/do/answer"
        assert "〔做了什么〕" in (await zhao.opens(f"{page}?start=fixed")).html
        shown = await zhao.sends(page, events=str(events), do="preview", words="已处理")
        assert (shown.status, "只写“已处理”不算答复" in shown.text) == (422, True)
        shown = await zhao.sends(
            page, events=str(events), do="preview", words="一楼加开了两个窗口，并增加了导办员。" * 4
        )
        assert (shown.status, "短信 2 条" in shown.text) == (200, True)
    assert (await stands(desk, number)).events == events


async def test_who_calls_back_is_shown_the_number_and_that_is_on_record(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    async with at_desk(desk, SUPERVISOR, org=OFFICE) as li:
        await li.opens(f"{CASES}/{number}")
        assert (await li.sends(f"{CASES}/{number}/number")).status == 404  # nobody is to be called yet
    await up_to(desk, zhou, number, Move.ANSWER)
    await desk.pass_hours(24 * 9)
    async with at_desk(desk, SUPERVISOR, "li2", org=OFFICE) as li:
        shown = (await li.opens(f"{CASES}/{number}")).text
        assert PHONE not in shown
        assert "人工回访 还剩 5 个工作日 · 9月23日 24:00 自9月17日 16:36起算" in shown
        assert f"+86{PHONE}" in (await li.sends(f"{CASES}/{number}/number")).text
    assert await desk.value("SELECT count(*) FROM audit_trail WHERE action = 'number_shown'") == 1


async def test_people_who_asked_to_be_called(desk: World) -> None:
    await desk.send_records(a_record(PHONE, org_code=POLICE))
    await desk.pass_hours(30)
    await desk.phone(PHONE).says("人工")
    request = await desk.value("SELECT id FROM call_requests")
    async with at_desk(desk, SUPERVISOR, "wang", area=NEXT_COUNTY) as wang:
        assert "现在没有" in (await wang.opens(CALLS)).text
        assert (await wang.sends(f"{CALLS}/{request}/number")).status == 404
        assert (await wang.sends(f"{CALLS}/{request}/done")).status == 404
    async with at_desk(desk, SUPERVISOR, "li", org=OFFICE) as li:
        shown = await li.opens(CALLS)
        assert ("+86139****0001" in shown.text, PHONE in shown.text) == (True, False)
        assert f"+86{PHONE}" in (await li.sends(f"{CALLS}/{request}/number")).text
        shown = await li.sends(f"{CALLS}/{request}/done")
        assert ("已登记回电。" in shown.text, "现在没有" in shown.text) == (True, True)
        assert (await li.sends(f"{CALLS}/{request}/done")).status == 404
    assert await desk.value("SELECT done_by IS NOT NULL FROM call_requests")


async def test_an_official_sorts_and_hands_over(desk: World) -> None:
    number = await a_case(desk)
    async with at_desk(desk, SUPERVISOR, "zhou", org=OFFICE) as zhou:
        shown = await zhou.opens(f"{CASES}/{number}/do/transfer?body=保障")
        assert ("人力资源和社会保障局" in shown.text, "便民服务中心" in shown.text) == (True, False)
        shown = await zhou.sends(f"{CASES}/{number}/do/transfer", events="2", words="业务属人社", org=LABOUR)
        assert "由江宁区公安分局转至江宁区人力资源和社会保障局" in shown.text
    assert (await stands(desk, number)).lead == LABOUR


async def test_a_question_that_reaches_nobody_is_refused_and_the_citizen_is_called(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    await up_to(desk, zhou, number, Move.RECTIFY)
    async with at_desk(desk, HANDLER, org=POLICE) as zhao:
        form = f"{CASES}/{number}/do/ask_citizen"
        assert (await zhao.opens(form)).status == 200
        await desk.phone(PHONE).says("退订")
        events = str((await stands(desk, number)).events)
        for shown in (
            await zhao.sends(form, events=events, words="请问是哪一天去的？"),
            await zhao.sends(form, events=events, do="preview", words="请问是哪一天去的？"),
            await zhao.opens(form),
        ):
            assert (shown.status, "询问发不出去，没有记录" in shown.text) == (409, True)
    assert str((await stands(desk, number)).events) == events
    await does(desk, zhou, number, Move.ANSWER, words=ANSWER)
    await desk.happen()
    async with at_desk(desk, SUPERVISOR, "li", org=OFFICE) as li:
        shown = await li.opens(f"{CASES}?show=calls")
        assert (f'href="{CASES}/{number}"' in shown.html, "已退订，请致电" in shown.text) == (True, True)
        shown = await li.opens(f"{CASES}/{number}")
        assert ("消息发不到服务对象" in shown.text, "请电话联系" in shown.text) == (True, True)
        assert f"+86{PHONE}" in (await li.sends(f"{CASES}/{number}/number")).text


async def test_what_a_form_answers_stands_below_it(desk: World) -> None:
    number, zhou = await a_case(desk), await handler(desk)
    await up_to(desk, zhou, number, Move.CLASSIFY)
    await does(desk, zhou, number, Move.CONSULT, words="社保窗口能否并入", org=LABOUR)
    async with at_desk(desk, HANDLER, org=LABOUR) as qian:
        shown = await qian.opens(f"{CASES}/{number}/do/give_opinion")
        assert ("社保窗口能否并入" in shown.text, "调看了当天录像" in shown.text) == (True, False)
