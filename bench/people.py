"""Citizens and visits in bulk, straight into the tables."""

from datetime import datetime

from store.db import Transaction
from store.vault import Vault


async def many_waiting(tx: Transaction, number: int, now: datetime) -> None:
    """That many citizens, each with a visit whose prompt is due some time in the next thirty days."""
    await tx.execute("SET LOCAL statement_timeout = 0")
    await tx.execute(
        """INSERT INTO citizens (created_at) SELECT %(now)s FROM generate_series(1, %(number)s)""",
        number=number,
        now=now,
    )
    await tx.execute(
        """INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
           SELECT id, 'phone', decode(md5(id::text), 'hex'), '', true FROM citizens"""
    )
    await tx.execute(
        """INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, area_code, service_channel,
                               applicant_type, citizen_id, phone_id, finished_at, received_at, withdrawn, state,
                               prompt_due_at, watch_at)
           SELECT 'bench', 'R' || id, 1, '000117051000', '居民身份证换领', '320115000000', 'window',
                  'person', citizen_id, id, %(now)s, %(now)s, false, 'waiting', at, at
             FROM addresses, LATERAL (SELECT %(now)s::timestamptz + interval '1 hour'
                                             + (id * 7919 %% 43200) * interval '1 minute') AS due (at)""",
        now=now,
    )


async def due_now(tx: Transaction, vault: Vault, phones: list[str], now: datetime) -> None:
    """Citizens with these phones, each with a visit whose prompt is due."""
    await tx.execute_many(
        """WITH person AS (INSERT INTO citizens (created_at) VALUES (%(now)s) RETURNING id),
                line AS (INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms)
                         SELECT id, 'phone', %(lookup)s, %(sealed)s, true FROM person RETURNING id, citizen_id)
           INSERT INTO visits (source_system, record_no, visit_no, item_code, item_name, area_code, service_channel,
                               applicant_type, citizen_id, phone_id, finished_at, received_at, withdrawn, state,
                               prompt_due_at, watch_at)
           SELECT 'bench', %(phone)s, 1, '000117051000', '居民身份证换领', '320115000000', 'window', 'person',
                  citizen_id, id, %(now)s::timestamptz - interval '25 hours', %(now)s, false, 'waiting', %(now)s,
                  %(now)s
             FROM line""",
        [
            {"phone": p, "now": now, "lookup": vault.lookup("phone", p), "sealed": vault.seal(p)}
            for p in phones
        ],
    )
