"""Personal data at rest: sealed with one key, found again by a keyed hash with another (PIPL art. 51)."""

import base64
import hashlib
import hmac
import secrets
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class BadKey(ValueError):
    """A key from the environment is not 32 bytes of base64."""


class CannotUnseal(ValueError):
    """The data was sealed with another key, or was changed."""


class Vault:
    """Seals text with AES-256-GCM; looks addresses up by HMAC-SHA256."""

    def __init__(self, phone_key: bytes, lookup_key: bytes) -> None:
        self._cipher = AESGCM(phone_key)
        self._lookup_key = lookup_key

    @classmethod
    def from_text(cls, phone_key: str, lookup_key: str) -> Self:
        """From the two settings `security.phone_key` and `security.lookup_key`; raises `BadKey`."""
        return cls(_decode(phone_key, "phone_key"), _decode(lookup_key, "lookup_key"))

    def seal(self, text: str) -> bytes:
        """Encrypt; sealing the same text twice gives different bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt; raises `CannotUnseal`."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
        except (InvalidTag, ValueError):  # ValueError: shorter than a nonce
            raise CannotUnseal("sealed with another security.phone_key, or changed") from None

    def lookup(self, kind: str, address: str) -> bytes:
        """The keyed hash by which an address is found; 32 bytes, the same for the same address."""
        return hmac.digest(self._lookup_key, f"{kind}:{address}".encode(), hashlib.sha256)

    def signing_key(self) -> bytes:
        """The key that the links for citizens are signed with (`store.signed_links`).

        Its message has no colon, so it is the lookup of no address.
        """
        return hmac.digest(self._lookup_key, b"signed links", hashlib.sha256)


def new_key() -> str:
    """A fresh random key as the settings hold it."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _decode(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:  # binascii.Error is one; another is raised where the text is not ASCII
        key = b""
    if len(key) != KEY_BYTES:
        raise BadKey(f"security.{name} must be 32 random bytes in base64")
    return key
