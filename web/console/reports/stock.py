"""库存报表: gifts that came and went at each place, and what lies there."""

from collections.abc import Sequence

from store.db import Transaction
from store.reports.stock import Shelf, shelves
from web.console.reports.serving import Answer, Question, Served
from web.console.reports.tables import Cell, Column, Kind, Table

COLUMNS = (
    Column("领取点", Kind.TEXT),
    Column("礼品", Kind.TEXT),
    Column("期初在库", formula="期初第一刻在库件数"),
    Column("到货", formula="登记到货的件数"),
    Column("盘点更正", formula="盘点后增加的件数减去减少的件数"),
    Column("领取", formula="核销领走的件数"),
    Column("撤销领取", formula="误核销后撤销、放回的件数"),
    Column("期末在库", formula="期初在库＋到货＋盘点更正－领取＋撤销领取"),
    Column("现在在库", formula="此刻在库件数"),
    Column("已预留", formula="此刻有兑换券待领的件数"),
    Column("可兑换", formula="现在在库－已预留"),
)
ORG_NOTE = "您的账号限于一个机构：领取点不属于任何机构，所以这里没有内容。"


async def read(tx: Transaction, question: Question) -> Answer:
    """Every shelf of the area."""
    months = question.asked.months
    found = await shelves(tx, question.seen, months.begins, months.ends)
    return Answer(
        f"{question.area}，{question.period}",
        [_table(found)],
        () if question.seen.orgs is None else (ORG_NOTE,),
    )


def _table(found: Sequence[Shelf]) -> Table:
    rows: list[Sequence[Cell]] = [(each.place, each.gift, *_figures(each)) for each in found]
    sums = [sum(column) for column in zip(*map(_figures, found), strict=True)]
    return Table(
        "礼品库存", COLUMNS, rows, ("合计", "", *sums), empty="登记到货后，各领取点的礼品会列在这里。"
    )


def _figures(each: Shelf) -> tuple[int, ...]:
    return (
        each.opening,
        each.delivered,
        each.corrected,
        each.collected,
        each.undone,
        each.closing,
        each.on_hand,
        each.reserved,
        each.on_hand - each.reserved,
    )


SERVED = Served("stock", "库存报表", ("months",), read)
