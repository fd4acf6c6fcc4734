"""The database's constraints state our promises: each is proven by trying to break it in SQL."""

from typing import LiteralString

import psycopg
import pytest
from psycopg import errors

from store.db import Database
from tests.conftest import Engines

A_RATING: LiteralString = """
    INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id, inbound_id)
    VALUES ({visit}, '{subject}', {version}, {live}, {level}, '{{}}', 'web', '2026-09-07', {event}, {inbound})"""
A_VISIT: LiteralString = """
    INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, area_code, service_channel,
                        applicant_type, finished_at, received_at, withdrawn, state, excluded_because, citizen_id,
                        watch_at)
    VALUES ('s', '{number}', 1, 'i', 'i', '320102000000', 'window', 'person', '2026-09-06', '2026-09-06', false,
            '{state}', {because}, {citizen}, {watch})"""
AN_ENTRY: LiteralString = """
    WITH entry AS (
        INSERT INTO ledger_entries (account_id, place, kind, reference, points, at, hash)
        VALUES ({account}, {place}, 'rating', '{reference}', {points}, '2026-09-07', '\\x01') RETURNING id, account_id)
    INSERT INTO ledger_lots (entry_id, account_id, points, unspent, expires_at)
    SELECT id, account_id, {lot}, {lot}, '2028-01-01' FROM entry"""

A_VOUCHER: LiteralString = """
    WITH made AS (
        INSERT INTO vouchers (code, request, citizen_id, gift_id, place_id, points, state, events, reserved_at,
                              expires_at, collected_at, collected_by, collected_where)
        VALUES ('{code}', '{request}', 1, 1, 1, 30, '{state}', 1, '2026-09-07', '{until}', {at}, {by}, {where})
        RETURNING id)
    INSERT INTO voucher_events (voucher_id, number, step, to_state, at)
    SELECT id, 1, 'reserve', '{told}', '2026-09-07' FROM made"""
A_STAFF: LiteralString = """
    INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
    VALUES ('li', '李', 'x', 'counter_clerk', '320115000000', '2026-09-07', '2026-09-07')"""


AN_EVENT: LiteralString = """
    INSERT INTO case_events (case_id, seq, move, at, party, words, facts, platform)
    VALUES (1, {seq}, 'note', '2026-09-07', '{party}', '', '{{}}', {platform})"""
SENDING: LiteralString = """
    INSERT INTO work_order_sendings (case_id, platform, seq, notice, state, queued_at, due_at)
    VALUES (1, 'city', {seq}, 'ordered', '{state}', '2026-09-07', '2026-09-07')"""
A_SAMPLE: LiteralString = """
    INSERT INTO samples (area_code, digits, month, seed, size, due_at)
    VALUES ('320115000000', 6, '{month}', 's', 50, '2026-10-14')"""


def voucher(**changes: str) -> str:
    """A voucher of citizen 1; with what a test breaks."""
    return A_VOUCHER.format(
        **{
            "code": "000000002", "request": "sms:2", "state": "reserved", "told": "reserved", "until": "2026-11-07",
            "at": "NULL", "by": "NULL", "where": "NULL", **changes,
        }
    )  # fmt: skip


def rating(**changes: str) -> str:
    """A rating of visit 1 by event E2; with what a test breaks."""
    return A_RATING.format(
        **{
            "visit": "1", "subject": "matter", "version": "2", "live": "false", "level": "5", "event": "'E2'",
            "inbound": "NULL", **changes,
        }
    )  # fmt: skip


def visit(**changes: str) -> str:
    given = {
        "number": "N",
        "state": "excluded",
        "because": "'no_address'",
        "citizen": "NULL",
        "watch": "NULL",
    }
    return A_VISIT.format(**{**given, **changes})


def entry(**changes: str) -> str:
    return AN_ENTRY.format(
        **{"account": "1", "reference": "visit:2", "points": "10", "lot": "10", "place": "2", **changes}
    )


