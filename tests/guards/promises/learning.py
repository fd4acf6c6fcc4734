"""What is learnt of a month follows from its counts."""

from psycopg import errors

from tests.guards.promises.breaking import Broken

BROKEN: Broken = {
    "something learnt of a month that is not counted": (
        "INSERT INTO learned (month, area_code, state) VALUES ('2026-08-01', '320115000000', 'wanted')",
        errors.ForeignKeyViolation,
    ),
    "a second teaching of a month about an area": (
        "INSERT INTO learned (month, area_code, state) VALUES ('2026-09-01', '320115000000', 'wanted')",
        errors.UniqueViolation,
    ),
    "a month that begins in its middle": (
        "INSERT INTO learning_months (month, state, learn) VALUES ('2026-09-02', 'wanted', true)",
        errors.CheckViolation,
    ),
    "something learnt that says nothing": ("UPDATE learned SET state = 'done'", errors.CheckViolation),
    "more bad ratings than ratings": (
        "INSERT INTO learning_cells VALUES ('2026-09-01', '320115000000', '', 'i', 'i', 1, 2, 0, 0, 0, 0, 0, 0)",
        errors.CheckViolation,
    ),
}
