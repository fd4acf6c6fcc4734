"""The links and printed sheets of a hall: what stands on them, and that they fit their paper."""

import asyncio
import re
from pathlib import Path
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

import pytest

from evaluation.levels import BEST_FIRST
from haochaping.commands import links
from haochaping.posters.drawing import Occasion, Sheet, draw, fit
from haochaping.settings import Settings
from store.signed_links import Purpose, Tokens
from tests.world import ORG_CODE, World, a_record

SVG = "{http://www.w3.org/2000/svg}"
LONG = "南京市江宁区东山街道政务服务与便民利民综合服务管理中心（第二办事大厅）<&>"
ALL = {
    f"{kind}-{size}.{lang}.svg"
    for kind in ("poster", "card", "slogan")
    for size in ("a4", "a6")
    for lang in ("zh", "en")
}


def sheets(**changes: str) -> list[Sheet]:
    given = {
        "hall": "江宁区行政审批局",
        "link": "https://a.example/k/x",
        "hotline": "12345",
        "digits": "stars",
    }
    return draw(Occasion(**{**given, **changes}))


def texts(sheet: Sheet) -> list[str]:
    return ["".join(found.itertext()) for found in ET.fromstring(sheet.content).iter(f"{SVG}text")]


def test_every_kind_in_both_languages_and_sizes_and_a_page_that_prints_them() -> None:
    *drawn, together = sheets()
    assert {sheet.name for sheet in drawn} == ALL
    assert together.name == "print.html"
    assert set(re.findall(r'src="([^"]+)"', together.content)) == ALL
    for sheet in drawn:
        assert {sheet.width, sheet.height} == ({210, 297} if "a4" in sheet.name else {105, 148})
        assert f"size: {sheet.width}mm {sheet.height}mm" in together.content


def test_a_poster_shows_code_number_hotline_and_levels_best_first() -> None:
    zh = next(sheet for sheet in sheets(text_to="10690001") if sheet.name == "poster-a4.zh.svg")
    said = texts(zh)
    assert "江宁区行政审批局" in said
    assert "也可发短信到 10690001" in said
    assert any("12345" in line for line in said)
    assert [line for line in said if line.isdigit()] == ["5", "4", "3", "2", "1"]
    words = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert [line for line in said if line in words] == words
    assert "评价二维码" in zh.content


def test_digits_are_those_that_replies_are_read_by() -> None:
    said = texts(next(sheet for sheet in sheets(digits="rank") if sheet.name == "poster-a4.zh.svg"))
    assert [line for line in said if line.isdigit()] == ["1", "2", "3", "4", "5"]


def test_without_a_number_to_text_none_is_offered() -> None:
    assert not any("发短信到" in sheet.content or "can also text" in sheet.content for sheet in sheets())


@pytest.mark.parametrize("hall", ["厅", LONG])
def test_any_name_fits_and_nothing_in_it_is_markup(hall: str) -> None:
    for sheet in sheets(hall=hall)[:-1]:
        assert hall in texts(sheet)
        page = ET.fromstring(sheet.content)
        width = float(page.attrib["viewBox"].split()[2])
        for line in page.iter(f"{SVG}text"):
            assert _left_and_right_fit(line, width), "".join(line.itertext())


def _left_and_right_fit(line: ET.Element, width: float) -> bool:
    ems = sum(1 if east_asian_width(each) in "WF" else 0.65 for each in "".join(line.itertext()))
    length, x = ems * float(line.attrib["font-size"]), float(line.attrib["x"])
    left = x if line.attrib["text-anchor"] == "start" else x - length / 2
    return left >= 0 and left + length <= width


def test_a_line_is_as_large_as_it_may_be_and_no_larger() -> None:
    assert fit("满意", 10, 100) == 10
    assert fit("满意" * 10, 10, 100) == 5
    assert fit("", 10, 100) == 10


def settings_of(world: World) -> Settings:
    return world.parts.settings


async def test_the_links_of_a_hall_open_its_pages(world: World) -> None:
    told = await asyncio.to_thread(links.of_hall, settings_of(world), ORG_CODE, None)
    found = {line.split("\t")[0]: line.split("\t")[1] for line in told}
    assert set(found) == {"kiosk", "sheet", "guide"}
    assert told == await asyncio.to_thread(links.of_hall, settings_of(world), ORG_CODE, None)
    for purpose, url in found.items():
        assert Tokens(world.parts.vault).read(url.rsplit("/", 1)[1], Purpose(purpose)) is not None
        async with world.http.get(url.replace("http://127.0.0.1:8000", world.base_url)) as page:
            assert page.status == 200


async def test_posters_are_written_to_a_folder_and_an_unknown_org_has_none(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "sheets"
    count = await asyncio.to_thread(links.posters, settings_of(world), ORG_CODE, folder, None, None)
    assert count == len(ALL) + 1
    assert {file.name for file in folder.iterdir()} == {*ALL, "print.html"}
    with pytest.raises(ValueError, match="no org 'X'"):
        await asyncio.to_thread(links.posters, settings_of(world), "X", folder, None, None)


async def test_the_link_to_a_chat_is_its_citizens(world: World) -> None:
    record, nobody = a_record(), a_record(phone=None)
    await world.send_records(record, nobody)
    url = await asyncio.to_thread(links.of_chat, settings_of(world), "test", record["record_no"], 1)
    async with world.http.get(url.replace("http://127.0.0.1:8000", world.base_url)) as page:
        assert page.status == 200
    for number in (nobody["record_no"], "nothing"):
        with pytest.raises(ValueError, match="somebody to talk to"):
            await asyncio.to_thread(links.of_chat, settings_of(world), "test", number, 1)


def test_every_level_has_its_face() -> None:
    poster = next(sheet for sheet in sheets() if sheet.name == "poster-a4.zh.svg")
    assert poster.content.count("<circle") == len(BEST_FIRST)
