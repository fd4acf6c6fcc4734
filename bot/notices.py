"""What citizens are told without having asked just now, in words."""

from datetime import date

from bot.rendering import Part, Renderer
from evaluation.exchange import Choice
from store.outbox import Facts


class Notices:
    """Words notices as `usecases.tell.Word`."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def __call__(self, template: str, facts: Facts, locale: str, channel: str, today: date) -> str:
        """One notice as one message."""
        return self._renderer.message([Part(template, facts)], locale, channel, today)

    def solved(self, complaint_id: int, locale: str) -> list[Choice]:
        """The answers to whether a case is solved, as they may be pressed."""
        return self._renderer.solved(complaint_id, locale)

    def satisfied(self, complaint_id: int, locale: str) -> list[Choice]:
        """The answers to how satisfied they were where a guide heard them, as they may be pressed."""
        return self._renderer.satisfied(complaint_id, locale)

    def satisfied_now(self, drawn_id: int, locale: str) -> list[Choice]:
        """The answers to how satisfied they are now with a drawn rating, as they may be pressed."""
        return self._renderer.satisfied_now(drawn_id, locale)
