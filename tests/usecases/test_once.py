"""Whatever happens in whatever order: no visit is prompted twice, no phone twice in a day, nobody is forgotten."""

import itertools
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.interface import Accepted, Outgoing
from evaluation.delivery import OutcomeUnknown, Throttled, Unavailable
from store import deliveries
from tests.conftest import Engines
from tests.usecases.test_watch import on_site, watch_now
from tests.waiting import until
from tests.world import World, a_record, open_world

Event = tuple[str, int, int]
SETTLE_SECONDS = 0.5

_examples = itertools.count()


@dataclass
class Provider:
    """Ten lines of a provider: takes texts, and at times loses its answer, or breaks before it took any."""

    name = "sms"
    can_be_asked = True
    troubles: list[str] = field(default_factory=list)
    taken: list[tuple[Outgoing, datetime]] = field(default_factory=list)
    world: World | None = None

    async def send(self, message: Outgoing) -> Accepted:
        trouble = self.troubles.pop() if self.troubles else ""
        if trouble == "throttled":
            raise Throttled("429", retry_after=5)
        if trouble == "unavailable":
            raise Unavailable("503")
        if trouble != "not taken":
            assert self.world is not None
            self.taken.append((message, self.world.clock.now()))
        if trouble:
            raise OutcomeUnknown(trouble)
        return Accepted(f"P{len(self.taken)}")

    async def find(self, message: Outgoing, since: datetime, taken: frozenset[str]) -> Accepted | None:
        for number, (text, _) in enumerate(self.taken, start=1):
            if text.text == message.text and text.address == message.address and f"P{number}" not in taken:
                return Accepted(f"P{number}")
        return None

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
async def town(engines: Engines) -> AsyncIterator[tuple[World, Provider]]:
    """One world for all examples; each is about citizens of its own."""
    name, provider = "haochaping_once", Provider()
    engines.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    engines.run(f"CREATE DATABASE {name} TEMPLATE haochaping_template STRATEGY file_copy")
    async with open_world(engines.url_of(name), engines.redis_url, sms=provider) as world:
        provider.world = world
        runtime = world.runtime
        runtime.delivery = replace(runtime.delivery, settle_after=timedelta(seconds=SETTLE_SECONDS))
        yield world, provider
    engines.run(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Story:
    """What happens to the citizens of one example."""

    world: World
    provider: Provider
    base: int
    records: list[dict[str, Any]] = field(default_factory=list)

    def phone(self, number: int) -> str:
        return f"137{self.base + number % 2:08d}"

    def taken(self) -> list[tuple[Outgoing, datetime]]:
        """What the provider took for these citizens."""
        theirs = {f"+86{self.phone(number)}" for number in range(2)}
        return [taken for taken in self.provider.taken if taken[0].address in theirs]

    async def tell(self, event: Event) -> None:
        """Let one event happen; those about a record need one."""
        what, one, other = event
        if what in ("rate", "withdraw", "correct") and not self.records:
            return
        await getattr(self, f"_{what}")(one, other)

    async def _record(self, who: int, hours: int) -> None:
        finished = self.world.clock.now() - timedelta(hours=20 + hours % 6)
        record = a_record(self.phone(who), finished_at=finished.isoformat())
        self.records.append(record)
        answer = await self.world.send_records(record)
        assert answer["accepted"] == 1, answer

    async def _rate(self, which: int, _: int) -> None:
        record = self.records[which % len(self.records)]
        await self.world.post("/api/v1/ratings", on_site(record, event=f"E{record['record_no']}"))

    async def _withdraw(self, which: int, _: int) -> None:
        await self.world.send_records({**self.records[which % len(self.records)], "status": "withdrawn"})

    async def _correct(self, which: int, who: int) -> None:
        record = self.records[which % len(self.records)]
        record["phone"] = self.phone(who)
        await self.world.send_records(record)

    async def _says(self, who: int, words: int) -> None:
        await self.world.phone(self.phone(who)).says(("退订", "恢复", "5", "2")[words % 4])

    async def _hours(self, hours: int, _: int) -> None:
        await self.world.pass_hours(hours % 30)

    async def _watch(self, _: int, __: int) -> None:
        await watch_now(self.world)

    async def _die(self, _: int, __: int) -> None:
        """A worker claims what is due and is gone."""
        owner = await self.world.runtime.owner.id()
        now, wall = self.world.clock.now(), self.world.clock.wall()
        async with self.world.parts.database.transaction() as tx:
            await deliveries.claim(tx, channel="sms", owner=owner, now=now, wall=wall, limit=500)
        await self.world.runtime.owner.close()

    async def _trouble(self, kind: int, _: int) -> None:
        kinds = ("answer lost", "not taken", "throttled", "unavailable")
        self.provider.troubles.append(kinds[kind % 4])

    async def ends(self) -> None:
        """Days pass without trouble, until nothing is on its way."""
        self.provider.troubles.clear()
        for _ in range(5):
            await self._until_settled()
            await self.next_morning()
        await self._until_settled()

    async def next_morning(self) -> None:
        """Let it become 10:00 of another day."""
        now = self.world.clock.now()
        await self.world.clock.move(
            (now + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0)
        )
        await self.world.happen()

    async def _until_settled(self) -> None:
        async def settled() -> bool:
            await self.world.happen()
            return not await self.world.value("SELECT count(*) FROM messages WHERE state = 'settling'")

        await until(settled)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "record",
                "record",
                "hours",
                "hours",
                "trouble",
                "rate",
                "withdraw",
                "correct",
                "says",
                "watch",
                "die",
            ]
        ),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(events=EVENTS)
async def test_no_order_of_events_prompts_twice(town: tuple[World, Provider], events: list[Event]) -> None:
    world, provider = town
    story = Story(world, provider, base=10 * next(_examples))
    await story.next_morning()
    for event in [("record", 0, 3), *events]:
        await story.tell(event)
    await story.ends()
    await no_visit_twice(story)
    no_phone_twice_in_a_day(story)
    await nobody_is_forgotten(story)


async def no_visit_twice(story: Story) -> None:
    """No message left twice, and no visit was named by two that left."""
    messages = Counter(message.id for message, _ in story.taken())
    assert set(messages.values()) <= {1}
    named = await story.world.query(
        lambda tx: tx.values(
            "SELECT jsonb_array_elements(facts->'visits')::bigint FROM messages WHERE id = ANY(%(ids)s)",
            ids=list(messages),
        )
    )
    assert set(Counter(named).values()) <= {1}


def no_phone_twice_in_a_day(story: Story) -> None:
    by_phone: dict[str, list[datetime]] = {}
    for message, at in story.taken():
        by_phone.setdefault(message.address, []).append(at)
    for times in by_phone.values():
        assert all(later - earlier >= timedelta(hours=24) for earlier, later in itertools.pairwise(times))


async def nobody_is_forgotten(story: Story) -> None:
    """After days without trouble every visit was prompted, rated, or excluded for a reason."""
    for record in story.records:
        assert (await story.world.record(record["record_no"]))["state"] != "waiting", record
