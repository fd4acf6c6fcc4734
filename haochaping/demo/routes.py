"""The demo's own routes: the phone page, its texts, and the movable clock (contracts, "Demo mode only")."""

import asyncio
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field
from redis import Redis
from redis.exceptions import RedisError

from bot.conversation import Conversation, Said
from haochaping.clock import DemoClock
from haochaping.demo import timeline
from haochaping.demo.phones import SimulatedPhones
from haochaping.demo.samples import SAMPLES
from haochaping.wiring.parts import Parts
from store import demo
from usecases.edges import BadPhone, Number, Time, read_phone, shortened
from web.api.body import JsonRoute
from web.health import TURN_SECONDS
from web.problems import Problem
from worker.jobs import TICK, enqueue

PAGE = Path(__file__).parent / "page"
HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
SETTLING_SECONDS = 1.5
"""How long moving the clock waits for what became due to have happened."""
FARTHEST = timedelta(days=3660)


class Bubble(BaseModel):
    direction: Literal["in", "out"]
    text: str
    at: datetime


class Bubbles(BaseModel):
    messages: list[Bubble]


class Speech(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str


class Now(BaseModel):
    now: datetime


class Move(BaseModel):
    """Exactly one of the three."""

    model_config = ConfigDict(extra="forbid")

    advance_hours: Annotated[Number, Field(gt=0, le=FARTHEST / timedelta(hours=1))] | None = None
    now: Time | None = None
    to: Literal["next"] | None = None


class DemoPhone(BaseModel):
    phone: str
    label: str
    last_at: datetime | None


class DemoPhones(BaseModel):
    phones: list[DemoPhone]


class Timeline(BaseModel):
    events: list[timeline.Event]


class DemoDesk:
    """What the demo's routes do; it decides nothing and words nothing."""

    def __init__(self, parts: Parts, redis: Redis) -> None:
        assert isinstance(parts.clock, DemoClock)
        self._parts = parts
        self._clock = parts.clock
        self._redis = redis
        self._phones = SimulatedPhones(parts.database, parts.vault, parts.clock)
        self._conversation = Conversation(parts.vault, parts.rules, parts.renderer)

    async def now(self) -> datetime:
        """Civil time as the demo has it."""
        await self._clock.refresh()
        return self._clock.now()

    async def texts(self, phone: str) -> Bubbles:
        """All that is on a phone."""
        return Bubbles(messages=[_bubble(text) for text in await self._phones.texts(_number(phone))])

    async def speak(self, phone: str, text: str) -> Bubbles:
        """Say something as the citizen; the new texts from the bot."""
        number, now = _number(phone), await self.now()
        reference = uuid.uuid4().hex
        said = Said("sms", reference, number, text)
        with TURN_SECONDS.time():
            replies = await self._parts.database.persist(
                lambda tx: self._conversation.take_turn(tx, said, now)
            )
        await self._phones.put(number, "in", shortened(text)[0], f"in-{reference}", now)
        for reply in replies:
            await self._phones.put(number, "out", reply.text, f"reply-{reply.id}", now)
        return Bubbles(messages=[Bubble(direction="out", text=reply.text, at=now) for reply in replies])

    async def move(self, move: Move) -> datetime:
        """Move the clock forward, and let what became due happen."""
        now = await self.now()
        await self._clock.move(await self._target(move, now))
        await self._let_happen()
        return self._clock.now()

    async def _target(self, move: Move, now: datetime) -> datetime:
        given = [value for value in (move.advance_hours, move.now, move.to) if value is not None]
        if len(given) != 1:
            raise Problem(422, "请给出advance_hours、now、to之一 (exactly one of advance_hours, now and to)")
        if move.to is not None:
            return await self._next(now)
        target = now + timedelta(hours=move.advance_hours) if move.advance_hours else move.now
        assert target is not None
        if not now <= target <= now + FARTHEST:
            raise Problem(422, "时间不能倒退，一次最多前进十年 (the clock never goes backwards)")
        return target

    async def _next(self, now: datetime) -> datetime:
        """The earliest moment at which something happens that can be seen."""
        if await self._is_overdue():
            await self._let_happen()  # what comes next depends on it
        hours = self._parts.rules.prompts.hours
        async with self._parts.database.transaction() as tx:
            prompt = await demo.next_prompt(tx, now, hours.next_open(now))
            end = await demo.next_end(tx, now)
        coming = [at for at in (prompt and hours.next_open(prompt), end) if at is not None]
        if not coming:
            raise Problem(409, "没有等待发生的事 (nothing is waiting to happen)")
        return min(coming)

    async def _let_happen(self) -> None:
        try:
            await asyncio.to_thread(enqueue, self._redis, TICK)
        except RedisError:
            return
        deadline = monotonic() + SETTLING_SECONDS
        while monotonic() < deadline and await self._is_overdue():
            await asyncio.sleep(0.05)

    async def _is_overdue(self) -> bool:
        async with self._parts.database.transaction() as tx:
            return await demo.overdue(tx, self._clock.now())

    async def phones(self) -> list[DemoPhone]:
        """The sample citizens' phones."""
        numbers = {sample: self._parts.vault.lookup("phone", _number(sample.phone)) for sample in SAMPLES}
        async with self._parts.database.transaction() as tx:
            last = await demo.last_text_at(tx, list(numbers.values()))
        return [
            DemoPhone(
                phone=sample.phone,
                label=f"{sample.name} · {sample.matters[0][0]}",
                last_at=last.get(lookup),
            )
            for sample, lookup in numbers.items()
        ]

    async def events(self) -> list[timeline.Event]:
        """What the system did, in words."""
        async with self._parts.database.transaction() as tx:
            happened = await demo.happenings(tx, timeline.SHOWN, self._parts.rules.hold_events)
        return timeline.in_words(happened, self._parts.vault)


def _bubble(text: demo.Text) -> Bubble:
    return Bubble.model_validate({"direction": text.direction, "text": text.text, "at": text.at})


def _number(phone: str) -> str:
    try:
        return read_phone(phone)[0]
    except BadPhone:
        raise Problem(422, "没有这样的号码，应为11位手机号码 (no such number: 11 digits expected)") from None


def install(app: FastAPI, parts: Parts, redis: Redis) -> None:
    """Add the demo's routes and its page to the app."""
    attach(app, parts, redis)
    app.include_router(router)
    app.mount("/demo/static", NoCacheFiles(directory=PAGE))


def attach(app: FastAPI, parts: Parts, redis: Redis) -> None:
    """Have the demo's routes work on these parts from now on."""
    app.state.demo = DemoDesk(parts, redis)


def _desk(request: Request) -> DemoDesk:
    found: DemoDesk = request.app.state.demo
    return found


Desk = Annotated[DemoDesk, Depends(_desk)]

router = APIRouter(tags=["demo"], route_class=JsonRoute)


@router.get("/demo", include_in_schema=False)
async def page() -> Response:
    """The phone."""
    return FileResponse(PAGE / "index.html", headers=HEADERS)


@router.get("/demo/clock")
async def read_clock(desk: Desk) -> Now:
    """Civil time as the demo has it."""
    return Now(now=await desk.now())


@router.post("/demo/clock")
async def move_clock(move: Move, desk: Desk) -> Now:
    """Move the clock forward, and let what became due happen."""
    return Now(now=await desk.move(move))


@router.get("/demo/phones")
async def phones(desk: Desk) -> DemoPhones:
    """The sample citizens' phones."""
    return DemoPhones(phones=await desk.phones())


@router.get("/demo/phones/{phone}/messages")
async def messages(phone: str, desk: Desk) -> Bubbles:
    """All that is on a phone."""
    return await desk.texts(phone)


@router.post("/demo/phones/{phone}/messages")
async def speak(phone: str, speech: Speech, desk: Desk) -> Bubbles:
    """Say something as the citizen; the new texts from the bot."""
    return await desk.speak(phone, speech.text)


@router.get("/demo/timeline")
async def events(desk: Desk) -> Timeline:
    """What the system did, in words."""
    return Timeline(events=await desk.events())


class NoCacheFiles(StaticFiles):
    """Static files that are asked for anew, so that an upgrade never mixes old scripts with new."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, with the page's headers."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response
