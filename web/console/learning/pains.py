"""`/console/learning/pains`: 痛点分析, what hurts where in a month, and what citizens wish for and need together."""

from collections.abc import Iterable

from fastapi import Response

from evaluation.learning.pains import Pain, told_once
from evaluation.staff import Permission
from web.console.learning import words
from web.console.learning.asked import FOLDER, View, name_of, view
from web.console.routing import Console
from web.console.staffed import At

READ = Permission.READ_LEARNING
LINES = 30

console = Console()


@console.get("/learning/pains", needs=READ)
async def show(at: At) -> Response:
    """What a month teaches."""
    async with at.database.snapshot() as tx:
        found = await view(tx, at)
    wanted = [pain for pain in found.learned.pains if found.filters.lets(pain, found.learned)]
    pains = wanted if found.filters.kind else told_once(wanted)
    return at.page(
        "learning",
        view=found,
        pains=pains[:LINES],
        more=len(pains) - LINES,
        summary=summary(found, found.learned.pains),
        words=words,
        place=lambda place: name_of(place, found.learned),
        folder=FOLDER,
    )


def summary(found: View, pains: Iterable[Pain]) -> str:
    """What the page says, in a sentence."""
    if found.kept is None:
        return ""
    worse = [pain for pain in pains if pain.is_real]
    if not worse:
        return "没有哪一处比上月或比同类明显更差：其余的差别都可能是偶然。"
    first = worse[0].figures
    return (
        f"有{len(worse)}处比上月或比同类更差，不像是偶然；最多的是{name_of(first.place, found.learned)}的"
        f"{words.reason_of(first.reason)}，{words.share(first.now)}。"
    )
