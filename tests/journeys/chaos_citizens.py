"""People who write to us whatever happens to the machines, through Twilio."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import aiohttp

from tests.fakes.twilio import FakeTwilio

TWILIO_WAITS = 15.0
"""Seconds after which Twilio gives a webhook up, tries included."""
RETRIES = 5
"""As the number's webhook asks for with #rc=5&rp=all; Twilio's default is one."""
BETWEEN = 2.5
"""Seconds between tries; Twilio does not document its own."""
EVERY = 0.08
"""Seconds from one person's message to the next one's."""
WORDS = ("5", "4 谢谢", "非常满意", "3")


class Citizens:
    """Everybody who got a text answers it once; when nobody is left to, people ask for their points."""

    def __init__(self, twilio: FakeTwilio, webhook: str, seed: int) -> None:
        self.answered: set[str] = set()
        """Who wrote and got an answer."""
        self.unanswered: list[str] = []
        """What went wrong for those who got none at all."""
        self.seconds: list[float] = []
        """How long each waited for an answer."""
        self._twilio, self._webhook = twilio, webhook
        self._dice = random.Random(seed)
        self._talking: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """They write for as long as this lasts, and are heard out at the end."""
        writing = asyncio.create_task(self._write_on())
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(*self._talking)

    async def _write_on(self) -> None:
        """One after the other, nobody waiting for another's answer."""
        seen = 0
        waiting: list[str] = []
        while True:
            waiting += [text.to for text in self._twilio.texts[seen:]]
            seen = len(self._twilio.texts)
            if waiting:
                self._begin(waiting.pop(self._dice.randrange(len(waiting))), self._dice.choice(WORDS))
            elif self.answered:
                self._begin(self._dice.choice(sorted(self.answered)), "积分")
            await asyncio.sleep(EVERY)

    def _begin(self, phone: str, words: str) -> None:
        task = asyncio.create_task(self._talk(phone, words))
        self._talking.add(task)
        task.add_done_callback(self._talking.discard)

    async def _talk(self, phone: str, words: str) -> None:
        sid, began = f"SM{self._dice.getrandbits(128):032x}", monotonic()
        for attempt in range(1 + RETRIES):
            if attempt:
                await asyncio.sleep(BETWEEN)
            trouble = await self._try(phone, words, sid, TWILIO_WAITS - (monotonic() - began))
            if not trouble:
                self.answered.add(phone)
                self.seconds.append(monotonic() - began)
                return
        self.unanswered.append(f"{phone} {words}: {trouble} after {monotonic() - began:.1f} s")

    async def _try(self, phone: str, words: str, sid: str, seconds: float) -> str:
        """One request of Twilio's: what went wrong, or nothing."""
        try:
            async with asyncio.timeout(seconds):
                answer = await self._twilio.incoming(self._webhook, phone, words, sid)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__
        return "" if answer.status == 200 and answer.replies else f"{answer.status} {answer.body[:200]}"
