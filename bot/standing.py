"""What is open between us and a citizen, before they have said anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from evaluation.threads import labelled
from evaluation.window import Window
from store.dialogues import Dialogue
from store.inquiries import Inquiry
from store.people import Citizen
from store.selections import Selection
from store.visits import CitizenVisit
from usecases.rules import Rules

QUESTION_TIME = timedelta(hours=24)
"""How long a question stays open that no window ends."""


@dataclass(frozen=True)
class Standing:
    """A citizen whose row is locked, their visits, and the question that is open."""

    rules: Rules
    now: datetime
    citizen: Citizen
    visits: list[CitizenVisit]
    dialogue: Dialogue | None
    doubted: bool
    """Whether this may be somebody else, who is told nothing but what they were asked about; `visits` are that."""
    selection: Selection | None = None
    """What they are picking for their points: asked after `dialogue`, it is answered before."""
    thread: int | None = None
    """The prompt in whose thread they write, where that is known."""
    inquiry: Inquiry | None = None
    """What is asked about their case, or a rating that was drawn: where it leads, it was asked after
    `dialogue` and is answered before.
    """

    def visit(self, visit_id: int) -> CitizenVisit | None:
        """One of the citizen's visits by its id."""
        return next((visit for visit in self.visits if visit.id == visit_id), None)

    def after_asking(self, visit_id: int) -> Self:
        """As it stands once a page has asked how this visit was: that is answered now, and nothing older."""
        visit = self.visit(visit_id)
        if visit is None or not (self.can_be_rated(visit) or visit.is_revisable(self.now)):
            return self
        question = "confirm" if self._is_waiting(visit) else "level"
        ends_at = visit.window_closes_at or self.now + QUESTION_TIME
        return replace(self, dialogue=Dialogue(question, [visit_id], ends_at), selection=None, inquiry=None)

    def in_thread(self, label: str, address_id: int) -> Self:
        """As it stands for what is said in the thread of a prompt to this address: they speak of its matters.

        A question about those, or one that was asked there since, is what they answer. Where that prompt's
        windows are over, nothing said there is about what others ask. A label of no prompt says nothing.
        """
        prompt_id = self._prompt_of(label, address_id)
        if prompt_id is None:
            return self
        there = replace(self, thread=prompt_id)
        theirs = [visit for visit in self.visits if visit.prompt_id == prompt_id]
        if self._is_answered_there(theirs, prompt_id):
            return there
        about = [visit for visit in theirs if visit.is_open(self.now)] or self._rated_last(theirs)
        if not about:
            return replace(there, dialogue=None, visits=[*theirs, *self.waiting])
        ends_at = about[0].window_closes_at or self.now + QUESTION_TIME
        asked = Dialogue("level", [visit.id for visit in about], ends_at, thread=prompt_id)
        return replace(there, dialogue=asked)

    def _prompt_of(self, label: str, address_id: int) -> int | None:
        """The prompt whose thread has this label; one that may still be answered before those that are past."""
        there = [visit for visit in self.visits if visit.asked_where == address_id]
        alive = [visit for visit in there if visit.is_open(self.now) or visit.is_revisable(self.now)]
        prompts, past = ({visit.prompt_id for visit in some if visit.prompt_id} for some in (alive, there))
        return labelled(label, prompts) or labelled(label, past)

    def _is_answered_there(self, theirs: Sequence[CitizenVisit], prompt_id: int) -> bool:
        """Whether what is open is meant anyhow by what is said in that prompt's thread."""
        if self.question is not None and self.dialogue is not None:
            first = self.dialogue.visit_ids[0]
            return self.dialogue.thread == prompt_id or first in [visit.id for visit in theirs]
        return bool(self.latest_rated) and all(visit in theirs for visit in self.latest_rated)

    @property
    def picks_here(self) -> bool:
        """Whether they may be answering what is being picked: that was asked in this thread, or none is known."""
        return self.thread is None or (self.selection is not None and self.selection.thread == self.thread)

    @property
    def answers_inquiry(self) -> bool:
        """Whether they may be answering what is asked about their case: that was asked here, or no thread is known."""
        return self.inquiry is not None and self.thread in (None, self.inquiry.thread)

    @property
    def question(self) -> str | None:
        """The open question, if it can still be answered."""
        return self.dialogue.question if self.dialogue and self._answerable(self.dialogue) else None

    @property
    def asks_for_level(self) -> bool:
        """Whether the open question is how it was.

        Before the prompt the matter is made sure of first; with no level named yet, naming it asks for one.
        """
        if self.question == "confirm":
            return self.dialogue is not None and self.dialogue.level is None
        return self.question == "level"

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
    def may_rate(self) -> bool:
        """Whether there is anything that they may rate, or rate otherwise."""
        return bool(self.open or self.latest_rated or self.waiting)

    @property
    def waiting(self) -> list[CitizenVisit]:
        """Visits whose prompt is still to come."""
        return [visit for visit in self.visits if self._is_waiting(visit)]

    def _is_waiting(self, visit: CitizenVisit) -> bool:
        return visit.state == "waiting" and not self.window_without_prompt(visit).is_over(self.now)

    @property
    def latest_rated(self) -> list[CitizenVisit]:
        """What was rated last, several if together, as far as the citizen may still change their mind."""
        return self._rated_last(self.visits)

    def _rated_last(self, among: Sequence[CitizenVisit]) -> list[CitizenVisit]:
        rated = [visit for visit in among if visit.is_revisable(self.now)]
        latest = max((visit.rated_at for visit in rated if visit.rated_at), default=None)
        return [visit for visit in rated if visit.rated_at == latest]

    @property
    def concerned(self) -> list[CitizenVisit]:
        """What they may be speaking of, whatever they say: what is asked about, else what was last between us."""
        return self.asked or self.latest_rated or self.open or self.waiting or self.visits[-1:]

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

    def window_without_prompt(self, visit: CitizenVisit) -> Window:
        """The window that a rating given before its prompt opens."""
        return self.rules.window_of(prompted_at=self.now, finished_at=visit.finished_at)
