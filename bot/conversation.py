"""The conversation: a message in, a reply out, in one transaction, the same on every channel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.binding import Bound, Note, hear_binding
from bot.hearing import Heard, hear, heard_as
from bot.notices import Notices
from bot.ordering import hear_order
from bot.rendering import Renderer
from bot.staff import hear_staff_code
from bot.standing import Standing
from bot.turn import Reply, Turn, VoucherPage
from bot.understanding import Digits
from bot.understanding.language import language_of
from evaluation.exchange import Choice, Event
from evaluation.holders import doubted_since
from evaluation.levels import RatingChannel
from evaluation.window import civil
from store import (
    case_questions,
    chats,
    dialogues,
    holders,
    inbound,
    inquiries,
    outbox,
    people,
    selections,
    visits,
)
from store.case_questions import CaseQuestion
from store.db import Transaction
from store.inbound import StoredReply
from store.inquiries import Inquiry
from store.outbox import NewReply
from store.people import Address, Contact
from store.vault import Vault
from store.visits import CitizenVisit
from usecases import bind
from usecases.edges import BadPhone, read_phone, shortened
from usecases.rules import Rules

VISITS_AT_MOST = 500
"""An agent's phone may handle that many; the ones being asked about must be among them."""
ADDRESS_KINDS = {"sms": "phone", "telegram": "telegram", "wechat": "wechat", "web": "web"}
RATING_CHANNELS = {"sms": RatingChannel.SMS, "web": RatingChannel.WEB}
"""A chat of any other kind is 移动端."""
PLAIN = frozenset({"sms"})
"""Channels without buttons, whose messages carry no link."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something a person did, off the wire; `provider_id` is unique within the channel.

    `text` is what they wrote, the data of what they pressed, or what their link carried; `language`
    that of their app, where the platform tells it; `answered`: the provider has answered by itself;
    `provider`: which one it came by, where the channel has several: our answer goes back the same way;
    `asked`: the visit whose level was asked for where it was said, if not by a message of ours;
    `command`: the slash command that `text` stands for, where the platform has such;
    `thread`: the label of the thread it was said in, where the provider tells (see evaluation/threads).
    """

    channel: str
    provider_id: str
    address: str
    text: str
    event: Event = Event.TEXT
    language: str = ""
    answered: bool = False
    provider: str = ""
    asked: int | None = None
    command: str = ""
    thread: str = ""


