"""`/console/points`: what a citizen has, by the phone number that they say at the counter.

The number comes in a form's body and is in no address; the page that comes back shows it masked.
"""

from fastapi import Response

from evaluation.staff import Permission
from usecases.counter.limits import TooOften
from usecases.counter.look_up import Found, look_up
from usecases.edges import BadPhone
from web.console.routing import Console
from web.console.staffed import At, Staffed
from web.console.words import clock_time
from web.forms import text

LOOK_UP = Permission.LOOK_UP_CITIZEN

console = Console()


@console.get("/points", needs=LOOK_UP)
async def ask(at: At) -> Response:
    """The form."""
    return _page(at)


@console.post("/points", needs=LOOK_UP)
async def show(at: At) -> Response:
    """What the citizen has; who is not of the clerk's scope and who does not exist get the same answer."""
    number = text(at.form, "phone", 40)
    try:
        async with at.database.transaction() as tx:
            found = await look_up(tx, at.services.vault, number, at.on_duty, at.services.rules)
    except BadPhone:
        return _page(at, status=422, wrong="请输入完整的手机号码，11位数字；固定电话请带区号。")
    except TooOften as error:
        return _page(at, status=429, wrong=f"查询太频繁，请在{clock_time(error.again_at)}后再查。")
    if found is None:
        return _page(at, status=404, wrong="没有找到。此号码没有可在本窗口查询的办件，请与本人核对号码。")
    return _page(at, found=found)


def _page(at: Staffed, *, status: int = 200, found: Found | None = None, wrong: str = "") -> Response:
    return at.page("points", status=status, found=found, wrong=wrong)
