"""Lets tests of several workers run beside each other, or one of them alone."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO


class Turnstile:
    """Two locked files: who wants to be alone keeps the entrance, so nobody new gets in before them."""

    def __init__(self, path: Path) -> None:
        self._entrance = path.with_suffix(".entrance").open("w")
        self._room = path.with_suffix(".room").open("w")

    @contextmanager
    def through(self, *, alone: bool) -> Iterator[None]:
        """Pass in, with others or alone."""
        with ExitStack() as inside:
            if alone:
                inside.enter_context(_locked(self._entrance, fcntl.LOCK_EX))
                inside.enter_context(_locked(self._room, fcntl.LOCK_EX))
            else:
                with _locked(self._entrance, fcntl.LOCK_EX):
                    inside.enter_context(_locked(self._room, fcntl.LOCK_SH))
            yield


@contextmanager
def _locked(file: IO[str], how: int) -> Iterator[None]:
    fcntl.flock(file, how)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
