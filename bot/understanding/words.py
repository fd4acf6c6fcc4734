"""The closed lists of what is understood. Everything is compared after width, case and edges are folded."""

from evaluation.levels import Level

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

NUMERALS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}

STAR_UNITS = ("颗星", "星", "分")
"""After one of these a number is a level whatever was asked: 5 is best."""

STOP_WORDS = {"t", "td", "r", "n", "stop", "退订", "拒收", "不要再发", "别发了"}
BACK_WORDS = {"恢复", "恢复提醒", "start"}
POINTS_WORDS = {"积分", "查积分", "我的积分", "积分查询", "查询积分", "points"}
HELP_WORDS = {"?", "帮助", "help"}
DOUBTS = {
    "真的吗", "是真的吗", "真的假的", "是诈骗吗", "诈骗吗", "诈骗", "是不是诈骗", "是骗子吗", "骗子吗", "骗子",
    "is this real", "scam",
}  # fmt: skip
YES_WORDS = {"是", "是的", "对", "对的", "确认", "yes", "y"}
NO_WORDS = {"不", "不是", "不对", "否", "取消", "no"}

NOT_A_LEVEL_BEFORE = tuple("个号楼天次元块人点分时月日年岁层窗小级周条项件%")
"""What a number counts when one of these follows: never a level ("5 个人", "3 号窗口")."""
