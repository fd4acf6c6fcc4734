"""一件事: planted pairs are found, agents and strangers are not."""

import random
from datetime import date

from haochaping.demo.samples import AREA
from store.db import Database
from tests.usecases.learning.county import AUGUST, STREET, Served, learn, learned, write

JULY = date(2026, 7, 20)


async def test_what_is_needed_together(database: Database) -> None:
    both = [
        Served(who, item, on=date(2026, 9, 1 + at))
        for who in range(1, 13)
        for item, at in (("A", 0), ("B", 20))
    ]
    across = [Served(who, "A", on=date(2026, 8, 15)) for who in range(13, 21)]
    across += [Served(who, "B", area=STREET, on=date(2026, 9, 10)) for who in range(13, 21)]
    late = [
        Served(who, item, on=on)
        for who in range(21, 31)
        for item, on in (("C", JULY), ("D", date(2026, 9, 2)))
    ]
    alone = [Served(who, "AC"[who % 2], on=date(2026, 9, 5)) for who in range(40, 240)]
    await write(database, [*both, *across, *late, *alone])
    await learn(database)
    (bundle,) = (await learned(database)).learned.bundles
    assert (bundle.items, bundle.citizens, bundle.of) == (("A", "B"), 20, 230)
    assert bundle.alone == (120, 20)
    assert round(bundle.expected, 2) == 10.43
    assert (await learned(database, STREET)).learned.bundles == ()  # A was needed elsewhere


async def test_agents_teach_nothing(database: Database) -> None:
    served = [Served(who, "A", on=date(2026, 9, 5)) for who in range(1, 100)]
    await write(database, served)
    async with database.transaction() as tx:
        await tx.execute(
            """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code,
                                   citizen_id, service_channel, applicant_type, finished_at, received_at, withdrawn,
                                   state, excluded_because)
               SELECT 'agent', who || '-' || item, 1, 'I' || item, 'I' || item, 'x', %(area)s, who, 'window',
                      'person', '2026-09-03', '2026-09-03', false, 'excluded', 'no_address'
                 FROM generate_series(1, 20) AS who, generate_series(1, 13) AS item""",
            area=AREA,
        )
    await learn(database)
    assert (await learned(database)).learned.bundles == ()


async def test_noise_yields_almost_none(database: Database) -> None:
    dice = random.Random(4)
    served = [
        Served(who, dice.choice("ABCD"), on=date(2026, 9, dice.randint(1, 30)), level=dice.choice((5, None)))
        for who in range(1, 801)
        for _ in range(dice.choice((1, 1, 2)))
    ]
    await write(database, [*served, Served(1, on=AUGUST)])
    await learn(database)
    assert len((await learned(database)).learned.bundles) == 0
