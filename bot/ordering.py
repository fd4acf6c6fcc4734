"""What staff order by chat or SMS: heard only from a chat that speaks for an account, and only these words.

Whoever is bound is a citizen too: anything else that they write is an ordinary turn.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.binding import Bound, Note, hidden
from bot.handlers import staff as orders
from bot.handlers import staff_cases
from bot.turn import Reply, Turn
from store import cases, people, vouchers
from store.audit_trail import Times
from store.db import Transaction
from store.vault import Vault
from usecases.counter.vouchers import code_in
from usecases.gifts.codes import read_code
from usecases.on_duty import OnDuty
from usecases.rules import Rules
from usecases.staff.chats import speaks_for
from usecases.tell import Word

INTENT = "staff"


class Kind(StrEnum):
    """What is ordered, by its command."""

    BALANCE = "balance"
    VERIFY = "verify"
    CANCEL = "cancel"
    GIFTS = "gifts"
    CASES = "cases"
    CASE = "case"
    SIGN = "sign"
    ANSWER = "answer"
    TRANSFER = "transfer"


ON_CASES = frozenset({Kind.CASES, Kind.CASE, Kind.SIGN, Kind.ANSWER, Kind.TRANSFER})


@dataclass(frozen=True, slots=True)
class Order:
    """An order with the number or code that it names, and the words after that."""

    kind: Kind
    number: str = ""
    words: str = ""


_NUMBER = r"(?P<number>\+?[0-9][0-9 -]*)"
_CODE_AND_WORDS = r"(?P<number>[0-9]{3}(?:[ -]?[0-9]{3}){2})(?![0-9])[\s:,]*(?P<words>.*)"
_CASE = r"(?P<number>[1-9][0-9]{0,17})"
_COMMANDS = (
    (Kind.BALANCE, r"/balance(?:@\w+)?(?:\s+(?P<number>.*))?"),
    (Kind.VERIFY, r"/verify(?:@\w+)?(?:\s+(?P<number>.*))?"),
    (Kind.CANCEL, rf"/cancel(?:@\w+)?\s+{_CODE_AND_WORDS}"),
    (Kind.CANCEL, r"/cancel(?:@\w+)?(?:\s.*)?"),
    (Kind.GIFTS, r"/gifts(?:@\w+)?"),
    (Kind.CASES, r"/cases(?:@\w+)?"),
    (Kind.CASE, rf"/case(?:@\w+)?\s+{_CASE}"),
    (Kind.SIGN, rf"/sign(?:@\w+)?\s+{_CASE}"),
    (Kind.ANSWER, rf"/answer(?:@\w+)?\s+{_CASE}[\s:,]+(?P<words>.*)"),
    (Kind.TRANSFER, rf"/transfer(?:@\w+)?\s+{_CASE}[\s:,]+(?P<words>.*)"),
    (Kind.BALANCE, rf"查积分[\s:,]*{_NUMBER}[。.]?"),
    (Kind.VERIFY, rf"核销[\s:,]*{_NUMBER}[。.]?"),
    (Kind.CANCEL, rf"取消[\s:,]*{_CODE_AND_WORDS}"),
    (Kind.GIFTS, r"礼品[。.?]?"),
    (Kind.CASES, r"(?:我的)?工单[。.?]?"),
    (Kind.CASE, rf"工单\s*{_CASE}[。.?]?"),
    (Kind.SIGN, rf"签收\s*{_CASE}[。.]?"),
    (Kind.ANSWER, rf"答复\s*{_CASE}[\s:,]+(?P<words>.*)"),
    (Kind.TRANSFER, rf"转办\s*{_CASE}[\s:,]+(?P<words>.*)"),
)
_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for kind, pattern in _COMMANDS]


ON_ORDER: Mapping[str, orders.Answer] = {**orders.ON_ORDER, **staff_cases.ON_ORDER}


def read_order(text: str) -> Order | None:
    """The order that a text is; None for other words."""
    written = _plain(text)
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(written):
            given = {name: (value or "").strip() for name, value in found.groupdict().items()}
            if "words" in given:
                given["words"] = _as_written(given["words"], text)
            return Order(kind, **given)
    return None


def _as_written(words: str, text: str) -> str:
    """The words that end a text, in their own characters: a citizen or a record gets them, wide commas and all."""
    tails = (text[start:] for start in range(len(text)))
    return next((tail.strip() for tail in tails if _plain(tail) == words), words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


async def hear_order(
    tx: Transaction, vault: Vault, rules: Rules, word: Word, note: Note, now: datetime
) -> Bound | None:
    """Who gives an order, and what is answered; None for other words, and from who is bound to no account.

    To be called before a citizen's row is taken: a voucher's holder and who speaks are taken together.
    """
    order = read_order(note.text)
    account = await speaks_for(tx, note.chat, rules.silent_after, now) if order else None
    if order is None or account is None:
        return None
    if order.kind in (Kind.VERIFY, Kind.CANCEL):
        await _lock_both(tx, note.chat.citizen_id, await _holder(tx, order.number))
    elif order.kind in ON_CASES and order.number:
        await _lock_both(tx, note.chat.citizen_id, await cases.citizen_of(tx, int(order.number)))
    clerk = OnDuty(account, note.channel, Times(now, now))

    async def answer(turn: Turn) -> Reply:
        asked = orders.Asked(clerk, vault, turn.rules, word, order.number, order.words)
        return await ON_ORDER[order.kind](turn.tx, asked)

    return Bound(note.chat, hidden(note.text), answer, INTENT)


async def _holder(tx: Transaction, number: str) -> int | None:
    code = read_code(code_in(number))
    voucher = await vouchers.by_code(tx, code) if code else None
    return voucher.citizen_id if voucher else None


async def _lock_both(tx: Transaction, speaks: int, concerned: int | None) -> None:
    if concerned is not None:
        await people.lock_all(tx, [speaks, concerned])
