"""案例库: what is kept of closed cases, who finds what, and marking examples."""

from datetime import date

import pytest

from evaluation.cases.words import Move, Outcome
from evaluation.learning.finding import grams, words_of
from evaluation.staff import Action, Role, Scope
from haochaping.demo.samples import AREA
from store.db import Database, Transaction
from store.learning import library
from store.learning.library import Found, Sought
from store.reports.seen import seen
from tests.bot.citizens import next_day, served
from tests.usecases.cases.staff_moves import OFFICE, answer, calls_back, make, sort
from tests.usecases.learning.county import LABOUR, POLICE, STREET, learning
from tests.usecases.learning.shelf import a_closed_case, name_reasons
from tests.usecases.staff_at_work import on_duty
from tests.world import World
from usecases.learning.library import NoNote, NotInLibrary, keep_closed, mark, unmark
from usecases.on_duty import NotPermitted


def looks_for(text: str = "", **filters: object) -> Sought:
    words = words_of(text)
    return Sought(words, sorted(frozenset().union(*map(grams, words))), **filters)  # type: ignore[arg-type]


async def search(database: Database, sought: Sought, scope: Scope = Scope(AREA)) -> list[int]:  # noqa: B008
    async with database.transaction() as tx:
        found = await library.found(tx, await seen(tx, scope), sought, 50)
    return [case.case_id for case in found]


@pytest.fixture
async def shelf(database: Database) -> list[int]:
    """Three cases: slow ones at the police, a rude one at the labour bureau, a far counter in the street."""
    ids = [
        await a_closed_case(database),
        await a_closed_case(
            database,
            date(2026, 4, 2),
            org=LABOUR,
            item="C",
            said="窗口态度冷淡",
            done="张主任已当面道歉，电话13912345678",
        ),
        await a_closed_case(
            database, date(2026, 5, 6), area=STREET, depth="upgrade", said="WiFi坏了，叫号看不到"
        ),
    ]
    async with database.transaction() as tx:
        await keep_closed(tx, learning(database).vault)
    await name_reasons(database, ids[1], "attitude")
    return ids


@pytest.mark.parametrize(
    ("sought", "which"),
    [
        (looks_for(), [3, 2, 1]),
        (looks_for("叫号"), [3, 1]),
        (looks_for("叫号 两个小时"), [1]),
        (looks_for("wifi"), [3]),
        (looks_for("冷"), [2]),
        (looks_for("号叫"), []),
        (looks_for("身份证"), [3, 2, 1]),
        (looks_for("小时没人"), []),
        (looks_for("%_"), []),
        (looks_for(item="C"), [2]),
        (looks_for(org="人社"), []),
        (looks_for(org=POLICE), [3, 1]),
        (looks_for(reason="attitude"), [2]),
        (looks_for(depth="upgrade"), [3]),
        (looks_for(improving=True), [3]),
        (looks_for(month=date(2026, 4, 1)), [2]),
        (looks_for(examples=True), []),
        (looks_for(verdict="waiting"), [3, 2, 1]),
        (looks_for(verdict="rose"), []),
        (looks_for(after=(date(2026, 4, 4), 2)), [1]),
    ],
)
async def test_what_is_found(database: Database, shelf: list[int], sought: Sought, which: list[int]) -> None:
    assert await search(database, sought) == [shelf[number - 1] for number in which]


async def test_each_sees_their_own(database: Database, shelf: list[int]) -> None:
    assert await search(database, looks_for(), Scope(STREET)) == [shelf[2]]
    assert await search(database, looks_for(), Scope(AREA, LABOUR)) == [shelf[1]]
    assert await search(database, looks_for(), Scope("320102000000")) == []


async def test_names_and_numbers_are_masked(database: Database, shelf: list[int]) -> None:
    async with database.transaction() as tx:
        found = await library.one(tx, await seen(tx, Scope(AREA)), shelf[1])
    assert found is not None
    assert found.done == "**主任已当面道歉，电话****"
    assert await search(database, looks_for("13912345678")) == []


