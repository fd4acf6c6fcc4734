"""差评整改报表: what became of the bad ratings of a period, by the body that answers for them."""

from collections.abc import Callable, Sequence

from store.db import Transaction
from store.reports.cases import Handled, handled
from web.console.reports.serving import Answer, Question, Served
from web.console.reports.tables import Cell, Column, Kind, Table

_BODY = Column("牵头单位", Kind.TEXT)
WORKED = (
    _BODY,
    Column("差评", formula="期间内派单的差评，不含申诉成立的"),
    Column("转换差评", formula="期间内派单的吐槽转差评，与差评分别统计"),
    Column("申诉成立", formula="认定为误评或恶意差评的，不计入其他各列"),
    Column("申诉成立率", Kind.SHARE, "申诉成立的÷已有复核结论的；都没有时为“—”"),
    Column("签收及时率", Kind.SHARE, "牵头单位收到后按时签收的÷（已签收＋逾期未签收）；都没有时为“—”"),
    Column("已答复", formula="其中已答复本人的"),
    Column("按时答复率", Kind.SHARE, "按时答复的÷（已答复＋逾期未答复）；都没有时为“—”"),
    Column("逾期未答复", formula="其中答复期限已过、仍未答复的；未分类的按一般事项的期限计，挂起的不算"),
    Column("督办", formula="所在工单曾被督办的"),
    Column("答复天数", Kind.DAYS, "从派单到答复的天数，取中位数"),
)
CALLED_BACK = (
    _BODY,
    Column("已解决", formula="回访时本人表示已解决的"),
    Column("未解决", formula="回访时本人表示未解决的"),
    Column("未接通", formula="短信和人工回访都没有得到答复的"),
    Column("回访率", Kind.SHARE, "已回访的（包括未接通）÷（已回访＋逾期未回访）；都没有时为“—”"),
    Column("解决率", Kind.SHARE, "已解决÷（已解决＋未解决）；都没有时为“—”"),
    Column("重办", formula="因本人表示未解决而提级重办的"),
)
HEARD = (
    _BODY,
    Column("转换差评", formula="同上表"),
    Column("已分类", formula="其中已分类的"),
    Column("按时分类率", Kind.SHARE, "到下一个工作日为止分类的÷（已分类＋逾期未分类）；都没有时为“—”"),
    Column("逾期未分类", formula="其中分类期限已过、仍未分类的"),
    Column("不算投诉", formula="其中分类为不算投诉的；仍计为转换差评"),
    Column("本人已评价", formula="其中本人答复了等级的；评价另在评价统计中，不再计为差评工单"),
)
NOTE = "按派单的月份和现在的牵头单位统计；每条差评各计一件，并案办理的也是。"
EMPTY = "期间内没有派单的差评。"


async def read(tx: Transaction, question: Question) -> Answer:
    """The complaints dispatched in these months, as they stand now."""
    months = question.asked.months
    now, deadlines = question.at.times.now, question.at.services.rules.deadlines
    found = await handled(
        tx,
        question.seen,
        months.begins,
        months.ends,
        now=now,
        unsorted_late_before=deadlines.unsorted_late_before(now),
    )
    tables = [_table("办理", WORKED, found, _worked), _table("回访", CALLED_BACK, found, _called_back)]
    if found[-1].oral:
        tables.append(_table("吐槽分类", HEARD, [each for each in found if each.oral], _heard))
    return Answer(f"{question.area}，{question.period}", tables, (NOTE,))


def _table(
    title: str, columns: Sequence[Column], found: Sequence[Handled], line: Callable[[Handled], Sequence[Cell]]
) -> Table:
    *each, together = found
    rows = [(one.body or "", *line(one)) for one in each]
    return Table(title, columns, rows, ("合计", *line(together)), empty=EMPTY)


def _worked(of: Handled) -> Sequence[Cell]:
    return (
        of.ratings,
        of.oral,
        of.excluded,
        _share(of.excluded, of.decided),
        _share(of.signed_in_time, of.signable),
        of.answered,
        _share(of.in_time, of.answered + of.overdue),
        of.overdue,
        of.supervised,
        of.days,
    )


def _called_back(of: Handled) -> Sequence[Cell]:
    settled = of.solved + of.not_solved
    called = settled + of.not_reached
    return (
        of.solved,
        of.not_solved,
        of.not_reached,
        _share(called, called + of.not_called),
        _share(of.solved, settled),
        of.reopened,
    )


def _heard(of: Handled) -> Sequence[Cell]:
    return (
        of.oral,
        of.labelled,
        _share(of.labelled_in_time, of.labelled + of.unlabelled_late),
        of.unlabelled_late,
        of.not_complaints,
        of.answered_themselves,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


SERVED = Served("cases", "差评整改报表", ("months",), read)
