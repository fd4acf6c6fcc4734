"""What we tell citizens without being asked, in words."""

from dataclasses import asdict
from datetime import date
from typing import Any

from bot.rendering import Part, Renderer
from usecases.gifts.announce import Endings, Word


def ending_in_words(renderer: Renderer) -> Word:
    """Words what ends soon; where the number may be another person's, only that something does."""

    def word(soon: Endings, locale: str, channel: str, today: date) -> str:
        return renderer.message([_part(soon)], locale, channel, today)

    return word


def _part(soon: Endings) -> Part:
    if soon.hidden:
        return Part("points/something_ends", {"last_day": soon.first_day.isoformat()})
    facts = {
        "points": [_told(asdict(each)) for each in soon.points],
        "vouchers": [_told(asdict(each)) for each in soon.vouchers],
    }
    return Part("points/ends", facts)


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "last_day": facts["last_day"].isoformat()}
