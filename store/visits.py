"""Visits on their way: due, prompted, rated; `store.windows` has how their windows end."""

from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A visit that is owed a prompt, its citizen's row locked."""

    id: int
    citizen_id: int
    item_name: str
    finished_at: datetime
    prompt_free_at: datetime | None
    locale: str
    pending_prompt: int | None
    """A prompt of the citizen's that has not left yet: the visit joins it."""


async def claim_due(tx: Transaction, now: datetime, limit: int) -> list[DueVisit]:
    """Take citizens with one of the `limit` visits longest due, with all their due visits; nobody else gets them.

    Two statements: the second sees what another watcher committed while the first took its locks. It goes
    by the citizens, never through all that is due (hence the `+ interval '0'`), be it a million at 08:30.
    """
    citizen_ids = await tx.values(
        """WITH due AS (
               SELECT citizen_id FROM visits
                WHERE state = 'waiting' AND prompt_id IS NULL AND watch_at <= %(now)s
                ORDER BY watch_at LIMIT %(limit)s)
           SELECT id FROM citizens WHERE id IN (SELECT citizen_id FROM due)
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED""",
        now=now,
        limit=limit,
    )
    return await tx.fetch(
        DueVisit,
        """SELECT v.id, v.citizen_id, v.item_name, v.finished_at, c.prompt_free_at, c.locale,
                  (SELECT max(m.id) FROM messages m WHERE m.citizen_id = v.citizen_id AND m.kind = 'prompt'
                      AND m.state IN ('queued', 'claimed')) AS pending_prompt
             FROM visits v JOIN citizens c ON c.id = v.citizen_id
            WHERE v.citizen_id = ANY(%(citizens)s)
              AND v.state = 'waiting' AND v.prompt_id IS NULL AND v.watch_at + interval '0' <= %(now)s
            ORDER BY v.citizen_id, v.finished_at, v.id""",
        citizens=citizen_ids,
        now=now,
    )


async def look_again(tx: Transaction, visit_ids: list[int], at: datetime) -> None:
    """Have the watcher look at these visits at `at`, tied to no prompt; they keep the time theirs was due."""
    await tx.execute(
        "UPDATE visits SET watch_at = %(at)s, prompt_id = NULL WHERE id = ANY(%(ids)s) AND state = 'waiting'",
        ids=visit_ids,
        at=at,
    )


async def let_go_of(tx: Transaction, prompt_ids: list[int], now: datetime) -> None:
    """These prompts are not sent: a visit that still waits for one, having moved to another phone, is due anew."""
    await tx.execute(
        """UPDATE visits SET prompt_id = NULL, watch_at = %(now)s
            WHERE prompt_id = ANY(%(ids)s) AND state = 'waiting'""",
        ids=prompt_ids,
        now=now,
    )


async def join_prompt(tx: Transaction, visit_ids: list[int], prompt_id: int) -> None:
    """Tie visits to a prompt that has not left yet."""
    await tx.execute(
        """UPDATE visits SET prompt_id = %(prompt_id)s
            WHERE id = ANY(%(ids)s) AND state = 'waiting' AND prompt_id IS NULL""",
        ids=visit_ids,
        prompt_id=prompt_id,
    )


async def keep_quiet_until(tx: Transaction, citizen_ids: list[int], at: datetime | None) -> None:
    """No further prompt to these citizens before `at`; None lifts it."""
    await tx.execute(
        "UPDATE citizens SET prompt_free_at = %(at)s WHERE id = ANY(%(ids)s)", ids=citizen_ids, at=at
    )


@dataclass(frozen=True, slots=True)
class PromptedVisit:
    """One of the visits that a queued prompt is for, locked, with what is checked before sending."""

    id: int
    prompt_id: int
    citizen_id: int
    item_name: str
    finished_at: datetime
    rated: bool
    withdrawn: bool
    opted_out: bool


