"""Fetches what people write in Telegram."""

import asyncio
import signal

from haochaping import logs
from haochaping.settings import Settings, SettingsError
from haochaping.wiring.parts import build
from haochaping.wiring.queue import connect_redis
from haochaping.wiring.web import build_services
from web.polling import poll


def run(settings: Settings) -> None:
    """Answer what Telegram has for us until told to stop; raises `SettingsError` where there is nothing to do."""
    if not settings.channels.telegram.polling:
        raise SettingsError("channels.telegram.polling is off: there is nothing to fetch")
    logs.set_up()
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    desk = build_services(build(settings), connect_redis(settings))
    assert desk.telegram is not None, "polling without a bot is refused with the settings"
    await desk.database.open()
    polling = asyncio.create_task(poll(desk, desk.telegram))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, polling.cancel)
    await asyncio.wait([polling])
    await desk.telegram.close()
    await desk.database.close()
    if not polling.cancelled():
        polling.result()
