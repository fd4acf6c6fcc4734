"""What was answered about drawn ratings: once each, by the bot, by phone, or to the call-back of its case."""

from dataclasses import asdict, dataclass
from datetime import datetime

from evaluation.levels import Level
from store.db import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How satisfied somebody is now, and whether it was put right; or that they refused to say (拒访)."""

    way: str
    at: datetime
    level: Level | None = None
    put_right: bool | None = None
    words: str | None = None
    refused: bool = False
    inbound_id: int | None = None
    staff_id: int | None = None


async def keep(tx: Transaction, drawn_id: int, answer: Answer) -> bool:
    """Keep an answer; False where there is one already."""
    return bool(
        await tx.execute(
            """INSERT INTO sample_answers (drawn_id, way, refused, level, put_right, words, at, inbound_id, staff_id)
               VALUES (%(drawn_id)s, %(way)s, %(refused)s, %(level)s, %(put_right)s, %(words)s, %(at)s, %(inbound_id)s,
                       %(staff_id)s)
               ON CONFLICT (drawn_id) DO NOTHING""",
            drawn_id=drawn_id,
            **asdict(answer),
        )
    )


async def add(tx: Transaction, drawn_id: int, put_right: bool, words: str | None) -> bool:
    """Add to an answer whether it was put right; False where that is known."""
    return bool(
        await tx.execute(
            """UPDATE sample_answers
                  SET put_right = %(put_right)s, words = nullif(concat_ws(E'\\n', words, %(words)s::text), '')
                WHERE drawn_id = %(id)s AND put_right IS NULL""",
            id=drawn_id,
            put_right=put_right,
            words=words,
        )
    )


async def note_call(tx: Transaction, drawn_id: int, staff_id: int, now: datetime) -> None:
    """Keep that somebody called and reached nobody (未接通)."""
    await tx.execute(
        "INSERT INTO sample_calls (drawn_id, at, staff_id) VALUES (%(drawn_id)s, %(now)s, %(staff_id)s)",
        drawn_id=drawn_id,
        staff_id=staff_id,
        now=now,
    )
