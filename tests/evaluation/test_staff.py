from datetime import timedelta

import pytest

from evaluation import staff
from evaluation.staff import PERMISSIONS, Permission, Role, Scope, SessionRules, WeakPassword, may
from tests.evaluation.dates import at

P = Permission
CLERK, GIFTS, HANDLER, SUPERVISOR, ADMIN, AUDITOR = Role

WHO_MAY = {
    P.OWN_ACCOUNT: set(Role),
    P.LOOK_UP_CITIZEN: {CLERK},
    P.VERIFY_VOUCHER: {CLERK},
    P.CANCEL_VOUCHER: {CLERK},
    P.UNDO_VERIFICATION: {CLERK},
    P.SUBSTITUTE_GIFT: {CLERK},
    P.SHOW_INVITATION: {CLERK},
    P.MANAGE_GIFTS: {GIFTS},
    P.DECIDE_HELD_POINTS: {SUPERVISOR},
    P.JUDGE_SUGGESTIONS: {SUPERVISOR},
    P.ASK_CORRECTION: {GIFTS, SUPERVISOR},
    P.CONFIRM_CORRECTION: {SUPERVISOR},
    P.AUTHORISE_FOR_ORGANISATION: {CLERK},
    P.VOUCH_FOR_NUMBER: {CLERK, SUPERVISOR, ADMIN},
    P.CHANGE_CITIZEN: {SUPERVISOR, ADMIN},
    P.CONFIRM_CITIZEN_CHANGE: {SUPERVISOR, ADMIN},
    P.NOTE_HEARD: {CLERK, SUPERVISOR},
    P.READ_CASES: {HANDLER, SUPERVISOR, AUDITOR},
    P.WORK_CASES: {HANDLER, SUPERVISOR},
    P.NAME_STAND_IN: {HANDLER, SUPERVISOR, ADMIN},
    P.CALL_CITIZENS: {SUPERVISOR},
    P.READ_REPORTS: {GIFTS, SUPERVISOR, AUDITOR},
    P.READ_SAMPLES: {SUPERVISOR, ADMIN},
    P.READ_LEARNING: {SUPERVISOR, AUDITOR},
    P.MARK_EXAMPLES: {SUPERVISOR},
    P.MANAGE_STAFF: {ADMIN},
    P.END_SESSIONS: {ADMIN},
    P.READ_AUDIT_TRAIL: {ADMIN, AUDITOR},
}


@pytest.mark.parametrize("permission", Permission)
def test_who_may_do_what(permission: Permission) -> None:
    assert {role for role in Role if may(role, permission)} == WHO_MAY[permission]


def test_every_role_has_its_line() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_who_keeps_accounts_touches_no_points() -> None:
    """Nobody makes an account for a friend, and nobody hands out what they count."""
    points = {P.VERIFY_VOUCHER, P.CONFIRM_CORRECTION, P.DECIDE_HELD_POINTS, P.MANAGE_GIFTS}
    assert not PERMISSIONS[ADMIN] & points
    assert not PERMISSIONS[AUDITOR] & points
    assert not PERMISSIONS[GIFTS] & {P.VERIFY_VOUCHER, P.CANCEL_VOUCHER, P.SUBSTITUTE_GIFT}


CITY, COUNTY, STREET, ELSEWHERE = "320100000000", "320115000000", "320115001000", "320102000000"
BUREAU, OFFICE, POLICE = "bureau", "office", "police"
OF_OFFICE, OF_POLICE = (OFFICE, BUREAU), (POLICE,)
"""An org and all above it."""


@pytest.mark.parametrize(
    ("area", "org", "of_area", "of_org", "seen"),
    [
        (COUNTY, None, COUNTY, OF_OFFICE, True),
        (COUNTY, None, STREET, OF_POLICE, True),  # inside it, any org
        (COUNTY, None, COUNTY, (), True),  # something of no org
        (COUNTY, None, CITY, OF_OFFICE, False),  # above it
        (COUNTY, None, ELSEWHERE, OF_OFFICE, False),  # beside it
        (CITY, None, STREET, OF_OFFICE, True),
        (STREET, None, "320115001010", OF_OFFICE, True),
        (STREET, None, "320115010000", OF_OFFICE, False),  # not a prefix of digits but of levels
        (COUNTY, BUREAU, COUNTY, OF_OFFICE, True),  # below the org
        (COUNTY, OFFICE, COUNTY, OF_OFFICE, True),  # the org itself
        (COUNTY, OFFICE, COUNTY, (BUREAU,), False),  # above the org
        (COUNTY, BUREAU, COUNTY, OF_POLICE, False),
        (COUNTY, BUREAU, COUNTY, (), False),  # of no org: nobody's in particular
        (COUNTY, BUREAU, ELSEWHERE, OF_OFFICE, False),  # its org, but elsewhere
    ],
)
def test_what_an_account_sees(
    area: str, org: str | None, of_area: str, of_org: tuple[str, ...], seen: bool
) -> None:
    assert Scope(area, org).covers(of_area, of_org) is seen


def test_no_area_code_is_nobody_s() -> None:
    with pytest.raises(ValueError, match="area code"):
        Scope(COUNTY).covers_area("320115")


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("", staff.TOO_SHORT),
        ("abcdefghi", staff.TOO_SHORT),
        ("a1" * 65, staff.TOO_LONG),
        ("my-Li.Na-2026", staff.HAS_USERNAME),
        ("1212121212", staff.FEW_CHARACTERS),
        ("aaaaa11111", staff.FEW_CHARACTERS),
    ],
)
def test_weak_passwords(password: str, because: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        staff.check_password(password, "li.na")
    assert refused.value.because == because


@pytest.mark.parametrize("password", ["correct horse", "一句自己记得住的长话", "x7Kp-93mQa-11zz"])
def test_passwords_that_do(password: str) -> None:
    staff.check_password(password, "li.na")


def test_sessions_end() -> None:
    rules = SessionRules(timedelta(minutes=30), timedelta(hours=12), 5, 30, timedelta(minutes=15))
    made = at("Mon 2026-09-07 09:00")
    assert rules.ends_at(made) == at("Mon 2026-09-07 21:00")
    assert rules.unused_since(made) == at("Mon 2026-09-07 08:30")
