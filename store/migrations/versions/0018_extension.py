"""Threads: in which prompt's conversation an answer of ours stands, and where a question was asked."""

from alembic import op

revision = "0018"
down_revision = "0017"

THREADS = """
ALTER TABLE messages ADD COLUMN thread bigint REFERENCES messages;
COMMENT ON COLUMN messages.thread IS
    'Of a reply: the prompt in whose thread its citizen wrote, where the provider told; it goes back there.';
ALTER TABLE dialogues ADD COLUMN thread bigint REFERENCES messages;
COMMENT ON COLUMN dialogues.thread IS
    'The prompt in whose thread the question was asked, where an answer of ours asked it there.';
ALTER TABLE selections ADD COLUMN thread bigint REFERENCES messages;
COMMENT ON COLUMN selections.thread IS 'As of dialogues: the thread in which the selection began.';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(THREADS)
