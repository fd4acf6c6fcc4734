"""Closed cases for the library, written straight into the database."""

from datetime import date, timedelta

from haochaping.demo.samples import AREA, CATALOGUE
from store import catalogue
from store.db import Database, Transaction
from tests.usecases.learning.county import POLICE


async def a_closed_case(
    database: Database,
    rectified: date = date(2026, 3, 18),
    *,
    item: str = "A",
    reasons: tuple[str, ...] = ("efficiency",),
    area: str = AREA,
    org: str = POLICE,
    said: str = "等了两个小时，没人叫号",
    done: str = "加开了两个窗口，叫号改到大厅。",
    depth: str = "thorough",
) -> int:
    """A case of one oral complaint, put right on that day and closed two days later; its number."""
    async with database.transaction() as tx:
        await catalogue.put(tx, CATALOGUE)
        case_id: int = await tx.value(
            """INSERT INTO cases (item_code, item_name, area_code, lead_code, stage, track, depth, closing, improving,
                                  opened_at, moved_at, events)
               VALUES (%(item)s, '居民身份证换领', %(area)s, %(org)s, 'closed', 'general', %(depth)s, 'done',
                       %(depth)s = 'upgrade', %(on)s, %(on)s, 3) RETURNING id""",
            item=item,
            area=area,
            org=org,
            depth=depth,
            on=rectified,
        )
        await _complaint(tx, case_id, area, said, rectified)
        await _history(tx, case_id, done, rectified)
    return case_id


async def _complaint(tx: Transaction, case_id: int, area: str, said: str, rectified: date) -> None:
    """What a guide of the area heard, and that it was solved."""
    staff_id = await tx.value(
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('guide' || (SELECT count(*) FROM staff), '导服', '', 'counter_clerk', %(area)s, '2026-01-01',
                   '2026-01-01') RETURNING id""",
        area=area,
    )
    await tx.execute(
        """INSERT INTO case_complaints (case_id, kind, said_at, place, words, noted_by, outcome, answered_at)
           VALUES (%(id)s, 'oral', %(on)s, '大厅', %(said)s, %(staff_id)s, 'solved', %(on)s)""",
        id=case_id,
        on=rectified,
        said=said,
        staff_id=staff_id,
    )


async def _history(tx: Transaction, case_id: int, done: str, rectified: date) -> None:
    """Opened two days before it was put right, closed two days after."""
    for seq, move, on, words in (
        (1, "open", rectified - timedelta(days=2), ""),
        (2, "rectify", rectified, done),
        (3, "close", rectified + timedelta(days=2), ""),
    ):
        await tx.execute(
            """INSERT INTO case_events (case_id, seq, move, at, party, words, facts)
               VALUES (%(id)s, %(seq)s, %(move)s, %(on)s, 'lead', %(words)s, '{}')""",
            id=case_id,
            seq=seq,
            move=move,
            on=on,
            words=words,
        )


async def name_reasons(database: Database, case_id: int, *reasons: str) -> None:
    """An oral complaint names none; here it does, as the library keeps it."""
    async with database.transaction() as tx:
        await tx.execute(
            "UPDATE case_library SET reasons = %(reasons)s WHERE case_id = %(id)s",
            id=case_id,
            reasons=list(reasons),
        )
