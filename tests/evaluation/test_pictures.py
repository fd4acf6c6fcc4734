import pytest

from evaluation.pictures import picture_type

PNG = b"\x89PNG\r\n\x1a\n" + b"rest"
JPEG = b"\xff\xd8\xff\xe0" + b"rest"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
        (b"", None),
        (PNG[:7], None),
        (b"RIFF\x10\x00\x00\x00WAVE", None),
        (b"GIF89a", None),
        (b"<svg onload=alert(1)>", None),
        (b"<script>" + PNG, None),
        (b"%PDF-1.7", None),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(body: bytes, media_type: str | None) -> None:
    assert picture_type(body) == media_type
