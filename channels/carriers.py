"""One channel whose messages several providers carry; each message names its own."""

from collections.abc import Mapping
from datetime import datetime

from channels.interface import Accepted, Channel, Outgoing
from evaluation.delivery import CannotAsk, Refused


class CarriedChannel:
    """Hands each message to the provider it was given to, and asks that one about it; no other ever."""

    def __init__(self, name: str, providers: Mapping[str, Channel]) -> None:
        self.name = name
        self.can_be_asked = all(provider.can_be_asked for provider in providers.values())
        self._providers = providers

    async def send(self, message: Outgoing) -> Accepted:
        """Hand the message to its provider; raises a `SendFailed` that says what to do next."""
        provider = self._providers.get(message.provider)
        if provider is None:  # it was set up when the message was given to it
            raise Refused("provider_not_set_up")
        return await provider.send(message)

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        """What became of the message at its provider; raises `CannotAsk`."""
        provider = self._providers.get(message.provider)
        if provider is None:
            raise CannotAsk("provider_not_set_up")
        return await provider.find(message, since, taken)

    async def close(self) -> None:
        """Let go of every provider's connections."""
        for provider in self._providers.values():
            await provider.close()
