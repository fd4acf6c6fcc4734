"""Reports: where an entry of the ledger belongs, since when there are points, and indexes that cost nothing to keep."""

from alembic import op

revision = "0017"
down_revision = "0016"

PLACED = """
CREATE FUNCTION id_after(prefix text, reference text) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql RETURN
    CASE WHEN starts_with(reference, prefix) AND length(reference) < length(prefix) + 19
              AND translate(substr(reference, length(prefix) + 1), '0123456789', '') = ''
         THEN nullif(substr(reference, length(prefix) + 1), '')::bigint END;
COMMENT ON FUNCTION id_after IS 'The id that a reference such as visit:17 names; none for another reference.';
CREATE VIEW placed_entries AS
WITH sources AS NOT MATERIALIZED (
    SELECT e.*, e.kind AS came_by, e.reference AS came_from FROM ledger_entries e
     WHERE e.kind NOT IN ('expiry', 'correction')
    UNION ALL
    SELECT e.*, o.kind, o.reference FROM ledger_entries e
      LEFT JOIN ledger_lots l ON l.id = id_after('lot:', e.reference)
      LEFT JOIN ledger_entries o ON o.id = l.entry_id
     WHERE e.kind = 'expiry'
    UNION ALL
    SELECT e.*, o.kind, o.reference FROM ledger_entries e
      LEFT JOIN ledger_entries o ON o.id = id_after('entry:', e.reference)
     WHERE e.kind = 'correction')
SELECT s.id, s.account_id, s.kind, s.reference, s.points, s.at,
       coalesce(v.area_code, p.area_code, g.area_code) AS area_code, v.org_code
  FROM sources s
  LEFT JOIN visits v ON v.id = CASE WHEN s.came_by IN ('rating', 'call_back') THEN id_after('visit:', s.came_from) END
  LEFT JOIN vouchers w
         ON w.id = CASE WHEN s.came_by IN ('voucher', 'voucher_back') THEN id_after('voucher:', s.came_from) END
  LEFT JOIN pickup_places p ON p.id = w.place_id
  LEFT JOIN suggestions g ON g.id = CASE WHEN s.came_by = 'suggestion' THEN id_after('suggestion:', s.came_from) END;
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
