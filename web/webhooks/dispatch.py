"""An outside platform (12345) tells how far it is: size, signature, parsing, de-duplication, in that order.

What is the same is known by the id inside the document, so that it is read before it is looked for.
"""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from channels.dispatch.mapping import Unreadable
from channels.dispatch.platform import Wire
from channels.dispatch.reading import fingerprint, read_report
from channels.dispatch.signing import BadSignature, Sent, check
from store import work_order_reports
from usecases.orders.take import (
    Incomplete,
    NoSuchOrder,
    NotPossible,
    NotTaken,
    OtherReport,
    Told,
    Unfit,
    refuse,
    take,
)
from web.problems import SEE_ERRORS, Problem, documented, wrong_field
from web.services import Services, current_services, services

SIGNING = """
Signed as docs/integration.md has it (12345): `X-Dispatch-Key`, `X-Dispatch-Timestamp`, `X-Dispatch-Nonce` and
`X-Dispatch-Signature`. The document's fields and codes are those of the platform's mapping. The same status again gets
the same answer and changes nothing; one that the case does not allow now (409) may be sent again under the same id.
"""
UNSIGNED = "签名无效、过期或已用过 (invalid, late or used signature)"
UNREADABLE = "读不出这个字段，请对照字段映射 (cannot be read: see the mapping)"

EXAMPLE = {
    "eventId": "E20261127-17",
    "orderNo": "JN2026000001",
    "state": "答复",
    "time": "2026-11-27 16:05:00",
    "content": "已在一楼加开两个取号窗口，排队时间不超过二十分钟。",
    "handler": {"name": "李四"},
    "check": {"real": "1", "fair": "1"},
    "track": "B",
}
BODY = {"content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}}}
"""As the first mapping of docs/integration.md words it; every platform's own differs."""

router = APIRouter(prefix="/webhooks/dispatch", tags=["webhooks"])


class TakenOut(BaseModel):
    """The case as it is now; `due_at` is the soonest answer that is still owed."""

    case: int
    stage: str
    due_at: str | None = None


async def signed_by(platform: str, request: Request, desk: Annotated[Services, Depends(services)]) -> Wire:
    """The platform that certainly sent this, just now and for the first time."""
    wire, body = desk.platforms.get(platform), await request.body()
    if wire is None:
        raise Problem(403, UNSIGNED)
    path = request.scope.get("raw_path", b"").decode("ascii", "replace") or request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    sent, wall = Sent(request.method, path + query, body), desk.clock.wall()
    try:
        nonce = check(wire.accepted, request.headers, sent, wall, desk.clock_skew)
    except BadSignature:
        raise Problem(403, UNSIGNED) from None
    async with desk.database.transaction() as tx:
        if not await work_order_reports.use_nonce(tx, platform, nonce, wall):
            raise Problem(403, UNSIGNED)
    return wire


@router.post(
    "/{platform}",
    description=SIGNING,
    responses=documented(403, 404, 409, 413, 415, 422),
    openapi_extra={"requestBody": BODY},
)
async def report(
    wire: Annotated[Wire, Depends(signed_by)],
    request: Request,
    desk: Annotated[Services, Depends(current_services)],
) -> TakenOut:
    """How far a platform is with a case."""
    told, now = _told(wire, await request.body()), desk.clock.now()
    try:
        answer = await desk.database.persist(lambda tx: take(tx, told, desk.rules, desk.vault, now))
    except NotTaken as refusal:
        if not isinstance(refusal, OtherReport):
            async with desk.database.transaction() as tx:
                await refuse(tx, told, refusal, now)
        raise _problem(wire, refusal) from None
    return TakenOut(**answer)


def _told(wire: Wire, body: bytes) -> Told:
    try:
        document: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise wrong_field("body", "应为UTF-8编码的JSON (not JSON in UTF-8)") from None
    try:
        read = read_report(wire.report, document)
    except Unreadable as error:
        raise wrong_field(error.path, UNREADABLE) from None
    return Told(wire.name, read, fingerprint(read))


def _problem(wire: Wire, refusal: NotTaken) -> Problem:
    stage = refusal.facts.get("stage", "")
    match refusal:
        case NoSuchOrder():
            return Problem(HTTPStatus.NOT_FOUND, "没有推送过这个工单 (no such order was given to you)")
        case OtherReport():
            return Problem(
                HTTPStatus.CONFLICT, "这个事件编号已用于别的内容 (this event id was used for something else)"
            )
        case NotPossible():
            why = refusal.facts["why"]
            return Problem(
                HTTPStatus.CONFLICT,
                f"工单现在不能这样办理，当前环节：{stage} (the case is {stage}: {why})",
                errors=[{"field": _place(wire, "status"), "message": why}],
            )
        case Incomplete():
            return _lacking(
                wire, refusal.facts["fields"], f"当前环节：{stage}，还需要此项 (needed at {stage})"
            )
        case Unfit():
            return _lacking(wire, ["words"], f"不能这样答复服务对象 ({', '.join(refusal.facts['faults'])})")
        case _:
            raise AssertionError(refusal)


def _lacking(wire: Wire, fields: list[str], message: str) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        SEE_ERRORS,
        errors=[{"field": _place(wire, name), "message": message} for name in fields],
    )


def _place(wire: Wire, name: str) -> str:
    """What the platform calls a field of ours."""
    return next((".".join(each.path) for each in wire.report.fields if each.name == name), name)
