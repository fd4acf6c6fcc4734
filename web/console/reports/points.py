"""积分报表: what was issued, spent, given back, expired and corrected, month by month or area by area, and owed."""

from collections.abc import Sequence

from store.db import Transaction
from store.reports.points import Owed
from usecases.reports import points
from usecases.reports.points import Month, Moved, Place
from web.console.reports.serving import Answer, Question, Served
from web.console.reports.tables import Cell, Column, Kind, Table

OPENING = Column("期初余额", formula="月初第一刻全部账户余额之和")
CLOSING = Column("期末余额", formula="期初余额＋发放＋退回＋更正－使用－到期")
NET = Column("净变动", formula="发放＋退回＋更正－使用－到期")
MOVED = (
    Column("评价", formula="每个办件首次主动评价所得积分之和，与等级无关"),
    Column("回访", formula="接受回访所得积分之和，与回答无关"),
    Column("建议", formula="建议被采纳所得积分之和"),
    Column("发放", formula="评价＋回访＋建议"),
    Column("使用", formula="兑换礼品扣除的积分之和"),
    Column("退回", formula="兑换券取消或过期后退回的积分之和"),
    Column("到期", formula="有效期满仍未使用而作废的积分之和"),
    Column("更正", formula="两人签字的更正：增加的积分减去扣回的积分"),
)
OWED = (
    Column("可用至", Kind.TEXT),
    Column("批数", formula="还有未用积分的批次数；每得一次积分为一批"),
    Column("未用积分", formula="各批未用积分之和"),
)
NOTES = (
    "每一笔积分归哪个区划：评价归办件所在区划；建议归所提办件所在区划；使用和退回归领取点所在区划；到期归这批积分得到时所归的区划；"
    "更正归被更正的那一笔所归的区划。其余各笔不归任何区划，记在“不分区划”，只有能看全部区划的账号可以看到。",
    "在甲地得的积分可以在乙地使用，所以只有看全部区划时才有期初和期末余额。",
)
ORG_NOTE = "您的账号限于一个机构：建议和领取点不属于任何机构，所以建议、使用和退回不在其中。"


async def read(tx: Transaction, question: Question) -> Answer:
    """By month, or by area; and what is owed."""
    seen = question.seen
    if question.asked.by_area:
        moved = _by_area(await points.places(tx, seen, question.asked.months), question)
    else:
        moved = _by_month(await points.months(tx, seen, question.asked.months), whole=seen.whole)
    owed = _owed(await points.owed(tx, seen))
    notes = NOTES if seen.orgs is None else (*NOTES, ORG_NOTE)
    return Answer(f"{question.area}，{question.period}", [moved, owed], notes)


def _by_month(months: Sequence[Month], *, whole: bool) -> Table:
    lines = [(f"{month.first:%Y-%m}", month.moved, month.opening, month.closing) for month in months]
    together = points.total(moved for _, moved, _, _ in lines)
    lines.append(("合计", together, months[0].opening, months[-1].closing))
    month = Column("月份", Kind.TEXT)
    columns = (month, OPENING, *MOVED, CLOSING) if whole else (month, *MOVED, NET)
    rows = [
        (label, opening, *_cells(moved), closing) if whole else (label, *_cells(moved), moved.net)
        for label, moved, opening, closing in lines
    ]
    return Table("积分变动", columns, rows[:-1], rows[-1])


def _by_area(places: Sequence[Place], question: Question) -> Table:
    columns = (Column("区划", Kind.TEXT), *MOVED, NET)
    rows = [(_name(place, question), *_cells(place.moved), place.moved.net) for place in places]
    together = points.total(place.moved for place in places)
    return Table("积分变动", columns, rows, ("合计", *_cells(together), together.net))


def _name(place: Place, question: Question) -> str:
    if place.area_code is None:
        return "不分区划"
    name = question.areas.name_of(place.area_code)
    return f"{name}（本级）" if place.area_code == question.seen.area_code else name


def _cells(moved: Moved) -> tuple[Cell, ...]:
    return (
        moved.rating,
        moved.call_back,
        moved.suggestion,
        moved.issued,
        moved.spent,
        moved.given_back,
        moved.expired,
        moved.corrected,
    )


def _owed(owed: Sequence[Owed]) -> Table:
    rows = [(f"{each.year}年底", each.lots, each.points) for each in owed]
    together = ("合计", sum(each.lots for each in owed), sum(each.points for each in owed))
    return Table(
        "未用积分（此刻）",
        OWED,
        rows,
        together,
        notes=("本系统欠服务对象的积分，按可用至哪一年分列；一批积分归它得到时所归的区划。",),
        empty="没有未用的积分。",
    )


SERVED = Served("points", "积分报表", ("months", "by"), read)
