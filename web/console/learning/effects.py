"""`/console/learning/effects`: 整改成效, whether what was put right has stayed so half a year on; 反弹 first."""

from urllib.parse import urlencode

from fastapi import Response

from evaluation.staff import Permission
from store.learning.library import Sought
from web.console.learning import words
from web.console.learning.asked import FOLDER
from web.console.learning.library import after_of, looked_up, place_of
from web.console.routing import Console
from web.console.staffed import At

PATH = f"{FOLDER}/effects"
LINES = 50

console = Console()


@console.get("/learning/effects", needs=Permission.READ_LEARNING)
async def show(at: At) -> Response:
    """The rectifications of which this came."""
    given = at.request.query_params
    verdict, area = given.get("verdict", ""), given.get("area", "")
    verdict = verdict if verdict in words.VERDICTS else "rose"
    sought = Sought([], [], verdict=verdict, after=after_of(given.get("after", "")))
    found = await looked_up(at, area, sought, LINES)
    return at.page(
        "effects",
        verdict=verdict,
        found=found,
        path_of=lambda key: f"{PATH}?{urlencode({'verdict': key, 'area': found.seen.area_code})}",
        next_place=place_of(found.cases[-1]) if found.more else None,
        is_first=sought.after is None,
        words=words,
        here=PATH,
    )
