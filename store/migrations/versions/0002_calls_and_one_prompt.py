"""Requests to be called; and the database itself refuses a second prompt for a visit."""

from alembic import op

revision = "0002"
down_revision = "0001"

CALL_REQUESTS = """
CREATE TABLE call_requests (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id bigint NOT NULL REFERENCES citizens,
    inbound_id bigint NOT NULL REFERENCES inbound,
    asked_at   timestamptz NOT NULL,
    done_at    timestamptz
);
CREATE UNIQUE INDEX call_requests_waiting ON call_requests (citizen_id) WHERE done_at IS NULL;
"""

ONE_PROMPT = """
CREATE FUNCTION refuse_second_prompt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM messages m WHERE m.id = OLD.prompt_id
                  AND m.state NOT IN ('queued', 'claimed', 'cancelled', 'failed')) THEN
        RAISE EXCEPTION 'visit %% has had its prompt', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_prompt_per_visit BEFORE UPDATE OF prompt_id ON visits
    FOR EACH ROW WHEN (NEW.prompt_id IS DISTINCT FROM OLD.prompt_id AND OLD.prompt_id IS NOT NULL)
    EXECUTE FUNCTION refuse_second_prompt();
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (CALL_REQUESTS, ONE_PROMPT):
        connection.exec_driver_sql(part)
