"""Suggestions and their inbox; points that wait for review, and what speaks for looking at them."""

from alembic import op

revision = "0013"
down_revision = "0012"

SUGGESTIONS = """
CREATE TABLE suggestions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id bigint NOT NULL REFERENCES citizens,
    inbound_id bigint NOT NULL UNIQUE REFERENCES inbound,
    org_codes  text[] NOT NULL CHECK (cardinality(org_codes) > 0),
    area_code  text NOT NULL,
    text       text NOT NULL CHECK (text <> ''),
    said_at    timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by bigint REFERENCES staff,
    adopted    boolean,
    why        text CHECK (why <> ''),
    note       text NOT NULL DEFAULT '',
    CHECK (num_nulls(decided_at, decided_by, adopted, why) IN (0, 4))
);
COMMENT ON COLUMN suggestions.org_codes IS 'The bodies it may concern: nobody of them judges it.';
COMMENT ON COLUMN suggestions.text IS 'As it is judged: without levels and numbers.';
COMMENT ON COLUMN suggestions.why IS 'Told to the citizen.';
COMMENT ON COLUMN suggestions.note IS 'For colleagues.';
CREATE INDEX suggestions_of_citizen ON suggestions (citizen_id);
CREATE INDEX suggestions_waiting ON suggestions (id) WHERE decided_at IS NULL;
CREATE INDEX suggestions_decided ON suggestions (decided_at) WHERE decided_at IS NOT NULL;
CREATE FUNCTION refuse_another_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%% are decided once', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER decided_once BEFORE UPDATE ON suggestions
    FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL AND (OLD.decided_at, OLD.decided_by, OLD.adopted, OLD.why, OLD.note)
                       IS DISTINCT FROM (NEW.decided_at, NEW.decided_by, NEW.adopted, NEW.why, NEW.note))
    EXECUTE FUNCTION refuse_another_decision();
"""

HELD = """
CREATE TABLE held_points (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES ledger_accounts,
    kind       text NOT NULL CHECK (kind IN ('rating', 'call_back', 'suggestion')),
    reference  text NOT NULL CHECK (reference !~ '[\\n\\r]'),
    points     int NOT NULL CHECK (points > 0),
    signs      jsonb NOT NULL CHECK (jsonb_typeof(signs) = 'object' AND signs <> '{}'),
    org_code   text,
    area_code  text NOT NULL,
    at         timestamptz NOT NULL,
    decided_at timestamptz,
    decided_by bigint REFERENCES staff,
    paid       boolean,
    why        text NOT NULL DEFAULT '',
    UNIQUE (account_id, kind, reference),
    CHECK (num_nulls(decided_at, decided_by, paid) IN (0, 3)),
    CONSTRAINT points_are_let_go_with_a_reason CHECK (paid IS DISTINCT FROM false OR why <> '')
);
COMMENT ON TABLE held_points IS 'Points earned that are paid once somebody has looked at them.';
COMMENT ON COLUMN held_points.signs IS 'What was seen, each with its count.';
CREATE INDEX held_points_of_account ON held_points (account_id, at);
CREATE INDEX held_points_waiting ON held_points (id) WHERE decided_at IS NULL;
CREATE TRIGGER decided_once BEFORE UPDATE ON held_points
    FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION refuse_another_decision();
"""

SIGNS = """
ALTER TABLE visits ADD COLUMN applicant_lookup bytea;
COMMENT ON COLUMN visits.applicant_lookup IS
    'The keyed hash of the applicant''s code, else of their name: whether two visits are of one applicant.';
ALTER TABLE ratings ADD COLUMN device_no text;
COMMENT ON COLUMN ratings.device_no IS 'The device at the counter that it was given on.';
UPDATE ratings r SET device_no = e.body ->> 'device_no' FROM rating_events e
 WHERE e.event_id = r.event_id AND e.body ->> 'device_no' IS NOT NULL;
CREATE INDEX ratings_of_device ON ratings (device_no, rated_at) WHERE device_no IS NOT NULL AND version = 1;
CREATE INDEX ratings_by_time ON ratings USING brin (rated_at);
CREATE TABLE watched_counters (
    org_code  text NOT NULL,
    window_no text NOT NULL,
    ratings   int NOT NULL,
    citizens  int NOT NULL,
    PRIMARY KEY (org_code, window_no)
);
COMMENT ON TABLE watched_counters IS 'Counters whose latest ratings came from few phones; made anew each night.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (SUGGESTIONS, HELD, SIGNS):
        connection.exec_driver_sql(part)
