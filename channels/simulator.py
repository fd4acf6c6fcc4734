"""SMS to the phones on the demo page: no provider, no network."""

from datetime import datetime
from typing import Protocol

from channels.interface import Accepted, Outgoing
from evaluation.delivery import CannotAsk, OutcomeUnknown


class PhoneBox(Protocol):
    """Where the simulated phones keep their messages."""

    async def push(self, address: str, text: str, reference: str) -> None:
        """Put a text on the phone; the same reference again changes nothing."""
        ...

    async def has(self, reference: str) -> bool:
        """Whether a text with this reference is on a phone."""
        ...


class SimulatorChannel:
    """The `sms` channel of the demo."""

    name = "sms"
    can_be_asked = True

    def __init__(self, box: PhoneBox) -> None:
        self._box = box

    async def send(self, message: Outgoing) -> Accepted:
        """Put the message on the phone; raises `OutcomeUnknown` if the box breaks."""
        reference = f"sim-{message.id}"
        try:
            await self._box.push(message.address, message.text, reference)
        except Exception as error:  # noqa: BLE001  # the box is whatever we were given
            raise OutcomeUnknown(type(error).__name__) from None
        return Accepted(reference)

    async def find(
        self,
        message: Outgoing,
        since: datetime,  # noqa: ARG002  # the reference is exact, so there is nothing to narrow down
        taken: frozenset[str],
    ) -> Accepted | None:
        """The message, if it is on the phone; raises `CannotAsk` if the box breaks."""
        reference = f"sim-{message.id}"
        try:
            found = await self._box.has(reference)
        except Exception as error:  # noqa: BLE001  # the box is whatever we were given
            raise CannotAsk(type(error).__name__) from None
        return Accepted(reference) if found and reference not in taken else None

    async def close(self) -> None:
        """Nothing to let go of."""
