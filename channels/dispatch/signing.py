"""How requests are signed, ours and theirs alike: HMAC-SHA256 over time, nonce, method, path and body."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

KEY, TIMESTAMP, NONCE, SIGNATURE = (
    "X-Dispatch-Key",
    "X-Dispatch-Timestamp",
    "X-Dispatch-Nonce",
    "X-Dispatch-Signature",
)
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SECONDS = re.compile(r"[0-9]{1,12}")


class BadSignature(Exception):
    """Who sent this cannot be known, or it is too old; nothing more is said of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it is signed: `path` with its query."""

    method: str
    path: str
    body: bytes


def signature(secret: bytes, timestamp: str, nonce: str, sent: Sent) -> str:
    """The signature in lower-case hexadecimal, over the five lines."""
    digest = hashlib.sha256(sent.body).hexdigest()
    lines = "\n".join((timestamp, nonce, sent.method.upper(), sent.path, digest))
    return hmac.digest(secret, lines.encode(), hashlib.sha256).hex()


def signed(key_id: str, secret: bytes, sent: Sent, wall: datetime, nonce: str) -> dict[str, str]:
    """The headers of a signed request; a nonce is 16 to 64 letters, digits, - and _, and used once."""
    timestamp = str(int(wall.timestamp()))
    return {
        KEY: key_id,
        TIMESTAMP: timestamp,
        NONCE: nonce,
        SIGNATURE: signature(secret, timestamp, nonce, sent),
    }


def check(
    keys: Mapping[str, bytes], headers: Mapping[str, str], sent: Sent, wall: datetime, skew: timedelta
) -> str:
    """The nonce of a request that a holder of one of these keys signed lately; raises `BadSignature`.

    That the nonce is used for the first time is for whoever keeps them to see.
    """
    secret = keys.get(headers.get(KEY, ""))
    timestamp, nonce = headers.get(TIMESTAMP, ""), headers.get(NONCE, "")
    if secret is None or not _SECONDS.fullmatch(timestamp) or not _NONCE.fullmatch(nonce):
        raise BadSignature
    expected = signature(secret, timestamp, nonce, sent)
    if not hmac.compare_digest(expected.encode(), headers.get(SIGNATURE, "").encode()):
        raise BadSignature
    if abs(wall.timestamp() - int(timestamp)) > skew.total_seconds():
        raise BadSignature
    return nonce
