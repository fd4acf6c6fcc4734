"""What is only ever appended is not emptied either: a trigger per row does not see TRUNCATE."""

from alembic import op

revision = "0025"
down_revision = "0024"

KEPT = (
    "ratings",
    "rating_events",
    "ledger_accounts",
    "ledger_entries",
    "ledger_lots",
    "ledger_uses",
    "vouchers",
    "voucher_events",
    "stock_movements",
    "cases",
    "case_complaints",
    "case_events",
)


def upgrade() -> None:
    connection = op.get_bind()
    for table in KEPT:
        connection.exec_driver_sql(
            f"""CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        )
