"""A short history of points, gifts and ratings that a clerk could follow with a pencil.

                 earned                                 spent and back                       otherwise
2025-12-20  A    10 for a visit in 江宁
2025-12-30  C    10 for a visit in 东山                                                      lapse with 2026
2026-08-05  A    10 for a visit in 东山
2026-08-20  A    50 for a suggestion
2026-09-01  A                                           30 at the hall (江宁)                 collected on the 11th
2026-09-02  B    10 for a visit in 江宁
2026-09-03  B    10 for a visit in 东山                                                      corrected on 10-08
2026-09-04  B    50 for a suggestion
2026-09-05  B                                           30 in the street (东山)               cancelled on the 20th
2026-09-15  B    5 for a call-back
"""

from dataclasses import replace
from datetime import datetime
from itertools import count

from evaluation.points import Earned, visit_reference
from evaluation.vouchers import State
from evaluation.window import CIVIL_ZONE
from haochaping.demo.samples import AREA, ORG
from store import stock
from store.db import Database, Transaction
from store.ledger import Holder
from store.vouchers import By
from tests.usecases.gifts.shop import HALL, STREET, TOWEL, WANG, furnish, wish
from tests.usecases.gifts.shop import RULES as SHOP_RULES
from tests.usecases.points.books import a_citizen
from usecases.gifts.cancel import cancel
from usecases.gifts.collect import collect, undo_collection
from usecases.gifts.reserve import reserve
from usecases.points import correct
from usecases.points.earn import earn
from usecases.points.expire import expire
from usecases.two_people import Signature

RULES = replace(SHOP_RULES, points=replace(SHOP_RULES.points, ratings_to_redeem=0))
"""Whoever has the points may redeem: this history is about where they go."""
STREET_AREA = "320115001000"
STREET_ORG = "11320115MB00001018"
POLICE = "113201150141490016"

_numbers = count(1)


