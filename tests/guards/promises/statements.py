"""Rows as a test of the constraints writes them: each whole but for what the test breaks."""

from typing import LiteralString

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
