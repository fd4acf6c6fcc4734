"""One turn of a conversation: what was said, by whom, about what; and what a handler may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rendering import Part
from bot.understanding import Meaning
from evaluation.levels import Level, RatingChannel, Reason
from evaluation.ratings import clean_comment
from evaluation.window import civil
from store import dialogues, ledger, visits
from store.db import Transaction
from store.dialogues import Dialogue
from store.people import Citizen
from store.ratings import Evidence
from store.visits import CitizenVisit
from usecases import rate
from usecases.rate import Rated, Rating
from usecases.rules import Rules

REASON_TIME = timedelta(hours=24)
"""How long a question that the bot asked by itself stays open."""

Reply = list[Part]
"""What is answered, as one message; nothing when it is empty."""


@dataclass(frozen=True)
class Turn:
    """A message of a citizen whose row is locked, with all that is open between us."""

    tx: Transaction
    rules: Rules
    now: datetime
    channel: RatingChannel
    inbound_id: int
    citizen: Citizen
    visits: list[CitizenVisit]
    dialogue: Dialogue | None
    meaning: Meaning
    text: str

    def visit(self, visit_id: int) -> CitizenVisit | None:
        """One of the citizen's visits by its id."""
        return next((visit for visit in self.visits if visit.id == visit_id), None)

    @property
    def asked(self) -> list[CitizenVisit]:
        """The visits the open question is about, the one being asked first."""
        ids = self.dialogue.visit_ids if self.dialogue else []
        return [visit for visit in map(self.visit, ids) if visit is not None]

    @property
    def open(self) -> list[CitizenVisit]:
        """Prompted visits that still have no rating."""
        return [visit for visit in self.visits if visit.is_open(self.now)]

    @property
    def waiting(self) -> list[CitizenVisit]:
        """Visits that were not prompted yet."""
        return [visit for visit in self.visits if visit.state == "waiting"]

    @property
    def latest_rated(self) -> CitizenVisit | None:
        """The visit rated last, if the citizen may still change their mind about it."""
        rated = [visit for visit in self.visits if visit.is_revisable(self.now)]
        return max(rated, key=lambda visit: (visit.rated_at or self.now, visit.id), default=None)

    async def rate(self, visit: CitizenVisit, level: Level, words: str | None) -> Rated:
        """Keep a level for a visit, with what was said beside it."""
        rating = Rating(level, self.meaning.reasons, clean_comment(words), self.channel, self._evidence)
        return await rate.rate(self.tx, visit.id, rating, self.rules, self.now)

    async def add_reasons(self, visit: CitizenVisit, reasons: tuple[Reason, ...], text: str | None) -> None:
        """Keep why a visit was rated as it was."""
        await rate.add_reasons(self.tx, visit.id, reasons, text, self._evidence, self.now)

    @property
    def _evidence(self) -> Evidence:
        return Evidence(inbound_id=self.inbound_id)

    async def balance(self) -> int:
        """The citizen's points."""
        return await ledger.balance(self.tx, self.citizen.id)

    async def ask(
        self,
        question: str,
        about: Sequence[CitizenVisit],
        *,
        level: Level | None = None,
        comment: str | None = None,
        unclear: int = 0,
    ) -> None:
        """Leave a question open; one about prompted visits stays until their window closes."""
        ends_at = self._ends_at(question, about[0])
        asked = Dialogue(question, [visit.id for visit in about], ends_at, level, comment, unclear)
        await dialogues.ask(self.tx, self.citizen.id, asked, self.now)
        if question == "reasons":
            await visits.note_reasons_asked(self.tx, about[0].id)

    def _ends_at(self, question: str, about: CitizenVisit) -> datetime:
        soon = self.now + REASON_TIME
        if about.window_closes_at is None:
            return soon
        return about.window_closes_at if question == "level" else min(soon, about.window_closes_at)

    async def close_question(self) -> None:
        """Nothing is asked any more."""
        await dialogues.close(self.tx, self.citizen.id)


def matter(visit: CitizenVisit) -> dict[str, object]:
    """The facts by which a citizen knows which matter is meant."""
    return {"item": visit.item_name, "finished_on": civil(visit.finished_at).date().isoformat()}
