"""WeChat's webhook: size, signature, de-duplication, parsing, in that order."""

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
from web.health import TURN_SECONDS
from web.late import LateTurns
from web.problems import Problem, documented
from web.services import Services, current_services, services
from web.webhooks.receipts import take_receipt

CHANNEL = "wechat"
PATH = "/webhooks/wechat"
ANSWER_SECONDS = 4.0
"""WeChat waits for five seconds; then it asks again, and after the third time it shows an error."""
XML_TYPE = "application/xml; charset=utf-8"

router = APIRouter(tags=["webhooks"], responses=documented(403, 413, 415, 422))


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
        replies = await _take_turn(desk, news, request.app.state.late_turns)
    if not replies:
        return PlainTextResponse(NOTHING_TO_SAY)
    wall = desk.clock.wall().timestamp()
    reply = reply_to(call, "\n\n".join(each.text for each in replies), wall)
    if call.encrypted:
        reply = sealed_reply(account, reply, request.query_params.get("nonce", ""), wall)
    return Response(reply, media_type=XML_TYPE)


async def _take_turn(desk: Services, incoming: Incoming, late: LateTurns) -> list[StoredReply]:
    said = Said(CHANNEL, incoming.provider_id, incoming.address, incoming.text, incoming.event)
    now = desk.clock.now()

    async def turn() -> list[StoredReply]:
        with TURN_SECONDS.time():
            return await desk.database.persist(lambda tx: desk.conversation.take_turn(tx, said, now))

    return await late.within(ANSWER_SECONDS, turn, desk)


def _forged() -> Problem:
    return Problem(403, "签名无效 (invalid signature)")


def _malformed(error: Malformed) -> Problem:
    return Problem(422, str(error), errors=[{"field": error.field, "message": "missing or malformed"}])