async def of_prompts(tx: Transaction, prompt_ids: list[int]) -> list[PromptedVisit]:
    """The visits still waiting for these prompts, locked; their citizens are locked already."""
    return await tx.fetch(
        PromptedVisit,
        """SELECT v.id, v.prompt_id, v.citizen_id, v.item_name, v.finished_at, v.withdrawn,
                  c.opted_out_at IS NOT NULL AS opted_out,
                  EXISTS (SELECT FROM ratings r WHERE r.visit_id = v.id AND r.live) AS rated
             FROM visits v JOIN messages m ON m.id = v.prompt_id JOIN citizens c ON c.id = v.citizen_id
            WHERE v.prompt_id = ANY(%(ids)s) AND v.state = 'waiting' AND v.citizen_id = m.citizen_id
            ORDER BY v.prompt_id, v.finished_at, v.id FOR UPDATE OF v""",
        ids=prompt_ids,
    )


async def exclude(tx: Transaction, visit_ids: list[int], because: str) -> None:
    """These visits get no prompt."""
    await tx.execute(
        """UPDATE visits SET state = 'excluded', excluded_because = %(because)s, prompt_due_at = NULL,
                  watch_at = NULL, prompt_id = NULL
            WHERE id = ANY(%(ids)s) AND state = 'waiting'""",
        ids=visit_ids,
        because=because,
    )


@dataclass(frozen=True, slots=True)
class CitizenVisit:
    """A visit as the conversation sees it.

    `state` is `prompted` from the moment its prompt left us, even before the provider said so.
    """

    id: int
    item_name: str
    finished_at: datetime
    state: str
    window_closes_at: datetime | None
    level: int | None
    rated_at: datetime | None
    reasons_asked: bool
    asked_where: int | None
    """The address that its prompt went to, or is to go to."""
    asked_at: datetime | None
    prompt_id: int | None

    def was_asked(self, address_id: int, since: datetime) -> bool:
        """Whether its prompt went to this address after that moment."""
        return self.asked_where == address_id and self.asked_at is not None and self.asked_at > since

    def is_open(self, now: datetime) -> bool:
        """Whether the citizen may still rate it in answer to its prompt."""
        return self.state == "prompted" and (self.window_closes_at is None or now < self.window_closes_at)

    def is_revisable(self, now: datetime) -> bool:
        """Whether the citizen may still change their mind about it."""
        return self.level is not None and self.window_closes_at is not None and now < self.window_closes_at


async def of_citizen(tx: Transaction, citizen_id: int, limit: int = 50) -> list[CitizenVisit]:
    """The citizen's latest visits that they may be writing about, oldest first, locked."""
    rows = await tx.fetch(
        CitizenVisit,
        """SELECT v.id, v.item_name, v.finished_at, v.window_closes_at, r.level, r.rated_at, v.reasons_asked,
                  m.address_id AS asked_where, coalesce(m.sent_at, m.created_at) AS asked_at, v.prompt_id,
                  CASE WHEN v.state = 'waiting' AND m.state IN ('sending', 'settling') THEN 'prompted'
                       ELSE v.state END AS state
             FROM visits v
             LEFT JOIN ratings r ON r.visit_id = v.id AND r.live
             LEFT JOIN messages m ON m.id = v.prompt_id
            WHERE v.citizen_id = %(citizen_id)s AND v.state IN ('waiting', 'prompted', 'rated', 'lapsed')
            ORDER BY v.finished_at DESC, v.id DESC LIMIT %(limit)s FOR UPDATE OF v""",
        citizen_id=citizen_id,
        limit=limit,
    )
    return rows[::-1]


async def note_reasons_asked(tx: Transaction, visit_id: int) -> None:
    """The reason for this visit's level was asked; it is asked once."""
    await tx.execute("UPDATE visits SET reasons_asked = true WHERE id = %(id)s", id=visit_id)


@dataclass(frozen=True, slots=True)
class RatedVisit:
    """A visit about to be rated, locked."""

    id: int
    citizen_id: int | None
    credit_code: str | None
    org_code: str | None
    area_code: str
    window_no: str | None
    state: str
    window_closes_at: datetime | None


