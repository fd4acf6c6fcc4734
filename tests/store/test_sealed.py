"""Nobody who reads the database learns who was served: addresses, names and codes are sealed."""

import pytest
from psycopg import AsyncConnection, sql

from store.vault import BadKey, CannotUnseal, Vault, new_key
from tests.world import START, World, a_record, civil_time

SECRETS = ("13987654321", "987654321", "欧阳翠花", "320102199001011234", "openid-of-hers", "424242424242")


async def dump(url: str) -> dict[str, str]:
    """Every table as text, as a thief would take it: bytes as hex and as what they spell."""
    async with await AsyncConnection.connect(url) as connection:
        tables = await (
            await connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).fetchall()
        return {name: await _copied(connection, name) for (name,) in tables}


async def _copied(connection: AsyncConnection, table: str) -> str:
    copy = sql.SQL("COPY (SELECT row_to_json(t) FROM {} AS t) TO STDOUT").format(sql.Identifier(table))
    async with connection.cursor().copy(copy) as parts:
        return "".join([bytes(part).decode() async for part in parts])


def _found(secret: str, text: str) -> bool:
    return secret in text or secret.encode().hex() in text


async def test_no_table_holds_an_address_a_name_or_a_code(world: World) -> None:
    hers = {
        "applicant_name": "欧阳翠花", "applicant_code": "320102199001011234", "wechat_openid": "openid-of-hers",
        "telegram_chat_id": "424242424242",
    }  # fmt: skip
    record = a_record("13987654321", **hers)
    await world.send_records(record, a_record("13987654321", org_code=None, **hers), a_record("1"))
    rating = {
        "event_id": "E1", "device_no": "T", "source_system": "test", "record_no": "later", "level": 5,
        "rated_at": civil_time(START).isoformat(), "rating_channel": "tablet",
    }  # fmt: skip
    assert (await world.post("/api/v1/ratings", rating))[0] == 200
    await world.pass_hours(24)
    phone = world.phone("13987654321")
    for text in ("2", "等了很久", "积分", "T", "恢复"):
        await phone.says(text)
    tables = await dump(world.parts.database.url)
    assert len(tables) > 15
    assert "等了很久" in tables["inbound"]
    assert [
        (secret, name) for name, text in tables.items() for secret in SECRETS if _found(secret, text)
    ] == []


def test_the_seal_opens_only_with_its_key_and_unharmed() -> None:
    vault, other = (Vault.from_text(new_key(), new_key()) for _ in range(2))
    sealed = vault.seal("13987654321")
    assert vault.open(sealed) == "13987654321"
    assert vault.seal("13987654321") != sealed
    assert vault.lookup("phone", "1") == vault.lookup("phone", "1") != vault.lookup("wechat", "1")
    assert vault.lookup("phone", "1") != other.lookup("phone", "1")
    for broken in (sealed[:-1], sealed[:5], b"", bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(CannotUnseal):
            vault.open(broken)
    with pytest.raises(CannotUnseal):
        other.open(sealed)


def test_a_key_is_32_bytes_of_base64() -> None:
    for text in ("", "short", "密", "!" * 44, new_key()[:-4]):
        with pytest.raises(BadKey, match=r"security\.phone_key"):
            Vault.from_text(text, new_key())
