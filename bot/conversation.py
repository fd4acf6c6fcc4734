"""The conversation: a message in, a reply out, in one transaction, the same on every channel."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.handlers import early, points, rating, reasons, subscription, unasked
from bot.handlers import help as helping
from bot.rendering import Renderer
from bot.turn import Reply, Turn
from bot.understanding import Intent, Meaning, read
from evaluation.levels import RatingChannel
from store import dialogues, inbound, outbox, people, visits
from store.db import Transaction
from store.inbound import StoredReply
from store.people import Address, Citizen, Contact
from store.vault import Vault
from usecases.edges import BadPhone, read_phone, shortened
from usecases.rules import Rules

Handler = Callable[[Turn], Awaitable[Reply]]

AT_ANY_TIME: dict[Intent, Handler] = {
    Intent.OPT_OUT: subscription.on_stop,
    Intent.OPT_IN: subscription.on_back,
    Intent.ASK_POINTS: points.on_points,
    Intent.HELP: helping.on_help,
}
BY_QUESTION: dict[str | None, Handler] = {
    "level": rating.on_level,
    "reasons": reasons.on_reasons,
    "confirm": early.on_confirm,
    "which": early.on_which,
    None: unasked.without_question,
}
ADDRESS_KINDS = {"sms": "phone"}
VISITS_AT_MOST = 500
"""An agent's phone may handle that many; the ones being asked about must be among them."""
RATING_CHANNELS = {"sms": RatingChannel.SMS}


@dataclass(frozen=True, slots=True)
class Said:
    """A message off the wire; `provider_id` is unique within the channel."""

    channel: str
    provider_id: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it is kept and read; `length` is what it had when it came."""

    text: str
    length: int
    meaning: Meaning


@dataclass(frozen=True)
class Conversation:
    """Takes turns; one object per process."""

    vault: Vault
    rules: Rules
    renderer: Renderer

    async def take_turn(self, tx: Transaction, said: Said, now: datetime) -> list[StoredReply]:
        """Answer one message; one that was seen before gets the stored answer and changes nothing."""
        heard = _heard(said)
        address = await self._address(tx, said, now)
        citizen = await people.lock(tx, address.citizen_id)
        inbound_id = await self._keep(tx, said, heard, address, now)
        if inbound_id is None:
            return await inbound.stored_replies(tx, said.channel, said.provider_id)
        if not address.can_sms:
            await people.dig_up_address(tx, address.id)
        turn = await self._turn(tx, said, heard, citizen, inbound_id, now)
        reply = await _handler(turn)(turn)
        return await self._keep_reply(turn, said, address, reply)

    async def _address(self, tx: Transaction, said: Said, now: datetime) -> Address:
        contact = _contact(said)
        return (await people.resolve(tx, self.vault, [contact], now))[contact]

    async def _keep(
        self, tx: Transaction, said: Said, heard: Heard, address: Address, now: datetime
    ) -> int | None:
        return await inbound.keep(
            tx,
            channel=said.channel,
            provider_id=said.provider_id,
            citizen_id=address.citizen_id,
            address_id=address.id,
            text=heard.text,
            original_length=heard.length,
            intent=heard.meaning.intent,
            now=now,
        )

    async def _turn(
        self, tx: Transaction, said: Said, heard: Heard, citizen: Citizen, inbound_id: int, now: datetime
    ) -> Turn:
        return Turn(
            tx=tx,
            rules=self.rules,
            now=now,
            channel=RATING_CHANNELS.get(said.channel, RatingChannel.MOBILE),
            inbound_id=inbound_id,
            citizen=citizen,
            visits=await visits.of_citizen(tx, citizen.id, VISITS_AT_MOST),
            dialogue=await dialogues.current(tx, citizen.id, now),
            meaning=heard.meaning,
            text=heard.text,
        )

    async def _keep_reply(self, turn: Turn, said: Said, address: Address, reply: Reply) -> list[StoredReply]:
        if not reply:
            return []
        text = self.renderer.message(reply, turn.citizen.locale, said.channel)
        message_id = await outbox.keep_reply(
            turn.tx,
            inbound_id=turn.inbound_id,
            citizen_id=turn.citizen.id,
            address_id=address.id,
            channel=said.channel,
            template="+".join(part.template for part in reply),
            facts={part.template: part.facts for part in reply},
            locale=turn.citizen.locale,
            text=text,
            now=turn.now,
        )
        return [StoredReply(message_id, text)]


def _handler(turn: Turn) -> Handler:
    return AT_ANY_TIME.get(turn.meaning.intent) or BY_QUESTION[turn.question]


def _heard(said: Said) -> Heard:
    text, length = shortened(said.text)
    return Heard(text, length, read(text))


def _contact(said: Said) -> Contact:
    kind = ADDRESS_KINDS[said.channel]
    try:
        number, can_sms = read_phone(said.address)
    except BadPhone:
        return Contact(kind, said.address)
    return Contact(kind, number, can_sms)
