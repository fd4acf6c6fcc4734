"""Who may make which move, and when: the life cycle as data.

What a table cannot say (a second person, an unanswered co-handler) the moves say themselves, and what counts time
`planning` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.cases.words import Move, Party, Stage

_SYSTEM, _CITIZEN, _LEAD, _CO, _SUPERIOR, _OFFICE, _PLATFORM = Party
_ABOVE = frozenset({_SUPERIOR, _OFFICE})
_BODY = frozenset({_LEAD, _OFFICE})
_WORKS = frozenset({_LEAD, _PLATFORM})
"""The lead body works a case in the console, or on the platform to which it went out."""

_OPEN = frozenset(Stage) - {Stage.CLOSED}
_REACHED = _OPEN - {Stage.RECEIVED}
_SIGNED = _REACHED - {Stage.DISPATCHED}
_SORTING = frozenset({Stage.ACKNOWLEDGED, Stage.VERIFIED})
_WORKING = frozenset({Stage.CLASSIFIED, Stage.ASSIGNED})
_UNANSWERED = _SORTING | _WORKING | {Stage.RECTIFIED}


@dataclass(frozen=True, slots=True)
class Rule:
    """When a move may be made, and by whom."""

    by: frozenset[Party]
    stages: frozenset[Stage]
    words: bool = False
    """It must say why, or what."""
    while_suspended: bool = False
    by_hand: bool = True
    """It is offered as a button; the others follow from what citizens do and from time."""


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


def _itself(*parties: Party, stages: frozenset[Stage], words: bool = False) -> Rule:
    """What happens without a button, suspended or not."""
    return Rule(_by(*parties), stages, words=words, while_suspended=True, by_hand=False)


TABLE: Mapping[Move, Rule] = {
    Move.JOIN: _itself(_SYSTEM, stages=_OPEN),
    Move.WITHDRAW: _itself(_CITIZEN, stages=_OPEN),
    Move.REVISE: _itself(_CITIZEN, stages=frozenset(Stage)),
    Move.RATE: _itself(_CITIZEN, stages=frozenset(Stage), words=True),
    Move.LABEL: Rule(_BODY, frozenset(Stage) - {Stage.RECEIVED}, while_suspended=True),
    Move.DISPATCH: _itself(_SYSTEM, stages=_OPEN),
    Move.PUSH_AGAIN: _itself(_SYSTEM, stages=frozenset({Stage.DISPATCHED})),
    Move.ACKNOWLEDGE: Rule(_WORKS, frozenset({Stage.DISPATCHED})),
    Move.RETURN: Rule(_WORKS, frozenset({Stage.DISPATCHED}) | _SORTING, words=True),
    Move.TRANSFER: Rule(_ABOVE | {_PLATFORM}, _REACHED - {Stage.ANSWERED, Stage.CALLED_BACK}, words=True),
    Move.HAND_ON: _itself(_SYSTEM, stages=_OPEN, words=True),
    Move.VERIFY: Rule(_WORKS, frozenset({Stage.ACKNOWLEDGED}), words=True),
    Move.CLASSIFY: Rule(_BODY | {_PLATFORM}, frozenset({Stage.VERIFIED}) | _WORKING, words=True),
    Move.ASSIGN: Rule(_WORKS, _WORKING),
    Move.ADD_CO_HANDLER: Rule(_BODY, _SORTING | _WORKING, words=True),
    Move.CO_ANSWER: Rule(_by(_CO), _REACHED, words=True),
    Move.RELEASE_CO_HANDLER: Rule(_BODY, _UNANSWERED | {Stage.DISPATCHED}, words=True),
    Move.CONSULT: Rule(_BODY, _SORTING | _WORKING, words=True),
    Move.GIVE_OPINION: Rule(_by(_LEAD, _CO, _SUPERIOR, _OFFICE), _SORTING | _WORKING, words=True),
    Move.CONCLUDE: Rule(_BODY, _SORTING | _WORKING, words=True),
    Move.RECTIFY: Rule(_WORKS, frozenset({Stage.ASSIGNED}), words=True),
    Move.ANSWER: Rule(_WORKS, frozenset({Stage.RECTIFIED}), words=True),
    Move.CALL_BACK: Rule(
        _by(_CITIZEN, _SUPERIOR, _OFFICE), frozenset({Stage.RECTIFIED, Stage.ANSWERED}), while_suspended=True
    ),
    Move.CALL_BY_PHONE: _itself(_SYSTEM, stages=frozenset({Stage.RECTIFIED, Stage.ANSWERED})),
    Move.REOPEN: Rule(
        _by(_SYSTEM, _OFFICE), frozenset({Stage.RECTIFIED, Stage.ANSWERED, Stage.CALLED_BACK}), words=True
    ),
    Move.CLOSE: Rule(_by(_SYSTEM, _OFFICE), frozenset({Stage.CALLED_BACK})),
    Move.IMPROVE: Rule(_BODY, frozenset({Stage.CLOSED}), words=True),
    Move.SUSPEND: Rule(_BODY, _UNANSWERED, words=True),
    Move.RESUME: Rule(_BODY | {_SYSTEM}, _UNANSWERED, words=True, while_suspended=True),
    Move.SUPERVISE: Rule(_ABOVE, _REACHED, words=True, while_suspended=True),
    Move.ESCALATE: Rule(_ABOVE | {_SYSTEM}, _REACHED, words=True, while_suspended=True),
    Move.MOVE_DEADLINE: _itself(_SYSTEM, stages=_OPEN),
    Move.ASK_CITIZEN: Rule(_by(_LEAD), _SIGNED, words=True),
    Move.CITIZEN_SAID: _itself(_CITIZEN, stages=frozenset(Stage), words=True),
    Move.APPEAL: Rule(_by(_LEAD), frozenset(Stage) - {Stage.RECEIVED}, words=True, while_suspended=True),
    Move.REVIEW: Rule(_by(_OFFICE), frozenset(Stage) - {Stage.RECEIVED}, words=True, while_suspended=True),
    Move.DECIDE: Rule(_by(_OFFICE), frozenset(Stage) - {Stage.RECEIVED}, words=True, while_suspended=True),
    Move.NOTE: _itself(_PLATFORM, stages=frozenset(Stage) - {Stage.RECEIVED}, words=True),
}
"""Every move but `OPEN`, which makes the case."""


def offered(stage: Stage, parties: frozenset[Party], *, suspended: bool) -> tuple[Move, ...]:
    """The moves that somebody may be offered, in the order of the table."""
    return tuple(
        move
        for move, rule in TABLE.items()
        if rule.by_hand
        and stage in rule.stages
        and rule.by & parties
        and (rule.while_suspended or not suspended)
    )
