"""Photos as a paper shows them: small, upright, and only those that can be read."""

from dataclasses import dataclass
from io import BytesIO
from struct import error as StructError  # noqa: N812

from PIL import Image, ImageOps

SIDE = 1400
"""Pixels: as sharp as a page needs."""
MOST_PIXELS = 20_000_000
"""Of one that is read whole: some 80 MB in memory. A JPEG is read at a fraction of its size."""
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    StructError,
    IndexError,
    Image.DecompressionBombError,
)
"""What Pillow raises for a picture that lies or breaks off."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as JPEG, and its sides in pixels."""

    jpeg: bytes
    width: int
    height: int


def reduced(body: bytes) -> Picture | None:
    """A photo made small; None for what is none, is broken, or is too large to be read."""
    try:
        with Image.open(BytesIO(body), formats=("PNG", "JPEG", "WEBP")) as opened:
            opened.draft("RGB", (SIDE, SIDE))
            if opened.width * opened.height > MOST_PIXELS:
                return None
            return _kept(opened)
    except _UNREADABLE:
        return None


def _kept(opened: Image.Image) -> Picture:
    upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((SIDE, SIDE))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright)
    out = BytesIO()
    flat.save(out, "JPEG", quality=80)
    return Picture(out.getvalue(), *flat.size)