FURNISH = (
    "INSERT INTO citizens (created_at) VALUES ('2026-09-01'), ('2026-09-01')",
    "INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms) VALUES (1, 'phone', '\\x01', '\\x02', true)",
    *(
        f"""INSERT INTO rating_events (event_id, fingerprint, visit_no, body, received_at, counted)
            VALUES ('E{n}', '\\x00', 1, '{{}}', '2026-09-07', true)"""
        for n in range(1, 4)
    ),
    *(
        f"""INSERT INTO messages (kind, citizen_id, address_id, channel, template, facts, locale, state, due_at,
                                  created_at)
            VALUES ('prompt', 1, 1, 'sms', 'prompt', '{{}}', 'zh', '{state}', '2026-09-07', '2026-09-07')"""
        for state in ("sent", "queued", "failed")
    ),
    visit(number="R1"),
    "UPDATE visits SET prompt_id = 1",
    rating(version="1", live="true", event="'E1'"),
    "INSERT INTO ledger_accounts (citizen_id, balance) VALUES (1, 10)",
    entry(reference="visit:1", place="1"),
    "INSERT INTO audit_trail (at, wall, client, action) VALUES ('2026-09-07', '2026-09-07', 'command', 'staff_added')",
    A_STAFF,
    "INSERT INTO areas VALUES ('320115000000', '江宁区')",
    """INSERT INTO pickup_places (name, name_en, location, hours, area_code)
       VALUES ('厅', 'Hall', '', '', '320115000000')""",
    "INSERT INTO gift_tiers VALUES (1, '一档', 'Tier 1', 30)",
    "INSERT INTO gifts (name, name_en, tier, valid_from) VALUES ('毛巾', 'Towel', 1, '2026-09-01')",
    "INSERT INTO gift_stock VALUES (1, 1, 2, 1)",
    """INSERT INTO stock_movements (gift_id, place_id, kind, pieces, at)
       VALUES (1, 1, 'delivery', 2, '2026-09-07')""",
    voucher(code="000000001", request="sms:1"),
    "INSERT INTO learning_months (month, state, learn) VALUES ('2026-09-01', 'wanted', true)",
    "INSERT INTO learned (month, area_code, state) VALUES ('2026-09-01', '320115000000', 'wanted')",
    """INSERT INTO delegates (credit_code, citizen_id, authorised_by, authorised_at)
       VALUES ('91350211M000100Y43', 1, 1, '2026-09-07')""",
    "INSERT INTO orgs (code, name, area_code) VALUES ('police', '公安', '320115000000')",
    *2
    * (
        """INSERT INTO cases (item_name, area_code, lead_code, stage, opened_at, moved_at, events, next_due_at,
                              watch_at)
           VALUES ('i', '320115000000', 'police', 'dispatched', '2026-09-07', '2026-09-07', 1, '2026-09-08',
                   '2026-09-08')""",
    ),
    AN_EVENT.format(seq=1, party="system", platform="NULL"),
    "INSERT INTO work_orders VALUES (1, 'city', 'JN1', '2026-09-07'), (2, 'city', NULL, '2026-09-07')",
    SENDING.format(seq=1, state="queued"),
    """INSERT INTO work_order_reports VALUES ('city', 'E1', '\\x01', 1, 'noted', NULL, '2026-09-07', true, '{}'),
                                             ('city', 'E2', '\\x01', 1, 'noted', NULL, '2026-09-07', false, '{}')""",
    "INSERT INTO sample_months VALUES ('2026-09-01', '2026-10-14', '2026-10-14')",
    A_SAMPLE.format(month="2026-09-01"),
    """INSERT INTO sample_strata (sample_id, level, rating_ids, of_ratings, drawn, weight, unreachable, excluded)
       VALUES (1, 5, '{1}', 1, 1, 1, 0, 0)""",
    "INSERT INTO sample_ratings (sample_id, place, rating_id, visit_id, level) VALUES (1, 1, 1, 1, 5)",
    "UPDATE samples SET drawn_at = '2026-10-14'",
    "INSERT INTO sample_asks VALUES (1, 1, 'done', NULL)",
    """INSERT INTO sample_answers (drawn_id, way, level, words, at, staff_id)
       VALUES (1, 'phone', 4, 'x', '2026-10-20', 1)""",
    "INSERT INTO sample_calls (drawn_id, at, staff_id) VALUES (1, '2026-10-19', 1)",
)

