"""Papers: where lines end, what cannot be printed, pictures that lie, and rows longer than a page."""

import re
from datetime import datetime
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from evaluation.window import CIVIL_ZONE
from tests.web.paper.reading import fonts_in, pages_of, text_of
from web.paper.breaking import broken, without_marks
from web.paper.paper import MARGIN, MM, PAD, WIDTH, Cell, Paper
from web.paper.pictures import SIDE, reduced

AT = datetime(2026, 9, 8, 16, 0, tzinfo=CIVIL_ZONE)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("等了两个小时", ["等了两个小时"]),
        ("等了两个小时没有人管", ["等了两个小时", "没有人管"]),
        ("窗口（三号）没人", ["窗口（三号）", "没人"]),
        ("一二三四五六。", ["一二三四五", "六。"]),  # no line begins with a full stop
        ("一二三四五（六）", ["一二三四五", "（六）"]),  # nor ends with an opening bracket
        ("打13900000001", ["打", "13900000001"]),  # a number is not torn
        ("the hall was shut", ["the hall was", "shut"]),
        ("一行\n\n又一行", ["一行", "", "又一行"]),
        ("x" * 50, ["x" * 12] * 4 + ["xx"]),  # what has no end is
    ],
)
def test_where_a_line_ends(text: str, lines: list[str]) -> None:
    assert broken(text, 12, lambda piece: sum(1 if c < "\u0100" else 2 for c in piece)) == lines


def test_what_prints_nothing_is_left_out() -> None:
    assert without_marks("a\u200b\u202eb\x07\tc\ufe0f\r\nd\re") == "ab c\nd\ne"


def printed(*texts: str) -> bytes:
    """A paper of some rows."""
    paper = Paper("试印", "试印", AT)
    for text in texts:
        paper.row([Cell(text, WIDTH)])
    return paper.finish()


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("𠮷田", "𠮷田"),  # in no font for simplified Chinese
        ("䶮龑㛃", "䶮龑㛃"),
        ("Ünïted №1", "Ünïted №1"),
        ("满意🙂", "满意〔U+1F642〕"),
        ("\U0003106f", "〔U+3106F〕"),
        ("\ud83d", "〔U+D83D〕"),
    ],
)
def test_a_rare_character_is_printed_or_told_by_its_code(written: str, found: str) -> None:
    assert found in text_of(printed(written))


def test_the_letters_are_in_the_file_and_no_others() -> None:
    body = printed("差评转办单" * 100)
    assert {(name.partition("+")[2], embedded) for name, embedded in fonts_in(body)} == {("NotoSansSC", True)}
    assert len(body) < 10_000


def test_a_text_keeps_off_the_rules_on_both_sides() -> None:
    paper = Paper("试印", "试印", AT)
    paper.row([Cell("单" * 20, WIDTH / 2)])
    with pypdfium2.PdfDocument(paper.finish()) as printed_paper:
        page = printed_paper[0].get_textpage()
        first = [
            page.get_charbox(place)
            for place in range(page.count_chars())
            if page.get_text_range(place, 1) == "单"
        ]
    left, right = min(box[0] for box in first) * MM, max(box[2] for box in first) * MM
    assert left >= MARGIN + PAD
    assert right <= MARGIN + WIDTH / 2 - PAD


def test_a_row_longer_than_a_page_goes_on_overleaf_and_nothing_is_lost() -> None:
    body = printed("开头" + "很长的一段话，" * 2000 + "结尾")
    pages = pages_of(body)
    text = "".join(re.sub(r"试印\s*第 \d+ 页，共 \d+ 页", "", page) for page in pages)
    assert len(pages) > 5
    assert ("开头" in text, "结尾" in text, text.count("很长的一段话")) == (True, True, 2000)


def photo(form: str, size: tuple[int, int] = (3000, 2000), mode: str = "RGB", **how: object) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new(mode, size, "red").save(out, form, **how)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_photo_is_made_small(form: str) -> None:
    found = reduced(photo(form))
    assert found is not None
    assert max(found.width, found.height) == SIDE
    assert len(found.jpeg) < 40_000


def test_a_photo_taken_upright_stays_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    found = reduced(photo("JPEG", (300, 200), exif=turned))
    assert found is not None
    assert (found.width, found.height) == (200, 300)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x89PNG\r\n\x1a\n".ljust(64),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR",
        photo("PNG")[:200],
        photo("JPEG")[:300],
        photo("WEBP")[:40],
        b"\xff\xd8\xff\xe0" + b"x" * 500,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo("GIF"),
        photo("PNG", (30_000, 30_000), "1"),  # a bomb
        photo("PNG", (6_000, 6_000), "1"),
    ],
)
def test_a_picture_that_lies_is_broken_or_too_large_is_none(body: bytes) -> None:
    assert reduced(body) is None
