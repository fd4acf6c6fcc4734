"""What would tell who somebody is lies sealed in the database."""

from store.db import Database

SEALED = {"addresses.sealed", "addresses.lookup", "visits.applicant_name_sealed", "visits.applicant_code_sealed",
          "visits.applicant_lookup", "simulator_texts.lookup", "provider_tokens.sealed",
          "work_order_sendings.sealed"}  # fmt: skip
PERSONAL = ("phone", "mobile", "telegram", "wechat", "openid", "address", "applicant_name", "applicant_code", "sealed",
            "lookup", "id_number", "person_name")  # fmt: skip
IDS = ("_id", "_type")
"""Columns that only point to a row, or say of which kind it is."""


async def test_columns_of_personal_data_are_sealed(database: Database) -> None:
    async with database.transaction() as tx:
        columns = await tx.values(
            """SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
                WHERE table_schema = 'public'"""
        )
    personal = {
        name: kind
        for name, kind in (column.split(" ", 1) for column in columns)
        if any(word in name.split(".")[1] for word in PERSONAL) and not name.endswith(IDS)
    }
    assert set(personal) == SEALED
    assert set(personal.values()) == {"bytea"}