def at(text: str) -> datetime:
    """ "2026-09-01" or "2026-09-01 10:05", civil time; ten o'clock unless it says so."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=CIVIL_ZONE)


async def a_visit(
    tx: Transaction,
    finished: str,
    *,
    area: str = AREA,
    org: str = ORG,
    state: str = "lapsed",
    because: str | None = None,
    prompted: bool = True,
    closes: str | None = None,
    level: int | None = None,
) -> int:
    """A visit as it stands; `closes`: the end of its window, five days after the prompt unless it says so."""
    visit_id: int = await tx.value(
        """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code,
                               service_channel, applicant_type, finished_at, received_at, withdrawn, state,
                               excluded_because, prompted_at, window_closes_at)
           VALUES ('test', %(no)s, 1, '1', '换证', %(org)s, %(area)s, 'window', 'person', %(finished)s, %(finished)s,
                   %(withdrawn)s, %(state)s, %(because)s, %(prompted)s,
                   coalesce(%(closes)s, %(prompted)s::timestamptz + interval '5 days')) RETURNING id""",
        no=f"H{next(_numbers)}",
        org=org,
        area=area,
        finished=at(finished),
        withdrawn=because == "withdrawn",
        state="rated" if level else state,
        because=because,
        prompted=at(finished) if prompted else None,
        closes=at(closes) if closes else None,
    )
    if level is not None:
        await _rated(tx, visit_id, level, at(finished))
    return visit_id


async def _rated(tx: Transaction, visit_id: int, level: int, when: datetime) -> None:
    await tx.execute(
        """INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
           VALUES (%(event)s, '', 1, '{}', %(at)s, true)""",
        event=f"event {visit_id}",
        at=when,
    )
    await tx.execute(
        """INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
           VALUES (%(visit)s, 'matter', 1, true, %(level)s, '{}', 'qr', %(at)s, %(event)s)""",
        visit=visit_id,
        level=level,
        at=when,
        event=f"event {visit_id}",
    )


async def write_points(database: Database) -> None:
    """All of the history above, by the use cases that make it in earnest; it ends on 2 January 2027."""
    await furnish(database, towel=0, bag=0, umbrella=0)
    async with database.transaction() as tx:
        a, b, c = [await a_citizen(tx) for _ in range(3)]
        for place, pieces in ((HALL, 10), (STREET, 5)):
            await _moves(tx, place, "delivery", pieces, at("2026-08-31"))
        await _earns_by_visit(tx, a, "2025-12-20", AREA, POLICE)
        await _earns_by_visit(tx, c, "2025-12-30", STREET_AREA, STREET_ORG)
        await _earns_by_visit(tx, a, "2026-08-05", STREET_AREA, STREET_ORG)
        await _earns(tx, a, Earned.SUGGESTION, "suggestion:1", "2026-08-20")
        await _redeems(tx, a, HALL, "2026-09-01")
        await _earns_by_visit(tx, b, "2026-09-02", AREA, ORG)
        wrong = await _earns_by_visit(tx, b, "2026-09-03", STREET_AREA, STREET_ORG)
        await _earns(tx, b, Earned.SUGGESTION, "suggestion:2", "2026-09-04")
        code = await _redeems(tx, b, STREET, "2026-09-05")
        await _is_collected(tx, "2026-09-10", "2026-09-11")
        await _earns(tx, b, Earned.CALL_BACK, "call:1", "2026-09-15")
        await cancel(tx, code, By(), "", RULES, at("2026-09-20"))
        await _moves(tx, HALL, "correction", -2, at("2026-10-05"))
        asked = await correct.ask(tx, wrong, Signature("li", "重复"), at("2026-10-07"))
        await correct.confirm(tx, asked, "wang", RULES.points, at("2026-10-08"))
        await expire(tx, at("2027-01-01 00:05"), 100)


async def _earns_by_visit(tx: Transaction, holder: Holder, day: str, area: str, org: str) -> int:
    visit_id = await a_visit(tx, day, area=area, org=org, level=5)
    await _earns(tx, holder, Earned.RATING, visit_reference(visit_id), day)
    return int(await tx.value("SELECT max(id) FROM ledger_entries"))


async def _earns(tx: Transaction, holder: Holder, kind: Earned, reference: str, day: str) -> None:
    award = await earn(tx, holder, kind, reference, RULES.points, at(day))
    assert award.points


async def _redeems(tx: Transaction, holder: Holder, place: int, day: str) -> str:
    assert holder.citizen_id is not None
    return (await reserve(tx, wish(holder.citizen_id, TOWEL, place), RULES, at(day))).code


async def _is_collected(tx: Transaction, first: str, again: str) -> None:
    """A's voucher: verified by mistake, undone, and handed out the day after."""
    code = await tx.value("SELECT code FROM vouchers WHERE place_id = %(hall)s", hall=HALL)
    await collect(tx, code, WANG, at(first))
    await undo_collection(tx, code, WANG, "还没来", at(f"{first} 10:05"))
    assert (await collect(tx, code, WANG, at(again))).state is State.COLLECTED


async def _moves(tx: Transaction, place: int, kind: str, pieces: int, when: datetime) -> None:
    await stock.move(tx, TOWEL, place, kind=kind, pieces=pieces, staff_id=None, why="盘点", now=when)


async def write_ratings(database: Database) -> None:
    """Thirty days before 1 September 2026 and thirty days from then, in 江宁; told on 20 October."""
    async with database.transaction() as tx:
        for level in (5, 5, 4, 3, 1):
            await a_visit(tx, "2026-08-10", level=level)
        for _ in range(3):
            await a_visit(tx, "2026-08-11")
        await a_visit(tx, "2026-08-12", state="excluded", because="no_address", prompted=False)
        await a_visit(tx, "2026-08-12", state="excluded", because="withdrawn", prompted=False)
        await a_visit(tx, "2026-08-01 23:59", level=1)  # a day too early to be counted
        for level in (5, 2):
            await a_visit(tx, "2026-09-01 00:00", level=level, prompted=False)
        for level in (5, 5, 4, 3):
            await a_visit(tx, "2026-09-10", level=level)
        await a_visit(tx, "2026-09-30")
        await a_visit(tx, "2026-09-30", level=4, closes="2026-10-21 00:00")
        await a_visit(tx, "2026-10-01 00:00", level=1)  # a day too late
