"""The staff: what each role may do, and for which area and org."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evaluation.areas import covers
from evaluation.refusal import Refused


class Role(StrEnum):
    """What somebody is there for; each account has one."""

    COUNTER_CLERK = "counter_clerk"
    """窗口人员: serves citizens at a counter."""
    GIFTS_DESK = "gifts_desk"
    """礼品管理: keeps gifts, stock and pick-up places."""
    DEPARTMENT_HANDLER = "department_handler"
    """承办人员: puts right what a body got wrong."""
    SUPERVISOR = "supervisor"
    """督办人员: decides what takes a second pair of eyes."""
    ADMINISTRATOR = "administrator"
    """管理员: keeps accounts, touches no points."""
    AUDITOR = "auditor"
    """审计人员: reads everything, changes nothing."""


class Permission(StrEnum):
    """One thing that can be done; every page of the console names the one it takes."""

    OWN_ACCOUNT = "own_account"
    """See the start page, one's own sessions, password and chats."""
    LOOK_UP_CITIZEN = "look_up_citizen"
    """A citizen's balance and history, by their full phone number."""
    VERIFY_VOUCHER = "verify_voucher"
    CANCEL_VOUCHER = "cancel_voucher"
    UNDO_VERIFICATION = "undo_verification"
    SUBSTITUTE_GIFT = "substitute_gift"
    SHOW_INVITATION = "show_invitation"
    """The QR code by which the person just served rates."""
    NOTE_HEARD = "note_heard"
    """What somebody complains of in the hall (吐槽转差评)."""
    MANAGE_GIFTS = "manage_gifts"
    """Gifts, their stock and the places where they are handed out."""
    DECIDE_HELD_POINTS = "decide_held_points"
    JUDGE_SUGGESTIONS = "judge_suggestions"
    ASK_CORRECTION = "ask_correction"
    CONFIRM_CORRECTION = "confirm_correction"
    """Never of what one asked for oneself."""
    VOUCH_FOR_NUMBER = "vouch_for_number"
    """Ask that a number be taken for its citizen's again: whoever stands at the counter has shown that it is."""
    CHANGE_CITIZEN = "change_citizen"
    """Ask for that, that a number start anew, or that two be one citizen's."""
    CONFIRM_CITIZEN_CHANGE = "confirm_citizen_change"
    """Never of what one asked for oneself."""
    AUTHORISE_FOR_ORGANISATION = "authorise_for_organisation"
    """Note who may spend an organisation's points."""
    READ_CASES = "read_cases"
    """The cases of one's bodies; for those who run the programme in an area, all of it."""
    WORK_CASES = "work_cases"
    """Make moves of a case: which, the case's own table says."""
    NAME_STAND_IN = "name_stand_in"
    """A colleague for the days on which one is away; who keeps accounts names them for others."""
    CALL_CITIZENS = "call_citizens"
    """See the number of somebody who is to be called."""
    READ_SAMPLES = "read_samples"
    """The monthly sample of one's area: its plan and its figures, not who was asked."""
    READ_REPORTS = "read_reports"
    READ_LEARNING = "read_learning"
    """What months teach, in citizens' masked words."""
    READ_LIBRARY = "read_library"
    """The case library of one's area, whichever body a case was of: its words are masked."""
    MARK_EXAMPLES = "mark_examples"
    """Of the library, in one's own scope."""
    MANAGE_STAFF = "manage_staff"
    """See the accounts of one's scope, disable and enable them."""
    END_SESSIONS = "end_sessions"
    """Of others of one's scope; one's own are everybody's to end."""
    READ_AUDIT_TRAIL = "read_audit_trail"


