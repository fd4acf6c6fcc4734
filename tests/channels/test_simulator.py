"""The demo's phones keep the promises of a provider."""

from datetime import UTC, datetime

import pytest

from channels.interface import Accepted, Outgoing
from channels.simulator import SimulatorChannel
from evaluation.delivery import CannotAsk, OutcomeUnknown

HELLO = Outgoing(7, "+8613800000000", "请评价")
NOW = datetime(2026, 9, 7, tzinfo=UTC)
NOTHING: frozenset[str] = frozenset()


class Box:
    """A drawer of phones."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[str, str]] = {}

    async def push(self, address: str, text: str, reference: str) -> None:
        self.texts.setdefault(reference, (address, text))

    async def has(self, reference: str) -> bool:
        return reference in self.texts


class BrokenBox:
    """Its database is away."""

    async def push(self, address: str, text: str, reference: str) -> None:
        raise ConnectionError(address)

    async def has(self, reference: str) -> bool:
        raise ConnectionError(reference)


async def test_a_message_lands_on_the_phone_once() -> None:
    box = Box()
    channel = SimulatorChannel(box)
    assert await channel.send(HELLO) == await channel.send(HELLO) == Accepted("sim-7")
    assert box.texts == {"sim-7": ("+8613800000000", "请评价")}
    await channel.close()


async def test_a_message_is_found_only_if_it_landed() -> None:
    channel = SimulatorChannel(Box())
    assert await channel.find(HELLO, NOW, NOTHING) is None
    await channel.send(HELLO)
    assert await channel.find(HELLO, NOW, NOTHING) == Accepted("sim-7")
    assert await channel.find(HELLO, NOW, frozenset({"sim-7"})) is None


async def test_a_broken_box_leaves_the_outcome_unknown_and_names_nobody() -> None:
    channel = SimulatorChannel(BrokenBox())
    with pytest.raises(OutcomeUnknown, match=r"^ConnectionError$"):
        await channel.send(HELLO)
    with pytest.raises(CannotAsk, match=r"^ConnectionError$"):
        await channel.find(HELLO, NOW, NOTHING)
