"""Which of the messages Twilio lists is the one whose answer was lost; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from channels.interface import Accepted, Outgoing
from channels.twilio.account import TwilioAccount
from channels.twilio.prices import read_charge
from evaluation.charges import Charge
from evaluation.delivery import CannotAsk

CLOCKS_DIFFER = timedelta(seconds=60)
"""Twilio stamps whole seconds by its own clock. Looking back a little further can only find a message
that nobody has claimed; looking back too short a way would send a second text."""
TRIAL_PREFIX = "Sent from your Twilio trial account - "


@dataclass(frozen=True)
class Listed:
    """One row of Twilio's message list."""

    reference: str
    direction: str
    sender: str | None
    service: str | None
    text: str
    created: datetime
    charge: Charge | None


def read_listed(row: Any) -> Listed:
    """The facts of one row; raises `ValueError` on one that cannot be judged."""
    if not isinstance(row.sid, str) or not isinstance(row.date_created, datetime):
        raise ValueError("a message without an id or a date")
    return Listed(
        reference=row.sid,
        direction=row.direction or "",
        sender=row.from_,
        service=row.messaging_service_sid,
        text=row.body or "",
        created=row.date_created,
        charge=read_charge(row),
    )


def pick(
    listed: Sequence[Listed],
    wanted: Outgoing,
    account: TwilioAccount,
    since: datetime,
    taken: frozenset[str],
) -> Accepted | None:
    """The earliest message that can be `wanted`; None if there is none. Raises `CannotAsk`."""
    ours = [
        row
        for row in listed
        if row.created >= since - CLOCKS_DIFFER and row.reference not in taken and _is_from(account, row)
    ]
    same = [row for row in ours if _same_text(row.text, wanted.text)]
    if not same and any(not row.text for row in ours):
        raise CannotAsk("bodies_redacted")  # an account may keep no texts; then nothing can be ruled out
    first = min(same, key=lambda row: row.created, default=None)
    return Accepted(first.reference, first.charge) if first else None


def _is_from(account: TwilioAccount, row: Listed) -> bool:
    """A service has not chosen its number yet when a message is young, so either sign will do."""
    if row.direction == "inbound":
        return False
    by_service = account.messaging_service_sid and row.service == account.messaging_service_sid
    return bool(by_service or (account.from_number and row.sender == account.from_number))


def _same_text(listed: str, wanted: str) -> bool:
    return listed.removeprefix(TRIAL_PREFIX).strip() == wanted.strip()
