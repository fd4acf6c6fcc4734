"""Upgrading a database from before there were cases: every bad rating has its case, the clock from that day."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta

import psycopg
import pytest

from evaluation.window import CIVIL_ZONE
from haochaping.calendars import LiveCalendar
from haochaping.commands import migrate
from haochaping.settings import load
from haochaping.wiring.parts import build_rules
from store import schema
from store.db import Database
from tests.conftest import Engines
from tests.haochaping.test_cli import HAOCHAPING
from tests.store.test_migrations import upgrade
from usecases.cases.catch_up import AT_ONCE, catch_up

BEFORE_CASES = "0019"
MATTERS = 230
"""More than are done at once, twice over."""

EARLIER = f"""
    INSERT INTO areas VALUES ('320115000000', '江宁区'), ('110000000000', '别处');
    INSERT INTO orgs VALUES ('hall', '政务服务中心', '320115000000', NULL),
                            ('police', '公安分局', '320115000000', 'hall');
    INSERT INTO citizens (created_at) SELECT '2025-01-01' FROM generate_series(1, {MATTERS});
    INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code, service_channel,
                        applicant_type, citizen_id, finished_at, received_at, withdrawn, state)
    SELECT 'old', n, 1, 'item', '居住证办理', 'police', '320115000000', 'window', 'person', n, '2025-03-01',
           '2025-03-01', false, 'rated' FROM generate_series(1, {MATTERS}) n;
    INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
    SELECT 'e' || n, '', 1, '{{}}', '2025-03-02', true FROM generate_series(1, {MATTERS + 6}) n;
    INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
    SELECT n, 'matter', 1, true, 1 + n % 2, '{{}}', 'web', '2025-03-02', 'e' || n FROM generate_series(1, {MATTERS}) n;
    INSERT INTO ratings (subject, org_code, area_code, subject_name, version, live, level, reasons, channel, rated_at,
                         event_id)
    VALUES ('hall', 'hall', NULL, NULL, 1, true, 2, '{{}}', 'tablet', '2025-03-02', 'e{MATTERS + 1}'),
           ('hall', 'hall', NULL, NULL, 1, true, 3, '{{}}', 'tablet', '2025-03-02', 'e{MATTERS + 2}'),
           ('hall', 'hall', NULL, NULL, 1, false, 1, '{{}}', 'tablet', '2025-03-02', 'e{MATTERS + 3}'),
           ('platform', NULL, NULL, '掌上办', 1, true, 1, '{{}}', 'web', '2025-03-02', 'e{MATTERS + 4}'),
           ('hall', NULL, '110000000000', '别处的大厅', 1, true, 1, '{{}}', 'web', '2025-03-02', 'e{MATTERS + 5}');
    INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code, service_channel,
                        applicant_type, citizen_id, finished_at, received_at, withdrawn, state)
    VALUES ('old', 'again', 1, 'item', '居住证办理', 'police', '320115000000', 'window', 'person', 1, '2025-04-01',
            '2025-04-01', false, 'rated');
    INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
    VALUES ({MATTERS + 1}, 'matter', 1, true, 2, '{{}}', 'web', '2025-04-02', 'e{MATTERS + 6}')"""
"""Matters rated badly, one citizen twice about one item; a hall; and what gets no case: a 3, a version that was
replaced, a platform of nowhere, a hall where no body is."""
OWED = MATTERS + 2


@pytest.fixture
def older(engines: Engines) -> Iterator[str]:
    """A database of the version before cases, in use for a year."""
    engines.run("DROP DATABASE IF EXISTS haochaping_before_cases")
    engines.run("CREATE DATABASE haochaping_before_cases")
    url = engines.url_of("haochaping_before_cases")
    upgrade(url, BEFORE_CASES)
    with psycopg.connect(url) as connection:
        connection.execute(EARLIER)
    yield url
    engines.run("DROP DATABASE haochaping_before_cases WITH (FORCE)")


def asked(url: str, question: str) -> list[tuple[object, ...]]:
    """Rows of the database."""
    with psycopg.connect(url) as connection:
        return connection.execute(question.encode()).fetchall()


def test_after_it_every_earlier_bad_rating_has_its_case_from_that_day(older: str) -> None:
    begun = datetime.now(CIVIL_ZONE)
    assert migrate.run(older, load()) == OWED
    [(cases, first, last)] = asked(older, "SELECT count(*), min(opened_at), max(opened_at) FROM cases")
    assert cases == OWED - 1, "two of one citizen, item and body are one case"
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    assert begun <= first == last
    assert asked(older, "SELECT DISTINCT watch_at - opened_at FROM cases") == [(timedelta(minutes=30),)]
    assert asked(older, "SELECT lead_code, count(*) FROM cases GROUP BY 1 ORDER BY 1") == [
        ("hall", 1),
        ("police", MATTERS),
    ]
    assert migrate.run(older, load()) == 0
    assert asked(older, "SELECT count(*) FROM case_complaints") == [(OWED,)]


class BrokenOff(Exception):
    """Somebody pressed Ctrl-C, or the power failed."""


async def test_one_that_was_broken_off_goes_on_and_two_at_once_give_no_case_twice(older: str) -> None:
    def break_off(given: int, _total: int | None) -> None:
        raise BrokenOff(given)

    schema.migrate(older)
    database = Database(older, size=4)
    rules, now = build_rules(load(), LiveCalendar(database)), datetime.now(CIVIL_ZONE)
    await database.open()
    with pytest.raises(BrokenOff):
        await catch_up(database, rules, now, break_off)
    assert asked(older, "SELECT count(*) FROM case_complaints") == [(AT_ONCE,)]
    given = await asyncio.gather(*(catch_up(database, rules, now, lambda *_: None) for _ in range(2)))
    assert sum(given) == OWED - AT_ONCE
    assert asked(older, "SELECT count(*), count(DISTINCT rating_id) FROM case_complaints") == [(OWED, OWED)]
    await database.close()


BROKEN = """
    INSERT INTO cases (citizen_id, item_code, item_name, area_code, lead_code, stage, opened_at, moved_at, events,
                       next_due_at, watch_at)
    VALUES (5, 'item', '居住证办理', '320115000000', 'police', 'received', now(), now(), 1, now(), now())"""
"""A case without a history: what is to join it breaks."""


async def test_one_that_breaks_stops_none_of_the_others(older: str) -> None:
    schema.migrate(older)
    asked(older, f"{BROKEN} RETURNING id")
    database = Database(older, size=2)
    await database.open()
    with pytest.raises(RuntimeError, match="StopIteration"):
        await catch_up(
            database,
            build_rules(load(), LiveCalendar(database)),
            datetime.now(CIVIL_ZONE),
            lambda *_: None,
        )
    await database.close()
    assert asked(older, "SELECT count(*) FROM case_complaints") == [(OWED - 1,)]


def test_the_command_says_how_many(older: str) -> None:
    env = {**os.environ, "DATABASE_URL": older}
    for told in (
        f"the database is up to date; {OWED} earlier bad ratings have a case now",
        "the database is up to date",
    ):
        done = subprocess.run([HAOCHAPING, "migrate"], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == told
