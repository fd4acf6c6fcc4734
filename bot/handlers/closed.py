"""Nothing is open between us: say so, and where to turn."""

from bot.rendering import Part
from bot.turn import Reply, Turn, matter
from evaluation.window import last_day

PAST = ("lapsed", "rated", "prompted")


def nothing_open(turn: Turn) -> Reply:
    """Name the matter we asked about last and say that it is closed; to a stranger, say who we are."""
    past = [visit for visit in turn.visits if visit.state in PAST]
    if not past:
        return [Part("chat/stranger", {})]
    ends = {visit.window_closes_at: visit for visit in past if visit.window_closes_at is not None}
    if not ends:  # all rated on site before we could ask
        return [Part("rating/settled", matter(past[-1]))]
    latest = max(ends)
    return [Part("rating/closed", {**matter(ends[latest]), "last_day": last_day(latest).isoformat()})]
