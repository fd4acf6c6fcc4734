"""One turn of a conversation: what was said, by whom, about what; and what a handler may do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rendering import Part
from bot.standing import QUESTION_TIME, Standing
from bot.understanding import Asked, Meaning, read
from evaluation.levels import Level, RatingChannel, Reason, in_menu_order
from evaluation.ratings import clean_comment, lines
from evaluation.window import civil
from store import calls, case_questions, dialogues, held, ledger, selections, visits
from store.case_questions import OF_HEARD
from store.db import Transaction
from store.dialogues import Dialogue
from store.ledger import Holder
from store.ratings import Evidence
from store.selections import Selection
from store.visits import CitizenVisit
from usecases import rate
from usecases.rate import Rated, Rating

Reply = list[Part]
"""What is answered, as one message; nothing when it is empty."""
VoucherPage = Callable[[str, datetime], str]
"""The address of the page that shows the voucher with this code, reserved at that time."""


@dataclass(frozen=True, kw_only=True)
class Turn(Standing):
    """A message of a citizen, with all that is open between us."""

    tx: Transaction
    channel: RatingChannel
    inbound_id: int
    address_id: int
    meaning: Meaning
    text: str
    voucher_page: VoucherPage | None = None
    """None where no link is told."""

    @property
    def said(self) -> str | None:
        """What was said, if it says anything at all: blanks and bare punctuation do not."""
        return clean_comment(self.text)

    async def rate(self, visit: CitizenVisit, level: Level, words: str | None) -> Rated:
        """Keep a level for a visit, with what was said beside it and before it."""
        rating = self.as_rating(level, lines(self.said_before, words))
        window = None if visit.window_closes_at else self.window_without_prompt(visit)
        return await rate.rate(self.tx, visit.id, rating, self.rules, self.now, window)

    def as_rating(self, level: Level, words: str | None) -> Rating:
        """What they say now, as a rating with this message as its evidence."""
        in_answer = self.question is not None or self.inquiry is not None
        comment = clean_comment(words)
        return Rating(level, self._reasons, comment, self.channel, self._evidence, self.now, in_answer)

    @property
    def said_before(self) -> str | None:
        """What they said to the open question without naming a level; it goes with the level they name."""
        return self.dialogue.comment if self.dialogue and self.asks_for_level else None

    @property
    def _reasons(self) -> tuple[Reason, ...]:
        heard = self.inquiry.comment if self.inquiry and self.inquiry.kind in OF_HEARD else None
        said = lines(self.said_before, heard)
        before = read(said, Asked.NOTHING).reasons if said else ()
        return in_menu_order((*before, *self.meaning.reasons))

    async def add_reasons(self, visit: CitizenVisit, reasons: tuple[Reason, ...], text: str | None) -> None:
        """Keep why a visit was rated as it was."""
        await rate.add_reasons(self.tx, visit.id, reasons, text, self._evidence, self.now)

    @property
    def _evidence(self) -> Evidence:
        return Evidence(inbound_id=self.inbound_id)

    async def ask_for_a_call(self) -> None:
        """Leave a request that somebody call the citizen."""
        await calls.leave(self.tx, self.citizen.id, self.inbound_id, self.now)

    async def balance(self) -> int | None:
        """The citizen's points; None for whoever may be somebody else."""
        return self.shown(await ledger.balance(self.tx, Holder(self.citizen.id)))

    async def under_review(self) -> int:
        """The citizen's points that somebody is looking at."""
        return await held.under_review(self.tx, Holder(self.citizen.id))

    def shown(self, balance: int) -> int | None:
        """A balance, for the citizen only."""
        return None if self.doubted else balance

    async def ask(
        self,
        question: str,
        about: Sequence[CitizenVisit],
        *,
        level: Level | None = None,
        comment: str | None = None,
        unclear: int = 0,
    ) -> None:
        """Leave a question open; whatever was asked before is not open any more."""
        ends_at = self.now + QUESTION_TIME
        if about[0].window_closes_at is not None:
            ends_at = min(ends_at, about[0].window_closes_at)
        asked = Dialogue(
            question, [visit.id for visit in about], ends_at, level, comment, unclear, self.thread
        )
        await dialogues.replace(self.tx, self.citizen.id, asked, self.now)

    async def ask_back(self) -> None:
        """The answer was unclear: the question stays as it was asked, its list too."""
        assert self.dialogue is not None
        unclear = replace(self.dialogue, unclear=self.dialogue.unclear + 1)
        await dialogues.replace(self.tx, self.citizen.id, unclear, self.now)

    async def keep_telling(self, told: str | None) -> None:
        """Keep what was said beside the open question, unclear as it was; nothing new is asked."""
        assert self.dialogue is not None
        told_more = replace(self.dialogue, comment=told, unclear=self.dialogue.unclear + 1)
        await dialogues.replace(self.tx, self.citizen.id, told_more, self.now)

    async def keep_beside(self, told: str | None) -> None:
        """Keep what was said beside the open question, which stays as it was asked."""
        assert self.dialogue is not None
        await dialogues.replace(self.tx, self.citizen.id, replace(self.dialogue, comment=told), self.now)

    @property
    def asked_back(self) -> bool:
        """Whether an answer to the open question was unclear before."""
        return self.times_unclear > 0

    @property
    def times_unclear(self) -> int:
        """How many answers to the open question were unclear."""
        return self.dialogue.unclear if self.dialogue and self.question else 0

    async def ask_why(self, rated: Sequence[CitizenVisit], left: Sequence[CitizenVisit]) -> None:
        """Ask for the reason of what was just rated; nobody is asked for it again."""
        await self.ask("reasons", [*rated, *left])
        for visit in rated:
            await visits.note_reasons_asked(self.tx, visit.id)

    async def close_question(self) -> None:
        """Nothing is asked any more."""
        await dialogues.close(self.tx, self.citizen.id)

    async def pick(self, selection: Selection) -> None:
        """Begin a selection. A level that waits for a yes is forgotten: the next yes is to the gift."""
        await selections.begin(self.tx, self.citizen.id, replace(selection, thread=self.thread), self.now)
        waits = self.dialogue if self.question in ("confirm", "which") else None
        about = [visit for visit in map(self.visit, waits.visit_ids) if visit] if waits else []
        if waits is not None and about and waits.level is not None:
            await self.ask("confirm", about, comment=waits.comment, unclear=waits.unclear)

    async def leave_inquiry(self) -> None:
        """Something else was asked or rated: no question about a case is what was asked last."""
        if self.inquiry is not None and self.inquiry.leads:
            await case_questions.give_way(self.tx, [self.citizen.id])

    async def leave_selection(self) -> None:
        """Nothing is being picked any more."""
        if self.selection is not None and self.selection.question is not None:
            await selections.leave(self.tx, self.citizen.id)


def matter(visit: CitizenVisit) -> dict[str, object]:
    """The facts by which a citizen knows which matter is meant."""
    return {"item": visit.item_name, "finished_on": civil(visit.finished_at).date().isoformat()}
