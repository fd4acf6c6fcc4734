"""Files that bodies enclose with their appeals: in a folder of their own, each under the digest of its bytes."""

import hashlib
import os
import tempfile
from asyncio import to_thread
from contextlib import suppress
from pathlib import Path

from evaluation.enclosures import Enclosure, checked_type, plain_name


class Enclosures:
    """The folder (`cases.attachments`). A file is never changed; one whose event was not kept harms nobody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: str, body: bytes) -> Enclosure:
        """Keep a file; raises `BadFile`."""
        name = plain_name(name)
        kept = Enclosure(name, checked_type(name, body), len(body), hashlib.sha256(body).hexdigest())
        await to_thread(self._write, kept.digest, body)
        return kept

    async def read(self, digest: str) -> bytes | None:
        """The bytes of a file that was kept; None where the folder has lost it."""
        try:
            return await to_thread(self._place(digest).read_bytes)
        except FileNotFoundError:
            return None

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _write(self, digest: str, body: bytes) -> None:
        """Whole or not at all: what has its name is complete."""
        place = self._place(digest)
        if place.exists():
            return
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, begun = tempfile.mkstemp(dir=place.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(begun).replace(place)
        finally:
            with suppress(FileNotFoundError):
                Path(begun).unlink()