async def test_a_case_that_citizens_told(world: World) -> None:
    """From the citizen's words to the library, by the moves that staff make; the applicant's name is masked."""
    citizen = await served(world, org_code=POLICE, applicant_name="马莉莉", record_no="排88号")
    await next_day(world)
    await citizen.says("2 等了两个小时，马莉莉的排88号没办成")
    case = await _worked_to_its_end(world)
    assert case.said == "等了两个小时，**的**没办成"
    assert case.outcome == "solved"
    assert case.done


async def test_the_reason_that_came_in_a_message_after_the_level_is_the_cases(world: World) -> None:
    citizen = await served(world, org_code=POLICE)
    await next_day(world)
    await citizen.says("2")
    await citizen.says("1 说话难听")
    case = await _worked_to_its_end(world)
    assert (case.reasons, case.said) == (["attitude"], "说话难听")


async def _worked_to_its_end(world: World) -> Found:
    """The only case, as the library has it after the night."""
    await world.pass_hours(0.7)
    await sort(world, 1)
    await answer(world, 1, 1)
    await world.pass_hours(24)
    await calls_back(world, Outcome.SOLVED)
    await make(world, Move.CLOSE, 1, by=OFFICE)
    await world.pass_hours(24)
    found: list[Found] = await world.query(_all)
    (case,) = found
    return case


async def _all(tx: Transaction) -> list[Found]:
    return await library.found(tx, await seen(tx, Scope(AREA)), looks_for(), 9)


async def test_marking_an_example_and_taking_it_back(world: World) -> None:
    database = world.parts.database
    case_id = await a_closed_case(database)
    await world.query(lambda tx: keep_closed(tx, world.parts.vault))
    duty = await on_duty(world, Role.SUPERVISOR)
    for note in ("", "字" * 501):
        with pytest.raises(NoNote):
            async with database.transaction() as tx:
                await mark(tx, duty, case_id, note)
    await world.query(lambda tx: mark(tx, duty, case_id, "一次加开窗口，没有再排队"))
    await world.query(lambda tx: mark(tx, duty, case_id, "第二次不改第一次的话"))
    assert await search(database, looks_for(examples=True)) == [case_id]
    assert await world.value("SELECT example_note FROM case_library") == "一次加开窗口，没有再排队"
    await world.query(lambda tx: unmark(tx, duty, case_id))
    assert await search(database, looks_for(examples=True)) == []
    trail = await world.query(
        lambda tx: tx.values("SELECT action FROM audit_trail WHERE subject = 'case' ORDER BY id")
    )
    assert trail == [Action.EXAMPLE_MARKED, Action.EXAMPLE_UNMARKED]


async def test_who_may_mark(world: World) -> None:
    case_id = await a_closed_case(world.parts.database)
    await world.query(lambda tx: keep_closed(tx, world.parts.vault))
    auditor = await on_duty(world, Role.AUDITOR)
    with pytest.raises(NotPermitted):
        await world.query(lambda tx: mark(tx, auditor, case_id, "好"))
    elsewhere = await on_duty(world, Role.SUPERVISOR, "320102000000")
    with pytest.raises(NotInLibrary):
        await world.query(lambda tx: mark(tx, elsewhere, case_id, "好"))


async def test_an_example_stays_one_when_its_case_goes_on(world: World) -> None:
    case_id = await a_closed_case(world.parts.database)
    await world.query(lambda tx: keep_closed(tx, world.parts.vault))
    duty = await on_duty(world, Role.SUPERVISOR)
    await world.query(lambda tx: mark(tx, duty, case_id, "好"))
    await world.query(lambda tx: tx.execute("UPDATE cases SET events = 4, improving = true"))
    assert await world.query(lambda tx: keep_closed(tx, world.parts.vault)) == 1
    assert await search(world.parts.database, looks_for(examples=True, improving=True)) == [case_id]
    assert await world.query(lambda tx: keep_closed(tx, world.parts.vault)) == 0
