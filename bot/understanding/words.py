"""The closed lists of what is understood. Everything is compared after width, case and edges are folded."""

from evaluation.levels import Level, Reason

LEVEL_WORDS: dict[str, Level] = {
    "非常满意": Level.VERY_SATISFIED,
    "满意": Level.SATISFIED,
    "基本满意": Level.FAIRLY_SATISFIED,
    "不满意": Level.DISSATISFIED,
    "非常不满意": Level.VERY_DISSATISFIED,
    "very satisfied": Level.VERY_SATISFIED,
    "satisfied": Level.SATISFIED,
    "fairly satisfied": Level.FAIRLY_SATISFIED,
    "dissatisfied": Level.DISSATISFIED,
    "very dissatisfied": Level.VERY_DISSATISFIED,
}

LEVEL_STEMS = ("满意", "satisfied")
"""Where one of these stands a second time, two levels may be meant."""

NUMERALS = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
"""Chinese digits; with words behind them they rather begin a list (一、…), so they are read alone."""

STAR_UNITS = ("颗星", "星", "分(?!钟)", "stars?")
"""After one of these a number is a level whatever was asked: 5 is best."""

REASON_WORDS: dict[str, Reason] = {
    "态度": Reason.ATTITUDE,
    "质量": Reason.QUALITY,
    "效率": Reason.EFFICIENCY,
    "环境": Reason.ENVIRONMENT,
    "便利": Reason.CONVENIENCE,
    "其他": Reason.OTHER,
    "attitude": Reason.ATTITUDE,
    "quality": Reason.QUALITY,
    "efficiency": Reason.EFFICIENCY,
    "environment": Reason.ENVIRONMENT,
    "convenience": Reason.CONVENIENCE,
    "other": Reason.OTHER,
}
"""The words of the menu that asks for the reason."""

STOP_WORDS = {"t", "td", "r", "n", "stop", "退订", "拒收", "不要再发", "别发了"}
BACK_WORDS = {"恢复", "恢复提醒", "start"}
POINTS_WORDS = {"积分", "查积分", "我的积分", "积分查询", "查询积分", "points"}
HELP_WORDS = {"?", "帮助", "help"}
DOUBTS = {
    "真的吗", "是真的吗", "这是真的吗", "真的假的", "是真是假", "是不是真的",
    "诈骗", "诈骗吗", "是诈骗", "是诈骗吗", "这是诈骗吗", "是不是诈骗", "诈骗短信", "是诈骗短信吗", "不是诈骗吧",
    "骗子", "骗子吗", "是骗子吗", "是不是骗子", "骗人的吧", "骗人的吗", "你是谁", "你们是谁", "你是哪里", "你们是哪里",
    "is this real", "is it real", "is this a scam", "scam", "who are you", "who is this",
}  # fmt: skip
YES_WORDS = {"是", "是的", "对", "对的", "没错", "确认", "确定", "yes", "y"}
NO_WORDS = {"不", "不是", "不对", "否", "取消", "no"}

COUNTED = (
    *"个号楼天次元块人点分时月日年岁层窗级周条项件套位名张份家本遍趟路万千百十折度斤米刻%",
    "小时",
    "公里",
    "公斤",
)
"""What a number counts where one of these follows: it is no level ("5 个人", "3 号窗口")."""
NOT_COUNTED = (
    "点赞", "万分", "周到", "时间", "时效", "条件", "折腾", "人太", "人多", "人很", "窗口太", "窗口少",
    "本次", "本人", "本来", "天天", "分外", "路上",
)  # fmt: skip
"""Words that only begin like a unit ("2 时间太长")."""
COUNTED_EN = {
    "people", "persons", "person", "years", "year", "months", "month", "weeks", "week", "days", "day", "hours",
    "hour", "minutes", "minute", "mins", "min", "times", "time", "am", "pm", "th", "st", "nd", "rd", "of", "out",
    "windows", "window", "counters", "counter", "yuan", "rmb", "km",
}  # fmt: skip
THANKS = ("谢", "多谢", "感谢")
TURNED = ("吗", "么", "嘛", "呢", "才怪", "个屁", "个鬼", "不了", "不起来", "才有鬼", "谈不上", "算不上")
"""What takes a level back, or asks for it, where it follows."""
