"""What citizens pick from numbered lists for their points: the open question, its list, what was picked so far."""

from alembic import op

revision = "0012"
down_revision = "0011"

SELECTIONS = """
CREATE TABLE selections (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    citizen_id  bigint NOT NULL REFERENCES citizens,
    question    text CHECK (question IN ('account', 'gift', 'place', 'confirm', 'voucher', 'cancel')),
    gives_back  boolean NOT NULL,
    options     jsonb NOT NULL,
    credit_code text CHECK (credit_code ~ '^[0-9A-Z]{18}$'),
    gift_id     bigint REFERENCES gifts,
    place_id    bigint REFERENCES pickup_places,
    points      int CHECK (points > 0),
    voucher     text REFERENCES vouchers (code),
    last        int,
    unclear     int NOT NULL,
    on_way      bigint[] NOT NULL,
    ends_at     timestamptz NOT NULL
);
COMMENT ON COLUMN selections.question IS 'None: it is over.';
COMMENT ON COLUMN selections.points IS 'The price that was told.';
COMMENT ON COLUMN selections.voucher IS 'What came of it, or what is to be cancelled.';
COMMENT ON COLUMN selections.on_way IS 'Prompts that may have been read before the question: they do not end it.';
CREATE UNIQUE INDEX one_open_selection ON selections (citizen_id) WHERE question IS NOT NULL;
CREATE INDEX selections_of_citizen ON selections (citizen_id, id);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(SELECTIONS)
