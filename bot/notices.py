"""What citizens are told without having asked just now, in words."""

from datetime import date

from bot.rendering import Part, Renderer
from store.outbox import Facts


class Notices:
    """Words notices as `usecases.tell.Word`."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def __call__(self, template: str, facts: Facts, locale: str, channel: str, today: date) -> str:
        """One notice as one message."""
        return self._renderer.message([Part(template, facts)], locale, channel, today)
