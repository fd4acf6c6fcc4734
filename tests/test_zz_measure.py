import time
from datetime import date

from evaluation.reports import Months
from evaluation.staff import Scope
from store import catalogue
from store.audit_trail import COMMAND, Times
from store.catalogue import OrgRow
from tests.usecases.reports.history import at
from usecases.reports import points
from usecases.reports.areas import narrowed
from usecases.reports.participation import compared, tell_began


async def test_measure(database):
    async with database.transaction() as tx:
        await tx.execute("SET LOCAL statement_timeout = 0")
        await tx.execute("SET LOCAL session_replication_role = replica")
        await catalogue.put(
            tx, [OrgRow(f"ORG{i}", "x", f"3201{i:02d}000000", f"区{i}", None) for i in range(1, 13)]
        )
        t = time.time()
        # 2.4 million visits over 12 months, 1,000,000 of them (and their entries) in September
        await tx.execute("""INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, org_code, area_code,
             service_channel, applicant_type, finished_at, received_at, withdrawn, state, prompted_at, window_closes_at)
             SELECT 's', 'R'||i, 1, '1', '居民身份证换领', 'ORG'||(1+i%%12), '3201'||lpad((1+i%%12)::text,2,'0')||'000000','window','person', t, t, false,
                    CASE WHEN i%%3=0 THEN 'lapsed' ELSE 'rated' END, t, t + interval '7 days'
               FROM (SELECT i, CASE WHEN i <= 1400000 THEN timestamptz '2025-10-01+08' + (i/1400000.0)*interval '334 days'
                           ELSE timestamptz '2026-09-01+08' + ((i-1400000)/1000000.0)*interval '30 days' END AS t
                       FROM generate_series(1,2400000) i) x""")
        await tx.execute("""INSERT INTO ratings (visit_id, subject, version, live, level, reasons, channel, rated_at, event_id)
             SELECT id, 'matter', 1, true, 1+id%%5, '{}', 'sms', finished_at, 'e'||id FROM visits WHERE state='rated'""")
        await tx.execute(
            "INSERT INTO ledger_accounts (citizen_id, balance, entries) SELECT i, 24, 5 FROM generate_series(1,500000) i"
        )
        await tx.execute("""INSERT INTO ledger_entries (account_id, kind, reference, points, at, place, hash)
             SELECT 1+id%%500000, 'rating', 'visit:'||id, 10, finished_at, 1+id/500000, '\\x00' FROM visits ORDER BY id""")
        await tx.execute("""INSERT INTO ledger_lots (entry_id, account_id, points, unspent, expires_at)
             SELECT id, account_id, 10, CASE WHEN id%%2=0 THEN 10 ELSE 0 END, timestamptz '2028-01-01+08' FROM ledger_entries""")
        print("made", time.time() - t)
    async with database._pool.connection() as c:
        await c.set_autocommit(True)
        await c.execute("SET statement_timeout=0")
        await c.execute("VACUUM ANALYZE")
    async with database.transaction() as tx:
        print(
            "size",
            await tx.value("SELECT pg_size_pretty(pg_database_size(current_database()))"),
            "brin",
            await tx.value("SELECT pg_size_pretty(pg_relation_size('ledger_entries_in_time'))"),
        )
        await tell_began(
            tx, "320100000000", date(2026, 9, 1), COMMAND, Times(at("2026-10-20"), at("2026-10-20"))
        )
    sep = Months(date(2026, 9, 1), date(2026, 9, 1))
    year = Months(date(2025, 10, 1), date(2026, 9, 1))
    for name, scope in (("whole", Scope("320100000000")), ("one area", Scope("320101000000"))):
        for pn, period in (("Sept", sep), ("year", year)):
            for fn in ("months", "places"):
                async with database.snapshot() as tx:
                    s = await narrowed(tx, scope, None)
                    t = time.time()
                    await getattr(points, fn)(tx, s, period)
                    print(name, pn, fn, round(time.time() - t, 2))
        async with database.snapshot() as tx:
            s = await narrowed(tx, scope, None)
            t = time.time()
            await points.owed(tx, s)
            print(name, "owed", round(time.time() - t, 2))
        async with database.snapshot() as tx:
            s = await narrowed(tx, scope, None)
            t = time.time()
            await compared(tx, s, 30, at("2026-10-20"))
            print(name, "before/after 30d", round(time.time() - t, 2))
