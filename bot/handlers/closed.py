"""Nothing is open between us: say so, and where to turn."""

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.window import Window

PAST = ("lapsed", "rated", "prompted")


def nothing_open(turn: Turn) -> Reply:
    """Name the latest matter and say that it is closed; say who we are to somebody we know nothing of."""
    past = [visit for visit in turn.visits if visit.state in PAST]
    if not past:
        return [Part("chat/stranger", {})]
    latest = past[-1]
    if latest.window_closes_at is None:
        return [Part("rating/settled", matter(latest))]
    last_day = Window(latest.window_closes_at, provisional=False).last_day.isoformat()
    return [Part("rating/closed", {**matter(latest), "last_day": last_day})]
