"""The addresses that citizens, windows and halls are given; each carries a signed token."""

from datetime import datetime

from store.hall_links import HallLink
from store.signed_links import Purpose, Token, Tokens
from store.vault import Vault

PATHS = {
    Purpose.RATE: "/r/",
    Purpose.QR: "/r/",
    Purpose.COUNTER: "/counter/",
    Purpose.KIOSK: "/kiosk/",
    Purpose.SHEET: "/k/",
    Purpose.GUIDE: "/guide/",
    Purpose.CHAT: "/chat/",
    Purpose.VOUCHER: "/v/",
}

HALL = "hall."


class Links:
    """Makes links under the address that citizens reach us at (`web.public_base_url`)."""

    def __init__(self, vault: Vault, public_base_url: str) -> None:
        self._tokens = Tokens(vault)
        self._base = public_base_url.rstrip("/")

    def of_visit(self, purpose: Purpose, visit_id: int, at: datetime) -> str:
        """A link about one visit; the same whenever it is made for the same `at`."""
        return self._to(purpose, str(visit_id), at)

    def of_hall(self, link: HallLink) -> str:
        """A link about one hall, the same whenever it is asked for; whether it still works is looked up."""
        return self._to(Purpose(link.purpose), f"{HALL}{link.id}", link.made_at)

    def of_chat(self, visit_id: int, citizen_id: int, at: datetime) -> str:
        """A link to a citizen's chat, opened about one visit of theirs; for their own eyes only."""
        return self._to(Purpose.CHAT, f"{visit_id}.{citizen_id}", at)

    def of_voucher(self, code: str, at: datetime) -> str:
        """A link to the page of one voucher; for whoever is to collect it."""
        return self._to(Purpose.VOUCHER, code, at)

    def to_verify(self, code: str) -> str:
        """Where the counter verifies a voucher; what its QR code says."""
        return f"{self._base}/console/vouchers?code={code}"

    def _to(self, purpose: Purpose, subject: str, at: datetime) -> str:
        return f"{self._base}{PATHS[purpose]}{self._tokens.sign(purpose, subject, at)}"


def read_hall(token: Token) -> int | None:
    """The number of a hall's link; None for those that were made before links had numbers."""
    numbered = token.subject.startswith(HALL)
    return int(token.subject.removeprefix(HALL)) if numbered else None


def read_chat(token: Token) -> tuple[int, int]:
    """The visit and the citizen of a chat's link."""
    visit_id, _, citizen_id = token.subject.partition(".")
    return int(visit_id), int(citizen_id)
