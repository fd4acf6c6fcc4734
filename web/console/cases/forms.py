"""What each move asks for: its fields, its words, and how they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from evaluation.cases.answers import LONGEST, LONGEST_QUESTION
from evaluation.cases.words import Depth, Finding, Move, Outcome, Step, Track, Verdict
from evaluation.levels import Reason
from usecases.cases.act import Wanted
from web.console.typed import day_of, number_of
from web.forms import Form, text

MOST = 1000
"""Characters of a reason or an opinion; what citizens read has a limit of its own."""
COMPLAINT, BODY, OF_CASE, FINDINGS, SORTING, LABELLING, OUTCOME, STEP, VERDICT, UNTIL, CITIZEN = (
    "complaint",
    "body",
    "of_case",
    "findings",
    "sorting",
    "labelling",
    "outcome",
    "step",
    "verdict",
    "until",
    "citizen",
)
"""Groups of fields, as the template knows them."""


@dataclass(frozen=True, slots=True)
class MoveForm:
    """The form of a move."""

    button: str
    words: str = "原因"
    """What the box of text is called."""
    hint: str = ""
    asks: frozenset[str] = frozenset()
    about: str = ""
    """What the move does, said above the form."""
    optional: bool = False
    """The words may be left out."""
    files: bool = False
    """Photos and PDFs may be enclosed."""
    most: int = MOST
    """Characters of its words."""
    follows: frozenset[Move] = frozenset()
    """The moves that it answers or sums up: what was said in them stands below the form."""


def _asks(*names: str) -> frozenset[str]:
    return frozenset(names)


def _after(*moves: Move) -> frozenset[Move]:
    return frozenset(moves)


FORMS: Mapping[Move, MoveForm] = {
    Move.ACKNOWLEDGE: MoveForm("签收", optional=True),
    Move.RETURN: MoveForm(
        "退回", "退回理由", about="不属于本单位办理的，收到后半个工作日内可以退回，由派单单位另派。"
    ),
    Move.TRANSFER: MoveForm(
        "转办", "转办理由", asks=_asks(BODY), about="由另一个单位牵头，原来告诉服务对象的期限不变。"
    ),
    Move.VERIFY: MoveForm("核实", "核实情况", "怎样核实的，查明了什么。", _asks(FINDINGS)),
    Move.CLASSIFY: MoveForm(
        "分类",
        "分类理由",
        asks=_asks(SORTING),
        about="分类决定何时答复服务对象；已告知的期限只会顺延，不会提前。",
    ),
    Move.LABEL: MoveForm(
        "吐槽分类",
        "说明",
        asks=_asks(COMPLAINT, LABELLING),
        about="导办员记下的吐槽，到下一个工作日为止逐件分类；不影响答复期限，可以更正。",
        optional=True,
    ),
    Move.ASSIGN: MoveForm("指派", "指派给谁、做什么", optional=True),
    Move.ADD_CO_HANDLER: MoveForm("增加协办", "协办任务", asks=_asks(BODY)),
    Move.CO_ANSWER: MoveForm(
        "协办反馈", "办理结果", asks=_asks(OF_CASE), follows=_after(Move.ADD_CO_HANDLER)
    ),
    Move.RELEASE_CO_HANDLER: MoveForm("撤销协办", asks=_asks(OF_CASE)),
    Move.CONSULT: MoveForm(
        "发起会商",
        "会商事项",
        asks=_asks(BODY),
        about="一次请一个单位，可以再请；综合协调的工单须有会商结论。",
    ),
    Move.GIVE_OPINION: MoveForm("会商意见", "意见", asks=_asks(OF_CASE), follows=_after(Move.CONSULT)),
    Move.CONCLUDE: MoveForm("会商结论", "结论", follows=_after(Move.CONSULT, Move.GIVE_OPINION)),
    Move.RECTIFY: MoveForm("整改完成", "整改措施和结果", "做了什么，以后怎样防止。"),
    Move.ANSWER: MoveForm(
        "答复",
        "给服务对象的答复",
        "原样发给服务对象，不要写姓名、手机号和证件号码。",
        _asks(COMPLAINT, CITIZEN),
        most=LONGEST,
        follows=_after(Move.VERIFY, Move.RECTIFY, Move.CO_ANSWER, Move.CONCLUDE),
    ),
    Move.CALL_BACK: MoveForm("登记回访", "回访记录", asks=_asks(COMPLAINT, OUTCOME), optional=True),
    Move.REOPEN: MoveForm("重办", about="服务对象表示未解决的，提级重办一次。"),
    Move.CLOSE: MoveForm("销号", optional=True),
    Move.IMPROVE: MoveForm("提升完成", "提升的内容", about="升级改完成后，工单离开提升清单。"),
    Move.SUSPEND: MoveForm(
        "挂起",
        "挂起原因",
        "原样告诉服务对象，不要写姓名、手机号和证件号码。",
        _asks(UNTIL, CITIZEN),
        about="挂起期间不计时，到期自动恢复。",
        most=LONGEST_QUESTION,
    ),
    Move.RESUME: MoveForm("恢复", "恢复说明"),
    Move.SUPERVISE: MoveForm(
        "督办",
        "督办意见",
        about="牵头单位马上收到提醒；到期未办的，上级和好差评办公室同时得知。督办不能撤销。",
    ),
    Move.ESCALATE: MoveForm("升级", "升级理由", about="请再上一级单位督促办理。"),
    Move.ASK_CITIZEN: MoveForm(
        "询问服务对象",
        "要问的话",
        "由机器人发给服务对象，您看不到号码；回复会记在工单经过里。",
        _asks(CITIZEN),
        most=LONGEST_QUESTION,
    ),
    Move.APPEAL: MoveForm(
        "申诉",
        "申诉理由",
        "写明事实和依据。",
        _asks(COMPLAINT),
        about="由好差评办公室复核；整改期限照常计算。",
        files=True,
    ),
    Move.REVIEW: MoveForm(
        "登记复核",
        "查明的情况",
        asks=_asks(COMPLAINT, STEP),
        about="每做一步登记一次，由另一位同事作结论。",
        follows=_after(Move.APPEAL, Move.REVIEW),
    ),
    Move.DECIDE: MoveForm(
        "复核结论",
        "结论理由",
        asks=_asks(COMPLAINT, VERDICT),
        about="认定误评或恶意差评的，会告诉服务对象；积分不受影响。",
        follows=_after(Move.APPEAL, Move.REVIEW),
    ),
}
"""Every move that is made by hand."""

AT_ONCE = frozenset({Move.ACKNOWLEDGE, Move.CLOSE})
"""Moves that ask for nothing: a button on the page of the case does them."""

Word = TypeVar("Word", bound=Enum)


def read(move: Move, form: Form) -> Wanted:
    """What somebody asks for; nonsense is nothing."""
    return Wanted(
        move,
        text(form, "words", MOST),
        complaint=number_of(text(form, "complaint", 20)),
        org=text(form, "org", 40) or None,
        until=day_of(text(form, "until", 10)),
        reason=_word(Reason, form, "reason"),
        real=_word(Finding, form, "real"),
        fair=_word(Finding, form, "fair"),
        track=_word(Track, form, "track"),
        depth=_word(Depth, form, "depth"),
        outcome=_word(Outcome, form, "outcome"),
        verdict=_word(Verdict, form, "verdict"),
        step=_word(Step, form, "step"),
    )


def _word(of: type[Word], form: Form, name: str) -> Word | None:
    typed = text(form, name, 20)
    return of(typed) if typed in {each.value for each in of} else None


def missing(wanted: Wanted) -> dict[str, str]:
    """What a form lacks, by field, before anything is asked of the case."""
    form = FORMS[wanted.move]
    wrong = {} if wanted.words or form.optional else {"words": f"请填写{form.words}。"}
    for name, label in _CHOICES.items():
        group, field = name
        if group in form.asks and getattr(wanted, field) is None:
            wrong[field] = f"请选择{label}。"
    return wrong


_CHOICES: Mapping[tuple[str, str], str] = {
    (FINDINGS, "real"): "是否属实",
    (FINDINGS, "fair"): "是否合理",
    (LABELLING, "reason"): "属于哪一类",
    (LABELLING, "real"): "是否属于投诉",
    (SORTING, "track"): "整改分类",
    (SORTING, "depth"): "整改深度",
    (OUTCOME, "outcome"): "回访结果",
    (STEP, "step"): "复核方式",
    (VERDICT, "verdict"): "结论",
    (BODY, "org"): "单位",
    (UNTIL, "until"): "挂起到哪一天",
}
"""Fields that are to be chosen, with what they are called."""
