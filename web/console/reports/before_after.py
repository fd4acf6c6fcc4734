"""积分前后对比: participation and levels before there were points and since: praise is not bought, as anyone sees."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from evaluation.levels import BEST_FIRST
from evaluation.reports import FEWEST_RATINGS, RATED_UNASKED, WINDOW_OPEN, Participation, Rate, Span
from evaluation.window import civil
from store.db import Transaction
from usecases.reports.participation import Compared, compared
from web.console.reports.serving import Answer, Question, Served
from web.console.reports.tables import NOTHING, TOO_FEW, Cell, Column, Kind, Table, written

WHERE = (Column("区划", Kind.TEXT), Column("时段", Kind.TEXT))
RATES = (
    *WHERE,
    Column("主动评价", formula="期间办结的办件中，有服务对象主动评价的件次；默认评价不算"),
    Column("全部办结", formula="期间办结的全部件次，撤回的除外"),
    Column("主动评价率（占全部办结）", Kind.SHARE, "主动评价÷全部办结"),
    Column("提醒后已评", formula="其中已发提醒、评价窗口期已过的件次里，有主动评价的"),
    Column("窗口期已过", formula="其中已发提醒、评价窗口期已过的件次"),
    Column("主动评价率（占窗口期已过）", Kind.SHARE, "提醒后已评÷窗口期已过；未计入的见下表"),
)
BECAUSE: Mapping[str, Column] = {
    RATED_UNASKED: Column("提醒前已评", formula="没有发提醒，已在现场或网上主动评价"),
    WINDOW_OPEN: Column("窗口期内", formula="已发提醒，评价窗口期还没过"),
    "waiting": Column("待提醒", formula="还没到提醒的时候"),
    "too_old": Column("过久", formula="收到时办结已久，不再提醒"),
    "no_address": Column("无联系方式", formula="没有可以发提醒的联系方式"),
    "landline": Column("座机", formula="只有座机号码"),
    "opted_out": Column("退订", formula="服务对象不要提醒"),
    "window_over": Column("过期", formula="还没发提醒，评价窗口期已过"),
    "quarantined": Column("暂存", formula="机构或区划不在目录里，暂存待归位"),
    "withdrawn": Column("撤回", formula="由业务系统撤回；两个比率都不计入"),
}
LEVELS = (
    *WHERE,
    Column("主动评价", formula="同上"),
    *(Column(level.label_zh, Kind.SHARE, f"{level.label_zh}÷主动评价") for level in BEST_FIRST),
    Column("差评", Kind.SHARE, "（不满意＋非常不满意）÷主动评价"),
)
NOTES = (
    "前后两段按办结时间划分，天数相同；之后一段未满的，算到此刻。分母为零时写“—”，不写0%或100%。",
    f"主动评价少于{FEWEST_RATINGS}条的，不列评价数和等级，以免看出是谁、怎么评的；对任何角色都一样，因为报表会打印、转发。",
    "积分从哪天开始，由系统管理员在服务器上登记（haochaping ledger began），留有审计记录，不能在这里改。",
)
EMPTY = "登记积分开始的日期后，这里会列出前后对比。"


async def read(tx: Transaction, question: Question) -> Answer:
    """The area and those inside it, before and after."""
    days = question.asked.days
    found = await compared(tx, question.seen, days, question.at.times.now)
    tables = [_rates(found, question), _excluded(found, question), _levels(found, question)]
    return Answer(f"{question.area}，积分开始前后各{days}天", tables, NOTES)


def _halves(found: Sequence[Compared], question: Question) -> Iterator[tuple[tuple[str, str], Participation]]:
    """Each area before, then after, and what was counted."""
    for each in found:
        name = question.areas.name_of(each.area_code)
        yield (name, "积分前"), each.before
        yield (name, "积分后"), each.after


def _days(span: Span) -> str:
    if span.since == span.until:
        return "尚未开始"
    last = span.until - timedelta(microseconds=1)
    return f"{civil(span.since):%Y-%m-%d} 至 {civil(last):%Y-%m-%d}"


def _rates(found: Sequence[Compared], question: Question) -> Table:
    rows = [
        (*where, *_of(counted.of_all, counted), *_of(counted.of_prompted, counted))
        for where, counted in _halves(found, question)
    ]
    return Table("主动评价率", RATES, rows, notes=[_told(each, question) for each in found], empty=EMPTY)


def _of(rate: Rate, counted: Participation) -> tuple[Cell, ...]:
    if counted.points_at_somebody:
        return TOO_FEW, rate.denominator, NOTHING
    return rate.numerator, rate.denominator, rate.share


def _told(each: Compared, question: Question) -> str:
    """What the tables show of an area, in a sentence."""
    name = question.areas.name_of(each.area_code)
    percent = Column("", Kind.SHARE)

    def both(figure: str, before: float | None, after: float | None) -> str:
        return f"{figure}{written(percent, before)} → {written(percent, after)}"

    rate = both("主动评价率（占全部办结）", _share(each.before), _share(each.after))
    bad = both("差评", _bad(each.before), _bad(each.after))
    before, after = map(_days, each.spans)
    return f"{name}：积分自{each.since:%Y-%m-%d}开始。积分前{before}，积分后{after}：{rate}；{bad}。"


def _share(counted: Participation) -> float | None:
    return None if counted.points_at_somebody else counted.of_all.share


def _bad(counted: Participation) -> float | None:
    return None if counted.points_at_somebody else _bad_rate(counted).share


def _bad_rate(counted: Participation) -> Rate:
    return Rate(sum(counted.levels.get(level, 0) for level in BEST_FIRST if level.is_bad), counted.ratings)


def _excluded(found: Sequence[Compared], question: Question) -> Table:
    columns = (*WHERE, *BECAUSE.values())
    rows = [
        (*where, *(_hidden(because, counted) for because in BECAUSE))
        for where, counted in _halves(found, question)
    ]
    return Table(
        "第二个比率未计入的件次，按原因",
        columns,
        rows,
        empty=EMPTY,
    )


def _hidden(because: str, counted: Participation) -> Cell:
    """How many; both reasons that count ratings are hidden where those are few, or one would tell the other."""
    if counted.points_at_somebody and because in (RATED_UNASKED, WINDOW_OPEN):
        return NOTHING
    return counted.excluded.get(because, 0)


def _levels(found: Sequence[Compared], question: Question) -> Table:
    rows = [(*where, *_distribution(counted)) for where, counted in _halves(found, question)]
    return Table("等级分布", LEVELS, rows, empty=EMPTY)


def _distribution(counted: Participation) -> tuple[Cell, ...]:
    if counted.points_at_somebody:
        return TOO_FEW, *(NOTHING for _ in BEST_FIRST), NOTHING
    shares = (Rate(counted.levels.get(level, 0), counted.ratings).share for level in BEST_FIRST)
    return counted.ratings, *shares, _bad_rate(counted).share


SERVED = Served("before-after", "积分前后对比", ("days",), read)
