"""Pictures that staff upload: which kind one is, by its own first bytes and never by what its sender says."""

MOST_BYTES = 200_000
"""A gift's picture is as large as this at most; the table's constraint says the same."""

_BEGINNINGS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


def picture_type(body: bytes) -> str | None:
    """The media type of a PNG, JPEG or WebP; None for anything else."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for sign, media_type in _BEGINNINGS if body.startswith(sign)), None)
