"""The whole case as PDF: what stands in it, for whom it is there, and what does not break it."""

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import process_time
from urllib.parse import quote

from PIL import Image

from evaluation.cases.words import Depth, Move, Step, Track
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
    official,
    sees,
    up_to,
)
from tests.web.console.test_enclosures import CASES, PDF, PNG, appeals
from tests.web.paper.reading import pages_of, pictures_in, text_of
from tests.web.staff import Clerk, at_desk
from tests.world import AREA_CODE, World
from web.console.cases.dossier import dossier

HANDLER, SUPERVISOR, AUDITOR = Role.DEPARTMENT_HANDLER, Role.SUPERVISOR, Role.AUDITOR


async def paper_of(clerk: Clerk, number: int) -> bytes:
    """The case as PDF."""
    body, answer = await clerk.downloads(f"{CASES}/{number}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return body


def photo() -> bytes:
    """A photo as a phone takes it."""
    out = BytesIO()
    Image.new("RGB", (1200, 900), "red").save(out, "JPEG")
    return out.getvalue()


async def test_the_whole_case_is_in_it(filing: World) -> None:
    number, zhao, li = (
        await a_case(filing, item_name="𠮷村䶮里居住证办理"),
        await handler(filing),
        await official(filing),
    )
    async with at_desk(filing, HANDLER, "qian", org=POLICE) as qian:
        await appeals(qian, number, ("窗口.jpg", photo()), ("排班.pdf", PDF), words="当天系统停电")
    await does(filing, li, number, Move.REVIEW, words="停电属实，但未公告", step=Step.PHONE)
    await does(filing, zhao, number, Move.ACKNOWLEDGE)
    await does(filing, li, number, Move.SUPERVISE, words="群众反映集中，请从快")
    await does(filing, zhao, number, Move.ADD_CO_HANDLER, org=LABOUR, words="查社保窗口排队")
    async with at_desk(filing, SUPERVISOR, "wang", org=OFFICE) as wang:
        body = await paper_of(wang, number)
    pages, text = pages_of(body), text_of(body)
    for part in ("差评转办单", "𠮷村䶮里居住证办理", "已督办", "领导批示", "签字", "起算"):
        assert part in pages[0], part
    for part in (
        "等了两个小时",
        "当天系统停电",
        "停电属实，但未公告",
        "电话核实",
        "窗口.jpg",
        "PDF 文件，请在工单页面打开。",
        "查社保窗口排队",
        "群众反映集中，请从快",
        "待签收 → 待核实",
        "江宁区公安分局",
        "好差评办公室",
        "申诉复核",
        "协办",
        "导出于",
    ):
        assert part in text, part
    assert pictures_in(body) == 1


async def test_what_came_of_it_is_in_it(filing: World) -> None:
    number, zhao, li, qian = (
        await a_case(filing),
        await handler(filing),
        await official(filing),
        await handler(filing, LABOUR),
    )
    await up_to(filing, zhao, number, Move.VERIFY)
    await does(filing, zhao, number, Move.CONSULT, org=LABOUR, words="要两家一起改")
    await does(filing, qian, number, Move.GIVE_OPINION, org=LABOUR, words="同意合并窗口")
    await does(filing, zhao, number, Move.CONCLUDE, words="下周合并窗口")
    await does(filing, zhao, number, Move.CLASSIFY, words="两家", track=Track.COMPLEX, depth=Depth.THOROUGH)
    await does(filing, zhao, number, Move.ASSIGN)
    await does(filing, zhao, number, Move.RECTIFY, words="合并了窗口")
    await does(filing, zhao, number, Move.ANSWER, words=ANSWER)
    await filing.pass_hours(18)
    await filing.phone(PHONE).says("1")
    await does(filing, li, number, Move.CLOSE)
    async with at_desk(filing, SUPERVISOR, "wang", org=OFFICE) as wang:
        text = text_of(await paper_of(wang, number))
    for part in ("会商", "同意合并窗口", "下周合并窗口", ANSWER, "按期答复", "起算", "已解决", "已销号"):
        assert part in text, part


async def test_it_is_a_file_with_a_chinese_name_for_nobody_else_and_on_record(filing: World) -> None:
    number = await a_case(filing, words=f"2 等了两个小时，打{PHONE}找我", applicant_name="王小明")
    async with at_desk(filing, HANDLER, "zhao", org=POLICE) as zhao:
        body, answer = await zhao.downloads(f"{CASES}/{number}/pdf")
    told = answer.headers["content-disposition"]
    assert (
        told
        == f"attachment; filename=\"case-{number}.pdf\"; filename*=UTF-8''{quote(f'差评工单{number}.pdf')}"
    )
    assert ("sandbox" in answer.headers["content-security-policy"], answer.headers["cache-control"]) == (
        True,
        "no-store",
    )
    text = text_of(body)
    assert "等了两个小时，打****找我" in text
    assert not [secret for secret in (PHONE, PHONE[-4:], "王小明") if secret in text]
    assert (
        await filing.value("SELECT string_agg(action, ' ') FROM audit_trail WHERE subject = 'case'")
        == "case_taken"
    )
    for role, area in ((HANDLER, AREA_CODE), (SUPERVISOR, NEXT_COUNTY)):
        async with at_desk(filing, role, area=area, org=LABOUR if role is HANDLER else None) as stranger:
            assert (await stranger.opens(f"{CASES}/{number}/pdf")).status == 404
    assert (
        await filing.value("SELECT string_agg(action, ' ') FROM audit_trail WHERE subject = 'case'")
        == "case_taken"
    )
    async with at_desk(filing, AUDITOR) as auditor:
        shown = await auditor.opens("/console/trail?action=case_taken")
        assert f"下载工单 PDF 工单 {number}" in shown.text


async def test_a_picture_that_lies_or_was_lost_does_not_break_it(filing: World, tmp_path: Path) -> None:
    number = await a_case(filing)
    async with at_desk(filing, HANDLER, "qian", org=POLICE) as qian:
        await appeals(qian, number, ("a.png", PNG), ("b.jpg", photo()[:400]), ("c.jpg", photo()))
        lost = sha256(photo()).hexdigest()
        next((tmp_path / "files").rglob(lost)).unlink()
        text = text_of(await paper_of(qian, number))
    assert text.count("图片无法显示：文件已损坏") == 2
    assert text.count("附件文件夹里找不到这个文件。") == 1


async def test_two_hundred_events_are_a_few_pages_and_little_work(filing: World) -> None:
    number, zhao = await a_case(filing), await handler(filing)
    await up_to(filing, zhao, number, Move.ANSWER)
    story = await sees(filing, zhao, number)
    long = replace(story, moments=story.moments * 25)
    assert len(long.moments) == 200
    begun = process_time()
    body = dossier(long, {}, "赵")
    assert (len(body) < 200_000, len(pages_of(body)) < 50, process_time() - begun < 20) == (True, True, True)
