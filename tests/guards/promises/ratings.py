"""A rating is never invented: it has its evidence, its level and its place, and is never changed."""

from psycopg import errors

from tests.guards.promises.breaking import Broken, emptied
from tests.guards.promises.statements import rating

BROKEN: Broken = {
    "a second live rating of a visit": (rating(live="true"), errors.UniqueViolation),
    "a second rating of one version": (rating(version="1"), errors.UniqueViolation),
    "a rating without evidence": (rating(event="NULL"), errors.CheckViolation),
    "a rating whose event does not exist": (rating(event="'nothing'"), errors.ForeignKeyViolation),
    "a rating whose message does not exist": (rating(event="NULL", inbound="99"), errors.ForeignKeyViolation),
    "a second rating from one event": (rating(event="'E1'"), errors.UniqueViolation),
    "a level of 6": (rating(level="6"), errors.CheckViolation),
    "a level of 0": (rating(level="0"), errors.CheckViolation),
    "a matter's rating without a visit": (rating(visit="NULL"), errors.CheckViolation),
    "a hall's rating of a visit": (rating(subject="hall"), errors.CheckViolation),
    "a rating changed": ("UPDATE ratings SET level = 5, comment = 'x'", errors.IntegrityError),
    "a rating given other evidence": ("UPDATE ratings SET event_id = 'E3'", errors.IntegrityError),
    "a rating deleted": ("DELETE FROM ratings", errors.IntegrityError),
    "an event deleted under its rating": ("DELETE FROM rating_events", errors.ForeignKeyViolation),
    **emptied("ratings", "rating_events"),
}
ALLOWED = (
    rating(),
    "UPDATE ratings SET live = false",
    rating(version="3", event="'E3'", live="true"),
)
