"""The state machine of cases: make one move, or fold a whole history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from evaluation.cases import appealing, complaints, leading, pressing, replying, working
from evaluation.cases.case import Case, Event
from evaluation.cases.refusals import CLOSED, NO_WORDS, NOT_YOURS, SUSPENDED, TOO_SOON, Illegal
from evaluation.cases.table import TABLE
from evaluation.cases.words import Move


def fold(events: Iterable[Event]) -> Case:
    """Return the case that a history makes; raises `Illegal` at a move that could not be made."""
    moves = iter(events)
    case = begin(next(moves))
    for event in moves:
        case = step(case, event)
    return case


def begin(event: Event) -> Case:
    """受理: a case with its first complaint, led by the body that handled the matter (谁办理、谁负责)."""
    if event.move is not Move.OPEN or event.org is None:
        raise Illegal(TOO_SOON)
    return Case(event.org, complaints.first(event, {}))


def step(case: Case, event: Event) -> Case:
    """Return the case after a move; raises `Illegal`, and changes nothing."""
    _allow(case, event)
    return replace(_MAKE[event.move](case, event), events=case.events + 1)


def _allow(case: Case, event: Event) -> None:
    rule = TABLE.get(event.move)
    if rule is None or event.by.party not in rule.by:
        raise Illegal(NOT_YOURS)
    if case.stage not in rule.stages:
        raise Illegal(TOO_SOON if case.is_open else CLOSED)
    if case.is_suspended and not rule.while_suspended:
        raise Illegal(SUSPENDED)
    if rule.words and not event.words.strip():
        raise Illegal(NO_WORDS)


_MAKE: Mapping[Move, Callable[[Case, Event], Case]] = {
    Move.JOIN: complaints.join,
    Move.WITHDRAW: complaints.withdraw,
    Move.REVISE: complaints.revise,
    Move.RATE: replying.noted,
    Move.LABEL: complaints.label,
    Move.DISPATCH: complaints.dispatch,
    Move.PUSH_AGAIN: replying.noted,
    Move.ACKNOWLEDGE: leading.acknowledge,
    Move.RETURN: leading.reaches,
    Move.TRANSFER: leading.reaches,
    Move.HAND_ON: leading.hand_on,
    Move.VERIFY: working.verify,
    Move.CLASSIFY: working.classify,
    Move.ASSIGN: working.assign,
    Move.ADD_CO_HANDLER: working.add_co_handler,
    Move.CO_ANSWER: working.co_answer,
    Move.RELEASE_CO_HANDLER: working.release_co_handler,
    Move.CONSULT: working.consult,
    Move.GIVE_OPINION: working.give_opinion,
    Move.CONCLUDE: working.conclude,
    Move.RECTIFY: working.rectify,
    Move.ANSWER: replying.answer,
    Move.CALL_BACK: replying.call_back,
    Move.CALL_BY_PHONE: replying.call_by_phone,
    Move.REOPEN: leading.reopen,
    Move.CLOSE: replying.close,
    Move.IMPROVE: replying.improve,
    Move.SUSPEND: pressing.suspend,
    Move.RESUME: pressing.resume,
    Move.SUPERVISE: pressing.supervise,
    Move.ESCALATE: pressing.escalate,
    Move.MOVE_DEADLINE: pressing.move_deadline,
    Move.ASK_CITIZEN: replying.ask_citizen,
    Move.CITIZEN_SAID: replying.noted,
    Move.APPEAL: appealing.appeal,
    Move.REVIEW: appealing.review,
    Move.DECIDE: appealing.decide,
    Move.NOTE: replying.noted,
}
