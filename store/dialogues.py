"""The one question that may be open between the bot and a citizen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from store.db import Transaction


@dataclass(frozen=True, slots=True)
class Dialogue:
    """An open question: `visit_ids` are the matters it is about, the one being asked first.

    A question for the level lasts as long as its visits' windows, which may move; the others until `ends_at`.
    `thread`: the prompt in whose thread an answer of ours asked it.
    """

    question: str
    visit_ids: list[int]
    ends_at: datetime
    level: int | None = None
    comment: str | None = None
    unclear: int = 0
    thread: int | None = None


async def current(tx: Transaction, citizen_id: int, now: datetime) -> Dialogue | None:
    """The question still open at `now`."""
    return await tx.first(
        Dialogue,
        """SELECT question, visit_ids, ends_at, level, comment, unclear, thread FROM dialogues
            WHERE citizen_id = %(citizen_id)s AND (question = 'level' OR ends_at > %(now)s)""",
        citizen_id=citizen_id,
        now=now,
    )


async def ask_levels(tx: Transaction, questions: Mapping[int, Dialogue], now: datetime) -> None:
    """Open the questions that prompts ask, by citizen.

    A citizen who answered before the provider did is already being asked on about these matters: that
    question stays. What was told of a matter before its prompt, with no level, goes with the level yet.
    """
    visits = [
        (citizen_id, visit_id) for citizen_id, asked in questions.items() for visit_id in asked.visit_ids
    ]
    await tx.execute(
        """INSERT INTO dialogues (citizen_id, question, visit_ids, asked_at, ends_at)
           SELECT citizen_id, 'level', array_agg(visit_id ORDER BY place), %(now)s, ends_at
             FROM unnest(%(citizens)s::bigint[], %(ends)s::timestamptz[]) AS asked (citizen_id, ends_at)
             JOIN unnest(%(whose)s::bigint[], %(visits)s::bigint[])
                  WITH ORDINALITY AS about (citizen_id, visit_id, place) USING (citizen_id)
            GROUP BY citizen_id, ends_at
               ON CONFLICT (citizen_id) DO UPDATE
              SET question = excluded.question, visit_ids = excluded.visit_ids, level = NULL, unclear = 0,
                  thread = NULL,
                  comment = CASE WHEN dialogues.question = 'confirm' AND dialogues.level IS NULL
                                      AND excluded.visit_ids && dialogues.visit_ids
                                 THEN dialogues.comment END,
                  asked_at = excluded.asked_at, ends_at = excluded.ends_at
            WHERE NOT (dialogues.question IN ('level', 'reasons') AND dialogues.ends_at > %(now)s
                       AND dialogues.visit_ids && excluded.visit_ids)""",
        citizens=list(questions),
        ends=[asked.ends_at for asked in questions.values()],
        whose=[citizen_id for citizen_id, _ in visits],
        visits=[visit_id for _, visit_id in visits],
        now=now,
    )


async def replace(tx: Transaction, citizen_id: int, dialogue: Dialogue, now: datetime) -> None:
    """Open a question; whatever was asked before is no longer open."""
    await tx.execute(
        """INSERT INTO dialogues (citizen_id, question, visit_ids, level, comment, unclear, thread, asked_at,
                                  ends_at)
           VALUES (%(citizen_id)s, %(question)s, %(visit_ids)s, %(level)s, %(comment)s, %(unclear)s, %(thread)s,
                   %(now)s, %(ends_at)s)
           ON CONFLICT (citizen_id) DO UPDATE
              SET question = excluded.question, visit_ids = excluded.visit_ids, level = excluded.level,
                  comment = excluded.comment, unclear = excluded.unclear, thread = excluded.thread,
                  asked_at = excluded.asked_at, ends_at = excluded.ends_at""",
        citizen_id=citizen_id,
        now=now,
        **asdict(dialogue),
    )


async def close(tx: Transaction, citizen_id: int) -> None:
    """No question is open any more."""
    await tx.execute("DELETE FROM dialogues WHERE citizen_id = %(citizen_id)s", citizen_id=citizen_id)


async def drop_visit(tx: Transaction, citizen_id: int, visit_id: int) -> None:
    """A matter was rated elsewhere: it is not asked about any more.

    The one already named to the citizen stays, and so does a numbered list: what they answer is about that.
    """
    await tx.execute(
        """UPDATE dialogues
              SET visit_ids = visit_ids[1:1] || array_remove(visit_ids[2:], %(visit_id)s::bigint)
            WHERE citizen_id = %(citizen_id)s AND question <> 'which' AND %(visit_id)s = ANY(visit_ids[2:])""",
        citizen_id=citizen_id,
        visit_id=visit_id,
    )
