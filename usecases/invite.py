"""Invite somebody whose visit has just finished to rate it on the spot (在政务服务结束后及时提醒)."""

from dataclasses import dataclass
from datetime import datetime

from store import invitations, pages, visits
from store.db import Transaction
from store.intake import Key
from usecases.rate_on_page import open_visit
from usecases.rules import Rules


@dataclass(frozen=True, slots=True)
class Invited:
    """A visit that may be rated on its page; its links are made as of `invited_at`."""

    visit_id: int
    invited_at: datetime
    closes_at: datetime


class UnknownRecord(Exception):
    """No such visit."""


class AlreadyRated(Exception):
    """The visit has its rating; who gave it is not asked at the counter to think again."""


async def invite(tx: Transaction, key: Key, system: str, rules: Rules, now: datetime) -> Invited:
    """Keep the invitation; doing it again gives the same links.

    It is no prompt: that still comes after 24 hours if nobody rates. Raises `UnknownRecord`,
    `AlreadyRated` and `LinkClosed`.
    """
    visit_id = await visits.find(tx, *key)
    if visit_id is None:
        raise UnknownRecord
    invited_at = await invitations.invite(tx, visit_id, system, now)
    visit = await pages.visit(tx, visit_id)
    if visit is not None and visit.level is not None:
        raise AlreadyRated
    _, window = await open_visit(tx, visit_id, invited_at, rules, now)
    return Invited(visit_id, invited_at, window.closes_at)
