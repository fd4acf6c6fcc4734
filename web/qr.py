"""QR codes as SVG, drawn by segno: pure Python, nothing to install beside it."""

from io import BytesIO

import segno

QUIET = 4
"""Light modules around the code, as ISO/IEC 18004 asks for."""


def qr_svg(text: str, label: str) -> str:
    """A QR code as an `<svg>` element of any size; `label` is what a screen reader says.

    Error level M: a printed sheet may be soiled a little.
    """
    drawn = BytesIO()
    _code(text).save(
        drawn,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=QUIET,
        title=label,
        svgclass=None,
        lineclass=None,
        dark="#000",
        light="#fff",
        nl=False,
    )
    return drawn.getvalue().decode()


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