BROKEN: dict[str, tuple[str, type[errors.Error]]] = {
    "a second live rating of a visit": (rating(live="true"), errors.UniqueViolation),
    "a second rating of one version": (rating(version="1"), errors.UniqueViolation),
    "a rating without evidence": (rating(event="NULL"), errors.CheckViolation),
    "a rating whose event does not exist": (rating(event="'nothing'"), errors.ForeignKeyViolation),
    "a rating whose message does not exist": (rating(event="NULL", inbound="99"), errors.ForeignKeyViolation),
    "a second rating from one event": (rating(event="'E1'"), errors.UniqueViolation),
    "a level of 6": (rating(level="6"), errors.CheckViolation),
    "a level of 0": (rating(level="0"), errors.CheckViolation),
    "a matter's rating without a visit": (rating(visit="NULL"), errors.CheckViolation),
    "a hall's rating of a visit": (rating(subject="hall"), errors.CheckViolation),
    "a rating changed": ("UPDATE ratings SET level = 5, comment = 'x'", errors.IntegrityError),
    "a rating given other evidence": ("UPDATE ratings SET event_id = 'E3'", errors.IntegrityError),
    "a rating deleted": ("DELETE FROM ratings", errors.IntegrityError),
    "an event deleted under its rating": ("DELETE FROM rating_events", errors.ForeignKeyViolation),
    "a balance below 0": ("UPDATE ledger_accounts SET balance = -1", errors.CheckViolation),
    "a second account of a citizen": (
        "INSERT INTO ledger_accounts (citizen_id, balance) VALUES (1, 0)",
        errors.UniqueViolation,
    ),
    "an entry posted twice": (entry(reference="visit:1"), errors.UniqueViolation),
    "an entry of nothing": (entry(points="0"), errors.CheckViolation),
    "an entry whose points come from nowhere": (entry(points="20"), errors.IntegrityError),
    "a second entry at one place of the chain": (entry(place="1"), errors.UniqueViolation),
    "a lot that gives more than it has": ("UPDATE ledger_lots SET unspent = -1", errors.CheckViolation),
    "a lot that was spent and is full again": (
        "UPDATE ledger_lots SET unspent = 9; UPDATE ledger_lots SET unspent = 10",
        errors.IntegrityError,
    ),
    "a lot that lives longer": ("UPDATE ledger_lots SET expires_at = '2099-01-01'", errors.IntegrityError),
    "a correction that one person signs": (
        """INSERT INTO ledger_corrections (entry_id, why, asked_by, asked_at, decided_by, decided_at, confirmed)
           VALUES (1, 'x', 'Wang', '2026-09-07', 'WANG', '2026-09-07', true)""",
        errors.CheckViolation,
    ),
    "an account of a citizen and of an organisation": (
        "INSERT INTO ledger_accounts (citizen_id, credit_code, balance) VALUES (2, '91350211M000100Y43', 0)",
        errors.CheckViolation,
    ),
    "an entry of no account": (entry(account="9"), errors.ForeignKeyViolation),
    "an entry changed": ("UPDATE ledger_entries SET points = 20", errors.IntegrityError),
    "an entry deleted": ("DELETE FROM ledger_entries", errors.IntegrityError),
    "one key for two visits": (visit(number="R1"), errors.UniqueViolation),
    "an exclusion without a reason": (visit(because="NULL"), errors.CheckViolation),
    "a reason nobody knows": (visit(because="'mood'"), errors.CheckViolation),
    "a visit that waits for nobody": (visit(state="waiting", because="NULL"), errors.CheckViolation),
    "a visit that nobody will look at": (
        visit(state="waiting", because="NULL", citizen="1"),
        errors.CheckViolation,
    ),
    "a visit prompted without a prompt": (visit(state="prompted", because="NULL"), errors.CheckViolation),
    "a second prompt of a visit": ("UPDATE visits SET prompt_id = 2", errors.IntegrityError),
    "a prompt forgotten that has gone out": ("UPDATE visits SET prompt_id = NULL", errors.IntegrityError),
    "a citizen merged into themself": ("UPDATE citizens SET merged_into = id", errors.CheckViolation),
    "an account that succeeds itself": (
        "UPDATE ledger_accounts SET successor_id = id",
        errors.CheckViolation,
    ),
    "one signature where two are needed": (
        """INSERT INTO citizen_changes (kind, address_id, why, asked_by, asked_at, decided_by, decided_at, confirmed)
           VALUES ('detach', 1, 'x', 'Wang', '2026-09-07', 'WANG', '2026-09-07', true)""",
        errors.CheckViolation,
    ),
    "a line of the trail changed": ("UPDATE audit_trail SET detail = '{\"a\": 1}'", errors.IntegrityError),
    "a line of the trail deleted": ("DELETE FROM audit_trail", errors.IntegrityError),
    **{
        f"{table} emptied": (f"TRUNCATE {table} CASCADE", errors.IntegrityError)
        for table in (
            "audit_trail",
            "ratings",
            "rating_events",
            "ledger_accounts",
            "ledger_entries",
            "ledger_lots",
            "ledger_uses",
            "vouchers",
            "voucher_events",
            "stock_movements",
            "cases",
            "case_complaints",
            "case_events",
            "samples",
            "sample_strata",
            "sample_ratings",
            "sample_answers",
            "sample_calls",
        )
    },
    "something learnt of a month that is not counted": (
        "INSERT INTO learned (month, area_code, state) VALUES ('2026-08-01', '320115000000', 'wanted')",
        errors.ForeignKeyViolation,
    ),
    "a second teaching of a month about an area": (
        "INSERT INTO learned (month, area_code, state) VALUES ('2026-09-01', '320115000000', 'wanted')",
        errors.UniqueViolation,
    ),
    "a month that begins in its middle": (
        "INSERT INTO learning_months (month, state, learn) VALUES ('2026-09-02', 'wanted', true)",
        errors.CheckViolation,
    ),
    "something learnt that says nothing": ("UPDATE learned SET state = 'done'", errors.CheckViolation),
    "more bad ratings than ratings": (
        "INSERT INTO learning_cells VALUES ('2026-09-01', '320115000000', '', 'i', 'i', 1, 2, 0, 0, 0, 0, 0, 0)",
        errors.CheckViolation,
    ),
    "a second sample of an area and month": (A_SAMPLE.format(month="2026-09-01"), errors.UniqueViolation),
    "a sample drawn anew": ("UPDATE samples SET drawn_at = '2026-11-01'", errors.IntegrityError),
    "a sample with another seed": ("UPDATE samples SET seed = 'lucky'", errors.IntegrityError),
    "a sample deleted": ("DELETE FROM samples", errors.IntegrityError),
    "a frame changed": ("UPDATE sample_strata SET rating_ids = '{2}'", errors.IntegrityError),
    "a weight changed": ("UPDATE sample_strata SET weight = 2", errors.IntegrityError),
    "a drawn rating put in another's place": (
        "UPDATE sample_ratings SET rating_id = 2",
        errors.IntegrityError,
    ),
    "a drawn rating deleted": ("DELETE FROM sample_ratings", errors.IntegrityError),
    "a rating drawn twice": (
        "INSERT INTO sample_ratings (sample_id, place, rating_id, visit_id, level) VALUES (1, 2, 1, 1, 5)",
        errors.UniqueViolation,
    ),
    "a frame that is miscounted": (
        """INSERT INTO sample_strata (sample_id, level, rating_ids, of_ratings, drawn, weight, unreachable, excluded)
           VALUES (1, 4, '{1}', 2, 1, 2, 0, 0)""",
        errors.CheckViolation,
    ),
    "a drawn rating that nobody will look at": (
        "UPDATE sample_asks SET state = 'waiting'",
        errors.CheckViolation,
    ),
    "an answer to the sample changed": ("UPDATE sample_answers SET level = 5", errors.IntegrityError),
    "words of an answer to the sample changed": (
        "UPDATE sample_answers SET words = 'all is well'",
        errors.IntegrityError,
    ),
    "an answer to the sample deleted": ("DELETE FROM sample_answers", errors.IntegrityError),
    "an answer to the sample that says nothing": (
        "INSERT INTO sample_answers (drawn_id, way, at, staff_id) VALUES (1, 'phone', '2026-10-20', 1)",
        errors.CheckViolation,
    ),
    "an answer by the bot without its message": (
        "INSERT INTO sample_answers (drawn_id, way, level, at) VALUES (1, 'bot', 5, '2026-10-20')",
        errors.CheckViolation,
    ),
    "a question about a case and a drawn rating": (
        """INSERT INTO case_questions (citizen_id, drawn_id, kind, leads, asked_at, ends_at)
           VALUES (1, 1, 'call_back', false, '2026-10-20', '2026-10-20')""",
        errors.CheckViolation,
    ),
    "one name of an account in two cases": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('Wang', 'x', 'x', 'auditor', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    "an account with a role nobody knows": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('wang', 'x', 'x', 'king', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    "more reserved than is there": ("UPDATE gift_stock SET reserved = 3", errors.CheckViolation),
    "less than nothing reserved": ("UPDATE gift_stock SET reserved = -1", errors.CheckViolation),
    "reserved pieces taken away": ("UPDATE gift_stock SET on_hand = 0", errors.CheckViolation),
    "a movement changed": ("UPDATE stock_movements SET pieces = 5", errors.IntegrityError),
    "a movement deleted": ("DELETE FROM stock_movements", errors.IntegrityError),
    "a correction without a reason": (
        """INSERT INTO stock_movements (gift_id, place_id, kind, pieces, at)
           VALUES (1, 1, 'correction', -1, '2026-09-07')""",
        errors.CheckViolation,
    ),
    "a piece that leaves for no voucher": (
        """INSERT INTO stock_movements (gift_id, place_id, kind, pieces, at)
           VALUES (1, 1, 'collected', -1, '2026-09-07')""",
        errors.CheckViolation,
    ),
    "a second voucher for one request": (voucher(request="sms:1"), errors.UniqueViolation),
    "a code of two vouchers": (voucher(code="000000001"), errors.UniqueViolation),
    "a voucher that is over before it begins": (voucher(until="2026-09-06"), errors.CheckViolation),
    "a voucher collected by nobody": (
        voucher(state="collected", told="collected", at="'2026-09-08'", where="1"),
        errors.CheckViolation,
    ),
    "a voucher that was handed out and is not": (
        voucher(at="'2026-09-08'", by="1", where="1"),
        errors.CheckViolation,
    ),
    "a voucher that stands where no event says": (voucher(told="cancelled"), errors.IntegrityError),
    "a voucher moved without an event": ("UPDATE vouchers SET state = 'expired'", errors.IntegrityError),
    "a voucher for other points": (
        "UPDATE vouchers SET points = 1 WHERE code = '000000001'",
        errors.IntegrityError,
    ),
    "a voucher deleted": (
        "DELETE FROM voucher_events; DELETE FROM vouchers",
        errors.IntegrityError,
    ),
    "an event of a voucher changed": ("UPDATE voucher_events SET why = 'x'", errors.IntegrityError),
    "a verification by nobody": (
        """INSERT INTO voucher_events (voucher_id, number, step, from_state, to_state, at)
           VALUES (1, 2, 'collect', 'reserved', 'collected', '2026-09-08')""",
        errors.CheckViolation,
    ),
    "one authority given twice": (
        """INSERT INTO delegates (credit_code, citizen_id, authorised_by, authorised_at)
           VALUES ('91350211M000100Y43', 1, 1, '2026-09-08')""",
        errors.UniqueViolation,
    ),
    "a platform's move that names none": (
        AN_EVENT.format(seq=2, party="platform", platform="NULL"),
        errors.CheckViolation,
    ),
    "a platform in somebody else's move": (
        AN_EVENT.format(seq=2, party="lead", platform="'city'"),
        errors.CheckViolation,
    ),
    "an event told twice": (SENDING.format(seq=1, state="queued"), errors.UniqueViolation),
    "an event told that never was": (SENDING.format(seq=9, state="queued"), errors.ForeignKeyViolation),
    "something sent at no time": (
        "UPDATE work_order_sendings SET state = 'sent', sealed = '\\x01'",
        errors.CheckViolation,
    ),
    "something sent without what was sent": (
        "UPDATE work_order_sendings SET state = 'sent', sent_at = '2026-09-07'",
        errors.CheckViolation,
    ),
    "something held by nobody": ("UPDATE work_order_sendings SET state = 'claimed'", errors.CheckViolation),
    "a refusal without a reason": ("UPDATE work_order_sendings SET state = 'refused'", errors.CheckViolation),
    "a second order of a case": (
        "INSERT INTO work_orders VALUES (1, 'city', NULL, '2026-09-07')",
        errors.UniqueViolation,
    ),
    "one outside number of two cases": (
        "UPDATE work_orders SET outside_no = 'JN1' WHERE case_id = 2",
        errors.UniqueViolation,
    ),
    "a report that was taken, changed": (
        "UPDATE work_order_reports SET taken = false",
        errors.IntegrityError,
    ),
    "one signature used twice": (
        "INSERT INTO signature_nonces VALUES ('city', 'n', '2026-09-07'), ('city', 'n', '2026-09-08')",
        errors.UniqueViolation,
    ),
    "one phone for two citizens": (
        "INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms) VALUES (2, 'phone', '\\x01', '\\x', true)",
        errors.UniqueViolation,
    ),
}


@pytest.fixture(scope="module")
def furnished(engines: Engines) -> str:
    name = "haochaping_promises"
    engines.run(f"DROP DATABASE IF EXISTS {name}")
    engines.run(f"CREATE DATABASE {name} TEMPLATE haochaping_template")
    with psycopg.connect(engines.url_of(name)) as connection:
        for statement in FURNISH:
            connection.execute(statement)
    return engines.url_of(name)


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_refuses(furnished: str, promise: str) -> None:
    statement, refusal = BROKEN[promise]
    with psycopg.connect(furnished) as connection, pytest.raises(refusal):
        connection.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")  # as the commit would


def test_what_is_allowed_is_not_refused(furnished: str) -> None:
    """Else a misspelt statement above would prove nothing."""
    with psycopg.connect(furnished) as connection:
        for statement in (
            rating(),
            "UPDATE ratings SET live = false",
            rating(version="3", event="'E3'", live="true"),
            entry(),
            visit(),
            visit(number="M", state="waiting", because="NULL", citizen="1", watch="'2026-09-08'"),
            "UPDATE ledger_accounts SET balance = 0",
            voucher(),
            voucher(
                code="000000003",
                request="sms:3",
                state="collected",
                told="collected",
                at="'2026-09-08'",
                by="1",
                where="1",
            ),
            "UPDATE gift_stock SET reserved = 2",
            "UPDATE sample_answers SET put_right = true, words = 'x and more'",
            "INSERT INTO sample_months VALUES ('2026-10-01', '2026-11-10')",
            A_SAMPLE.format(month="2026-10-01"),
            "UPDATE delegates SET ended_at = '2026-09-08', ended_by = 1",
            "UPDATE visits SET prompt_id = 2 WHERE record_no = 'M'",  # queued …
            "UPDATE visits SET prompt_id = 3 WHERE record_no = 'M'",  # … let go of, then failed
            "UPDATE visits SET prompt_id = NULL WHERE record_no = 'M'",
            AN_EVENT.format(seq=2, party="platform", platform="'city'"),
            SENDING.format(seq=2, state="queued"),
            "UPDATE work_order_sendings SET state = 'sent', sent_at = '2026-09-07', sealed = '\\x01' WHERE seq = 1",
            "UPDATE work_order_reports SET taken = true WHERE event = 'E2'",
        ):
            connection.execute(statement)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.rollback()


SEALED = {"addresses.sealed", "addresses.lookup", "visits.applicant_name_sealed", "visits.applicant_code_sealed",
          "visits.applicant_lookup", "simulator_texts.lookup", "provider_tokens.sealed",
          "work_order_sendings.sealed"}  # fmt: skip
PERSONAL = ("phone", "mobile", "telegram", "wechat", "openid", "address", "applicant_name", "applicant_code", "sealed",
            "lookup", "id_number", "person_name")  # fmt: skip
IDS = ("_id", "_type")
"""Columns that only point to a row, or say of which kind it is."""


async def test_columns_of_personal_data_are_sealed(database: Database) -> None:
    async with database.transaction() as tx:
        columns = await tx.values(
            """SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
                WHERE table_schema = 'public'"""
        )
    personal = {
        name: kind
        for name, kind in (column.split(" ", 1) for column in columns)
        if any(word in name.split(".")[1] for word in PERSONAL) and not name.endswith(IDS)
    }
    assert set(personal) == SEALED
    assert set(personal.values()) == {"bytea"}
