"""整改前后对比 of a sample, as tables: the plan, who answered by which way, and what they say now."""

from collections.abc import Iterator, Sequence

from evaluation.levels import BEST_FIRST, Level
from evaluation.reports import FEWEST_RATINGS
from evaluation.samples.change import Change, shown
from store.sample_views import Row
from usecases.samples.view import Story
from web.console.reports.tables import NOTHING, TOO_FEW, Cell, Column, Kind, Report, Table

_LEVEL = Column("首次评价", Kind.TEXT)
PLAN = (
    _LEVEL,
    Column("可抽取", formula="当月首次评价、窗口期已过、留有联系方式、未被申诉剔除的评价"),
    Column("抽取", formula="每级至少5条（不足的全抽），其余按各级条数分配，总数不少于50条"),
    Column("权重", Kind.MEAN, "可抽取÷抽取：抽到的每条代表几条"),
    Column("无法联系", formula="没有留下联系方式的评价，抽取前剔除，不在权重里"),
    Column("申诉剔除", formula="抽取前申诉成立的评价，抽取前剔除"),
)
WAYS = (
    _LEVEL,
    Column("抽取"),
    Column("机器人", formula="在短信或聊天里答复的"),
    Column("电话", formula="工作人员电话回访、接受回访的"),
    Column("工单回访", formula="差评工单的回访里刚答复过，不再重复问的"),
    Column("拒访", formula="电话里表示不愿回答的"),
    Column("未接通", formula="打过电话、还没有人接的"),
    Column("待答复", formula="还没有问、正在等答复、待工单回访或待打电话的"),
    Column("答复率", Kind.SHARE, "（机器人＋电话＋工单回访）÷抽取"),
)
CHANGES = (
    _LEVEL,
    Column("说了等级", formula="答复里说了现在满意程度的条数"),
    Column("之前", Kind.MEAN, "首次评价，5最满意"),
    Column("现在", Kind.MEAN, "现在满意程度的平均"),
    Column("变化", Kind.MEAN, "现在−之前"),
)
RECTIFIED = (
    Column("整改办结的差评", Kind.TEXT),
    Column("抽取", formula="抽到的评价里，工单已答复本人的"),
    Column("已解决", formula="本人表示已解决的"),
    Column("未解决", formula="本人表示未解决的"),
    Column("解决率", Kind.SHARE, "已解决÷（已解决＋未解决）；都没有时为“—”"),
    *CHANGES[1:],
)
NOTES = (
    "抽样名单由种子和评价编号算出，谁来算都一样，抽取后不再改动；系统管理员可以用 haochaping sample verify 重抽核对。",
    "回访的答复不改变原来的评价，也不进入其他报表。抽取之后申诉成立的评价，留在样本里，名单上注明。",
    "合计按各级的条数加权：∑（该级可抽取×该级平均）÷∑可抽取，没有人答复的等级不算在内。",
    "误差范围（95%）：1.96×√∑〔（该级可抽取÷合计可抽取）²×（1−答复÷可抽取）×方差÷答复〕；"
    "愿意答复的人和不愿意的人想法可能不同，这一点算不出来。",
    "之前、现在和变化各自四舍五入，相减可能差0.01。",
    f"答复少于{FEWEST_RATINGS}条的等级不列平均，必要时多隐去一级，以免推算出是谁怎么说的。",
)


FEW = f"这个月可抽取的评价少于{FEWEST_RATINGS}条，全部回访，不分等级列出，以免看出是谁怎么评的。"


def report_of(story: Story, area: str) -> Report:
    """The figures of a sample."""
    sample = story.sample
    about = f"{area}，{sample.month:%Y-%m}的评价"
    tables = [_plan(story), _ways(story), _changes(story), _handled(story)]
    return Report("sample", "抽样回访", about, tables, NOTES)


def _plan(story: Story) -> Table:
    strata = story.strata
    if _is_few(story):
        return Table("抽样计划", PLAN, [("合计", TOO_FEW, *_blank(PLAN, 2))], notes=[FEW])
    rows = [
        (Level(s.level).label_zh, s.of_ratings, s.drawn, s.weight, s.unreachable, s.excluded) for s in strata
    ]
    of_ratings, drawn = sum(s.of_ratings for s in strata), sum(s.drawn for s in strata)
    left_out = sum(s.unreachable for s in strata), sum(s.excluded for s in strata)
    total = ("合计", of_ratings, drawn, None, *left_out)
    return Table("抽样计划", PLAN, rows, total, notes=[_drawn(story)])


