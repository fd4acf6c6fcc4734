"""An account, a message, and a failure, as the tests of Twilio's channel need them."""

from datetime import UTC, datetime

import pytest

from channels.interface import Outgoing
from channels.twilio.account import TwilioAccount
from channels.twilio.sending import TwilioChannel
from evaluation.delivery import SendFailed
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, NUMBER

PHONE = "+8613800000000"
TEXT = "【政务服务】您的身份证已办好,请评价:回复1–5 😀 &<>\"'"
SERVICE = "MG" + "0" * 32
CALLBACK = "https://hall.example/webhooks/twilio/status"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING: frozenset[str] = frozenset()


def account(base_url: str, token: str = AUTH_TOKEN, service: str | None = None) -> TwilioAccount:
    """The account of the fake that serves there."""
    return TwilioAccount(ACCOUNT_SID, token, NUMBER, service, base_url, CALLBACK)


def message(outbox_id: int = 7, text: str = TEXT, address: str = PHONE) -> Outgoing:
    """A message of ours."""
    return Outgoing(outbox_id, address, text)


async def failure(channel: TwilioChannel, outgoing: Outgoing | None = None) -> SendFailed:
    """Why a message was not taken."""
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing or message())
    return caught.value
