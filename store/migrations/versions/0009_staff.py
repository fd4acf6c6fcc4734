"""The staff: accounts, sessions, tries of passwords, their chats, and the trail of what they looked at and changed."""

from alembic import op

revision = "0009"
down_revision = "0008"

STAFF = """
CREATE TABLE staff (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username            text NOT NULL UNIQUE CHECK (username ~ '^[a-z][a-z0-9._-]{1,31}$'),
    name                text NOT NULL CHECK (name <> ''),
    password_hash       text NOT NULL,
    role                text NOT NULL CHECK (role IN ('counter_clerk', 'gifts_desk', 'department_handler',
                                                      'supervisor', 'administrator', 'auditor')),
    area_code           text NOT NULL CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    org_code            text REFERENCES orgs,
    created_at          timestamptz NOT NULL,
    password_changed_at timestamptz NOT NULL,
    disabled_at         timestamptz
);
COMMENT ON COLUMN staff.area_code IS 'They see this area and all inside it; the catalogue need not list it.';
COMMENT ON COLUMN staff.org_code IS 'Of that area, this org and all below it; none: every org.';
"""

SESSIONS = """
CREATE TABLE staff_sessions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest     bytea NOT NULL UNIQUE,
    staff_id   bigint NOT NULL REFERENCES staff,
    made_at    timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    client     text NOT NULL,
    agent      text NOT NULL,
    ended_at   timestamptz,
    ended_by   bigint REFERENCES staff CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
COMMENT ON TABLE staff_sessions IS 'By the system''s clock, which the demo does not move.';
COMMENT ON COLUMN staff_sessions.digest IS 'Of the token that only the browser has.';
COMMENT ON COLUMN staff_sessions.client IS 'The network address it began from.';
COMMENT ON COLUMN staff_sessions.ended_by IS 'Who ended it; none: a command.';
CREATE INDEX staff_sessions_live ON staff_sessions (staff_id) WHERE ended_at IS NULL;
CREATE TABLE staff_tries (
    digest bytea PRIMARY KEY,
    tries  int NOT NULL,
    since  timestamptz NOT NULL
);
COMMENT ON TABLE staff_tries IS
    'How often a password or code was tried since then, by the system''s clock: for an account, or from a client.';
"""

CHATS = """
CREATE TABLE staff_codes (
    staff_id   bigint PRIMARY KEY REFERENCES staff,
    digest     bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE staff_codes IS 'A code that binds the chat or phone it is sent from to an account; gone once used.';
CREATE TABLE staff_chats (
    address_id bigint PRIMARY KEY REFERENCES addresses,
    staff_id   bigint NOT NULL REFERENCES staff,
    bound_at   timestamptz NOT NULL
);
CREATE INDEX staff_chats_of_staff ON staff_chats (staff_id);
"""

TRAIL = """
CREATE TABLE audit_trail (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    wall       timestamptz NOT NULL,
    staff_id   bigint REFERENCES staff,
    client     text NOT NULL,
    action     text NOT NULL CHECK (action <> ''),
    subject    text,
    subject_id text CHECK (subject_id IS NULL OR subject IS NOT NULL),
    area_code  text,
    detail     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object')
);
COMMENT ON COLUMN audit_trail.at IS 'Civil time; `wall` is the system''s, which the demo does not move.';
COMMENT ON COLUMN audit_trail.staff_id IS 'Who; none: a command, or somebody who did not get in.';
COMMENT ON COLUMN audit_trail.client IS 'From where: a network address, a chat''s channel, or `command`.';
COMMENT ON COLUMN audit_trail.area_code IS 'Who may read it: by the subject''s area, else that of who did it.';
COMMENT ON COLUMN audit_trail.detail IS 'Facts without names, numbers or words of citizens.';
CREATE INDEX audit_trail_of_staff ON audit_trail (staff_id, id);
CREATE INDEX audit_trail_of_subject ON audit_trail (subject, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX audit_trail_at ON audit_trail (at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_trail
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (STAFF, SESSIONS, CHATS, TRAIL):
        connection.exec_driver_sql(part)