_AT_THE_COUNTER = frozenset(
    {
        Permission.LOOK_UP_CITIZEN,
        Permission.VERIFY_VOUCHER,
        Permission.CANCEL_VOUCHER,
        Permission.UNDO_VERIFICATION,
        Permission.SUBSTITUTE_GIFT,
        Permission.SHOW_INVITATION,
        Permission.NOTE_HEARD,
        Permission.AUTHORISE_FOR_ORGANISATION,
        Permission.VOUCH_FOR_NUMBER,
    }
)
_OF_NUMBERS = frozenset(
    {Permission.VOUCH_FOR_NUMBER, Permission.CHANGE_CITIZEN, Permission.CONFIRM_CITIZEN_CHANGE}
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.COUNTER_CLERK: _AT_THE_COUNTER | {Permission.OWN_ACCOUNT},
    # Who keeps the stock hands nothing out, so that a count of the shelf says something.
    Role.GIFTS_DESK: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.MANAGE_GIFTS,
            Permission.ASK_CORRECTION,
            Permission.READ_REPORTS,
        }
    ),
    # Who puts a matter right writes to the citizen through the bot, and sees no number.
    Role.DEPARTMENT_HANDLER: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_CASES,
            Permission.WORK_CASES,
            Permission.NAME_STAND_IN,
            Permission.READ_LIBRARY,
        }
    ),
    Role.SUPERVISOR: _OF_NUMBERS
    | frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_CASES,
            Permission.WORK_CASES,
            Permission.NAME_STAND_IN,
            Permission.CALL_CITIZENS,
            Permission.READ_SAMPLES,
            Permission.NOTE_HEARD,
            Permission.DECIDE_HELD_POINTS,
            Permission.JUDGE_SUGGESTIONS,
            Permission.ASK_CORRECTION,
            Permission.CONFIRM_CORRECTION,
            Permission.READ_REPORTS,
            Permission.READ_LEARNING,
            Permission.READ_LIBRARY,
            Permission.MARK_EXAMPLES,
        }
    ),
    Role.ADMINISTRATOR: _OF_NUMBERS
    | frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_SAMPLES,
            Permission.MANAGE_STAFF,
            Permission.NAME_STAND_IN,
            Permission.END_SESSIONS,
            Permission.READ_AUDIT_TRAIL,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.OWN_ACCOUNT,
            Permission.READ_CASES,
            Permission.READ_SAMPLES,
            Permission.READ_REPORTS,
            Permission.READ_LEARNING,
            Permission.READ_LIBRARY,
            Permission.READ_AUDIT_TRAIL,
        }
    ),
}
"""Who may do what; nothing else decides it."""


