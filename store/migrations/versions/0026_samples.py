"""The monthly sample of ratings (分层抽样回访): its frame, its draw, whom it asks and what they say."""

from alembic import op

revision = "0026"
down_revision = "0025"

DRAWN = """
CREATE TABLE sample_months (
    month     date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    due_at    timestamptz NOT NULL,
    opened_at timestamptz
);
COMMENT ON COLUMN sample_months.due_at IS 'The night in which it is drawn: all windows of the month are over.';
CREATE INDEX sample_months_due ON sample_months (due_at) WHERE opened_at IS NULL;
CREATE TABLE samples (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    area_code text NOT NULL CHECK (area_code ~ '^[1-9][0-9]{11}$'),
    digits    smallint NOT NULL CHECK (digits IN (2, 4, 6)),
    month     date NOT NULL REFERENCES sample_months,
    seed      text NOT NULL,
    size      int NOT NULL CHECK (size >= 50),
    due_at    timestamptz NOT NULL,
    drawn_at  timestamptz,
    CONSTRAINT one_sample_of_an_area_and_month UNIQUE (area_code, month)
);
COMMENT ON COLUMN samples.due_at IS 'When it is drawn; later than its month where something broke.';
COMMENT ON COLUMN samples.drawn_at IS 'NULL: owed, and drawn by the next worker that comes by.';
CREATE INDEX samples_owed ON samples (due_at) WHERE drawn_at IS NULL;
CREATE INDEX samples_by_area ON samples (area_code text_pattern_ops, month);
CREATE TABLE sample_strata (
    sample_id   bigint NOT NULL REFERENCES samples,
    level       smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
    rating_ids  bigint[] NOT NULL,
    of_ratings  int NOT NULL,
    drawn       int NOT NULL,
    weight      double precision,
    unreachable int NOT NULL CHECK (unreachable >= 0),
    excluded    int NOT NULL CHECK (excluded >= 0),
    PRIMARY KEY (sample_id, level),
    CONSTRAINT a_frame_is_counted CHECK (of_ratings = cardinality(rating_ids)),
    CONSTRAINT no_more_is_drawn_than_there_is CHECK (drawn BETWEEN 0 AND of_ratings),
    CONSTRAINT what_is_drawn_has_a_weight CHECK ((weight IS NULL) = (drawn = 0))
);
COMMENT ON TABLE sample_strata IS 'The frame of a sample by level, as at the draw; what was left out is counted.';
COMMENT ON COLUMN sample_strata.unreachable IS 'Ratings of nobody whom we could ask: left out of the frame.';
COMMENT ON COLUMN sample_strata.excluded IS 'Ratings taken out of the figures by an appeal before the draw: left out.';
CREATE TABLE sample_ratings (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sample_id bigint NOT NULL REFERENCES samples,
    place     int NOT NULL CHECK (place > 0),
    rating_id bigint NOT NULL REFERENCES ratings,
    visit_id  bigint NOT NULL REFERENCES visits,
    level     smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
    CONSTRAINT a_rating_is_drawn_once UNIQUE (sample_id, rating_id),
    CONSTRAINT one_rating_at_a_place UNIQUE (sample_id, place)
);
COMMENT ON COLUMN sample_ratings.level IS 'The counted level when it was drawn: what it was before.';
CREATE INDEX sample_ratings_of_visit ON sample_ratings (visit_id);
CREATE TRIGGER drawn_once BEFORE UPDATE ON samples FOR EACH ROW
    WHEN (OLD.drawn_at IS NOT NULL OR (OLD.area_code, OLD.month, OLD.seed, OLD.size, OLD.digits)
          IS DISTINCT FROM (NEW.area_code, NEW.month, NEW.seed, NEW.size, NEW.digits))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON samples FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sample_strata
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sample_ratings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

ASKED = """
CREATE TABLE sample_asks (
    drawn_id   bigint PRIMARY KEY REFERENCES sample_ratings,
    citizen_id bigint NOT NULL REFERENCES citizens,
    state      text NOT NULL CHECK (state IN ('waiting', 'asked', 'calling', 'done')),
    watch_at   timestamptz,
    CONSTRAINT what_goes_on_is_watched CHECK ((state IN ('waiting', 'asked')) = (watch_at IS NOT NULL))
);
COMMENT ON TABLE sample_asks IS 'How far each drawn rating is: to be asked about, asked, to be called, done.';
CREATE INDEX sample_asks_watched ON sample_asks (watch_at) WHERE watch_at IS NOT NULL;
CREATE INDEX sample_asks_of_citizen ON sample_asks (citizen_id) WHERE state <> 'done';
CREATE TABLE sample_answers (
    drawn_id   bigint PRIMARY KEY REFERENCES sample_ratings,
    way        text NOT NULL CHECK (way IN ('bot', 'phone', 'case')),
    refused    boolean NOT NULL DEFAULT false,
    level      smallint CHECK (level BETWEEN 1 AND 5),
    put_right  boolean,
    words      text,
    at         timestamptz NOT NULL,
    inbound_id bigint REFERENCES inbound,
    staff_id   bigint REFERENCES staff,
    CONSTRAINT an_answer_says_something CHECK (refused = (num_nonnulls(level, put_right) = 0)),
    CONSTRAINT an_answer_names_its_evidence CHECK (
        CASE way WHEN 'bot' THEN inbound_id IS NOT NULL AND staff_id IS NULL
                 WHEN 'phone' THEN staff_id IS NOT NULL AND inbound_id IS NULL
                 ELSE num_nonnulls(inbound_id, staff_id) = 0 END)
);
COMMENT ON TABLE sample_answers IS 'What was answered, once; it changes no rating and no figure of ratings.';
COMMENT ON COLUMN sample_answers.way IS 'case: what the call-back of its case had asked already.';
CREATE TRIGGER an_answer_only_grows BEFORE UPDATE ON sample_answers FOR EACH ROW
    WHEN ((OLD.drawn_id, OLD.way, OLD.refused, OLD.at, OLD.inbound_id, OLD.staff_id)
          IS DISTINCT FROM (NEW.drawn_id, NEW.way, NEW.refused, NEW.at, NEW.inbound_id, NEW.staff_id)
          OR (OLD.level IS NOT NULL AND NEW.level IS DISTINCT FROM OLD.level)
          OR (OLD.put_right IS NOT NULL AND NEW.put_right IS DISTINCT FROM OLD.put_right)
          OR NOT starts_with(coalesce(NEW.words, ''), coalesce(OLD.words, '')))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE DELETE ON sample_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TABLE sample_calls (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    drawn_id bigint NOT NULL REFERENCES sample_ratings,
    at       timestamptz NOT NULL,
    staff_id bigint NOT NULL REFERENCES staff
);
COMMENT ON TABLE sample_calls IS 'Calls that reached nobody (未接通).';
CREATE INDEX sample_calls_of_drawn ON sample_calls (drawn_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sample_calls FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

QUESTIONS = """
ALTER TABLE case_questions ALTER COLUMN case_id DROP NOT NULL, ALTER COLUMN complaint_id DROP NOT NULL,
    ADD COLUMN drawn_id bigint UNIQUE REFERENCES sample_ratings,
    DROP CONSTRAINT case_questions_kind_check,
    ADD CONSTRAINT case_questions_kind_check CHECK (kind IN ('call_back', 'asked', 'level_now', 'put_right')),
    ADD CONSTRAINT a_question_is_about_one_thing CHECK (
        CASE WHEN kind IN ('level_now', 'put_right')
             THEN drawn_id IS NOT NULL AND num_nonnulls(case_id, complaint_id) = 0
             ELSE drawn_id IS NULL AND num_nulls(case_id, complaint_id) = 0 END);
COMMENT ON TABLE case_questions IS
    'What a citizen is asked: whether a case is solved, by whoever handles it, or about a rating that was drawn.';
"""

KEPT = ("samples", "sample_strata", "sample_ratings", "sample_answers", "sample_calls")


def upgrade() -> None:
    connection = op.get_bind()
    for part in (DRAWN, ASKED, QUESTIONS):
        connection.exec_driver_sql(part)
    for table in KEPT:
        connection.exec_driver_sql(
            f"""CREATE TRIGGER not_emptied BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
        )
