"""A provider's access token, kept in PostgreSQL for all processes; one of them at a time asks for another."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.wechat.tokens import Fetch
from evaluation.delivery import Unavailable
from store import tokens
from store.db import LOST, Database, Transaction
from store.tokens import SealedToken
from store.vault import CannotUnseal, Vault
from usecases.rules import Clock

EARLY = timedelta(seconds=60)
"""A token is given up so long before its end: it must outlast the request that carries it."""


@dataclass(frozen=True)
class _Token:
    value: str = field(repr=False)
    good_until: datetime


class SharedTokens:
    """The token of one account; make one a process and account."""

    def __init__(self, name: str, database: Database, vault: Vault, clock: Clock) -> None:
        self._name = name
        self._database = database
        self._vault = vault
        self._clock = clock
        self._token: _Token | None = None
        self._asking = asyncio.Lock()

    async def current(self, refused: str | None, fetch: Fetch) -> str:
        """A good token other than `refused`; what `fetch` raises, or `Unavailable` without a database."""
        async with self._asking:
            if not self._is_good(self._token, refused):
                self._token = await self._shared(refused, fetch)
        assert self._token is not None
        return self._token.value

    def _is_good(self, token: _Token | None, refused: str | None) -> bool:
        return token is not None and token.value != refused and token.good_until > self._clock.wall()

    async def _shared(self, refused: str | None, fetch: Fetch) -> _Token:
        try:
            async with self._database.transaction() as tx:
                kept = self._unsealed(await tokens.hold(tx, self._name))
                if kept is not None and self._is_good(kept, refused):
                    return kept
                return await self._fetched(tx, refused, fetch)
        except LOST as error:
            raise Unavailable(f"token_{type(error).__name__}") from None

    async def _fetched(self, tx: Transaction, refused: str | None, fetch: Fetch) -> _Token:
        lent = await fetch(refused)
        token = _Token(lent.value, self._clock.wall() + timedelta(seconds=lent.seconds) - EARLY)
        await tokens.keep(tx, self._name, SealedToken(self._vault.seal(token.value), token.good_until))
        return token

    def _unsealed(self, kept: SealedToken | None) -> _Token | None:
        """None too where it was sealed with a key that is not ours any more: another is lent."""
        try:
            return _Token(self._vault.open(kept.sealed), kept.good_until) if kept else None
        except CannotUnseal:
            return None
