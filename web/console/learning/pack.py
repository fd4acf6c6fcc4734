"""`/console/learning/pack`: 月报, the month on paper: ten best and ten worst, what hurts, what is to be improved."""

from fastapi import Response

from evaluation.learning.pains import Pain, told_once
from evaluation.staff import Action, Permission
from store.audit_trail import Subject
from store.learning import effects, library
from store.learning.library import Sought
from web.console.learning import words
from web.console.learning.asked import FOLDER, name_of, view
from web.console.learning.pains import summary
from web.console.routing import Console
from web.console.staffed import At

READ = Permission.READ_LEARNING
PAINS, PHRASES, WISHES, BUNDLES, IMPROVING, ROSE = 8, 6, 5, 5, 10, 10

console = Console()


@console.get("/learning/pack", needs=READ)
async def show(at: At) -> Response:
    """The pack of a month; that it was taken is on record, for it is made to be passed on."""
    by_item = at.request.query_params.get("by") == "item"
    async with at.database.transaction() as tx:
        found = await view(tx, at)
        improving = await library.found(tx, found.seen, Sought([], [], improving=True), IMPROVING)
        rose = await library.found(tx, found.seen, Sought([], [], verdict="rose"), ROSE)
        came = await effects.of_cases(tx, [case.case_id for case in rose])
        subject = Subject("report", "pack", found.seen.area_code)
        await at.audit(tx, Action.REPORT_TAKEN, subject, asked=found.filters.query, file="pack")
    learned = found.learned
    return at.page(
        "pack",
        view=found,
        ten=learned.items if by_item else learned.orgs,
        by_item=by_item,
        pains=worst_of(learned.pains)[:PAINS],
        phrases=learned.phrases[:PHRASES],
        wishes=learned.wishes[:WISHES],
        bundles=learned.bundles[:BUNDLES],
        improving=improving,
        rose=rose,
        came=came,
        summary=summary(found, learned.pains),
        words=words,
        place=lambda place: name_of(place, learned),
        folder=FOLDER,
    )


def worst_of(pains: tuple[Pain, ...]) -> list[Pain]:
    """What is worse, and not by chance; where there is none, the reasons that most name."""
    real = [pain for pain in pains if pain.is_real]
    return told_once(real or [pain for pain in pains if pain.figures.reason])
