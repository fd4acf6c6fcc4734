"""What a citizen picks from numbered lists, step by step: a gift for a voucher, or a voucher to give back.

A selection has one question open at a time and is answered before whatever was asked earlier. Its id is the
request under which a voucher is reserved, so one selection makes one voucher, however often it is confirmed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from store.db import Transaction

ONCE_MORE = timedelta(minutes=10)
"""How long a second yes is taken for the one that ended it."""
KEPT = timedelta(days=30)
"""How long a selection of which nothing came can still be told from one that never was."""


class Question(StrEnum):
    """What is asked."""

    ACCOUNT = "account"
    """Whose points are spent."""
    GIFT = "gift"
    PLACE = "place"
    """Where it is collected."""
    CONFIRM = "confirm"
    """A yes, and the voucher is made."""
    VOUCHER = "voucher"
    """Which voucher is given back."""
    CANCEL = "cancel"
    """A yes, and it is given back."""


@dataclass(frozen=True, slots=True)
class Option:
    """A line of the list: `key` is what it stands for (a gift's id, a voucher's code …)."""

    key: str
    name: str
    name_en: str
    points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Where it stands; `id` 0 is one that is about to begin, no `question`: it is over.

    `points` is the price that was told, `voucher` the code of what came of it or is given back.
    """

    id: int = 0
    question: Question | None
    gives_back: bool = False
    """A voucher is given back, not made."""
    options: list[Option] = field(default_factory=list)
    credit_code: str | None = None
    gift_id: int | None = None
    place_id: int | None = None
    points: int | None = None
    voucher: str | None = None
    last: int | None = None
    """What was picked last, as a press has it: the same once more changes nothing."""
    unclear: int = 0
    ends_at: datetime
    thread: int | None = None
    """The prompt in whose thread it began."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    question: str | None
    gives_back: bool
    options: list[dict[str, Any]]
    credit_code: str | None
    gift_id: int | None
    place_id: int | None
    points: int | None
    voucher: str | None
    last: int | None
    unclear: int
    ends_at: datetime
    thread: int | None


async def begin(tx: Transaction, citizen_id: int, selection: Selection, now: datetime) -> None:
    """Ask the first question of a new selection; whatever else was picked is left."""
    await leave(tx, citizen_id)
    await tx.execute(
        "DELETE FROM selections WHERE citizen_id = %(citizen_id)s AND voucher IS NULL AND ends_at < %(before)s",
        citizen_id=citizen_id,
        before=now - KEPT,
    )
    await tx.execute(
        """INSERT INTO selections (citizen_id, question, gives_back, options, credit_code, gift_id, place_id, points,
                                   voucher, last, unclear, ends_at, thread, on_way)
           VALUES (%(citizen_id)s, %(question)s, %(gives_back)s, %(options)s, %(credit_code)s, %(gift_id)s,
                   %(place_id)s, %(points)s, %(voucher)s, %(last)s, %(unclear)s, %(ends_at)s, %(thread)s,
                   ARRAY(SELECT id FROM messages WHERE citizen_id = %(citizen_id)s
                                                   AND kind IN ('prompt', 'announcement')
                                                   AND state IN ('sending', 'settling')))""",
        citizen_id=citizen_id,
        **_columns(selection),
    )


async def go_on(tx: Transaction, selection: Selection) -> None:
    """Keep where a selection stands now; the citizen is locked."""
    await tx.execute(
        """UPDATE selections SET question = %(question)s, gives_back = %(gives_back)s, options = %(options)s,
                  credit_code = %(credit_code)s, gift_id = %(gift_id)s, place_id = %(place_id)s, points = %(points)s,
                  voucher = %(voucher)s, last = %(last)s, unclear = %(unclear)s, ends_at = %(ends_at)s,
                  thread = %(thread)s
            WHERE id = %(id)s""",
        id=selection.id,
        **_columns(selection),
    )


def _columns(selection: Selection) -> dict[str, object]:
    columns = asdict(selection)
    del columns["id"]
    return columns | {"options": Jsonb(columns["options"])}


_SELECTIONS: LiteralString = """
    SELECT id, question, gives_back, options, credit_code, gift_id, place_id, points, voucher, last, unclear, ends_at,
           thread
      FROM selections WHERE citizen_id = %(citizen_id)s"""


async def current(tx: Transaction, citizen_id: int, now: datetime) -> Selection | None:
    """The one whose question is open, else one that has just come to its end."""
    row = await tx.first(
        _Row,
        _SELECTIONS
        + """ AND ends_at > %(now)s AND (question IS NOT NULL OR voucher IS NOT NULL)
              ORDER BY question IS NOT NULL DESC, id DESC LIMIT 1""",
        citizen_id=citizen_id,
        now=now,
    )
    return _read(row) if row else None


async def by_id(tx: Transaction, citizen_id: int, selection_id: int) -> Selection | None:
    """One of the citizen's, open or over."""
    row = await tx.first(_Row, _SELECTIONS + " AND id = %(id)s", citizen_id=citizen_id, id=selection_id)
    return _read(row) if row else None


def _read(row: _Row) -> Selection:
    return Selection(
        id=row.id,
        question=Question(row.question) if row.question else None,
        gives_back=row.gives_back,
        options=[Option(**each) for each in row.options],
        credit_code=row.credit_code,
        gift_id=row.gift_id,
        place_id=row.place_id,
        points=row.points,
        voucher=row.voucher,
        last=row.last,
        unclear=row.unclear,
        ends_at=row.ends_at,
        thread=row.thread,
    )


async def leave(tx: Transaction, citizen_id: int) -> None:
    """Nothing is being picked any more."""
    await tx.execute(
        "UPDATE selections SET question = NULL WHERE citizen_id = %(citizen_id)s AND question IS NOT NULL",
        citizen_id=citizen_id,
    )


async def give_way(tx: Transaction, prompts: Sequence[tuple[int, int]]) -> None:
    """Prompts (each with its citizen) have been read since: theirs is the question that was asked last.

    Not for one that was on its way already when the list was shown: the list came after it.
    """
    await tx.execute(
        """UPDATE selections s SET question = NULL
             FROM unnest(%(citizens)s::bigint[], %(prompts)s::bigint[]) AS sent (citizen_id, prompt_id)
            WHERE s.citizen_id = sent.citizen_id AND s.question IS NOT NULL AND sent.prompt_id <> ALL(s.on_way)""",
        citizens=[citizen_id for citizen_id, _ in prompts],
        prompts=[prompt_id for _, prompt_id in prompts],
    )