def may(role: Role, permission: Permission) -> bool:
    """Whether the role has the permission."""
    return permission in PERMISSIONS[role]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an account sees: an area with all inside it, and of that one org with all below it, or every org."""

    area_code: str
    org_code: str | None = None

    def covers_area(self, area_code: str) -> bool:
        """Whether something in this area is seen, whatever its org; ValueError for no area code."""
        return covers(self.area_code, area_code)

    def covers(self, area_code: str, org_and_above: Collection[str] = ()) -> bool:
        """Whether something of an org (given with all orgs above it) in an area is seen."""
        mine = self.org_code is None or self.org_code in org_and_above
        return mine and self.covers_area(area_code)


class WeakPassword(Refused):
    """Too easily guessed; `because` is one of the words below."""


TOO_SHORT = "too_short"
TOO_LONG = "too_long"
HAS_USERNAME = "has_username"
FEW_CHARACTERS = "few_characters"
"""It is a few characters over and over."""

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
FEWEST_CHARACTERS = 6


def check_password(password: str, username: str) -> None:
    """Raise `WeakPassword` for one that should not guard an account."""
    if len(password) < SHORTEST_PASSWORD:
        raise WeakPassword(TOO_SHORT)
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(TOO_LONG)
    if username.casefold() in password.casefold():
        raise WeakPassword(HAS_USERNAME)
    if len(set(password)) < FEWEST_CHARACTERS:
        raise WeakPassword(FEW_CHARACTERS)


@dataclass(frozen=True, slots=True)
class SessionRules:
    """How long a session lasts, and how often a password may be guessed (wall time)."""

    idle: timedelta
    lasts: timedelta
    tries: int
    """For one account, within `wait`."""
    tries_per_client: int
    """From one address, within `wait`, whatever the accounts."""
    wait: timedelta

    def ends_at(self, made_at: datetime) -> datetime:
        """When a session is over even if it is used."""
        return made_at + self.lasts

    def unused_since(self, wall: datetime) -> datetime:
        """A session not used since then is over."""
        return wall - self.idle


class Action(StrEnum):
    """What the audit trail tells of. Every look-up of a person and every change has one."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a word of the trail
    STAFF_ADDED = "staff_added"
    STAFF_DISABLED = "staff_disabled"
    STAFF_ENABLED = "staff_enabled"
    CHAT_CODE_MADE = "chat_code_made"
    CHAT_BOUND = "chat_bound"
    CHAT_UNBOUND = "chat_unbound"
    TRAIL_READ = "trail_read"
    CITIZEN_LOOKED_UP = "citizen_looked_up"
    INVITATION_SHOWN = "invitation_shown"
    VOUCHER_SHOWN = "voucher_shown"
    VOUCHER_COLLECTED = "voucher_collected"
    VERIFICATION_UNDONE = "verification_undone"
    VOUCHER_CANCELLED = "voucher_cancelled"
    GIFT_SUBSTITUTED = "gift_substituted"
    ORGANISATION_LOOKED_UP = "organisation_looked_up"
    DELEGATE_NAMED = "delegate_named"
    DELEGATE_ENDED = "delegate_ended"
    SUGGESTION_ADOPTED = "suggestion_adopted"
    SUGGESTION_DECLINED = "suggestion_declined"
    HELD_POINTS_PAID = "held_points_paid"
    HELD_POINTS_LET_GO = "held_points_let_go"
    REPORT_TAKEN = "report_taken"
    """Figures left the console as a file."""
    POINTS_BEGAN_TOLD = "points_began_told"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_CONFIRMED = "correction_confirmed"
    CORRECTION_REFUSED = "correction_refused"
    CORRECTION_TAKEN_BACK = "correction_taken_back"
    TIER_KEPT = "tier_kept"
    GIFT_ADDED = "gift_added"
    GIFT_CHANGED = "gift_changed"
    GIFT_WITHDRAWN = "gift_withdrawn"
    GIFT_OFFERED_AGAIN = "gift_offered_again"
    GIFT_PICTURE_KEPT = "gift_picture_kept"
    PLACE_ADDED = "place_added"
    PLACE_CHANGED = "place_changed"
    PLACE_CLOSED = "place_closed"
    PLACE_OPENED = "place_opened"
    STOCK_MOVED = "stock_moved"
    ACCOUNT_LOOKED_UP = "account_looked_up"
    """The entries of an account of points, without whose it is."""
    CITIZEN_CHANGE_ASKED = "citizen_change_asked"
    CITIZEN_CHANGE_CONFIRMED = "citizen_change_confirmed"
    CITIZEN_CHANGE_REFUSED = "citizen_change_refused"
    CITIZEN_CHANGE_TAKEN_BACK = "citizen_change_taken_back"
    COMPLAINT_NOTED = "complaint_noted"
    CASE_SHOWN = "case_shown"
    CASE_TAKEN = "case_taken"
    """The whole of it left the console as a PDF."""
    CASE_MOVED = "case_moved"
    NUMBER_SHOWN = "number_shown"
    """Of a citizen who is to be called."""
    CITIZEN_CALLED = "citizen_called"
    EXAMPLE_MARKED = "example_marked"
    EXAMPLE_UNMARKED = "example_unmarked"
    NUMBER_SENT_OUT = "number_sent_out"
    """Of a citizen, to an outside platform whose mapping asks for it."""
    ORDERS_REPLAYED = "orders_replayed"
    """What an outside platform was told is told again."""
    SAMPLE_SHOWN = "sample_shown"
    """Who is to be called about the ratings that were drawn, the numbers masked."""
    SAMPLE_CALLED = "sample_called"
    STAND_IN_NAMED = "stand_in_named"
    STAND_IN_ENDED = "stand_in_ended"
