"""The first version: citizens, records, messages, dialogues, ratings, points.

Constraints state the promises: one live rating per visit and none without evidence, one prompt
per visit, one ledger entry per account, kind and reference, a balance that never goes below 0,
and rows of the ledger and of the ratings' history that cannot be edited.
"""

from alembic import op

revision = "0001"
down_revision = None

CATALOGUE = """
CREATE TABLE areas (
    code text PRIMARY KEY CHECK (code ~ '^[0-9]{12}$'),
    name text NOT NULL
);
CREATE TABLE orgs (
    code        text PRIMARY KEY,
    name        text NOT NULL,
    area_code   text NOT NULL REFERENCES areas,
    parent_code text REFERENCES orgs DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE calendar_years (
    year        int PRIMARY KEY,
    source      text NOT NULL,
    official    boolean NOT NULL,
    rest        date[] NOT NULL,
    work        date[] NOT NULL,
    imported_at timestamptz NOT NULL
);
CREATE TABLE api_keys (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    digest     bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL
);
"""

PEOPLE = """
CREATE TABLE citizens (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    locale         text NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
    opted_out_at   timestamptz,
    prompt_free_at timestamptz,
    created_at     timestamptz NOT NULL
);
CREATE TABLE addresses (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id   bigint NOT NULL REFERENCES citizens,
    kind         text NOT NULL CHECK (kind IN ('phone', 'telegram', 'wechat')),
    lookup       bytea NOT NULL,
    sealed       bytea NOT NULL,
    can_sms      boolean NOT NULL,
    dead_because text,
    UNIQUE (kind, lookup)
);
CREATE INDEX addresses_of_citizen ON addresses (citizen_id);
"""

CONVERSATION = """
CREATE TABLE inbound (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel         text NOT NULL,
    provider_id     text NOT NULL,
    citizen_id      bigint NOT NULL REFERENCES citizens,
    address_id      bigint NOT NULL REFERENCES addresses,
    text            text NOT NULL,
    original_length int NOT NULL,
    intent          text,
    received_at     timestamptz NOT NULL,
    UNIQUE (channel, provider_id)
);
CREATE INDEX inbound_of_citizen ON inbound (citizen_id, id);
CREATE TABLE messages (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('prompt', 'reply')),
    citizen_id bigint NOT NULL REFERENCES citizens,
    address_id bigint NOT NULL REFERENCES addresses,
    channel    text NOT NULL,
    reply_to   bigint REFERENCES inbound,
    template   text NOT NULL,
    facts      jsonb NOT NULL,
    locale     text NOT NULL,
    text       text,
    state      text NOT NULL CHECK (state IN
        ('queued', 'claimed', 'sending', 'settling', 'sent', 'delivered', 'failed', 'unknown', 'cancelled')),
    due_at     timestamptz NOT NULL,
    attempts   int NOT NULL DEFAULT 0,
    owner      bigint,
    held_since timestamptz,
    reference  text,
    receipt    text,
    reason     text,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    UNIQUE (channel, reference),
    CHECK ((state IN ('claimed', 'sending', 'settling')) = (held_since IS NOT NULL)),
    CHECK ((kind = 'reply') = (reply_to IS NOT NULL))
);
CREATE INDEX messages_due ON messages (due_at) WHERE state = 'queued';
CREATE INDEX messages_held ON messages (held_since) WHERE state IN ('claimed', 'sending', 'settling');
CREATE INDEX messages_replying ON messages (reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX messages_of_citizen ON messages (citizen_id, id);
CREATE SEQUENCE worker_owners;
"""

VISITS = """
CREATE TABLE visits (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_system         text NOT NULL,
    record_no             text NOT NULL,
    visit_no              int NOT NULL,
    item_code             text NOT NULL,
    item_name             text NOT NULL,
    org_code              text,
    area_code             text NOT NULL,
    service_channel       text NOT NULL,
    window_no             text,
    staff_no              text,
    applicant_type        text NOT NULL CHECK (applicant_type IN ('person', 'organization')),
    applicant_code_sealed bytea,
    applicant_name_sealed bytea,
    citizen_id            bigint REFERENCES citizens,
    phone_id              bigint REFERENCES addresses,
    telegram_id           bigint REFERENCES addresses,
    wechat_id             bigint REFERENCES addresses,
    accepted_at           timestamptz,
    promised_by           timestamptz,
    finished_at           timestamptz NOT NULL,
    received_at           timestamptz NOT NULL,
    withdrawn             boolean NOT NULL,
    state                 text NOT NULL CHECK (state IN
        ('waiting', 'prompted', 'rated', 'lapsed', 'excluded', 'quarantined')),
    excluded_because      text CHECK (excluded_because IN
        ('too_old', 'no_address', 'landline', 'opted_out', 'withdrawn', 'window_over')),
    quarantined_because   text CHECK (quarantined_because IN ('org_missing', 'org_unknown', 'area_unknown')),
    prompt_due_at         timestamptz,
    watch_at              timestamptz,
    prompt_id             bigint REFERENCES messages,
    prompted_at           timestamptz,
    window_closes_at      timestamptz,
    window_provisional    boolean NOT NULL DEFAULT false,
    reasons_asked         boolean NOT NULL DEFAULT false,
    default_level         smallint CHECK (default_level BETWEEN 1 AND 5),
    lapsed_at             timestamptz,
    UNIQUE (source_system, record_no, visit_no),
    CHECK ((state = 'excluded') = (excluded_because IS NOT NULL)),
    CHECK ((state = 'quarantined') = (quarantined_because IS NOT NULL)),
    CHECK (state <> 'waiting' OR (watch_at IS NOT NULL AND citizen_id IS NOT NULL)),
    CHECK (state <> 'prompted' OR (prompt_id IS NOT NULL AND window_closes_at IS NOT NULL))
);
COMMENT ON COLUMN visits.watch_at IS
    'When the watcher looks at it: prompt_due_at, or later where the citizen was prompted within a day.';
COMMENT ON COLUMN visits.prompt_id IS
    'The one prompt of this visit; it can only be set once the earlier one was certainly not sent.';
CREATE INDEX visits_due ON visits (watch_at) WHERE state = 'waiting' AND prompt_id IS NULL;
CREATE INDEX visits_closing ON visits (window_closes_at) WHERE state = 'prompted';
CREATE INDEX visits_provisional ON visits (window_closes_at) WHERE window_provisional;
CREATE INDEX visits_quarantined ON visits (id) WHERE state = 'quarantined';
CREATE INDEX visits_of_citizen ON visits (citizen_id, finished_at);
CREATE INDEX visits_of_prompt ON visits (prompt_id) WHERE prompt_id IS NOT NULL;
CREATE TABLE dialogues (
    citizen_id bigint PRIMARY KEY REFERENCES citizens,
    question   text NOT NULL CHECK (question IN ('level', 'reasons', 'confirm', 'which')),
    visit_ids  bigint[] NOT NULL CHECK (cardinality(visit_ids) > 0),
    level      smallint CHECK (level BETWEEN 1 AND 5),
    comment    text,
    unclear    int NOT NULL DEFAULT 0,
    asked_at   timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL
);
"""

