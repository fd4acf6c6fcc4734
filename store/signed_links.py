"""Links that let a person do one thing without signing in: signed, each good for one purpose only."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evaluation.window import CIVIL_ZONE
from store.vault import Vault

MAC_BYTES = 16
AT_BYTES = 5
"""Seconds since 1970; good for 35,000 years, and a byte more than four keep for 80."""
LONGEST = 400
"""Characters; what is longer is none of ours."""


class Purpose(StrEnum):
    """What a link lets its holder do; it is part of what is signed."""

    RATE = "rate"
    """Rate one visit, from a link."""
    QR = "qr"
    """Rate one visit, from a QR code."""
    RECEIPT = "receipt"
    """See what one has just said of a visit."""
    COUNTER = "counter"
    """Show the QR code of one visit."""
    KIOSK = "kiosk"
    """Rate a hall on a device that stands in it."""
    SHEET = "sheet"
    """Rate a hall on one's own phone, from a printed QR code."""
    GUIDE = "guide"
    """Draw people in a hall's waiting area and hand them the tablet."""
    CHAT = "chat"
    """Talk with us as one citizen, about one visit to begin with."""
    VOUCHER = "voucher"
    """Look at one voucher."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a signed link says: `subject` is a visit's id, an org's code …, `at` when it was made, civil time."""

    purpose: Purpose
    subject: str
    at: datetime


class Tokens:
    """Makes and reads signed links; the key is derived from `security.lookup_key`."""

    def __init__(self, vault: Vault) -> None:
        self._key = vault.signing_key()

    def sign(self, purpose: Purpose, subject: str, at: datetime) -> str:
        """The token, the same for the same three (`at` to the second): letters, digits, - and _."""
        payload = int(at.timestamp()).to_bytes(AT_BYTES, "big") + subject.encode()
        return base64.urlsafe_b64encode(payload + self._mac(purpose, payload)).rstrip(b"=").decode()

    def read(self, token: str, *purposes: Purpose) -> Token | None:
        """What a token says, if we signed it for one of these purposes; None for anything else."""
        signed = _decoded(token)
        payload, mac = signed[:-MAC_BYTES], signed[-MAC_BYTES:]
        if len(payload) <= AT_BYTES:
            return None
        for purpose in purposes:
            if hmac.compare_digest(mac, self._mac(purpose, payload)):
                return Token(purpose, payload[AT_BYTES:].decode(), _moment(payload[:AT_BYTES]))
        return None

    def _mac(self, purpose: Purpose, payload: bytes) -> bytes:
        return hmac.digest(self._key, f"{purpose}:".encode() + payload, hashlib.sha256)[:MAC_BYTES]


def _decoded(token: str) -> bytes:
    """The bytes of a token as we write it; none for one that is written in any other way."""
    if len(token) > LONGEST or not token.isascii():
        return b""
    try:
        signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""
    written = base64.urlsafe_b64encode(signed).rstrip(b"=").decode()
    return signed if written == token else b""


def _moment(seconds: bytes) -> datetime:
    return datetime.fromtimestamp(0, CIVIL_ZONE) + timedelta(seconds=int.from_bytes(seconds, "big"))
