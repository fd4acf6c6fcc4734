"""WeChat's webhook: size, signature, de-duplication, parsing, in that order."""

from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response

from bot.conversation import Said
from channels.interface import Incoming, ReceiptNews
from channels.wechat.account import WeChatAccount
from channels.wechat.receiving import (
    NOTHING_TO_SAY,
    Call,
    Forged,
    Malformed,
    is_ours,
    read_call,
    read_news,
    reply_to,
    sealed_reply,
)
from store.inbound import StoredReply
from usecases.intake.wording import MESSAGES
from web.health import TURN_SECONDS
from web.problems import Problem, documented, wrong_field
from web.services import Services, current_services, services
from web.webhooks.receipts import take_receipt

CHANNEL = "wechat"
PATH = "/webhooks/wechat"
IN_TIME_SECONDS = 3.0
"""WeChat hangs up after five seconds and posts the same again, three times in all. What is worded later than
this leaves by the worker; no message is acknowledged before it is kept, so WeChat itself repeats what was lost."""
XML_TYPE = "application/xml; charset=utf-8"

router = APIRouter(tags=["webhooks"], responses=documented(403, 413, 415, 422))


async def arrived() -> float:
    """When the request came, by a clock of this process."""
    return monotonic()


async def known_account(desk: Annotated[Services, Depends(services)]) -> WeChatAccount:
    """The account that WeChat may call about."""
    if desk.wechat is None:
        raise _forged()
    return desk.wechat


Account = Annotated[WeChatAccount, Depends(known_account)]


async def genuine_call(
    request: Request, account: Account, desk: Annotated[Services, Depends(services)]
) -> Call:
    """What WeChat certainly posted."""
    body, wall = await request.body(), desk.clock.wall().timestamp()
    try:
        return read_call(account, request.query_params, body, wall)
    except Forged:
        raise _forged() from None
    except Malformed as error:
        raise _malformed(error) from None


@router.get(PATH, response_class=PlainTextResponse)
async def check_address(request: Request, account: Account) -> Response:
    """WeChat checks that this address shares the account's token."""
    if not is_ours(account, request.query_params):
        raise _forged()
    return PlainTextResponse(request.query_params.get("echostr", ""))


@router.post(PATH, response_class=Response, responses={200: {"content": {"application/xml": {}}}})
async def wechat(
    came_at: Annotated[float, Depends(arrived)],
    request: Request,
    account: Account,
    call: Annotated[Call, Depends(genuine_call)],
    desk: Annotated[Services, Depends(current_services)],
) -> Response:
    """What a person did, answered in the response; or what became of a notice."""
    try:
        news = read_news(call)
    except Malformed as error:
        raise _malformed(error) from None
    replies: list[StoredReply] = []
    if isinstance(news, ReceiptNews):
        await take_receipt(desk, CHANNEL, news)
    elif news is not None:
        replies = await _take_turn(desk, news, came_at)
    if not replies:
        return PlainTextResponse(NOTHING_TO_SAY)
    wall = desk.clock.wall().timestamp()
    reply = reply_to(call, "\n\n".join(each.text for each in replies), wall)
    if call.encrypted:
        reply = sealed_reply(account, reply, request.query_params.get("nonce", ""), wall)
    return Response(reply, media_type=XML_TYPE)


async def _take_turn(desk: Services, incoming: Incoming, came_at: float) -> list[StoredReply]:
    said = Said(CHANNEL, incoming.provider_id, incoming.address, incoming.text, incoming.event)
    now = desk.clock.now()

    def is_late() -> bool:
        return monotonic() - came_at > IN_TIME_SECONDS

    with TURN_SECONDS.time():
        replies = await desk.database.persist(
            lambda tx: desk.conversation.take_turn(tx, said, now, by_worker=is_late)
        )
    if is_late():
        await desk.wake_worker()
    return replies


def _forged() -> Problem:
    return Problem(403, "签名无效 (invalid signature)")


def _malformed(error: Malformed) -> Problem:
    return wrong_field(error.field, MESSAGES["malformed"])
