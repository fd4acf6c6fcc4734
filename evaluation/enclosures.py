"""附件: what a body encloses with an appeal. A file is what its own first bytes say, never what its sender says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from evaluation.pictures import picture_type
from evaluation.refusal import Refused

MOST_BYTES = 4_000_000
"""Of one file: a photo of a phone, some pages scanned."""
MOST_FILES = 3
LONGEST_NAME = 80

PDF = "application/pdf"
_ENDINGS: Mapping[str, str] = {
    "pdf": PDF,
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}

EMPTY = "empty"
TOO_LARGE = "too_large"
TOO_MANY = "too_many"
UNKNOWN_TYPE = "unknown_type"
"""Neither a photo nor a PDF."""
LYING_TYPE = "lying_type"
"""Its name says another type than its bytes."""


class BadFile(Refused):
    """A file that is not taken; `because` is one of the words above."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that was kept: found again by its digest."""

    name: str
    media_type: str
    size: int
    digest: str


def checked_type(name: str, body: bytes) -> str:
    """The media type of a file that may be enclosed; raises `BadFile`."""
    if not body:
        raise BadFile(EMPTY)
    if len(body) > MOST_BYTES:
        raise BadFile(TOO_LARGE)
    found = PDF if body.startswith(b"%PDF-") else picture_type(body)
    if found is None:
        raise BadFile(UNKNOWN_TYPE)
    if _ENDINGS.get(PurePosixPath(name.lower()).suffix.lstrip(".")) != found:
        raise BadFile(LYING_TYPE)
    return found


def plain_name(name: str) -> str:
    """A file's name without folders, and without what no name should hold."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c if c.isprintable() and c not in '"<>|:*?' else "_" for c in last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else kept[:LONGEST_NAME]
