"""One turn of a conversation: what was said, by whom, about what; and what a handler may do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rendering import Part
from bot.understanding import Meaning
from evaluation.levels import Level, RatingChannel, Reason
from evaluation.ratings import clean_comment
from evaluation.window import Window, civil
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
    def question(self) -> str | None:
        """The open question, if it can still be answered."""
        return self.dialogue.question if self.dialogue and self._answerable(self.dialogue) else None

    def _answerable(self, dialogue: Dialogue) -> bool:
        if dialogue.question == "level":
            return bool(self.asked)
        if dialogue.question == "reasons":
            return any(visit.is_revisable(self.now) for visit in self.asked)
        return any(self.can_be_rated(visit) for visit in map(self.visit, dialogue.visit_ids))

    def can_be_rated(self, visit: CitizenVisit | None) -> bool:
        """Whether a visit still has no rating and may get one."""
        return visit is not None and (visit.is_open(self.now) or self._is_waiting(visit))

    @property
    def asked(self) -> list[CitizenVisit]:
        """The visits of the open question that may still be rated or revised, the one being asked first."""
        ids = self.dialogue.visit_ids if self.dialogue else []
        found = [visit for visit in map(self.visit, ids) if visit is not None]
        return [visit for visit in found if visit.is_open(self.now) or visit.is_revisable(self.now)]

    @property
    def open(self) -> list[CitizenVisit]:
        """Prompted visits that still have no rating."""
        return [visit for visit in self.visits if visit.is_open(self.now)]

    def left_open(self, rated: Sequence[CitizenVisit], first: Sequence[CitizenVisit]) -> list[CitizenVisit]:
        """What is asked about after these were rated: `first`, then whatever else is open.

        A newer prompt took the place of an older one's question, but not of its window: until
        that closes the citizen was promised to be heard.
        """
        others = [visit for visit in self.open if visit not in rated and visit not in first]
        return [*(visit for visit in first if visit.is_open(self.now)), *others]

    @property
    def waiting(self) -> list[CitizenVisit]:
        """Visits whose prompt is still to come."""
        return [visit for visit in self.visits if self._is_waiting(visit)]

    def _is_waiting(self, visit: CitizenVisit) -> bool:
        return visit.state == "waiting" and not self._window_without_prompt(visit).is_over(self.now)

    @property
    def latest_rated(self) -> list[CitizenVisit]:
        """What was rated last, several if together, as far as the citizen may still change their mind."""
        rated = [visit for visit in self.visits if visit.is_revisable(self.now)]
        latest = max((visit.rated_at for visit in rated if visit.rated_at), default=None)
        return [visit for visit in rated if visit.rated_at == latest]

    def named_with(self, visit: CitizenVisit) -> list[CitizenVisit]:
        """What one prompt named together with this visit, still unrated: their windows end together."""
        return [other for other in self.open if other.window_closes_at == visit.window_closes_at]

    @property
    def must_name(self) -> bool:
        """Whether the citizen may be in doubt which matter we mean.

        A number picked from a list is easily off by one, or was meant as another level.
        """
        may_be_meant = [v for v in self.visits if v.is_open(self.now) or v.is_revisable(self.now)]
        return self.question in (None, "which") or len(may_be_meant) > 1

    @property
    def said(self) -> str | None:
        """What was said, if it says anything at all: blanks and bare punctuation do not."""
        return clean_comment(self.text)

    async def rate(self, visit: CitizenVisit, level: Level, words: str | None) -> Rated:
        """Keep a level for a visit, with what was said beside it."""
        rating = Rating(
            level, self.meaning.reasons, clean_comment(words), self.channel, self._evidence, self.now
        )
        window = None if visit.window_closes_at else self._window_without_prompt(visit)
        return await rate.rate(self.tx, visit.id, rating, self.rules, self.now, window)

    def _window_without_prompt(self, visit: CitizenVisit) -> Window:
        return self.rules.window_of(prompted_at=self.now, finished_at=visit.finished_at)

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
        """Leave a question open; whatever was asked before is not open any more."""
        ends_at = self.now + REASON_TIME
        if about[0].window_closes_at is not None:
            ends_at = min(ends_at, about[0].window_closes_at)
        asked = Dialogue(question, [visit.id for visit in about], ends_at, level, comment, unclear)
        await dialogues.replace(self.tx, self.citizen.id, asked, self.now)

    async def ask_back(self) -> None:
        """The answer was unclear: the question stays as it was asked, its list too."""
        assert self.dialogue is not None
        unclear = replace(self.dialogue, unclear=self.dialogue.unclear + 1)
        await dialogues.replace(self.tx, self.citizen.id, unclear, self.now)

    @property
    def asked_back(self) -> bool:
        """Whether an answer to the open question was unclear before."""
        return self.question is not None and self.dialogue is not None and self.dialogue.unclear > 0

    async def ask_why(self, rated: Sequence[CitizenVisit], left: Sequence[CitizenVisit]) -> None:
        """Ask for the reason of what was just rated; nobody is asked for it again."""
        await self.ask("reasons", [*rated, *left])
        for visit in rated:
            await visits.note_reasons_asked(self.tx, visit.id)

    async def close_question(self) -> None:
        """Nothing is asked any more."""
        await dialogues.close(self.tx, self.citizen.id)


def matter(visit: CitizenVisit) -> dict[str, object]:
    """The facts by which a citizen knows which matter is meant."""
    return {"item": visit.item_name, "finished_on": civil(visit.finished_at).date().isoformat()}
