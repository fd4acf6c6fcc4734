"""兑换报表: what became of the vouchers of a period, by place and gift."""

from store.db import Transaction
from store.reports.redemptions import Redeemed, redeemed
from web.console.reports.serving import Answer, Question, Served
from web.console.reports.stock import ORG_NOTE
from web.console.reports.tables import Cell, Column, Kind, Table

COLUMNS = (
    Column("领取点", Kind.TEXT),
    Column("礼品", Kind.TEXT),
    Column("预约", formula="期间内生成的兑换券"),
    Column("已领取", formula="其中现在已核销的"),
    Column("已取消", formula="其中现在已取消的"),
    Column("已过期", formula="其中到期未领的"),
    Column("待领取", formula="其中现在仍可领取的；预约＝已领取＋已取消＋已过期＋待领取"),
    Column("领取所用积分", formula="已领取的兑换券所用积分之和"),
    Column("领取天数中位数", Kind.DAYS, "已领取的兑换券从预约到领取的天数，取中位数；没有领取时为“—”"),
)


async def read(tx: Transaction, question: Question) -> Answer:
    """The vouchers reserved in these months, as they stand now."""
    months = question.asked.months
    *each, together = await redeemed(tx, question.seen, months.begins, months.ends)
    table = Table(
        "兑换",
        COLUMNS,
        [_line(one, one.place or "") for one in each],
        _line(together, "合计"),
        notes=("按预约的月份、领取点和所兑换的礼品统计；换领同档礼品的，仍记在原礼品。",),
        empty="期间内没有人兑换礼品。",
    )
    notes = () if question.seen.orgs is None else (ORG_NOTE,)
    return Answer(f"{question.area}，{question.period}", [table], notes)


def _line(of: Redeemed, place: str) -> tuple[Cell, ...]:
    return (
        place,
        of.gift or "",
        of.reserved,
        of.collected,
        of.cancelled,
        of.expired,
        of.open,
        of.points,
        of.days,
    )


SERVED = Served("redemptions", "兑换报表", ("months",), read)
