"""Where Telegram cannot reach us we ask it for updates; the turns are the webhook's."""

import asyncio
from collections.abc import Iterable, Sequence

import structlog

from channels.telegram.answering import Call
from channels.telegram.update import BotTrouble, Received, Receiver
from store.db import LOST
from web.services import Services
from web.webhooks.telegram import acknowledge, take_update

POLL_SECONDS = 30
PAUSE_SECONDS = 1.0
LONGEST_PAUSE = 60.0
TRIES = 3
"""How often an answer is tried that Telegram asks us to hold back."""

log = structlog.get_logger()


async def poll(desk: Services, bot: Receiver, seconds: int = POLL_SECONDS) -> None:
    """Ask for updates and answer them, until cancelled.

    Updates are confirmed once all of them are answered: those of a killed process come again, and get
    the same answers. (aiogram's own polling confirms what it has only begun to handle.)
    """
    offset, pause = 0, PAUSE_SECONDS
    while True:
        try:
            if not offset:
                await bot.listen_by_polling()
            received = await bot.updates(offset, seconds)
            await desk.clock.refresh()
            await desk.refresh_calendar()
            await answer_all(desk, bot, received)
        except (BotTrouble, *LOST) as trouble:
            reason = trouble.reason if isinstance(trouble, BotTrouble) else type(trouble).__name__
            log.warning("polling pauses", reason=reason)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            offset = max((each.update_id + 1 for each in received), default=offset)
            pause = PAUSE_SECONDS


async def answer_all(desk: Services, bot: Receiver, received: Iterable[Received]) -> None:
    """Answer updates: those of one chat one after the other, in their order; different chats beside each other.

    Raises what the database raises when it is away.
    """
    chats: dict[str, list[Received]] = {}
    for each in received:
        chats.setdefault(each.incoming.address if each.incoming else "", []).append(each)
    await asyncio.gather(*(_answer_in_order(desk, bot, chat) for chat in chats.values()))


async def _answer_in_order(desk: Services, bot: Receiver, chat: Sequence[Received]) -> None:
    for received in chat:
        try:
            call = await take_update(desk, received)
        except LOST:
            raise
        except Exception as error:  # noqa: BLE001  # one update must not keep back all later ones for ever
            log.error("update cannot be answered", update=received.update_id, error=type(error).__name__)
            continue
        if received.press:
            await acknowledge(bot, received.press)
        if call:
            await _carry_out(bot, call)


async def _carry_out(bot: Receiver, call: Call) -> None:
    """Tell the answer. One that may have arrived is not told again; where we are to wait, we wait."""
    for _ in range(TRIES):
        try:
            return await bot.carry_out(call)
        except BotTrouble as trouble:
            log.warning("answer not told", reason=trouble.reason)
            if trouble.retry_after is None:
                return None
            await asyncio.sleep(trouble.retry_after)
    return None
