"""One prompt, at the right time: where a visit stands, and which prompt is its own."""

from psycopg import errors

from tests.guards.promises.breaking import Broken
from tests.guards.promises.statements import visit

BROKEN: Broken = {
    "one key for two visits": (visit(number="R1"), errors.UniqueViolation),
    "an exclusion without a reason": (visit(because="NULL"), errors.CheckViolation),
    "a reason nobody knows": (visit(because="'mood'"), errors.CheckViolation),
    "a visit that waits for nobody": (visit(state="waiting", because="NULL"), errors.CheckViolation),
    "a visit that nobody will look at": (
        visit(state="waiting", because="NULL", citizen="1"),
        errors.CheckViolation,
    ),
    "a visit prompted without a prompt": (visit(state="prompted", because="NULL"), errors.CheckViolation),
    "a second prompt of a visit": ("UPDATE visits SET prompt_id = 2", errors.IntegrityError),
    "a prompt forgotten that has gone out": ("UPDATE visits SET prompt_id = NULL", errors.IntegrityError),
}
ALLOWED = (
    visit(),
    visit(number="M", state="waiting", because="NULL", citizen="1", watch="'2026-09-08'"),
    "UPDATE visits SET prompt_id = 2 WHERE record_no = 'M'",  # queued …
    "UPDATE visits SET prompt_id = 3 WHERE record_no = 'M'",  # … let go of, then failed
    "UPDATE visits SET prompt_id = NULL WHERE record_no = 'M'",
)
