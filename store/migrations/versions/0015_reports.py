"""Reports: where an entry of the ledger belongs, since when there are points, and indexes that cost nothing to keep."""

from alembic import op

revision = "0015"
down_revision = "0014"

PLACED = """
CREATE VIEW placed_entries AS
SELECT e.id, e.account_id, e.kind, e.reference, e.points, e.at,
       coalesce(v.area_code, p.area_code, s.area_code) AS area_code, v.org_code
  FROM ledger_entries e
  LEFT JOIN ledger_lots l
         ON l.id = CASE e.kind WHEN 'expiry' THEN substring(e.reference from '^lot:([0-9]{1,18})$')::bigint END
  LEFT JOIN ledger_entries o
         ON o.id = CASE e.kind WHEN 'expiry' THEN l.entry_id
                               WHEN 'correction' THEN substring(e.reference from '^entry:([0-9]{1,18})$')::bigint END
  LEFT JOIN visits v
         ON v.id = substring(coalesce(o.reference, e.reference) from '^visit:([0-9]{1,18})$')::bigint
  LEFT JOIN vouchers w
         ON w.id = substring(coalesce(o.reference, e.reference) from '^voucher:([0-9]{1,18})$')::bigint
  LEFT JOIN pickup_places p ON p.id = w.place_id
  LEFT JOIN suggestions s
         ON s.id = substring(coalesce(o.reference, e.reference) from '^suggestion:([0-9]{1,18})$')::bigint;
COMMENT ON VIEW placed_entries IS
    'The area and org an entry belongs to: of its visit, or the area of its voucher''s place or of its suggestion (those
     belong to no org). The end of a lot belongs where the lot came in, a correction where what it corrects does;
     anything else to no area.';
"""

BEGAN = """
CREATE TABLE points_began (
    area_code text PRIMARY KEY CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    since     date NOT NULL,
    told_at   timestamptz NOT NULL
);
COMMENT ON TABLE points_began IS 'Since when taking part earns points in an area and all inside it without a line.';
"""

INDEXES = """
CREATE INDEX ledger_entries_in_time ON ledger_entries USING brin (at);
CREATE INDEX visits_in_time ON visits USING brin (finished_at);
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (PLACED, BEGAN, INDEXES):
        connection.exec_driver_sql(part)