def _is_few(story: Story) -> bool:
    """Whether the month has so few ratings that their levels must not be shown."""
    return story.sample.of_ratings < FEWEST_RATINGS


def _blank(columns: Sequence[Column], first: int) -> list[Cell]:
    return [None] * (len(columns) - first)


def _drawn(story: Story) -> str:
    sample = story.sample
    few = "，不足50条，全部抽取" if sample.drawn == sample.of_ratings < sample.size else ""
    return f"从{sample.of_ratings:,}条评价里按等级分层随机抽取{sample.drawn}条{few}。种子：{sample.seed}。"


def _ways(story: Story) -> Table:
    if _is_few(story):
        return Table("回访进度", WAYS, [("合计", TOO_FEW, *_blank(WAYS, 2))])
    rows = [(level.label_zh, *_by_way([r for r in story.rows if r.level == level])) for level in BEST_FIRST]
    return Table("回访进度", WAYS, rows, ("合计", *_by_way(story.rows)))


def _by_way(rows: Sequence[Row]) -> tuple[Cell, ...]:
    ways = [sum(row.way == way and not row.refused for row in rows) for way in ("bot", "phone", "case")]
    refused = sum(bool(row.refused) for row in rows)
    missed = sum(row.way is None and row.tries > 0 for row in rows)
    left = len(rows) - sum(ways) - refused - missed
    return len(rows), *ways, refused, missed, left, sum(ways) / len(rows) if rows else None


def _changes(story: Story) -> Table:
    counts = {level: len(story.answers(level)) for level in Level}
    visible = shown(counts)
    rows = [
        (level.label_zh, *_line(counts[level], story.changed(level), visible=level in visible))
        for level in BEST_FIRST
    ]
    together, whole = story.changed(), sum(counts.values())
    is_told = whole >= FEWEST_RATINGS
    total = ("合计（加权）", *_line(whole, together, visible=is_told))
    return Table("前后对比", CHANGES, rows, total, notes=[told(together if is_told else None, whole)])


def _line(count: int, found: Change | None, *, visible: bool) -> tuple[Cell, ...]:
    if not count or found is None:
        return 0, None, None, None
    if not visible:
        return TOO_FEW if count < FEWEST_RATINGS else NOTHING, None, None, None
    return count, found.before, found.now, found.by


def told(found: Change | None, answered: int) -> str:
    """What the comparison says, and how sure that is, in plain words."""
    if not answered:
        return "还没有人说现在的满意程度。"
    if found is None:
        return f"说了现在满意程度的少于{FEWEST_RATINGS}条，还不能对比。"
    first = f"按{answered}条答复推算，平均满意度由{found.before:.2f}变为{found.now:.2f}（5最满意），"
    changed = f"{'提高' if found.by > 0 else '降低'}{abs(found.by):.2f}" if round(found.by, 2) else "没有变化"
    if found.complete:
        return f"{first}{changed}。有人答复的等级都全部答复了，没有抽样误差。"
    if found.margin is None:
        return f"{first}{changed}。答复太少，或同一等级的人说的都一样，算不出误差有多大。"
    low, high = found.by - found.margin, found.by + found.margin
    sure = "可以认为确有变化。" if found.is_certain else "包含0，不能断定真有变化。"
    return f"{first}{changed}。真实的变化有95%的把握在{low:+.2f}到{high:+.2f}之间，{sure}"


def _handled(story: Story) -> Table:
    found = story.changed_where_handled()
    rows = list(_settled(story, found)) if story.handled else []
    return Table("整改办结的差评", RECTIFIED, rows, empty="抽到的评价里没有整改办结的差评。")


def _settled(story: Story, found: Change | None) -> Iterator[tuple[Cell, ...]]:
    yes, no = (sum(row.put_right is said for row in story.handled) for said in (True, False))
    count = found.answered if found else 0
    few = 0 < yes + no < FEWEST_RATINGS
    settled = (TOO_FEW, NOTHING, None) if few else (yes, no, yes / (yes + no) if yes + no else None)
    yield ("合计", len(story.handled), *settled, *_line(count, found, visible=count >= FEWEST_RATINGS))
