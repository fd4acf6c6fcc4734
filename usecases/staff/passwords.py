"""Passwords as Argon2id keeps them; the work is done off the event loop, a few at a time."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

AT_ONCE = 2
"""Each takes 64 MiB and a core for some 50 ms: a crowd of sign-ins must not take the machine."""


class Passwords:
    """Makes and checks hashes; one object per process."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()  # RFC 9106's second recommendation, which the library follows
        self._room = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """What is kept of a password."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, _folded(password))

    async def check(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; where there is none to compare with, False after as much work."""
        if kept is None:
            await self.hash(password)
            return False
        async with self._room:
            return await asyncio.to_thread(self._verify, kept, password)

    def is_outdated(self, kept: str) -> bool:
        """Whether it was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _folded(password))
        except VerifyMismatchError:
            return False


def new_password() -> str:
    """A password that nobody chose: 96 random bits in four groups that can be read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _folded(password: str) -> str:
    """Full-width digits of a Chinese keyboard are the digits."""
    return unicodedata.normalize("NFKC", password)
