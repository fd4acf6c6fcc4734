"""A PDF as Chromium's own engine reads it: what can be selected, searched and seen in it."""

import pypdfium2


def pages_of(body: bytes) -> list[str]:
    """What each page says, without ends of lines."""
    with pypdfium2.PdfDocument(body) as paper:
        return [page.get_textpage().get_text_range().replace("\r", "").replace("\n", "") for page in paper]


def text_of(body: bytes) -> str:
    """What the pages say."""
    return "".join(pages_of(body))


def pictures_in(body: bytes) -> int:
    """How many pictures are on its pages."""
    image = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    with pypdfium2.PdfDocument(body) as paper:
        return sum(each.type == image for page in paper for each in page.get_objects())


def fonts_in(body: bytes) -> set[tuple[str, bool]]:
    """The fonts that its pages use, and whether each is in the file."""
    with pypdfium2.PdfDocument(body) as paper:
        texts = (
            each for page in paper for each in page.get_objects() if isinstance(each, pypdfium2.PdfTextObj)
        )
        return {(font.get_base_name(), font.is_embedded) for font in (text.get_font() for text in texts)}
