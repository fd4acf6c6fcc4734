"""WeChat's signatures and encryption, by the published vectors."""

import base64

import pytest

from channels.wechat.crypto import CannotDecrypt, Envelope, decode_key, envelope, signature, signature_ok

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_KEY = "ABCDEFGabcdefghijklmnopqrstuvwxyz0123456789"
APP_ID = "wx5823bf96d3bd56c7"
TOKEN, TIMESTAMP, NONCE = "QDG6eK", "1409659813", "263014780"
MESSAGE = b"<xml><a>1</a></xml>"
SEALED = "Q3stYC6hdFzMh9T8HCvyDAuKynFZx72zvSsMzinYKQ+sijFQKb2ErABeoTZ4eJvniQbkCgGff30s19JPdFbMCw=="


def test_an_address_check_is_signed_as_published() -> None:
    signed = signature("AAAAA", "1714037059", "486452656")
    assert signed == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_an_encrypted_message_is_signed_as_published() -> None:
    given = "28d20651809792e633bc245df51bf59be4f86cdd"
    assert signature_ok(given, TOKEN, TIMESTAMP, NONCE, SEALED)
    assert not signature_ok(given, TOKEN, TIMESTAMP, NONCE, SEALED + "=")


@pytest.mark.parametrize("given", ["", "x", "28D20651809792E633BC245DF51BF59BE4F86CDD", "签名", "\ud800"])
def test_another_signature_is_none(given: str) -> None:
    assert not signature_ok(given, TOKEN, TIMESTAMP, NONCE, SEALED)


def test_a_message_is_encrypted_and_decrypted_as_published() -> None:
    sealing = envelope(APP_ID, [KEY])
    assert sealing.seal(MESSAGE, random=b"0123456789abcdef") == SEALED
    assert sealing.open(SEALED) == MESSAGE


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 4096])
def test_a_message_of_any_length_comes_back(length: int) -> None:
    sealing = envelope(APP_ID, [KEY])
    sealed = sealing.seal(b"\xe5" * length)
    assert sealing.open(sealed) == b"\xe5" * length
    assert sealed != sealing.seal(b"\xe5" * length)


def test_the_key_before_the_present_one_still_reads_but_never_writes() -> None:
    rotated = envelope(APP_ID, [OTHER_KEY, KEY])
    assert rotated.open(SEALED) == MESSAGE
    assert envelope(APP_ID, [OTHER_KEY]).open(rotated.seal(MESSAGE)) == MESSAGE


@pytest.mark.parametrize(
    ("sealing", "sealed"),
    [
        (envelope(APP_ID, [OTHER_KEY]), SEALED),
        (envelope("wx-another", [KEY]), SEALED),
        (envelope(APP_ID[:-1], [KEY]), SEALED),
        (envelope("", [KEY]), SEALED),
        (Envelope(APP_ID, ()), SEALED),
        (envelope(APP_ID, [KEY]), ""),
        (envelope(APP_ID, [KEY]), "A"),
        (envelope(APP_ID, [KEY]), "签"),
        (envelope(APP_ID, [KEY]), SEALED[:-4]),
        (envelope(APP_ID, [KEY]), base64.b64encode(bytes(16)).decode()),
        (envelope(APP_ID, [KEY]), base64.b64encode(bytes(64)).decode()),
    ],
)
def test_what_is_not_ours_does_not_open(sealing: Envelope, sealed: str) -> None:
    with pytest.raises(CannotDecrypt):
        sealing.open(sealed)


@pytest.mark.parametrize("encoded", ["", KEY[:-1], KEY + "A", KEY[:-1] + "-", KEY[:-1] + "钥"])
def test_a_key_is_43_letters_and_digits(encoded: str) -> None:
    with pytest.raises(ValueError, match="43 letters"):
        decode_key(encoded)
