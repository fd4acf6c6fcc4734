"""Aliyun's callbacks: size, secret and address, de-duplication, parsing, in that order."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Request

from bot.conversation import Said
from channels.aliyun.receiving import Malformed, read_messages, read_reports
from usecases.intake.wording import MESSAGES
from web.health import TURN_SECONDS
from web.problems import Problem, documented, wrong_field
from web.services import Services, current_services, services
from web.webhooks.receipts import take_receipt

CHANNEL, PROVIDER = "sms", "aliyun"
TAKEN = {"code": 0, "msg": "接收成功"}
"""Anything else makes Aliyun push the same again after 1, 5 and 10 minutes."""

Read = TypeVar("Read")

router = APIRouter(prefix="/webhooks/aliyun", tags=["webhooks"], responses=documented(403, 413, 415, 422))


async def caller(secret: str, request: Request, desk: Annotated[Services, Depends(services)]) -> None:
    """Let nobody pass but Aliyun."""
    guard, peer = desk.aliyun, request.client.host if request.client else None
    if guard is None or not guard.lets_in(secret, peer):
        raise Problem(403, "地址或密钥不对 (wrong address or secret)")


@router.post("/{secret}/replies", dependencies=[Depends(caller)])
async def replies(
    request: Request, desk: Annotated[Services, Depends(current_services)]
) -> dict[str, object]:
    """Citizens' messages; Aliyun takes no answer to them in its response, so the worker sends ours."""
    now, extended = desk.clock.now(), desk.aliyun is not None and desk.aliyun.extended
    for incoming in _read(read_messages, await request.body()):
        said = Said(
            CHANNEL,
            incoming.provider_id,
            incoming.address,
            incoming.text,
            provider=PROVIDER,
            thread=incoming.thread if extended else "",
        )
        with TURN_SECONDS.time():
            await desk.database.persist(
                lambda tx, said=said: desk.conversation.take_turn(tx, said, now, by_worker=lambda: True)  # type: ignore[misc]
            )
    await desk.wake_worker()
    return TAKEN


@router.post("/{secret}/reports", dependencies=[Depends(caller)])
async def reports(
    request: Request, desk: Annotated[Services, Depends(current_services)]
) -> dict[str, object]:
    """What became of messages; late, twice and out of order, as they come."""
    for news in _read(read_reports, await request.body()):
        await take_receipt(desk, CHANNEL, news)
    return TAKEN


def _read(reader: Callable[[bytes], Sequence[Read]], body: bytes) -> Sequence[Read]:
    try:
        return reader(body)
    except Malformed:
        raise wrong_field("body", MESSAGES["malformed"]) from None
