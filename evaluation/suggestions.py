"""建设性意见: who may not judge a suggestion, and how long a reason may be."""

from collections.abc import Iterable, Iterator, Mapping

LONGEST_WHY = 100
"""Characters of the reason that a citizen is told: it fits a text message of two parts with what stands around it."""


def of_the_body(judge_org: str, concerned: Iterable[str], parents: Mapping[str, str | None]) -> bool:
    """Whether a judge of `judge_org` is of a body concerned: their own, one above it or one below it.

    `parents` names the org above each of them, and above these.
    """
    above_judge = set(_line(judge_org, parents))
    return any(org in above_judge or judge_org in _line(org, parents) for org in concerned)


def _line(org: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """An org and all above it; a circle in the catalogue ends it."""
    seen: set[str] = set()
    at: str | None = org
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        at = parents.get(at)
