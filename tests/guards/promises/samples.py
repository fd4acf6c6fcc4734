"""A sample is drawn once, by a seed that nobody chose, and what was answered to it stays."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied
from tests.guards.promises.statements import A_SAMPLE

BROKEN: Broken = {
    "a second sample of an area and month": (A_SAMPLE.format(month="2026-09-01"), errors.UniqueViolation),
    "a sample drawn anew": ("UPDATE samples SET drawn_at = '2026-11-01'", errors.IntegrityError),
    "a sample with another seed": ("UPDATE samples SET seed = 'lucky'", errors.IntegrityError),
    "a sample deleted": ("DELETE FROM samples", errors.IntegrityError),
    "a frame changed": ("UPDATE sample_strata SET rating_ids = '{2}'", errors.IntegrityError),
    "a weight changed": ("UPDATE sample_strata SET weight = 2", errors.IntegrityError),
    "a drawn rating put in another's place": (
        "UPDATE sample_ratings SET rating_id = 2",
        errors.IntegrityError,
    ),
    "a drawn rating deleted": ("DELETE FROM sample_ratings", errors.IntegrityError),
    "a rating drawn twice": (
        "INSERT INTO sample_ratings (sample_id, place, rating_id, visit_id, level) VALUES (1, 2, 1, 1, 5)",
        errors.UniqueViolation,
    ),
    "a frame that is miscounted": (
        """INSERT INTO sample_strata (sample_id, level, rating_ids, of_ratings, drawn, weight, unreachable, excluded)
           VALUES (1, 4, '{1}', 2, 1, 2, 0, 0)""",
        errors.CheckViolation,
    ),
    "a drawn rating that nobody will look at": (
        "UPDATE sample_asks SET state = 'waiting'",
        errors.CheckViolation,
    ),
    "an answer to the sample changed": ("UPDATE sample_answers SET level = 5", errors.IntegrityError),
    "words of an answer to the sample changed": (
        "UPDATE sample_answers SET words = 'all is well'",
        errors.IntegrityError,
    ),
    "an answer to the sample deleted": ("DELETE FROM sample_answers", errors.IntegrityError),
    "an answer to the sample that says nothing": (
        "INSERT INTO sample_answers (drawn_id, way, at, staff_id) VALUES (1, 'phone', '2026-10-20', 1)",
        errors.CheckViolation,
    ),
    "an answer by the bot without its message": (
        "INSERT INTO sample_answers (drawn_id, way, level, at) VALUES (1, 'bot', 5, '2026-10-20')",
        errors.CheckViolation,
    ),
    "a question about a case and a drawn rating": (
        """INSERT INTO case_questions (citizen_id, drawn_id, kind, leads, asked_at, ends_at)
           VALUES (1, 1, 'call_back', false, '2026-10-20', '2026-10-20')""",
        errors.CheckViolation,
    ),
    **emptied("samples", "sample_strata", "sample_ratings", "sample_answers", "sample_calls"),
}
ALLOWED = (
    "UPDATE sample_answers SET put_right = true, words = 'x and more'",
    "INSERT INTO sample_months VALUES ('2026-10-01', '2026-11-10')",
    A_SAMPLE.format(month="2026-10-01"),
)
