"""Twilio's webhooks: size, signature, de-duplication, parsing, in that order."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from bot.conversation import Said
from channels.twilio.account import TwilioAccount
from channels.twilio.receiving import (
    TWIML_TYPE,
    Malformed,
    read_form,
    read_message,
    read_receipt,
    signature_ok,
    twiml,
)
from usecases.intake.wording import MESSAGES
from web.health import TURN_SECONDS
from web.problems import Problem, documented, wrong_field
from web.services import Services, current_services, services
from web.webhooks.receipts import take_receipt

CHANNEL, PROVIDER = "sms", "twilio"

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"], responses=documented(403, 413, 415, 422))


async def signed_form(
    request: Request, desk: Annotated[Services, Depends(services)]
) -> tuple[TwilioAccount, dict[str, str]]:
    """The form of a request that Twilio certainly sent, and the account it is for."""
    account, path = desk.twilio, request.url.path
    query = f"?{request.url.query}" if request.url.query else ""
    try:
        form = read_form(await request.body())
    except Malformed:
        form = None
    url = f"{desk.public_base_url.rstrip('/')}{path}{query}"
    if account is None or form is None or not signature_ok(account, url, form, request.headers):
        raise Problem(403, "签名无效 (invalid signature)")
    return account, form


Signed = Annotated[tuple[TwilioAccount, dict[str, str]], Depends(signed_form)]


@router.post("/sms", response_class=Response, responses={200: {"content": {TWIML_TYPE.split(";")[0]: {}}}})
async def sms(signed: Signed, desk: Annotated[Services, Depends(current_services)]) -> Response:
    """A citizen's message; the answer goes back in the response."""
    account, form = signed
    try:
        incoming = read_message(form)
    except Malformed as error:
        raise _malformed(error) from None
    said = Said(
        CHANNEL,
        incoming.provider_id,
        incoming.address,
        incoming.text,
        answered=incoming.answered,
        provider=PROVIDER,
    )
    now = desk.clock.now()
    with TURN_SECONDS.time():
        replies = await desk.database.persist(lambda tx: desk.conversation.take_turn(tx, said, now))
    body = twiml([(reply.text, reply.id) for reply in replies], account.status_callback)
    return Response(body, media_type=TWIML_TYPE)


@router.post("/status", status_code=204, response_class=Response)
async def status(
    request: Request, signed: Signed, desk: Annotated[Services, Depends(current_services)]
) -> Response:
    """A receipt; late ones and ones out of order are taken as they are."""
    _, form = signed
    try:
        news = read_receipt(form, request.query_params)
    except Malformed as error:
        raise _malformed(error) from None
    if news is not None:
        await take_receipt(desk, CHANNEL, news)
    return Response(status_code=204)


def _malformed(error: Malformed) -> Problem:
    return wrong_field(error.field, MESSAGES["malformed"])
