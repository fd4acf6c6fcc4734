"""Telegram's webhook: size, secret, de-duplication, parsing, in that order."""

from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from starlette.background import BackgroundTask

from bot.conversation import Said
from channels.interface import Incoming
from channels.telegram.account import SECRET_HEADER, secret_ok
from channels.telegram.answering import Call, answer
from channels.telegram.update import BotTrouble, Malformed, Press, Received, Receiver
from usecases.intake.wording import MESSAGES
from web.health import TURN_SECONDS
from web.problems import Problem, documented, wrong_field
from web.services import Services, current_services, services

CHANNEL = "telegram"
PATH = "/webhooks/telegram"

log = structlog.get_logger()
router = APIRouter(tags=["webhooks"], responses=documented(403, 413, 415, 422))


async def known_bot(request: Request, desk: Annotated[Services, Depends(services)]) -> Receiver:
    """The bot of a request that Telegram certainly sent."""
    bot = desk.telegram
    if bot is None or not secret_ok(bot.account, request.headers.get(SECRET_HEADER)):
        raise Problem(403, "密钥无效 (invalid secret token)")
    return bot


@router.post(PATH, response_class=Response, responses={200: {"content": {"application/json": {}}}})
async def telegram(
    request: Request,
    bot: Annotated[Receiver, Depends(known_bot)],
    desk: Annotated[Services, Depends(current_services)],
) -> Response:
    """An update; the response carries what the bot does about it, a press is acknowledged after it."""
    try:
        received = bot.read(await request.body())
    except Malformed:
        raise wrong_field("update_id", MESSAGES["malformed"]) from None
    call = await take_update(desk, received)
    heard = BackgroundTask(acknowledge, bot, received.press) if received.press else None
    return JSONResponse(call, background=heard) if call else Response(background=heard)


async def take_update(desk: Services, received: Received) -> Call | None:
    """Take the turn that an update is about; the call that answers it, the same for the same update."""
    if received.incoming is None:
        return None
    incoming, said, now = received.incoming, _said(received.incoming), desk.clock.now()
    with TURN_SECONDS.time():
        replies = await desk.database.persist(lambda tx: desk.conversation.take_turn(tx, said, now))
    message_id = received.press.message_id if received.press else None
    return answer(incoming.address, [(reply.text, reply.choices) for reply in replies], message_id)


async def acknowledge(bot: Receiver, press: Press) -> None:
    """Tell that a press was heard; if that fails, only the circle on the button turns a little longer."""
    try:
        await bot.acknowledge(press)
    except BotTrouble as trouble:
        log.info("press not acknowledged", reason=trouble.reason)


def _said(incoming: Incoming) -> Said:
    return Said(
        CHANNEL,
        incoming.provider_id,
        incoming.address,
        incoming.text,
        incoming.event,
        incoming.language,
        command=incoming.command,
    )
