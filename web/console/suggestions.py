"""`/console/suggestions`: the inbox of suggestions; it shows words and days, nothing of the level or the person."""

from fastapi import Response

from evaluation.staff import Permission
from evaluation.suggestions import LONGEST_WHY
from store.suggestions import Waiting
from usecases.suggestions.decide import BadReason, NotWaiting, Verdict, decide
from usecases.suggestions.inbox import SHOWN, inbox, judged, one
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.forms import text

PATH = "/console/suggestions"
JUDGE = Permission.JUDGE_SUGGESTIONS
ADOPT, DECLINE = "adopt", "decline"
LONGEST_NOTE = 500

console = Console()


@console.get("/suggestions", needs=JUDGE)
async def show(at: At) -> Response:
    """Those that wait, and those decided last."""
    async with at.database.transaction() as tx:
        waiting, decided = await inbox(tx, at.on_duty), await judged(tx, at.on_duty)
    return at.page("suggestions", waiting=waiting, decided=decided, most=SHOWN)


@console.get("/suggestions/{suggestion_id}", needs=JUDGE)
async def consider(at: At, suggestion_id: Id) -> Response:
    """One that waits, to be decided."""
    return _form(at, await _one(at, suggestion_id), Verdict(adopted=False, why=""))


@console.post("/suggestions/{suggestion_id}", needs=JUDGE)
async def settle(at: At, suggestion_id: Id) -> Response:
    """Adopt or decline it; the citizen is told the reason."""
    pressed = text(at.form, "verdict", 10)
    verdict = Verdict(
        adopted=pressed == ADOPT,
        why=text(at.form, "why", 2000),
        note=text(at.form, "note", LONGEST_NOTE),
    )
    if pressed not in (ADOPT, DECLINE):
        return _form(at, await _one(at, suggestion_id), verdict, wrong="请选择采纳或不采纳。")
    try:
        async with at.database.transaction() as tx:
            await decide(tx, at.on_duty, suggestion_id, verdict, at.word, at.services.rules)
    except NotWaiting:
        raise NotFound from None
    except BadReason:
        wrong = f"请写明理由，最多{LONGEST_WHY}个字。"
        return _form(at, await _one(at, suggestion_id), verdict, wrong=wrong)
    return at.moved(PATH, "suggestion_adopted" if verdict.adopted else "suggestion_declined")


async def _one(at: Staffed, suggestion_id: int) -> Waiting:
    async with at.database.transaction() as tx:
        found = await one(tx, at.on_duty, suggestion_id)
    if found is None:
        raise NotFound
    return found


def _form(at: Staffed, suggestion: Waiting, verdict: Verdict, wrong: str = "") -> Response:
    status = 422 if wrong else 200
    return at.page(
        "suggestion", status=status, suggestion=suggestion, verdict=verdict, wrong=wrong, most=LONGEST_WHY
    )
