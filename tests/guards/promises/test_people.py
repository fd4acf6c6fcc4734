"""Each sees only their own: citizens and their addresses, accounts of the staff, and the trail of who looked."""

import pytest
from psycopg import errors

from store.db import Database
from tests.guards.promises.proving import Broken, emptied, is_refused

BROKEN: Broken = {
    "one phone for two citizens": (
        "INSERT INTO addresses (citizen_id, kind, lookup, sealed, can_sms) VALUES (2, 'phone', '\\x01', '\\x', true)",
        errors.UniqueViolation,
    ),
    "a citizen merged into themself": ("UPDATE citizens SET merged_into = id", errors.CheckViolation),
    "one signature where two are needed": (
        """INSERT INTO citizen_changes (kind, address_id, why, asked_by, asked_at, decided_by, decided_at, confirmed)
           VALUES ('detach', 1, 'x', 'Wang', '2026-09-07', 'WANG', '2026-09-07', true)""",
        errors.CheckViolation,
    ),
    "a line of the trail changed": ("UPDATE audit_trail SET detail = '{\"a\": 1}'", errors.IntegrityError),
    "a line of the trail deleted": ("DELETE FROM audit_trail", errors.IntegrityError),
    "one name of an account in two cases": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('Wang', 'x', 'x', 'auditor', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    "an account with a role nobody knows": (
        """INSERT INTO staff (username, name, password_hash, role, area_code, created_at, password_changed_at)
           VALUES ('wang', 'x', 'x', 'king', '320115000000', '2026-09-07', '2026-09-07')""",
        errors.CheckViolation,
    ),
    **emptied("audit_trail"),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_refuses(furnished: str, promise: str) -> None:
    is_refused(furnished, *BROKEN[promise])


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
