import pytest

from store.db import Database
from tests.usecases.files.office import Office


@pytest.fixture
async def office(database: Database) -> Office:
    """An office whose catalogue knows one org."""
    opened = Office(database)
    await opened.furnish()
    return opened
