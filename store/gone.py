"""Messages that have left us, and what opens with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.db import Transaction
from store.outbox import Facts


@dataclass(frozen=True, slots=True)
class Gone:
    """A message that has left us, with the facts it was rendered from."""

    id: int
    kind: str
    citizen_id: int
    facts: Facts

    @property
    def closes_at(self) -> datetime:
        """When the last of the windows closes that a prompt opens."""
        return max(map(datetime.fromisoformat, self.facts["closes_at"]))

    @property
    def windows(self) -> list[tuple[int, int, str, bool]]:
        """(prompt, visit, when its window closes, whether that is provisional) of each visit a prompt named."""
        told = zip(self.facts["visits"], self.facts["closes_at"], self.facts["provisional"], strict=True)
        return [(self.id, *window) for window in told]


async def set_gone(tx: Transaction, references: Mapping[int, str | None], now: datetime) -> list[Gone]:
    """Messages left: taken by the provider, or (no reference) of unknown fate, which counts as sent.

    Those are returned of which it was not known yet. A reference proves it even of a message that
    was thought not to have left and is queued again, or was given up: it does not go out twice.
    """
    return await tx.fetch(
        Gone,
        """UPDATE messages m
              SET state = CASE WHEN gone.reference IS NULL THEN 'unknown' ELSE 'sent' END,
                  reference = gone.reference, owner = NULL, held_since = NULL, sent_at = %(now)s, reason = NULL,
                  for_staff = false
             FROM unnest(%(ids)s::bigint[], %(references)s::text[]) AS gone (id, reference)
            WHERE m.id = gone.id
              AND CASE WHEN gone.reference IS NULL THEN m.state = 'settling'
                       ELSE m.state IN ('sending', 'settling') OR (m.attempts > 0 AND (
                            m.state IN ('queued', 'claimed') OR (m.state = 'failed' AND m.receipt IS NULL)))
                  END
        RETURNING m.id, m.kind, m.citizen_id, m.facts""",
        ids=list(references),
        references=list(references.values()),
        now=now,
    )


async def open_windows(tx: Transaction, prompts: Sequence[Gone], now: datetime) -> set[int]:
    """Open the windows of the visits that these prompts named; which of them have no rating.

    A visit rated meanwhile stays rated; one that is another prompt's by now is left alone.
    """
    windows = [window for prompt in prompts for window in prompt.windows]
    prompt_ids, visit_ids, closes_at, provisional = zip(*windows, strict=True) if windows else ((),) * 4
    return set(
        await tx.values(
            """WITH opened AS (
                   UPDATE visits v
                      SET state = CASE WHEN state = 'waiting' THEN 'prompted' ELSE state END,
                          prompted_at = %(now)s, window_closes_at = told.closes_at,
                          window_provisional = told.provisional
                     FROM unnest(%(visits)s::bigint[], %(prompts)s::bigint[], %(closes)s::timestamptz[],
                                 %(provisional)s::bool[]) AS told (visit_id, prompt_id, closes_at, provisional)
                    WHERE v.id = told.visit_id AND v.prompt_id = told.prompt_id AND v.prompted_at IS NULL
                RETURNING v.id, v.state)
               SELECT id FROM opened WHERE state = 'prompted'""",
            visits=list(visit_ids),
            prompts=list(prompt_ids),
            closes=list(closes_at),
            provisional=list(provisional),
            now=now,
        )
    )
