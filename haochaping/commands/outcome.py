"""How a command that takes a file ends: with 0 when all of it was taken, with 1 and what is wrong when not."""

import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

from store.db import LOST
from usecases.files.errors import TableError


class Summary(Protocol):
    """What became of a file."""

    def in_words(self) -> str:
        """In words for those who sent it."""
        ...

    def is_whole(self) -> bool:
        """Whether nothing of it was rejected."""
        ...


async def conclude(path: Path, work: Awaitable[Summary]) -> int:
    """Wait for the work, say how it ended, and return the exit code."""
    try:
        summary = await work
    except TableError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename or path}: {error.strerror}")
    except LOST as error:
        reason = type(error).__name__
        return _fail(f"the database cannot be reached ({reason}); run it again: nothing is taken twice")
    sys.stdout.write(f"{summary.in_words()}\n")
    return 0 if summary.is_whole() else 1


def _fail(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return 1
