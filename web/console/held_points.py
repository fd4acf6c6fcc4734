"""`/console/held-points`: points that wait for somebody to look; of whom they are is but the tail of a number."""

from fastapi import Response

from evaluation.staff import Permission
from usecases.points.review import SHOWN, BadReason, NotWaiting, UnderReview, let_go, pay, under_review
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.forms import text

PATH = "/console/held-points"
DECIDE = Permission.DECIDE_HELD_POINTS
PAY, LET_GO = "pay", "let_go"
LONGEST_WHY = 500

console = Console()


@console.get("/held-points", needs=DECIDE)
async def show(at: At) -> Response:
    """All that wait in one's scope."""
    async with at.database.transaction() as tx:
        waiting = await under_review(tx, at.on_duty, at.services.vault)
    return at.page("held_points", waiting=waiting, most=SHOWN, days=at.services.rules.points.farming.days)


@console.get("/held-points/{held_id}", needs=DECIDE)
async def consider(at: At, held_id: Id) -> Response:
    """One of them, to be decided."""
    return _form(at, await _one(at, held_id))


@console.post("/held-points/{held_id}", needs=DECIDE)
async def settle(at: At, held_id: Id) -> Response:
    """Pay them, or let them go with a reason."""
    pressed, why = text(at.form, "verdict", 10), text(at.form, "why", LONGEST_WHY)
    if pressed not in (PAY, LET_GO):
        return _form(at, await _one(at, held_id), wrong="请选择发放或不发放。")
    is_paid = pressed == PAY
    try:
        async with at.database.transaction() as tx:
            if is_paid:
                await pay(tx, at.on_duty, held_id, why, at.services.rules.points)
            else:
                await let_go(tx, at.on_duty, held_id, why)
    except NotWaiting:
        raise NotFound from None
    except BadReason:
        return _form(at, await _one(at, held_id), wrong="不发放请写明理由。")
    return at.moved(PATH, "points_paid" if is_paid else "points_let_go")


async def _one(at: Staffed, held_id: int) -> UnderReview:
    async with at.database.transaction() as tx:
        found = await under_review(tx, at.on_duty, at.services.vault, only=held_id)
    if not found:
        raise NotFound
    return found[0]


def _form(at: Staffed, held: UnderReview, wrong: str = "") -> Response:
    days = at.services.rules.points.farming.days
    return at.page("held", status=422 if wrong else 200, held=held, wrong=wrong, days=days)
