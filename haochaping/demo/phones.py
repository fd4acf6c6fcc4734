"""The phones of the simulator, kept in our own database."""

from datetime import datetime

from store import demo
from store.db import Database
from store.vault import Vault
from usecases.rules import Clock


class SimulatedPhones:
    """The phones of the simulator, kept in our own database."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def push(self, address: str, text: str, reference: str) -> None:
        """Put a text on a phone, once for each reference."""
        await self.put(address, "out", text, reference, self._clock.now())

    async def put(self, address: str, direction: str, text: str, reference: str, at: datetime) -> None:
        """Put a bubble on a phone."""
        lookup = self._vault.lookup("phone", address)
        async with self._database.transaction() as tx:
            await demo.put_text(tx, lookup, direction, text, reference, at)

    async def has(self, reference: str) -> bool:
        """Whether a phone has the text with this reference."""
        async with self._database.transaction() as tx:
            return await demo.has_text(tx, reference)

    async def texts(self, address: str) -> list[demo.Text]:
        """All that is on a phone, oldest first."""
        async with self._database.transaction() as tx:
            return await demo.texts(tx, self._vault.lookup("phone", address))
