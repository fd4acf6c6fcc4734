"""A paper of A4 pages: rows of text in columns, with or without lines around them, and pictures."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from web.paper.breaking import broken, without_marks
from web.paper.pictures import Picture

MARGIN, WIDTH, BOTTOM = 18.0, 174.0, 278.0
"""Millimetres: of the sides, of the text between them, and where the text ends."""
PAD, LINE, SIZE = 1.6, 1.6, 10.0
"""Inside of a row; a line to the size of its letters; their size in points."""
MM = 25.4 / 72
DARK, GREY, RULE = 32, 110, 170
MOST_HIGH = 120.0
"""Of a picture."""

MAIN, RARE = "main", "rare"
_FONTS = {
    MAIN: ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
    RARE: ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
}
"""Simplified Chinese; and, for characters that it lacks (𠮷 in a name), all of CJK in Japanese forms."""

# What a font lacks is written as its code; fontTools tells of every table that it drops.
for _noisy in ("fpdf", "fontTools"):
    logging.getLogger(_noisy).setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a column so many millimetres wide."""

    text: str
    width: float
    ink: int = DARK


class _Pages(FPDF):
    """Pages with a line at their foot."""

    foot = ""

    def footer(self) -> None:
        """Write what the paper is, and which page of how many."""
        self.set_y(-13)
        self.set_font(MAIN, size=8)
        self.set_text_color(GREY)
        self.cell(WIDTH / 2, 5, self.foot)
        self.cell(WIDTH / 2, 5, f"第 {self.page_no()} 页，共 {{nb}} 页", align="R")


class Paper:
    """A paper in the making; `finish` gives it as PDF. It takes processor time: make it off the event loop."""

    def __init__(self, title: str, foot: str, made_at: datetime) -> None:
        self._pdf = _Pages()
        self._add_font(MAIN)
        self._known = _letters(self._pdf, MAIN)
        self._rare: set[int] | None = None
        self._pdf.foot = self.shown(foot)
        self._pdf.set_title(title)
        self._pdf.set_lang("zh-CN")
        self._pdf.set_creation_date(made_at)
        self._pdf.set_margins(MARGIN, MARGIN)
        self._pdf.c_margin = (
            0  # what is inside of a row is ours alone: fpdf2 would shift its text to the right
        )
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_draw_color(RULE)
        self._pdf.add_page()
        self._measure = cache(self._width_of)

    def title(self, text: str) -> None:
        """What the paper is."""
        self._pdf.set_font(MAIN, size=18)
        self._pdf.set_text_color(DARK)
        self._pdf.cell(WIDTH, 12, self.shown(text), align="C", new_x="LMARGIN", new_y="NEXT")
        self.space(2)

    def heading(self, text: str) -> None:
        """The heading of a part; it does not stand alone at the end of a page."""
        self.keep_together(30)
        self.space(4)
        self.row([Cell(text, WIDTH)], size=13, lines=False)

    def new_page(self) -> None:
        """Go on with the next page."""
        self._pdf.add_page()

    def keep_together(self, height: float) -> None:
        """Begin a new page unless this one has room for so many millimetres; more than a page has room anywhere."""
        if self._pdf.get_y() + height > BOTTOM and height < BOTTOM - MARGIN:
            self._pdf.add_page()

    def space(self, height: float) -> None:
        """Leave some millimetres."""
        self._pdf.set_y(self._pdf.get_y() + height)

    def row(
        self,
        cells: Sequence[Cell],
        *,
        least: int = 1,
        lines: bool = True,
        size: float = SIZE,
        left: float = 0,
    ) -> None:
        """Cells beside each other, at least so many lines high, from `left` on; what has no room goes on overleaf."""
        self._pdf.set_font(MAIN, size=size)
        texts = [self._broken(cell.text, cell.width - 2 * PAD) for cell in cells]
        owed = max(least, *map(len, texts))
        while owed > 0:
            room = self._room(size)
            if room < min(owed, 3):
                self._pdf.add_page()
                self._pdf.set_font(MAIN, size=size)
                continue
            self._some(cells, [text[:room] for text in texts], min(owed, room), size, left, lines=lines)
            texts, owed = [text[room:] for text in texts], owed - room

    def _some(
        self,
        cells: Sequence[Cell],
        texts: Sequence[Sequence[str]],
        high: int,
        size: float,
        left: float,
        *,
        lines: bool,
    ) -> None:
        """The part of a row that a page has room for."""
        pdf, step = self._pdf, size * MM * LINE
        x, y, height = MARGIN + left, pdf.get_y(), high * step + (2 * PAD if lines else 0)
        for cell, text in zip(cells, texts, strict=True):
            if lines:
                pdf.rect(x, y, cell.width, height)
            pdf.set_text_color(cell.ink)
            for number, line in enumerate(text):
                pdf.set_xy(x + PAD, y + (PAD if lines else 0) + number * step)
                pdf.cell(cell.width - 2 * PAD, step, line)
            x += cell.width
        pdf.set_xy(MARGIN, y + height)

    def picture(self, picture: Picture) -> None:
        """A picture, as wide as the text or as high as allowed."""
        width, height = sides(picture)
        self.keep_together(height)
        y = self._pdf.get_y()
        self._pdf.image(BytesIO(picture.jpeg), MARGIN + PAD, y, width, height)
        self._pdf.set_y(y + height + 2)

    def finish(self) -> bytes:
        """The paper, with the letters that it uses and no others."""
        return bytes(self._pdf.output())

    def shown(self, text: str) -> str:
        """A text as it can be printed: a character that no font has is told by its code, 〔U+1F642〕."""
        return "".join(c if self._has(c) else f"〔U+{ord(c):04X}〕" for c in without_marks(text))

    def _has(self, character: str) -> bool:
        code = ord(character)
        if character == "\n" or code in self._known:
            return True
        if self._rare is None:
            self._add_font(RARE)
            self._pdf.set_fallback_fonts([RARE], exact_match=False)
            self._rare = _letters(self._pdf, RARE)
        return code in self._rare

    def _broken(self, text: str, width: float) -> list[str]:
        size = self._pdf.font_size_pt
        return broken(self.shown(text), width, lambda piece: self._measure(piece) * size)

    def _width_of(self, piece: str) -> float:
        """Millimetres at a size of one point."""
        return self._pdf.get_string_width(piece) / self._pdf.font_size_pt

    def _room(self, size: float) -> int:
        """How many lines of this size the page still has."""
        return int((BOTTOM - self._pdf.get_y() - 2 * PAD) / (size * MM * LINE))

    def _add_font(self, name: str) -> None:
        package, file = _FONTS[name]
        self._pdf.add_font(name, fname=Path(str(files(package) / file)))


def sides(picture: Picture) -> tuple[float, float]:
    """How wide and how high a picture is shown, in millimetres."""
    ratio = picture.height / picture.width
    width = min(WIDTH - 2 * PAD, MOST_HIGH / ratio, picture.width * MM)
    return width, width * ratio


def _letters(pdf: FPDF, name: str) -> set[int]:
    """The code points that a font has."""
    font = pdf.fonts[name]
    assert isinstance(font, TTFFont), "both are files"
    return set(font.cmap)
