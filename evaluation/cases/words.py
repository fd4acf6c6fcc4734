"""The words of cases: stages, moves, parties, tracks and outcomes."""

from enum import StrEnum

from evaluation.levels import Reason


class Stage(StrEnum):
    """How far a case is; reckoned from what happened, never set."""

    RECEIVED = "received"
    """受理: a change of mind is still possible, nobody was told."""
    DISPATCHED = "dispatched"
    """待签收: it reached the lead body."""
    ACKNOWLEDGED = "acknowledged"
    """已签收"""
    VERIFIED = "verified"
    """已核实: whether it is so, and whether it is reasonable."""
    CLASSIFIED = "classified"
    """已分类"""
    ASSIGNED = "assigned"
    """整改中: somebody is putting it right."""
    RECTIFIED = "rectified"
    """已整改: what is left is to tell the citizen."""
    ANSWERED = "answered"
    """已答复, 待回访"""
    CALLED_BACK = "called_back"
    """已回访"""
    CLOSED = "closed"
    """已销号"""


class Track(StrEnum):
    """整改分类 (苏协调办〔2021〕13号 六): how long the answer may take."""

    SIMPLE = "simple"
    """立整立改: the same day."""
    GENERAL = "general"
    """限时整改: 5 workdays."""
    COMPLEX = "complex"
    """综合协调: 15 workdays, with a consultation (会商)."""


class Depth(StrEnum):
    """How deep the change must go (苏协调办〔2021〕13号 附件3)."""

    AT_ONCE = "at_once"
    """即时改: attitude and conduct."""
    THOROUGH = "thorough"
    """深入改: quality and efficiency."""
    UPGRADE = "upgrade"
    """升级改: convenience and integration; it stays on the improvement list after the case is closed."""


_DEPTHS = {
    Reason.ATTITUDE: Depth.AT_ONCE,
    Reason.ENVIRONMENT: Depth.AT_ONCE,
    Reason.QUALITY: Depth.THOROUGH,
    Reason.EFFICIENCY: Depth.THOROUGH,
    Reason.CONVENIENCE: Depth.UPGRADE,
}


def usual_depth(reasons: tuple[Reason, ...]) -> Depth:
    """The depth to propose: the deepest that one of the reasons asks for; thorough where none says anything."""
    found = {_DEPTHS[reason] for reason in reasons if reason in _DEPTHS}
    return next((depth for depth in reversed(Depth) if depth in found), Depth.THOROUGH)


class Kind(StrEnum):
    """Where a complaint comes from; figures count them apart."""

    RATING = "rating"
    """A rating of level 1 or 2."""
    ORAL = "oral"
    """吐槽转差评: what a guide heard in the hall (附件3 拓展差评转换机制)."""


class Party(StrEnum):
    """What somebody is to one case."""

    SYSTEM = "system"
    CITIZEN = "citizen"
    LEAD = "lead"
    """牵头单位: the one body that answers for it."""
    CO_HANDLER = "co_handler"
    """协办单位"""
    SUPERIOR = "superior"
    """A body above the lead body."""
    OFFICE = "office"
    """好差评办公室 (监督考核科) of the area: dispatches, supervises, decides appeals."""
    PLATFORM = "platform"
    """An outside work-order platform (12345), on which the lead body works the case."""


UNKNOWN_HANDS = frozenset({Party.CITIZEN, Party.PLATFORM})
"""Whose words no form of ours has seen: numbers in them are starred where they are shown."""


class Move(StrEnum):
    """What may happen to a case; each is one event of its history."""

    OPEN = "open"
    """受理: with its first complaint."""
    JOIN = "join"
    """并案: another complaint of the same citizen about the same."""
    WITHDRAW = "withdraw"
    """改评: the citizen changed their mind before the complaint was dispatched."""
    REVISE = "revise"
    """The citizen gave another level after the dispatch: it stands beside the first, which counts."""
    RATE = "rate"
    """本人评价: the level that a citizen gives whom a guide heard; the case goes on."""
    LABEL = "label"
    """吐槽分类: what it is about, and whether it is a complaint at all; again where the first was wrong."""
    DISPATCH = "dispatch"
    """派单"""
    PUSH_AGAIN = "push_again"
    """催收: nobody signed in time; what was overdue stays so."""
    ACKNOWLEDGE = "acknowledge"
    """签收"""
    RETURN = "return"
    """退回: not ours; to whoever dispatched it, within half a day."""
    TRANSFER = "transfer"
    """转办: another body leads."""
    HAND_ON = "hand_on"
    """机构撤销: its lead body is no more."""
    VERIFY = "verify"
    """核实"""
    CLASSIFY = "classify"
    """分类; again where the first was wrong."""
    ASSIGN = "assign"
    """指派"""
    ADD_CO_HANDLER = "add_co_handler"
    """增加协办"""
    CO_ANSWER = "co_answer"
    """协办反馈"""
    RELEASE_CO_HANDLER = "release_co_handler"
    """撤销协办"""
    CONSULT = "consult"
    """发起会商"""
    GIVE_OPINION = "give_opinion"
    """会商意见"""
    CONCLUDE = "conclude"
    """会商结论"""
    RECTIFY = "rectify"
    """整改完成"""
    ANSWER = "answer"
    """答复"""
    CALL_BACK = "call_back"
    """回访: what the citizen says to the answer, or that nobody reached them."""
    CALL_BY_PHONE = "call_by_phone"
    """转人工回访: the bot got no answer in time."""
    REOPEN = "reopen"
    """重办: once, to a higher level."""
    CLOSE = "close"
    """销号"""
    IMPROVE = "improve"
    """An upgrade is done; the case leaves the improvement list."""
    SUSPEND = "suspend"
    """挂起"""
    RESUME = "resume"
    """恢复"""
    SUPERVISE = "supervise"
    """督办"""
    ESCALATE = "escalate"
    """升级: the body above is told, and answers for it too."""
    MOVE_DEADLINE = "move_deadline"
    """The calendar is known better now; never earlier than what was told."""
    ASK_CITIZEN = "ask_citizen"
    CITIZEN_SAID = "citizen_said"
    APPEAL = "appeal"
    """申诉"""
    REVIEW = "review"
    """复核: one step, by whom, and what was found."""
    DECIDE = "decide"
    """复核结论"""
    NOTE = "note"
    """办理记录: what a platform tells of its own handling; it leads nowhere."""


class Finding(StrEnum):
    """What a verification says of one of its two questions."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Outcome(StrEnum):
    """What came of a call-back."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    NOT_REACHED = "not_reached"
    """Neither the bot nor a person got an answer."""


class Closing(StrEnum):
    """Why a case is closed."""

    DONE = "done"
    """Answered and called back."""
    WITHDRAWN = "withdrawn"
    """The citizen changed their mind in time."""
    EXCLUDED = "excluded"
    """Every complaint of it was found to be mistaken or malicious."""


class Verdict(StrEnum):
    """How an appeal is decided."""

    REFUSED = "refused"
    MISTAKEN = "mistaken"
    """误评"""
    MALICIOUS = "malicious"
    """恶意差评"""


class Step(StrEnum):
    """How an appeal is reviewed (苏协调办〔2021〕13号 附件2)."""

    PHONE = "phone"
    """电话核实"""
    TALK = "talk"
    """谈话了解"""
    RECORDING = "recording"
    """调取录像"""
    DOCUMENTS = "documents"
    """审阅资料"""
