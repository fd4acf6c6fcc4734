"""The words for what was learnt: figures in plain sentences, each with what it is made of."""

from collections.abc import Mapping

from evaluation.cases.words import Depth, Outcome
from evaluation.learning.effects import MONTHS, Verdict
from evaluation.learning.pains import WHOLE, Place
from evaluation.learning.phrases import FEWEST_SPEAKERS
from evaluation.learning.shares import FEWEST_COMPARED, FEWEST_NAMED, LEVEL, Sign, wilson
from evaluation.learning.together import FEWEST_CITIZENS, MOST_ITEMS, WITHIN, Bundle
from evaluation.levels import Reason
from evaluation.reports import Rate
from web.console.cases import words as case_words
from web.console.reports.tables import NOTHING, TOO_FEW

ANY_REASON = "差评（不分指标）"
REASONS: Mapping[str, str] = {reason.value: reason.label_zh for reason in Reason}
DEPTHS: Mapping[Depth, str] = case_words.DEPTHS
OUTCOMES: Mapping[Outcome, str] = case_words.OUTCOMES
KINDS: Mapping[str, str] = {
    "item_org": "事项在机构",
    "item": "事项",
    "org": "机构",
    "area": "下级区划",
    "whole": "全区域",
}
"""Kinds of places, as one can ask for them."""
PEERS: Mapping[str, str] = {
    "item_org": "同一事项在其他机构",
    "item": "其他事项",
    "org": "其他机构",
    "area": "其他下级区划",
    "whole": "无可比",
}
VERDICTS: Mapping[str, str] = {
    "rose": "反弹",
    "unchanged": "没有降下来",
    "fell": "已下降",
    "too_few": "数量太少，不下结论",
    "waiting": f"还没到{MONTHS}个月",
}
_SURE: Mapping[Sign, str] = {
    Sign.RISE: "，不像是偶然",
    Sign.FALL: "，不像是偶然",
    Sign.CHANCE: "，可能是偶然",
    Sign.TOO_FEW: "，数量太少，不下结论",
}

FORMULAS: tuple[tuple[str, str], ...] = (
    (
        "占比",
        "点名该指标的差评 ÷ 全部主动评价，按件次；“差评”一行是全部差评 ÷ 全部主动评价。申诉认定误评、恶意的不计",
    ),
    ("上月", "同一处上个月的同一占比"),
    (
        "同类",
        "同一事项在其他机构的，比同一事项；事项、机构、下级区划，比同一区划里其余的；都是本月",
    ),
    (
        "是不是偶然",
        f"费希尔精确检验（双侧），再按本雅明尼—霍赫伯格法就全部比较作校正，错判比例不超过{LEVEL:.0%}；"
        f"两边都不足{FEWEST_NAMED}条点名，或任一边不足{FEWEST_COMPARED}条评价的，不下结论",
    ),
    (
        "不列的",
        f"本月和上月点名都少于{FEWEST_NAMED}条的不列；本月少于{FEWEST_NAMED}条的写“{TOO_FEW}”，以免看出是谁",
    ),
)
PHRASE_FORMULA = (
    f"差评留言里，这里比别处说得多的话：每人只算一次，至少{FEWEST_SPEAKERS}人说过才列；按对数几率比（以全部留言为先验）"
    "排列。姓名、电话、证件号、编号先隐去再统计。"
)
WISH_FORMULA = (
    f"基本满意及以上的评价里提出的建议，按所提的指标归类；至少{FEWEST_SPEAKERS}人提出才列。"
    "一条建议可以涉及几个指标。"
)
BUNDLE_FORMULA = (
    f"同一服务对象{WITHIN.days}天内都办过的事项；“偶然会有”＝办事人数 × 各事项人数占比之积，“倍数”＝实际 ÷ 偶然。"
    f"只列不像是偶然的（超几何检验，校正同上），至少{FEWEST_CITIZENS}人；{MOST_ITEMS}种以上事项的视为代办，不计。"
)
TEN_FORMULA = (
    "满意率＝（非常满意＋满意＋基本满意）÷ 主动评价。高于本级合计的按95%区间（威尔逊法）的下限排，低于的按上限排，"
    f"评价少的区间宽，不会凭几条评价上榜；少于{FEWEST_COMPARED}条评价的不排。"
)
EFFECT_FORMULA = (
    f"整改完成当月之前和之后各{MONTHS}个整月，同一事项、同一机构点名同一指标的差评 ÷ 主动评价，当月不计；"
    "括号里是95%区间（威尔逊法）。是否偶然的检验和校正与痛点分析相同；原评价没有点名指标的，看全部差评。"
)


def kind_of(place: Place) -> str:
    """Which kind of place it is, a key of `KINDS`."""
    if place == WHOLE:
        return "whole"
    if place.area is not None:
        return "area"
    return "item_org" if place.item and place.org else "item" if place.item else "org"


def reason_of(reason: Reason | str | None) -> str:
    """A reason, or all that is bad."""
    return REASONS[reason] if reason else ANY_REASON


def share(rate: Rate | None) -> str:
    """12.5%（30/240）; — for nothing, and no figure that would point at a person."""
    if rate is None or rate.share is None:
        return NOTHING
    if 0 < rate.numerator < FEWEST_NAMED:
        return f"{TOO_FEW}条（共{rate.denominator:,}条）"
    return f"{rate.share:.1%}（{rate.numerator:,}/{rate.denominator:,}）"


def span(rate: Rate) -> str:
    """12.5%（8.1%–18.6%），30/240: a share and where it lies."""
    if rate.share is None or 0 < rate.numerator < FEWEST_NAMED:
        return share(rate)
    return f"{interval(rate)}，{rate.numerator:,}/{rate.denominator:,}"


def interval(rate: Rate) -> str:
    """12.5%（8.1%–18.6%）"""
    sure = wilson(rate)
    if rate.share is None or sure is None:
        return NOTHING
    return f"{rate.share:.1%}（{sure.low:.1%}–{sure.high:.1%}）"


def change(now: Rate, before: Rate, sign: Sign) -> str:
    """比上月多1倍，不像是偶然"""
    return _compared("上月", now, before, sign)


def against(now: Rate, peers: Rate, sign: Sign) -> str:
    """比同类少3成，可能是偶然"""
    return _compared("同类", now, peers, sign)


def _compared(other: str, now: Rate, then: Rate, sign: Sign) -> str:
    if now.share is None or then.share is None:
        return NOTHING
    if 0 < min(now.numerator, then.numerator) < FEWEST_NAMED or sign is Sign.TOO_FEW:
        more = "多" if now.share > then.share else "少"
        return f"比{other}{more}{_SURE[sign]}" if now.share != then.share else f"与{other}一样"
    return f"{_by_how_much(other, now.share, then.share)}{_SURE.get(sign, '')}"


def _by_how_much(other: str, now: float, then: float) -> str:
    if not then:
        return f"{other}没有" if now else f"与{other}一样，都没有"
    ratio = now / then
    if ratio >= 1.95:
        return f"比{other}多{ratio - 1:.1f}倍".replace(".0倍", "倍")
    tenths = round(abs(ratio - 1) * 10)
    if not tenths:
        return f"与{other}差不多"
    return f"比{other}{'多' if ratio > 1 else '少'}{tenths}成"


def lift(bundle: Bundle) -> str:
    """So many times as often as by chance."""
    return f"{bundle.lift:.1f}倍"


def verdict_of(verdict: Verdict | str | None) -> str:
    """What came of a rectification."""
    return VERDICTS[verdict or "waiting"]
