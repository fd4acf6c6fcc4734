"""Outside work-order platforms (12345): what cases go out as, each thing that was sent, and what they said."""

from alembic import op

revision = "0027"
down_revision = "0026"

PARTY = """
ALTER TABLE case_events ADD COLUMN platform text, ADD COLUMN person text NOT NULL DEFAULT '';
ALTER TABLE case_events ADD CONSTRAINT a_platform_is_named CHECK ((party = 'platform') = (platform IS NOT NULL));
ALTER TABLE case_events ADD CONSTRAINT only_a_platform_names_its_person CHECK (person = '' OR platform IS NOT NULL);
COMMENT ON COLUMN case_events.person IS 'Who acted on an outside platform, as it names them.';
"""

ORDERS = """
CREATE TABLE work_orders (
    case_id    bigint NOT NULL REFERENCES cases,
    platform   text NOT NULL CHECK (platform ~ '^[a-z][a-z0-9_]{0,30}$'),
    outside_no text CHECK (outside_no <> ''),
    opened_at  timestamptz NOT NULL,
    PRIMARY KEY (case_id, platform)
);
COMMENT ON TABLE work_orders IS 'A case on an outside platform; outside_no is what the platform calls it, once known.';
CREATE UNIQUE INDEX work_orders_by_number ON work_orders (platform, outside_no) WHERE outside_no IS NOT NULL;
CREATE INDEX work_orders_of_number ON work_orders (outside_no) WHERE outside_no IS NOT NULL;
CREATE TABLE work_order_sendings (
    case_id    bigint NOT NULL,
    platform   text NOT NULL,
    seq        int NOT NULL,
    notice     text NOT NULL,
    state      text NOT NULL CHECK (state IN ('queued', 'claimed', 'sent', 'refused')),
    queued_at  timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    attempts   int NOT NULL DEFAULT 0,
    owner      int,
    held_since timestamptz,
    sealed     bytea,
    reason     text,
    said       text,
    sent_at    timestamptz,
    PRIMARY KEY (case_id, platform, seq),
    FOREIGN KEY (case_id, platform) REFERENCES work_orders,
    FOREIGN KEY (case_id, seq) REFERENCES case_events,
    CONSTRAINT what_is_held_has_a_holder CHECK ((state = 'claimed') = (owner IS NOT NULL AND held_since IS NOT NULL)),
    CONSTRAINT what_was_sent_says_when CHECK (state <> 'sent' OR sent_at IS NOT NULL),
    CONSTRAINT what_was_sent_has_a_body CHECK (state <> 'sent' OR sealed IS NOT NULL),
    CONSTRAINT a_refusal_says_why CHECK (state <> 'refused' OR reason IS NOT NULL)
);
COMMENT ON TABLE work_order_sendings IS 'What a platform is told of a case: one row per event, sent in order.';
COMMENT ON COLUMN work_order_sendings.sealed IS 'As it left: sent again it is the same under the same key.';
COMMENT ON COLUMN work_order_sendings.said IS 'What the platform wrote when it did not take it.';
CREATE INDEX work_order_sendings_due ON work_order_sendings (platform, due_at) WHERE state IN ('queued', 'claimed');
CREATE INDEX work_order_sendings_held ON work_order_sendings (owner) WHERE state = 'claimed';
CREATE INDEX work_order_sendings_refused ON work_order_sendings (platform) WHERE state = 'refused';
"""

REPORTS = """
CREATE TABLE work_order_reports (
    platform    text NOT NULL,
    event       text NOT NULL,
    fingerprint bytea NOT NULL,
    case_id     bigint REFERENCES cases,
    status      text NOT NULL,
    happened_at timestamptz,
    heard_at    timestamptz NOT NULL,
    taken       boolean NOT NULL,
    answer      jsonb NOT NULL,
    PRIMARY KEY (platform, event)
);
COMMENT ON TABLE work_order_reports IS 'What platforms said; one that was taken is answered the same for ever.';
CREATE TRIGGER taken_stays BEFORE UPDATE OR DELETE ON work_order_reports
    FOR EACH ROW WHEN (OLD.taken) EXECUTE FUNCTION refuse_change();
CREATE INDEX work_order_reports_refused ON work_order_reports (platform, heard_at) WHERE NOT taken;
CREATE INDEX work_order_reports_of_case ON work_order_reports (case_id) WHERE case_id IS NOT NULL;
CREATE TABLE signature_nonces (
    platform text NOT NULL,
    nonce    text NOT NULL,
    seen_at  timestamptz NOT NULL,
    PRIMARY KEY (platform, nonce)
);
COMMENT ON TABLE signature_nonces IS 'Signatures that were used, kept as long as their time is within the window.';
CREATE INDEX signature_nonces_by_age ON signature_nonces (seen_at);
CREATE TABLE work_order_cursors (
    platform text PRIMARY KEY,
    cursor   text NOT NULL
);
COMMENT ON TABLE work_order_cursors IS 'How far the list of changes of a platform was read.';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (PARTY, ORDERS, REPORTS):
        connection.exec_driver_sql(part)
