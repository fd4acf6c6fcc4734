"""The conversation: a message in, a reply out, in one transaction, the same on every channel."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.handlers import early, points, rating, reasons, subscription, unasked, wrong_person
from bot.handlers import help as helping
from bot.rendering import Renderer
from bot.standing import Standing
from bot.turn import Reply, Turn
from bot.understanding import Asked, Digits, Intent, read
from evaluation.levels import RatingChannel
from evaluation.window import civil
from store import dialogues, inbound, outbox, people, visits
from store.db import Transaction
from store.inbound import StoredReply
from store.people import Address, Contact
from store.vault import Vault
from usecases.edges import BadPhone, read_phone, shortened
from usecases.rules import Rules

Handler = Callable[[Turn], Awaitable[Reply]]

AT_ANY_TIME: dict[Intent, Handler] = {
    Intent.OPT_OUT: subscription.on_stop,
    Intent.OPT_IN: subscription.on_back,
    Intent.ASK_POINTS: points.on_points,
    Intent.REDEEM: points.on_redeem,
    Intent.HELP: helping.on_help,
    Intent.WRONG_PERSON: wrong_person.on_wrong_person,
}
BESIDE: dict[Intent, Handler] = {
    Intent.OPT_OUT: subscription.on_stop,
    Intent.OPT_IN: subscription.on_back,
    Intent.HELP: helping.on_help,
    Intent.REDEEM: points.on_redeem,
    Intent.ASK_POINTS: points.on_points,
}
"""What is answered after the main thing that it came with (非常满意，退订)."""
BY_QUESTION: dict[str | None, Handler] = {
    "level": rating.on_level,
    "reasons": reasons.on_reasons,
    "confirm": early.on_confirm,
    "which": early.on_which,
    None: unasked.without_question,
}
ASKED: dict[str | None, Asked] = {
    "level": Asked.LEVEL,
    "reasons": Asked.REASONS,
    "confirm": Asked.CONFIRM,
    "which": Asked.CHOICE,
    None: Asked.NOTHING,
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


@dataclass(frozen=True)
class Conversation:
    """Takes turns; one object per process."""

    vault: Vault
    rules: Rules
    renderer: Renderer

    async def take_turn(self, tx: Transaction, said: Said, now: datetime) -> list[StoredReply]:
        """Answer one message; one that was seen before gets the stored answer and changes nothing."""
        text, length = shortened(said.text)
        address = await self._address(tx, said, now)
        standing = await self._standing(tx, address.citizen_id, now)
        meaning = read(text, ASKED[standing.question], Digits(self.rules.digits))
        inbound_id = await inbound.keep(
            tx,
            channel=said.channel,
            provider_id=said.provider_id,
            citizen_id=address.citizen_id,
            address_id=address.id,
            text=text,
            original_length=length,
            intent=meaning.intent,
            now=now,
        )
        if inbound_id is None:
            return await inbound.stored_replies(tx, said.channel, said.provider_id)
        if not address.can_sms:
            await people.dig_up_address(tx, address.id)
        channel = RATING_CHANNELS.get(said.channel, RatingChannel.MOBILE)
        turn = Turn(
            **vars(standing), tx=tx, channel=channel, inbound_id=inbound_id, meaning=meaning, text=text
        )
        return await self._keep_reply(turn, said, address, await _answered(turn))

    async def _standing(self, tx: Transaction, citizen_id: int, now: datetime) -> Standing:
        return Standing(
            rules=self.rules,
            now=now,
            citizen=await people.lock(tx, citizen_id),
            visits=await visits.of_citizen(tx, citizen_id, VISITS_AT_MOST),
            dialogue=await dialogues.current(tx, citizen_id, now),
        )

    async def _address(self, tx: Transaction, said: Said, now: datetime) -> Address:
        contact = _contact(said)
        return (await people.resolve(tx, self.vault, [contact], now))[contact]

    async def _keep_reply(self, turn: Turn, said: Said, address: Address, reply: Reply) -> list[StoredReply]:
        if not reply:
            return []
        text = self.renderer.message(reply, turn.citizen.locale, said.channel, civil(turn.now).date())
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


async def _answered(turn: Turn) -> Reply:
    """The answer to what was mainly meant, then to what was asked beside it."""
    handler = AT_ANY_TIME.get(turn.meaning.intent) or BY_QUESTION[turn.question]
    reply = await handler(turn)
    for intent in (intent for intent in BESIDE if intent in turn.meaning.also):
        reply = [*reply, *await BESIDE[intent](turn)]
    return reply


def _contact(said: Said) -> Contact:
    kind = ADDRESS_KINDS[said.channel]
    try:
        number, can_sms = read_phone(said.address)
    except BadPhone:
        return Contact(kind, said.address)
    return Contact(kind, number, can_sms)
