"""What months teach: counts, what was learnt of each area, closed cases to be searched, and what came of them."""

from alembic import op

revision = "0029"
down_revision = "0028"

COUNTS = """
CREATE TABLE learning_months (
    month      date PRIMARY KEY CHECK (month = date_trunc('month', month)),
    state      text NOT NULL CHECK (state IN ('wanted', 'done', 'failed')),
    learn      boolean NOT NULL,
    counted_at timestamptz,
    CHECK (state <> 'done' OR counted_at IS NOT NULL)
);
COMMENT ON TABLE learning_months IS 'Months whose ratings are counted, or to be; learn: and what they teach, kept.';
CREATE INDEX learning_months_wanted ON learning_months (month) WHERE state = 'wanted';
CREATE TABLE learning_cells (
    month       date NOT NULL REFERENCES learning_months,
    area_code   text COLLATE "C" NOT NULL,
    org_code    text NOT NULL,
    item_code   text NOT NULL,
    item_name   text NOT NULL,
    ratings     int NOT NULL CHECK (ratings > 0),
    bad         int NOT NULL CHECK (bad BETWEEN 0 AND ratings),
    attitude    int NOT NULL,
    quality     int NOT NULL,
    efficiency  int NOT NULL,
    environment int NOT NULL,
    convenience int NOT NULL,
    other       int NOT NULL,
    PRIMARY KEY (month, area_code, org_code, item_code),
    CONSTRAINT only_bad_ratings_name_reasons CHECK (
        greatest(attitude, quality, efficiency, environment, convenience, other) <= bad)
);
COMMENT ON TABLE learning_cells IS
    'Active ratings of a month as they count, and the bad ones that name each reason; org_code is empty for none.';
CREATE INDEX learning_cells_of_item ON learning_cells (item_code, org_code, month);
CREATE TABLE learning_comments (
    month     date NOT NULL REFERENCES learning_months,
    area_code text COLLATE "C" NOT NULL,
    rating_id bigint NOT NULL REFERENCES ratings,
    PRIMARY KEY (month, area_code, rating_id)
);
COMMENT ON TABLE learning_comments IS 'Which ratings of a month say something in words, and where.';
CREATE TABLE learning_needs (
    month     date NOT NULL REFERENCES learning_months,
    area_code text NOT NULL,
    items     text[] NOT NULL,
    name      text,
    citizens  int NOT NULL CHECK (citizens > 0),
    PRIMARY KEY (month, area_code, items)
);
COMMENT ON TABLE learning_needs IS
    'How many citizens needed these items of an area, several of them within 30 days; of no items: who needed any.';
"""

LEARNED = """
CREATE TABLE learned (
    month      date NOT NULL REFERENCES learning_months,
    area_code  text NOT NULL CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    state      text NOT NULL CHECK (state IN ('wanted', 'done', 'failed')),
    learned_at timestamptz,
    body       jsonb,
    CONSTRAINT once_per_area_and_month PRIMARY KEY (month, area_code),
    CHECK ((learned_at IS NULL) = (body IS NULL)),
    CHECK (state <> 'done' OR body IS NOT NULL)
);
COMMENT ON TABLE learned IS 'What a month taught about an area: masked, and kept as it was learnt.';
CREATE INDEX learned_wanted ON learned (month, area_code) WHERE state = 'wanted';
CREATE INDEX learned_of_area ON learned (area_code, month);
"""

LIBRARY = """
CREATE TABLE case_library (
    case_id      bigint PRIMARY KEY REFERENCES cases,
    events       int NOT NULL,
    area_code    text COLLATE "C" NOT NULL,
    org_code     text NOT NULL,
    lead_code    text NOT NULL,
    item_code    text,
    item_name    text NOT NULL,
    reasons      text[] NOT NULL,
    track        text,
    depth        text,
    improving    boolean NOT NULL,
    rectified_on date NOT NULL,
    closed_on    date NOT NULL,
    outcome      text,
    said         text NOT NULL,
    done         text NOT NULL,
    grams        text[] NOT NULL,
    example_note text CHECK (example_note <> ''),
    example_by   bigint REFERENCES staff,
    example_at   timestamptz,
    CONSTRAINT an_example_says_why CHECK (num_nulls(example_note, example_by, example_at) IN (0, 3))
);
COMMENT ON TABLE case_library IS 'Closed cases with masked words; made anew where a case has got another event.';
COMMENT ON COLUMN case_library.org_code IS 'The body that handled the matter; lead_code put it right.';
COMMENT ON COLUMN case_library.grams IS 'Every two characters that stand side by side in its words, for searches.';
CREATE INDEX case_library_grams ON case_library USING gin (grams);
CREATE INDEX case_library_of_area ON case_library (area_code, closed_on DESC, case_id DESC);
CREATE INDEX case_library_rectified ON case_library (rectified_on);
CREATE TABLE case_effects (
    case_id      bigint NOT NULL REFERENCES case_library,
    reason       text NOT NULL,
    verdict      text NOT NULL CHECK (verdict IN ('fell', 'unchanged', 'rose', 'too_few')),
    before_named int NOT NULL,
    before_all   int NOT NULL CHECK (before_all >= before_named),
    after_named  int NOT NULL,
    after_all    int NOT NULL CHECK (after_all >= after_named),
    chance       float8 CHECK (chance BETWEEN 0 AND 1),
    PRIMARY KEY (case_id, reason)
);
COMMENT ON TABLE case_effects IS
    'A reason (empty: any) at the item and body of a case in the six months before and after; once those are over.';
CREATE INDEX case_effects_by_verdict ON case_effects (verdict, case_id DESC);
CREATE INDEX cases_done ON cases (id) WHERE closing = 'done';
"""


def upgrade() -> None:
    connection = op.get_bind()
    for part in (COUNTS, LEARNED, LIBRARY):
        connection.exec_driver_sql(part)
