"""The counter: visits that are just over are found by when they ended."""

from alembic import op

revision = "0016"
down_revision = "0015"

VISITS = "CREATE INDEX visits_finished ON visits (finished_at);"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(VISITS)