async def locked(tx: Transaction, visit_id: int) -> RatedVisit:
    """Lock one visit."""
    visit = await tx.first(
        RatedVisit,
        """SELECT id, citizen_id, credit_code, org_code, area_code, window_no, state, window_closes_at
             FROM visits WHERE id = %(id)s FOR UPDATE""",
        id=visit_id,
    )
    assert visit is not None, "visits are never deleted"
    return visit


async def find(tx: Transaction, source_system: str, record_no: str, visit_no: int) -> int | None:
    """The id of a visit by its key."""
    visit_id: int | None = await tx.value(
        """SELECT id FROM visits WHERE source_system = %(source)s AND record_no = %(number)s
              AND visit_no = %(visit)s""",
        source=source_system,
        number=record_no,
        visit=visit_no,
    )
    return visit_id


async def citizen_of(tx: Transaction, visit_id: int) -> int | None:
    """Whose visit it is."""
    citizen_id: int | None = await tx.value("SELECT citizen_id FROM visits WHERE id = %(id)s", id=visit_id)
    return citizen_id


async def mark_rated(
    tx: Transaction, visit_id: int, *, closes_at: datetime | None, provisional: bool
) -> None:
    """The visit has its rating: it waits for no prompt. A quarantined one keeps waiting to be placed.

    One that no prompt has given a window gets this one.
    """
    await tx.execute(
        """UPDATE visits SET state = CASE WHEN state = 'quarantined' THEN state ELSE 'rated' END,
                  excluded_because = NULL,
                  watch_at = CASE WHEN prompted_at IS NULL THEN NULL ELSE watch_at END,
                  prompt_due_at = CASE WHEN prompted_at IS NULL THEN NULL ELSE prompt_due_at END,
                  window_provisional = CASE WHEN window_closes_at IS NULL THEN %(provisional)s
                                            ELSE window_provisional END,
                  window_closes_at = coalesce(window_closes_at, %(closes_at)s)
            WHERE id = %(id)s""",
        id=visit_id,
        closes_at=closes_at,
        provisional=provisional,
    )


async def exclude_all_waiting(tx: Transaction, citizen_id: int, because: str) -> None:
    """None of the citizen's waiting visits gets a prompt; one already on the wire goes its way."""
    await tx.execute(
        """UPDATE visits v SET state = 'excluded', excluded_because = %(because)s, watch_at = NULL,
                  prompt_due_at = NULL, prompt_id = NULL
            WHERE citizen_id = %(citizen_id)s AND state = 'waiting'
              AND NOT EXISTS (SELECT FROM messages m WHERE m.id = v.prompt_id
                                 AND m.state IN ('sending', 'settling'))""",
        citizen_id=citizen_id,
        because=because,
    )


@dataclass(frozen=True, slots=True)
class OptedOutVisit:
    """A visit that got no prompt because its citizen had opted out."""

    id: int
    finished_at: datetime


async def opted_out(tx: Transaction, citizen_id: int) -> list[OptedOutVisit]:
    """Visits to look at again when the citizen opts in."""
    return await tx.fetch(
        OptedOutVisit,
        """SELECT id, finished_at FROM visits
            WHERE citizen_id = %(citizen_id)s AND state = 'excluded' AND excluded_because = 'opted_out'""",
        citizen_id=citizen_id,
    )


async def wait_again(tx: Transaction, visit_id: int, prompt_due_at: datetime) -> None:
    """An excluded visit waits for its prompt again."""
    await tx.execute(
        """UPDATE visits SET state = 'waiting', excluded_because = NULL, prompt_due_at = %(due)s, watch_at = %(due)s
            WHERE id = %(id)s""",
        id=visit_id,
        due=prompt_due_at,
    )


async def exclude_again(tx: Transaction, visit_id: int, because: str) -> None:
    """An excluded visit stays excluded, for another reason."""
    await tx.execute(
        "UPDATE visits SET excluded_because = %(because)s WHERE id = %(id)s AND state = 'excluded'",
        id=visit_id,
        because=because,
    )


async def ids_of_prompt(tx: Transaction, prompt_id: int) -> list[int]:
    """The visits a prompt is for."""
    return await tx.values("SELECT id FROM visits WHERE prompt_id = %(id)s ORDER BY id", id=prompt_id)
