"""People who write to us whatever happens to the machines, through Twilio."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

import aiohttp

from tests.fakes.twilio import Answer, FakeTwilio

TWILIO_WAITS = 15.0
"""Seconds after which Twilio gives a webhook up, tries included."""
RETRIES = 5
"""As the number's webhook asks for with #rc=5&rp=all; Twilio's default is one."""
BETWEEN = 1.5
"""Seconds between tries; Twilio does not document its own."""
EVERY = 0.08
"""Seconds from one person's message to the next one's."""
WORDS = ("5", "4 谢谢", "非常满意", "3")


@dataclass
class Citizens:
    """Everybody who got a text answers it once; when nobody is left to, people ask for their points."""

    twilio: FakeTwilio
    webhook: str
    dice: random.Random
    answered: set[str] = field(default_factory=set)
    unanswered: list[str] = field(default_factory=list)
    """What went wrong for those who got no answer at all."""
    seconds: list[float] = field(default_factory=list)
    """How long each waited."""
    retried: int = 0
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    async def write_on(self) -> None:
        """Write, one after the other, never waiting for anybody's answer."""
        seen = 0
        waiting: list[str] = []
        while True:
            waiting += [text.to for text in self.twilio.texts[seen:]]
            seen = len(self.twilio.texts)
            if waiting:
                self._begin(waiting.pop(self.dice.randrange(len(waiting))), self.dice.choice(WORDS))
            elif self.answered:
                self._begin(self.dice.choice(sorted(self.answered)), "积分")
            await asyncio.sleep(EVERY)

    async def hear_out(self) -> None:
        """Wait until everybody who wrote has an answer or has given up."""
        await asyncio.gather(*self._writing)

    def _begin(self, phone: str, words: str) -> None:
        task = asyncio.create_task(self._write(phone, words))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self, phone: str, words: str) -> None:
        sid = f"SM{self.dice.getrandbits(128):032x}"
        began, trouble = monotonic(), ""
        for attempt in range(1 + RETRIES):
            self.retried += attempt > 0
            try:
                async with asyncio.timeout(TWILIO_WAITS - (monotonic() - began)):
                    answer = await self.twilio.incoming(self.webhook, phone, words, sid)
            except (aiohttp.ClientError, TimeoutError) as error:
                trouble = type(error).__name__
            else:
                if _heard(answer):
                    self.answered.add(phone)
                    self.seconds.append(monotonic() - began)
                    return
                trouble = f"{answer.status} {answer.body[:200]}"
            if monotonic() - began + BETWEEN > TWILIO_WAITS:
                break
            await asyncio.sleep(BETWEEN)
        self.unanswered.append(f"{phone} {words}: {trouble} after {monotonic() - began:.1f} s")


def _heard(answer: Answer) -> bool:
    return answer.status == 200 and bool(answer.replies)


@asynccontextmanager
async def citizens(twilio: FakeTwilio, base_url: str, seed: int) -> AsyncIterator[Citizens]:
    """Citizens who write for as long as this lasts, and are heard out at the end."""
    people = Citizens(twilio, f"{base_url}/webhooks/twilio/sms", random.Random(seed))
    writing = asyncio.create_task(people.write_on())
    try:
        yield people
    finally:
        writing.cancel()
        await people.hear_out()