RATINGS = """
CREATE TABLE rating_events (
    event_id      text PRIMARY KEY,
    fingerprint   bytea NOT NULL,
    source_system text,
    record_no     text,
    visit_no      int NOT NULL,
    body          jsonb NOT NULL,
    received_at   timestamptz NOT NULL,
    counted       boolean NOT NULL,
    because       text CHECK (because IN ('default', 'already_rated', 'waiting_for_record', 'expired')),
    held_until    timestamptz,
    CHECK (counted = (because IS NULL)),
    CHECK ((because IS NOT DISTINCT FROM 'waiting_for_record') = (held_until IS NOT NULL))
);
CREATE INDEX rating_events_held ON rating_events (source_system, record_no, visit_no)
    WHERE because = 'waiting_for_record';
CREATE INDEX rating_events_expiring ON rating_events (held_until) WHERE because = 'waiting_for_record';
CREATE TABLE ratings (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    visit_id     bigint REFERENCES visits,
    subject      text NOT NULL CHECK (subject IN ('matter', 'hall', 'counter', 'platform', 'hotline')),
    subject_name text,
    org_code     text,
    area_code    text,
    version      int NOT NULL CHECK (version > 0),
    live         boolean NOT NULL,
    level        smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
    reasons      text[] NOT NULL,
    comment      text,
    channel      text NOT NULL,
    rated_at     timestamptz NOT NULL,
    inbound_id   bigint REFERENCES inbound,
    event_id     text REFERENCES rating_events,
    CONSTRAINT a_rating_has_one_evidence CHECK (num_nonnulls(inbound_id, event_id) = 1),
    CHECK ((subject = 'matter') = (visit_id IS NOT NULL)),
    UNIQUE (visit_id, version)
);
CREATE UNIQUE INDEX one_live_rating_per_visit ON ratings (visit_id) WHERE live;
CREATE UNIQUE INDEX one_rating_per_event ON ratings (event_id);
CREATE INDEX ratings_by_evidence ON ratings (inbound_id);
CREATE TABLE ledger_accounts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id bigint NOT NULL UNIQUE REFERENCES citizens,
    balance    int NOT NULL CHECK (balance >= 0)
);
CREATE TABLE ledger_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES ledger_accounts,
    kind       text NOT NULL CHECK (kind IN ('rating')),
    reference  text NOT NULL,
    points     int NOT NULL CHECK (points <> 0),
    at         timestamptz NOT NULL,
    UNIQUE (account_id, kind, reference)
);
CREATE INDEX ledger_entries_by_day ON ledger_entries (account_id, at);
"""

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON ratings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_stays BEFORE UPDATE ON ratings
    FOR EACH ROW WHEN (
        (OLD.visit_id, OLD.version, OLD.level, OLD.reasons, OLD.comment, OLD.rated_at, OLD.inbound_id, OLD.event_id)
        IS DISTINCT FROM
        (NEW.visit_id, NEW.version, NEW.level, NEW.reasons, NEW.comment, NEW.rated_at, NEW.inbound_id, NEW.event_id)
        OR (NEW.live AND NOT OLD.live))
    EXECUTE FUNCTION refuse_change();
"""

OPERATIONS = """
CREATE TABLE schedules (
    name   text PRIMARY KEY,
    due_at timestamptz NOT NULL
);
CREATE TABLE job_failures (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job   text NOT NULL,
    error text NOT NULL,
    at    timestamptz NOT NULL
);
CREATE TABLE demo_clock (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    ahead    interval NOT NULL
);
CREATE TABLE simulator_texts (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lookup    bytea NOT NULL,
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    text      text NOT NULL,
    at        timestamptz NOT NULL,
    reference text NOT NULL UNIQUE
);
CREATE INDEX simulator_texts_of_phone ON simulator_texts (lookup, id);
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (CATALOGUE, PEOPLE, CONVERSATION, VISITS, RATINGS, APPEND_ONLY, OPERATIONS):
        connection.exec_driver_sql(part)
