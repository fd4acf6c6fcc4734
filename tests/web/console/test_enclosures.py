"""Photos and PDFs of an appeal: taken for what they are, kept beside the database, shown to those who see the case."""

import re
from pathlib import Path

import aiohttp
import pytest

from evaluation.cases.words import Move
from evaluation.enclosures import MOST_BYTES
from evaluation.staff import Role
from tests.usecases.cases.desk import LABOUR, OFFICE, POLICE, a_case, furnish, stands
from tests.web.pages import Shown
from tests.web.staff import Clerk, at_desk
from tests.world import World

CASES = "/console/cases"
PDF, PNG = b"%PDF-1.7 ".ljust(64), b"\x89PNG\r\n\x1a\n".ljust(64)


async def appeals(clerk: Clerk, number: int, *files: tuple[str, bytes], words: str = "当天没有开窗") -> Shown:
    """Appeal with some files."""
    page = f"{CASES}/{number}/do/appeal"
    form = aiohttp.FormData(quote_fields=False)  # as browsers write names
    for name, value in (("csrf", (await clerk.opens(page)).csrf), ("events", "2"), ("words", words)):
        form.add_field(name, value)
    for name, body in files:
        form.add_field("files", body, filename=name, content_type="text/html")
    return await clerk.posts(page, form)


def kept(tmp_path: Path) -> list[bytes]:
    """What is in the folder."""
    return sorted(file.read_bytes() for file in (tmp_path / "files").rglob("*") if file.is_file())


async def test_files_of_an_appeal_are_kept_and_shown_to_who_sees_the_case(
    filing: World, tmp_path: Path
) -> None:
    number = await a_case(filing)
    async with at_desk(filing, Role.DEPARTMENT_HANDLER, "zhao", org=POLICE) as zhao:
        shown = await appeals(zhao, number, ("../../值班表.pdf", PDF), ("窗口.PNG", PNG))
        assert (shown.path, "附件： 值班表.pdf" in shown.text) == (f"{CASES}/{number}", True)
    assert kept(tmp_path) == sorted([PDF, PNG])
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "files").rglob("*")} == {0}
    async with at_desk(filing, Role.SUPERVISOR, "li", org=OFFICE) as li:
        page = await li.opens(f"{CASES}/{number}")
        pdf, png = re.findall(rf'href="({CASES}/{number}/files/[0-9a-f]+)"', page.html)
        body, answer = await li.downloads(pdf)
        assert (body, answer.headers["content-type"]) == (PDF, "application/pdf")
        assert (
            answer.headers["content-disposition"]
            == "attachment; filename*=UTF-8''%E5%80%BC%E7%8F%AD%E8%A1%A8.pdf"
        )
        assert (
            answer.headers["x-content-type-options"],
            "sandbox" in answer.headers["content-security-policy"],
        ) == (
            "nosniff",
            True,
        )
        assert (await li.downloads(png))[1].headers["content-type"] == "image/png"
        assert (await li.opens(pdf[:-1] + ("0" if pdf[-1] != "0" else "1"))).status == 404
        assert (await li.opens(f"{CASES}/{number}/files/..%2f..%2fetc")).status == 404
    async with at_desk(filing, Role.DEPARTMENT_HANDLER, "qian", org=LABOUR) as qian:
        assert (await qian.opens(pdf)).status == 404


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([("a.pdf", PNG)], "文件的内容与后缀不符"),
        ([("a.png", PDF)], "文件的内容与后缀不符"),
        ([("a", PNG)], "文件的内容与后缀不符"),
        ([("a.pdf", b"<script>alert(1)</script>")], "只能上传照片"),
        ([("a.html", b"<html>")], "只能上传照片"),
        ([("a.pdf", b"")], "文件是空的"),
        ([("a.pdf", PDF.ljust(MOST_BYTES + 1))], "每个文件最大4MB"),
        ([(f"{n}.pdf", PDF) for n in range(4)], "最多3个文件"),
        ([("a.pdf", PDF), ("b.gif", b"GIF89a")], "只能上传照片"),
    ],
)
async def test_others_are_refused_and_nothing_is_kept(
    filing: World, tmp_path: Path, files: list[tuple[str, bytes]], why: str
) -> None:
    number = await a_case(filing)
    async with at_desk(filing, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        shown = await appeals(zhao, number, *files)
    assert (shown.status, why in shown.text) == (422, True)
    assert kept(tmp_path) == []
    assert (await stands(filing, number)).events == 2


async def test_three_large_ones_pass_and_more_than_that_is_not_read(filing: World, tmp_path: Path) -> None:
    number = await a_case(filing)
    async with at_desk(filing, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        assert (await appeals(zhao, number, ("a.pdf", PDF.ljust(14 << 20)))).status == 413
        shown = await appeals(zhao, number, *[(f"{n}.pdf", PDF.ljust(MOST_BYTES - n)) for n in range(3)])
        assert shown.path == f"{CASES}/{number}", shown.text
        assert (await zhao.posts(f"{CASES}/{number}/do/verify", b"x" * (2 << 20))).status == 413
    assert len(kept(tmp_path)) == 3


async def test_a_file_that_the_folder_lost_is_not_found(filing: World, tmp_path: Path) -> None:
    number = await a_case(filing)
    async with at_desk(filing, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        shown = await appeals(zhao, number, ("a.pdf", PDF))
        address = re.findall(rf'href="({CASES}/{number}/files/[0-9a-f]+)"', shown.html)[0]
        next(file for file in (tmp_path / "files").rglob("*") if file.is_file()).unlink()
        assert (await zhao.opens(address)).status == 404


async def test_without_a_folder_none_are_taken(world: World) -> None:
    await furnish(world)
    number = await a_case(world)
    async with at_desk(world, Role.DEPARTMENT_HANDLER, org=POLICE) as zhao:
        assert 'type="file"' not in (await zhao.opens(f"{CASES}/{number}/do/{Move.APPEAL}")).html
        shown = await appeals(zhao, number, ("a.pdf", PDF))
        assert (shown.path, "附件" in shown.text) == (f"{CASES}/{number}", False)
