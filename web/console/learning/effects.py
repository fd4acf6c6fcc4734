"""`/console/learning/effects`: 整改成效, whether what was put right has stayed so half a year on; 反弹 first."""

from urllib.parse import urlencode

from fastapi import Response

from evaluation.staff import Permission
from store.learning import effects, library
from store.learning.library import Sought
from usecases.reports.areas import choices
from web.console.learning import words
from web.console.learning.asked import FOLDER, seen_at
from web.console.learning.library import after_of, place_of
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
    async with at.database.snapshot() as tx:
        seen = await seen_at(tx, at, area)
        areas = await choices(tx, at.scope, seen.area_code)
        found = await library.found(tx, seen, sought, LINES + 1)
        came = await effects.of_cases(tx, [case.case_id for case in found])
    shown = found[:LINES]
    return at.page(
        "effects",
        verdict=verdict,
        seen=seen,
        areas=areas,
        cases=shown,
        came=came,
        path_of=lambda key: f"{PATH}?{urlencode({'verdict': key, 'area': seen.area_code})}",
        next_place=place_of(shown[-1]) if len(found) > LINES else None,
        is_first=sought.after is None,
        words=words,
        here=PATH,
    )