@dataclass(frozen=True)
class Conversation:
    """Takes turns; one object per process."""

    vault: Vault
    rules: Rules
    renderer: Renderer
    voucher_page: VoucherPage | None = None
    """Where a voucher can be looked at; None: nowhere."""

    async def take_turn(
        self, tx: Transaction, said: Said, now: datetime, *, by_worker: Callable[[], bool] = lambda: False
    ) -> list[StoredReply]:
        """Answer one message; what goes into the provider's own response is returned.

        One that was seen before gets the stored answer and changes nothing. `by_worker` is asked as the
        answer is kept: whether nobody waits for it in the response (any more), so that the worker sends
        it. What it says is committed with the answer: however a process ends, the answer goes one way.
        """
        address, standing, heard = await self._hear(tx, said, now)
        inbound_id = await inbound.keep(
            tx,
            channel=said.channel,
            provider_id=said.provider_id,
            citizen_id=standing.citizen.id,
            address_id=address.id,
            text=heard.text,
            original_length=len(said.text),
            intent=heard.intent,
            now=now,
        )
        if inbound_id is None:
            return await self._answer_again(tx, said, now, by_worker())
        await _note(tx, said, address, standing)
        turn = Turn(
            **vars(heard.standing),
            tx=tx,
            channel=RATING_CHANNELS.get(said.channel, RatingChannel.MOBILE),
            inbound_id=inbound_id,
            address_id=address.id,
            meaning=heard.meaning,
            text=heard.text,
            voucher_page=None if said.channel in PLAIN else self.voucher_page,
        )
        reply = await heard.answer(turn)
        return await self._keep_reply(turn, said, reply, by_worker) if reply and not said.answered else []

    async def _hear(self, tx: Transaction, said: Said, now: datetime) -> tuple[Address, Standing, Heard]:
        """Who has said what, and how they stood; a chat that is bound by it speaks for its citizen already."""
        text, _ = shortened(said.text)
        address = await self._address(tx, said, now)
        if said.event is Event.ARRIVE:
            address, text = await self._arrived(tx, address, text, now)
        bound = await self._bound(tx, said, address, text, now)
        if bound is not None:
            address = bound.address
        standing = await self._standing(tx, address, now)
        if said.asked is not None:
            standing = standing.after_asking(said.asked)
        if said.thread:
            standing = standing.in_thread(said.thread, address.id)
        if bound is not None:
            return address, standing, heard_as(standing, bound.text, bound.intent, bound.answer)
        return address, standing, hear(said.event, text, standing, Digits(self.rules.digits))

    async def _standing(self, tx: Transaction, address: Address, now: datetime) -> Standing:
        citizen = await people.lock(tx, address.citizen_id)
        theirs = await visits.of_citizen(tx, citizen.id, VISITS_AT_MOST)
        doubted = await self._doubted_since(tx, address, now)
        if doubted is not None:
            asked = [visit for visit in theirs if visit.was_asked(address.id, doubted)]
            theirs = [visit for visit in asked if visit.is_open(now) or visit.is_revisable(now)]
        return Standing(
            rules=self.rules,
            now=now,
            citizen=citizen,
            visits=theirs,
            dialogue=await dialogues.current(tx, citizen.id, now),
            doubted=doubted is not None,
            selection=None if doubted else await selections.current(tx, citizen.id, now),
            inquiry=await self._inquiry(tx, citizen.id, address, theirs if doubted else None, now),
        )

    async def _inquiry(
        self,
        tx: Transaction,
        citizen_id: int,
        address: Address,
        asked: Sequence[CitizenVisit] | None,
        now: datetime,
    ) -> Inquiry | None:
        """What is asked beside their ratings; to whoever may be somebody else only of what they were `asked` about.

        Who gave a guide this number was asked here themself.
        """
        inquiry = await inquiries.current(tx, citizen_id, now)
        if inquiry is None or asked is None or _was_asked_at(inquiry, address):
            return inquiry
        return inquiry if inquiry.visit_id in [visit.id for visit in asked] else None

    async def _doubted_since(self, tx: Transaction, address: Address, now: datetime) -> datetime | None:
        """From when on the address may be another person's; silence is noted, for it ends with this message."""
        if address.kind == chats.KIND:
            return None  # made by us for this citizen: it cannot change hands
        holder = await holders.of_address(tx, address.id)
        since = doubted_since(holder, now, self.rules.silent_after)
        if since is not None and since != holder.doubted_since:
            await holders.doubt(tx, address.id, since)
        return since

    async def _address(self, tx: Transaction, said: Said, now: datetime) -> Address:
        contact = _contact(said)
        return (await people.resolve(tx, self.vault, [contact], now))[contact]

    async def _arrived(
        self, tx: Transaction, chat: Address, carried: str, now: datetime
    ) -> tuple[Address, str]:
        """Follow a link that binds: whose the chat is now, and what came of it instead of the link's token."""
        if not bind.is_token(carried):
            return chat, ""
        redemption = await bind.redeem_token(tx, self.vault, carried, chat, now)
        return redemption.address, redemption.redeemed.value

    async def _bound(
        self, tx: Transaction, said: Said, chat: Address, text: str, now: datetime
    ) -> Bound | None:
        """Bind a chat to a phone, or to an account of the staff, by a code; or take such an account's order."""
        if said.event is not Event.TEXT:
            return None
        note = Note(said.channel, said.provider_id, chat, text)
        if chat.kind != chats.KIND and (staffed := await self._staffed(tx, said, note, now)):
            return staffed  # a page of ours is opened by a link, which others may have
        if chat.kind == "phone":
            return None
        return await hear_binding(tx, self.vault, self.renderer, note, now)

    async def _staffed(self, tx: Transaction, said: Said, note: Note, now: datetime) -> Bound | None:
        """What is said for an account of the staff; None for anything else."""
        ordered = replace(note, text=said.command or note.text)
        return await hear_staff_code(tx, self.vault, note, now) or await hear_order(
            tx, self.vault, self.rules, Notices(self.renderer), ordered, now
        )

    async def _answer_again(
        self, tx: Transaction, said: Said, now: datetime, by_worker: bool
    ) -> list[StoredReply]:
        """What was answered to a message that comes again: its provider did not see the answer."""
        if by_worker:
            await outbox.queue_replies(tx, said.channel, said.provider_id, now)
        return await inbound.stored_replies(tx, said.channel, said.provider_id)

    async def _keep_reply(
        self, turn: Turn, said: Said, reply: Reply, by_worker: Callable[[], bool]
    ) -> list[StoredReply]:
        locale = await self._locale(turn, said)
        text = self.renderer.message(reply, locale, said.channel, civil(turn.now).date())
        choices = await self._choices(turn, said, locale)
        late = by_worker()
        kept = NewReply(
            inbound_id=turn.inbound_id,
            citizen_id=turn.citizen.id,
            address_id=turn.address_id,
            channel=said.channel,
            template="+".join(part.template for part in reply),
            facts={part.template: part.facts for part in reply},
            locale=locale,
            text=text,
            choices=choices,
            by_worker=late,
            provider=said.provider or None,
            charge=self.rules.charge_of(said.channel, said.provider, text),
            thread=turn.thread,
        )
        message_id = await outbox.keep_reply(turn.tx, kept, turn.now)
        return [] if late else [StoredReply(message_id, text, choices)]

    async def _locale(self, turn: Turn, said: Said) -> str:
        """The language they use: of what they wrote, else of their app when they arrive; it is remembered."""
        arrived = said.language if said.event is Event.ARRIVE else ""
        shown = language_of(turn.text) if said.event is Event.TEXT else arrived[:2].lower()
        if shown not in ("zh", "en") or shown == turn.citizen.locale:
            return turn.citizen.locale
        await people.set_locale(turn.tx, turn.citizen.id, shown)
        return shown

    async def _choices(self, turn: Turn, said: Said, locale: str) -> list[Choice]:
        """The answers to the question that is open now, for channels with buttons."""
        if said.channel in PLAIN:
            return []
        picking = None if turn.doubted else await selections.current(turn.tx, turn.citizen.id, turn.now)
        if picking is not None and picking.question is not None:
            return self.renderer.picks(picking, locale)
        inquiry = await inquiries.current(turn.tx, turn.citizen.id, turn.now)
        if inquiry is not None and inquiry.leads:
            return self.renderer.inquired(inquiry, locale)
        asked = await dialogues.current(turn.tx, turn.citizen.id, turn.now)
        if asked is None:
            return []
        wants_level = asked.question == "confirm" and asked.level is None
        return self.renderer.choices("level" if wants_level else asked.question, asked.visit_ids, locale)


async def _note(tx: Transaction, said: Said, address: Address, standing: Standing) -> None:
    """Keep what is so by the mere fact that they said something here."""
    if address.shut:
        await people.open_address(tx, address.id)
    if said.asked is not None and standing.dialogue is not None:
        await dialogues.replace(tx, address.citizen_id, standing.dialogue, standing.now)
        await selections.leave(tx, address.citizen_id)
        await case_questions.give_way(tx, [address.citizen_id])


def _was_asked_at(inquiry: Inquiry, address: Address) -> bool:
    return isinstance(inquiry, CaseQuestion) and inquiry.asked_where == address.id


def _contact(said: Said) -> Contact:
    kind = ADDRESS_KINDS[said.channel]
    if kind != "phone":
        return Contact(kind, said.address, can_sms=False)
    try:
        number, can_sms = read_phone(said.address)
    except BadPhone:
        return Contact(kind, said.address)
    return Contact(kind, number, can_sms)
