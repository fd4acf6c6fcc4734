"""`/console/delegates`: who may spend an organisation's points, noted on its letter of authority."""

from fastapi import Response

from evaluation.staff import Permission
from usecases.counter.delegates import (
    NoSuchOrganisation,
    NotADelegate,
    delegates_of,
    end_delegate,
    name_delegate,
)
from usecases.edges import BadPhone, shortened
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.forms import text

PATH = "/console/delegates"
AUTHORISE = Permission.AUTHORISE_FOR_ORGANISATION

console = Console()


@console.get("/delegates", needs=AUTHORISE)
async def show(at: At) -> Response:
    """The form, and the delegates of the organisation that was asked for: its credit code is public."""
    typed = shortened(at.request.query_params.get("code", ""))[0].strip()[:40]
    return await _page(at, typed)


@console.post("/delegates", needs=AUTHORISE)
async def name(at: At) -> Response:
    """Note one more; the phone comes in the form's body, and is shown masked."""
    code, number = text(at.form, "code", 40), text(at.form, "phone", 40)
    try:
        async with at.database.transaction() as tx:
            await name_delegate(tx, at.services.vault, code, number, at.on_duty)
    except NoSuchOrganisation:
        return await _page(at, code)
    except BadPhone:
        return await _page(at, code, status=422, wrong_phone="请输入代办人完整的手机号码，11位数字。")
    except NotADelegate:
        return await _page(at, code, status=409, wrong_phone="此人已经登记，不必再登记。")
    return at.moved(f"{PATH}?code={code}", "delegate_named")


@console.post("/delegates/{citizen_id}/end", needs=AUTHORISE)
async def end(at: At, citizen_id: Id) -> Response:
    """They may no more."""
    code = text(at.form, "code", 40)
    try:
        async with at.database.transaction() as tx:
            await end_delegate(tx, code, citizen_id, at.on_duty)
    except (NoSuchOrganisation, NotADelegate):
        raise NotFound from None
    return at.moved(f"{PATH}?code={code}", "delegate_ended")


async def _page(at: Staffed, typed: str, *, status: int = 200, wrong_phone: str = "") -> Response:
    if not typed:
        return at.page("delegates", code="", named=None, wrong="", wrong_phone="")
    try:
        async with at.database.transaction() as tx:
            code, named = await delegates_of(tx, at.services.vault, typed, at.on_duty)
    except NoSuchOrganisation:
        wrong = "没有找到。请核对18位统一社会信用代码；该单位须在您的机构办过事。"
        return at.page("delegates", status=404, code=typed, named=None, wrong=wrong, wrong_phone="")
    return at.page("delegates", status=status, code=code, named=named, wrong="", wrong_phone=wrong_phone)
