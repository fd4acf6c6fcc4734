"""Invitations on the spot: a visit that has just finished gets a link and a QR code; no prompt, counted apart."""

from alembic import op

revision = "0006"
down_revision = "0005"

INVITATIONS = """
CREATE TABLE invitations (
    visit_id   bigint PRIMARY KEY REFERENCES visits,
    system     text NOT NULL,
    invited_at timestamptz NOT NULL
);
CREATE INDEX ratings_of_places ON ratings (org_code, rated_at) WHERE visit_id IS NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(INVITATIONS)
