"""WeChat's signatures, and its encryption of what passes between it and us."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

PADDED_TO = 32
"""Bytes: PKCS#7 over twice the block of AES."""
RANDOM_BYTES = 16
LENGTH_BYTES = 4
IV_BYTES = 16
ENCODED_KEY = re.compile("[A-Za-z0-9]{43}")


class CannotDecrypt(ValueError):
    """Not encrypted with our key, not for our account, or changed on the way."""


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, as WeChat has it."""
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def signature_ok(given: str, *parts: str) -> bool:
    """Whether `given` signs these parts; takes the same time however wrong it is."""
    return hmac.compare_digest(signature(*parts).encode(), given.encode("utf-8", "surrogatepass"))


def decode_key(encoded: str) -> bytes:
    """The 32 bytes of an EncodingAESKey; raises `ValueError`."""
    if not ENCODED_KEY.fullmatch(encoded):
        raise ValueError("an EncodingAESKey is 43 letters and digits")
    return base64.b64decode(encoded + "=")


@dataclass(frozen=True)
class Envelope:
    """Puts messages into WeChat's encrypted form, and takes them out, for one account."""

    app_id: str
    keys: tuple[bytes, ...]
    """The present key first; it alone encrypts, all of them decrypt."""

    def open(self, sealed: str) -> bytes:
        """The message inside; raises `CannotDecrypt`."""
        for key in self.keys:
            try:
                return _opened(key, sealed, self.app_id.encode())
            except ValueError:
                continue
        raise CannotDecrypt("no key of ours opens it for our account")

    def seal(self, message: bytes, random: bytes | None = None) -> str:
        """Encrypt a message; `random` is 16 bytes, fresh ones unless a test brings its own."""
        head = random or secrets.token_bytes(RANDOM_BYTES)
        plain = head + len(message).to_bytes(LENGTH_BYTES, "big") + message + self.app_id.encode()
        padder = padding.PKCS7(PADDED_TO * 8).padder()
        encryptor = _cipher(self.keys[0]).encryptor()
        padded = padder.update(plain) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def envelope(app_id: str, encoded_keys: Iterable[str]) -> Envelope:
    """The envelope of an account; raises `ValueError` for a key that is none."""
    return Envelope(app_id, tuple(decode_key(key) for key in encoded_keys))


def _opened(key: bytes, sealed: str, app_id: bytes) -> bytes:
    """Raises `ValueError` for whatever is wrong; who is told nothing more can learn nothing from it."""
    decryptor = _cipher(key).decryptor()
    padded = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
    unpadder = padding.PKCS7(PADDED_TO * 8).unpadder()
    plain = unpadder.update(padded) + unpadder.finalize()
    start = RANDOM_BYTES + LENGTH_BYTES
    end = start + int.from_bytes(plain[RANDOM_BYTES:start], "big")
    if not hmac.compare_digest(plain[end:], app_id) or end > len(plain):
        raise ValueError("for another account")
    return plain[start:end]


def _cipher(key: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), CBC(key[:IV_BYTES]))
