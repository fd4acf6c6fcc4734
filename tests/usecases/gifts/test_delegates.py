"""Who spends an organisation's points, from when until when."""

import pytest

from store import delegates
from store.db import Database
from tests.usecases.gifts.shop import WANG, a_redeemer, furnish
from tests.usecases.points.books import NOW
from usecases.gifts.delegates import NotACreditCode, authorise, end_authority

ORG = "91350211M000100Y46"


async def test_an_authority_is_noted_with_who_noted_it_and_ends(database: Database) -> None:
    await furnish(database)
    chen = await a_redeemer(database, 1)
    async with database.transaction() as tx:
        assert await authorise(tx, " 91350211m000100y46", chen, WANG.staff_id, NOW)
        assert not await authorise(tx, ORG, chen, WANG.staff_id, NOW)
        (noted,) = await delegates.of_organisation(tx, ORG)
        assert (noted.citizen_id, noted.authorised_by, noted.authorised_at) == (chen, "王", NOW)
        assert await end_authority(tx, ORG, chen, WANG.staff_id, NOW)
        assert not await end_authority(tx, ORG, chen, WANG.staff_id, NOW)
        assert await delegates.organisations_of(tx, chen) == []
        assert await authorise(tx, ORG, chen, WANG.staff_id, NOW), "it may be given again"


@pytest.mark.parametrize("written", ["", "91350211M000100Y43", "320115199001011234"])
async def test_what_is_no_credit_code_is_refused(database: Database, written: str) -> None:
    await furnish(database)
    chen = await a_redeemer(database, 1)
    async with database.transaction() as tx:
        with pytest.raises(NotACreditCode):
            await authorise(tx, written, chen, WANG.staff_id, NOW)
