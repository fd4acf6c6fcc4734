"""Two citizens made one, and an address taken from its citizen; their rows are locked by the caller."""

from dataclasses import dataclass
from datetime import datetime

from store import sample_asks
from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Twin:
    """One of two citizens who are to be one."""

    id: int
    opted_out_at: datetime | None


async def twins(tx: Transaction, ids: list[int]) -> list[Twin]:
    """These citizens, the one we have known longest first."""
    return await tx.fetch(
        Twin, "SELECT id, opted_out_at FROM citizens WHERE id = ANY(%(ids)s) ORDER BY id", ids=ids
    )


async def keep_latest_question(tx: Transaction, ids: list[int], now: datetime) -> None:
    """Of the questions open with these citizens the one asked last stays: they can answer only one."""
    await tx.execute(
        """DELETE FROM dialogues WHERE citizen_id = ANY(%(ids)s) AND citizen_id <> (
               SELECT citizen_id FROM dialogues WHERE citizen_id = ANY(%(ids)s)
                ORDER BY question = 'level' OR ends_at > %(now)s DESC, asked_at DESC, citizen_id LIMIT 1)""",
        ids=ids,
        now=now,
    )


async def join_call_requests(tx: Transaction, gone: int, stays: int, now: datetime) -> None:
    """One person is called once: of two requests that wait the later one is done with."""
    await tx.execute(
        """UPDATE call_requests SET done_at = %(now)s
            WHERE id = (SELECT max(id) FROM call_requests
                         WHERE citizen_id = ANY(%(ids)s) AND done_at IS NULL HAVING count(*) > 1)""",
        ids=[gone, stays],
        now=now,
    )


async def join_people(tx: Transaction, gone: int, stays: int) -> None:
    """The language is that of whoever wrote last; the quiet between prompts holds for both."""
    await tx.execute(
        """WITH pair AS (
               SELECT locale, prompt_free_at,
                      (SELECT max(i.id) FROM inbound i WHERE i.citizen_id = c.id) AS wrote
                 FROM citizens c WHERE id IN (%(gone)s, %(stays)s))
           UPDATE citizens
              SET locale = coalesce((SELECT locale FROM pair WHERE wrote IS NOT NULL ORDER BY wrote DESC LIMIT 1),
                                    locale),
                  prompt_free_at = (SELECT max(prompt_free_at) FROM pair)
            WHERE id = %(stays)s""",
        gone=gone,
        stays=stays,
    )
    await tx.execute(
        "UPDATE citizens SET merged_into = %(stays)s WHERE id = %(gone)s OR merged_into = %(gone)s",
        gone=gone,
        stays=stays,
    )


async def move_all(tx: Transaction, gone: int, stays: int) -> None:
    """All that was one citizen's is the other's, but for the points."""
    await tx.execute(
        "UPDATE addresses SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE visits SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE inbound SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE messages SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE dialogues SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE call_requests SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE suggestions SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE bindings SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE cases SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        "UPDATE case_questions SET citizen_id = %(stays)s, leads = false WHERE citizen_id = %(gone)s",
        gone=gone,
        stays=stays,
    )
    await sample_asks.move_citizen(tx, gone, stays)


async def join_redeeming(tx: Transaction, gone: int, stays: int) -> None:
    """Vouchers are the other's, and whose points one might spend, both may; once is enough where both might.

    Of what both are picking the other's stays open.
    """
    await tx.execute(
        """UPDATE selections SET citizen_id = %(stays)s, question = NULL WHERE citizen_id = %(gone)s""",
        gone=gone,
        stays=stays,
    )
    await tx.execute(
        "UPDATE vouchers SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )
    await tx.execute(
        """DELETE FROM delegates d WHERE d.citizen_id = %(gone)s AND d.ended_at IS NULL AND EXISTS (
               SELECT FROM delegates o WHERE o.citizen_id = %(stays)s AND o.credit_code = d.credit_code
                  AND o.ended_at IS NULL)""",
        gone=gone,
        stays=stays,
    )
    await tx.execute(
        "UPDATE delegates SET citizen_id = %(stays)s WHERE citizen_id = %(gone)s", gone=gone, stays=stays
    )


async def take_back_prompts(
    tx: Transaction, citizen_id: int, now: datetime, address_id: int | None = None
) -> None:
    """Tie the citizen's visits to no prompt that has not left, of all or of one address: they are due anew."""
    await tx.execute(
        """UPDATE visits v SET prompt_id = NULL, watch_at = %(now)s FROM messages m
            WHERE m.id = v.prompt_id AND m.state IN ('queued', 'claimed')
              AND (%(address_id)s::bigint IS NULL OR m.address_id = %(address_id)s)
              AND v.citizen_id = %(citizen_id)s AND v.state = 'waiting'""",
        citizen_id=citizen_id,
        address_id=address_id,
        now=now,
    )


async def split_off(tx: Transaction, address_id: int, now: datetime) -> int:
    """Make a new citizen of an address, who has nothing but that."""
    citizen_id: int = await tx.value(
        "INSERT INTO citizens (created_at) VALUES (%(now)s) RETURNING id", now=now
    )
    await tx.execute(
        """UPDATE addresses SET citizen_id = %(citizen_id)s, added_at = %(now)s, vouched_at = NULL, doubted_since = NULL
            WHERE id = %(address_id)s""",
        citizen_id=citizen_id,
        address_id=address_id,
        now=now,
    )
    return citizen_id


async def was_asked_at(tx: Transaction, citizen_id: int, address_id: int) -> bool:
    """Whether the last that we asked or answered this citizen went to this address."""
    return bool(
        await tx.value(
            """SELECT address_id = %(address_id)s FROM messages
                WHERE citizen_id = %(citizen_id)s AND kind IN ('prompt', 'reply')
                  AND state NOT IN ('queued', 'claimed', 'cancelled', 'failed')
                ORDER BY id DESC LIMIT 1""",
            citizen_id=citizen_id,
            address_id=address_id,
        )
    )


async def waiting_for(tx: Transaction, citizen_id: int) -> list[int]:
    """The citizen's visits that wait for a prompt which has not left us."""
    return await tx.values(
        """SELECT id FROM visits v WHERE citizen_id = %(citizen_id)s AND state = 'waiting'
              AND NOT EXISTS (SELECT FROM messages m WHERE m.id = v.prompt_id
                                 AND m.state IN ('sending', 'settling'))""",
        citizen_id=citizen_id,
    )
