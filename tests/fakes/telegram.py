"""A small server that speaks the Bot API and can be told to misbehave.

Inside a test's event loop:

    async with FakeTelegram() as telegram:
        telegram.next(throttle(3))
        ...
        assert telegram.texts_to(1001) == ["…"]
        await telegram.says(url, 1001, "5")          # posts an update to a webhook, and does what it answers

As a process: `python -m tests.fakes.telegram --port 8091 --lose 0.1`, with counts at `/_fake/counts`.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes import telegram_papers as papers
from tests.fakes.process import run
from tests.fakes.server import FakeServer, Fault, misbehave
from tests.fakes.telegram_faults import losing
from tests.fakes.telegram_papers import BOT_ID, Sent, Update

BOT_TOKEN = f"{BOT_ID}:fake-token_of-a-bot"
SECRET = "fake_secret-1"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class Answer:
    """What a webhook answered, and the message that came of it."""

    status: int
    call: dict[str, Any]
    sent: Sent | None


class FakeTelegram(FakeServer[Mapping[str, str], Fault]):
    """Telegram, as far as one bot can see it."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.sent: list[Sent] = []
        """Every message of the bot's, oldest first, as its last edit left it."""
        self.answered: list[str] = []
        """The presses that were acknowledged."""
        self.webhook: dict[str, str] = {}
        self.commands: str = ""
        self.requests: Counter[str] = Counter()
        """Calls by method, refused ones included."""
        self.updates: list[Update] = []
        """What getUpdates has not had confirmed yet."""
        self.away = 0
        """How many of the next requests find only a gateway."""
        self.fail_acknowledging: Fault | None = None
        self._numbers = itertools.count(500)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._call)
        return app

    # What a test asks and tells

    def texts_to(self, chat_id: int) -> list[str]:
        """What a chat holds of the bot's, oldest first."""
        return [sent.text for sent in self.sent if sent.chat_id == chat_id]

    def last(self, chat_id: int) -> Sent:
        """The bot's newest message in a chat."""
        return next(sent for sent in reversed(self.sent) if sent.chat_id == chat_id)

    def counts(self) -> dict[str, int]:
        """How many messages each chat got."""
        return dict(Counter(str(sent.chat_id) for sent in self.sent))

    async def says(self, url: str, chat_id: int, text: str, **content: Any) -> Answer:
        """A person writes: the webhook's answer, which is carried out."""
        return await self.posts(url, self.update(message=self.message(chat_id, text=text, **content)))

    async def presses(self, url: str, sent: Sent, label: str, **about: Any) -> Answer:
        """A person presses the button with this label: the webhook's answer, which is carried out."""
        return await self.posts(url, self.press(sent, sent.data(label), **about))

    async def posts(self, url: str, update: Update, secret: str | None = SECRET) -> Answer:
        """Post an update and do what the answer asks for, if it asks for something."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with self._session.post(url, json=update, headers=headers) as response:
            body = await response.text()
            call = await response.json(content_type=None) if response.status == 200 and body else {}
        return Answer(response.status, call, self._carry_out(call) if call else None)

    # Updates, numbered

    def update(self, **about: Any) -> Update:
        """An update with the next number."""
        return {"update_id": next(self._numbers), **about}

    def message(self, chat_id: int, **content: Any) -> dict[str, Any]:
        """A message of a person's, with the next number."""
        return papers.message(chat_id, next(self._numbers), **content)

    def press(self, sent: Sent, data: str, **about: Any) -> Update:
        """An update: a button was pressed."""
        return self.update(callback_query=papers.pressed(sent, data, f"q{next(self._numbers)}", **about))

    # What the Bot API does

    def _carry_out(self, call: Mapping[str, Any]) -> Sent | None:
        if call["method"] == "editMessageText":
            return self._edit(call)
        assert call["method"] == "sendMessage", call
        return self._add(call)

    def _add(self, call: Mapping[str, Any]) -> Sent:
        sent = Sent(int(call["chat_id"]), next(self._numbers), str(call["text"]), papers.keyboard(call))
        self.sent.append(sent)
        return sent

    def _edit(self, call: Mapping[str, Any]) -> Sent | None:
        """The edited message; None where nothing would change, which Telegram refuses."""
        about = (int(call["chat_id"]), int(call["message_id"]))
        sent = next(sent for sent in self.sent if (sent.chat_id, sent.message_id) == about)
        new = (str(call["text"]), papers.keyboard(call))
        if new == (sent.text, sent.buttons):
            return None
        sent.text, sent.buttons = new
        sent.edits += 1
        return sent

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.requests[method] += 1
        if self.away:
            self.away -= 1
            return web.Response(status=502, text="<html>", content_type="text/html")
        if request.match_info["token"] != BOT_TOKEN:
            return _refusal(401, "Unauthorized")
        given = {name: str(value) for name, value in (await request.post()).items()}
        methods = {
            "sendMessage": self._send,
            "editMessageText": self._edit_text,
            "answerCallbackQuery": self._acknowledge,
            "getUpdates": self._get_updates,
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._set_webhook,
            "setMyCommands": self._set_commands,
        }
        return await methods[method](request, given) if method in methods else _refusal(404, "Not Found")

    async def _send(self, request: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        fault = self._fault(given) or Fault(taken=True)
        sent = self._add(given) if fault.taken else None
        return await misbehave(fault, request) or _result(papers.taken(sent) if sent else True)

    async def _acknowledge(self, request: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        self.answered.append(given["callback_query_id"])
        return await misbehave(self.fail_acknowledging or Fault(taken=True), request) or _result(True)

    async def _edit_text(self, _: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        edited = self._edit(given)
        return _result(papers.taken(edited)) if edited else _refusal(400, NOT_MODIFIED)

    async def _get_me(self, _: web.Request, __: Mapping[str, str]) -> web.StreamResponse:
        return _result(papers.BOT)

    async def _set_webhook(self, _: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        self.webhook = dict(given)
        return _result(True)

    async def _set_commands(self, _: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        self.commands = given["commands"]
        return _result(True)

    async def _get_updates(self, _: web.Request, given: Mapping[str, str]) -> web.StreamResponse:
        offset = int(given.get("offset", 0))
        self.updates = [update for update in self.updates if update.get("update_id", offset) >= offset]
        if not self.updates:
            await asyncio.sleep(min(float(given.get("timeout", 0)), 0.05))
        return _result(self.updates[:100])


NOT_MODIFIED = "Bad Request: message is not modified"


def _result(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(code: int, description: str) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": description}, status=code)


if __name__ == "__main__":
    run("A fake Telegram", FakeTelegram, losing)
