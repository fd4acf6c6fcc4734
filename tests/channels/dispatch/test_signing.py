"""A signature says who sent what, to where and when; anything else is somebody else's."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from channels.dispatch.signing import BadSignature, Sent, check, signed

WALL = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
SKEW = timedelta(minutes=5)
OLD, NEW = b"an old secret of thirty-two letters", b"a new secret of thirty-two letters!"
KEYS = {"city_1": OLD, "city_2": NEW}
SENT = Sent("POST", "/webhooks/dispatch/city?x=1", '{"state": "签收"}'.encode())
NONCE = "0123456789abcdef0123456789abcdef"


def headers(key_id: str = "city_1", secret: bytes = OLD, sent: Sent = SENT) -> dict[str, str]:
    return signed(key_id, secret, sent, WALL, NONCE)


def test_the_vector_of_the_documentation() -> None:
    sent = Sent("POST", "/webhooks/dispatch/city", b'{"eventId":"E1"}')
    found = signed("city_1", b"0123456789abcdef0123456789abcdef", sent, WALL, "n-0123456789abcdef")
    assert found["X-Dispatch-Timestamp"] == "1795744800"
    assert found["X-Dispatch-Signature"] == (
        "6a9cac5efccdaffa59bc71f2363566f03eb2a2f98b32c623962e1bd37b33f7fb"
    )


@pytest.mark.parametrize(("key_id", "secret"), [("city_1", OLD), ("city_2", NEW)])
def test_while_keys_are_changed_both_are_good(key_id: str, secret: bytes) -> None:
    assert check(KEYS, headers(key_id, secret), SENT, WALL, SKEW) == NONCE


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"X-Dispatch-Key": "city_2"}, SENT),
        ({"X-Dispatch-Key": "city_9"}, SENT),
        ({"X-Dispatch-Timestamp": "1795744801"}, SENT),
        ({"X-Dispatch-Timestamp": "now"}, SENT),
        ({"X-Dispatch-Timestamp": "١٧٩٥٧٤٤٨٠٠"}, SENT),
        ({"X-Dispatch-Nonce": NONCE[:-1] + "0"}, SENT),
        ({"X-Dispatch-Nonce": "short"}, SENT),
        ({"X-Dispatch-Signature": ""}, SENT),
        ({"X-Dispatch-Signature": "中文"}, SENT),
        ({}, Sent("PUT", SENT.path, SENT.body)),
        ({}, Sent("POST", "/webhooks/dispatch/city", SENT.body)),
        ({}, Sent("POST", SENT.path, SENT.body + b" ")),
    ],
)
def test_nothing_of_it_may_be_changed(change: Mapping[str, str], sent: Sent) -> None:
    with pytest.raises(BadSignature):
        check(KEYS, {**headers(), **change}, sent, WALL, SKEW)


@pytest.mark.parametrize(("seconds", "is_good"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_it_is_good_for_five_minutes_of_either_clock(seconds: int, *, is_good: bool) -> None:
    then = WALL + timedelta(seconds=seconds)
    if is_good:
        assert check(KEYS, headers(), SENT, then, SKEW) == NONCE
    else:
        with pytest.raises(BadSignature):
            check(KEYS, headers(), SENT, then, SKEW)
