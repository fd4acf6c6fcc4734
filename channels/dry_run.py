"""A channel that goes through the motions: everything happens as if it had been sent, and nobody hears of it."""

from datetime import datetime

import structlog

from channels.interface import Accepted, Outgoing

log = structlog.get_logger()


class DryRunChannel:
    """Stands in for a channel while a bureau tries the pipeline on its own records."""

    can_be_asked = True

    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, message: Outgoing) -> Accepted:
        """Take the message and send it nowhere."""
        log.info("dry run, not sent", message=message.id, channel=self.name)
        return Accepted(_reference(message))

    async def find(
        self,
        message: Outgoing,
        since: datetime,  # noqa: ARG002  # what a killed worker held was taken, whenever that was
        taken: frozenset[str],
    ) -> Accepted | None:
        """The message, as if it had been sent."""
        reference = _reference(message)
        return None if reference in taken else Accepted(reference)

    async def close(self) -> None:
        """Nothing to let go of."""


def _reference(message: Outgoing) -> str:
    return f"dry-{message.id}"
