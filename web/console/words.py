"""The words of the console that stand on more than one page, or are chosen by a fact. For staff: Chinese."""

from collections.abc import Mapping
from datetime import datetime

from evaluation import staff, window
from evaluation.counter import Line
from evaluation.farming import Sign
from evaluation.staff import Action, Role
from evaluation.vouchers import State
from evaluation.window import civil
from usecases import two_people
from usecases.today import What
from web.console.cases.words import TRAIL

ROLES: Mapping[Role, str] = {
    Role.COUNTER_CLERK: "窗口人员",
    Role.GIFTS_DESK: "礼品管理",
    Role.DEPARTMENT_HANDLER: "承办人员",
    Role.SUPERVISOR: "督办人员",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计人员",
}

ROLE_WORDS: Mapping[str, str] = {role.value: word for role, word in ROLES.items()}

ACTIONS: Mapping[Action, str] = {
    Action.SIGNED_IN: "登录",
    Action.SIGN_IN_REFUSED: "登录未成功",
    Action.SIGNED_OUT: "退出",
    Action.SESSION_ENDED: "结束登录",
    Action.PASSWORD_CHANGED: "修改密码",
    Action.STAFF_ADDED: "新建账号",
    Action.STAFF_DISABLED: "停用账号",
    Action.STAFF_ENABLED: "启用账号",
    Action.CHAT_CODE_MADE: "生成绑定码",
    Action.CHAT_BOUND: "绑定聊天",
    Action.CHAT_UNBOUND: "解除绑定",
    Action.TRAIL_READ: "查看审计记录",
    Action.CITIZEN_LOOKED_UP: "查询积分",
    Action.INVITATION_SHOWN: "出示评价码",
    Action.VOUCHER_SHOWN: "查看兑换券",
    Action.VOUCHER_COLLECTED: "核销",
    Action.VERIFICATION_UNDONE: "撤销核销",
    Action.VOUCHER_CANCELLED: "取消兑换",
    Action.GIFT_SUBSTITUTED: "换领礼品",
    Action.ORGANISATION_LOOKED_UP: "查询单位代办人",
    Action.DELEGATE_NAMED: "登记代办人",
    Action.DELEGATE_ENDED: "终止代办人",
    Action.SUGGESTION_ADOPTED: "采纳建议",
    Action.SUGGESTION_DECLINED: "不采纳建议",
    Action.HELD_POINTS_PAID: "待核对积分入账",
    Action.HELD_POINTS_LET_GO: "待核对积分不入账",
    Action.REPORT_TAKEN: "下载报表",
    Action.POINTS_BEGAN_TOLD: "登记积分开始日期",
    Action.CORRECTION_ASKED: "申请更正积分",
    Action.CORRECTION_CONFIRMED: "确认更正积分",
    Action.CORRECTION_REFUSED: "驳回更正申请",
    Action.CORRECTION_TAKEN_BACK: "撤回更正申请",
    Action.TIER_KEPT: "设置礼品档次",
    Action.GIFT_ADDED: "新增礼品",
    Action.GIFT_CHANGED: "修改礼品",
    Action.GIFT_WITHDRAWN: "下架礼品",
    Action.GIFT_OFFERED_AGAIN: "重新上架礼品",
    Action.GIFT_PICTURE_KEPT: "上传礼品图片",
    Action.PLACE_ADDED: "新增领取点",
    Action.PLACE_CHANGED: "修改领取点",
    Action.PLACE_CLOSED: "停用领取点",
    Action.PLACE_OPENED: "启用领取点",
    Action.STOCK_MOVED: "登记库存",
    Action.ACCOUNT_LOOKED_UP: "查看积分账户",
    Action.CITIZEN_CHANGE_ASKED: "申请号码核实",
    Action.CITIZEN_CHANGE_CONFIRMED: "确认号码核实",
    Action.CITIZEN_CHANGE_REFUSED: "驳回号码核实",
    Action.CITIZEN_CHANGE_TAKEN_BACK: "撤回号码核实",
    Action.COMPLAINT_NOTED: "登记吐槽转差评",
    Action.CASE_SHOWN: "查看工单",
    Action.CASE_TAKEN: "下载工单 PDF",
    Action.CASE_MOVED: "办理工单",
    Action.NUMBER_SHOWN: "查看回访号码",
    Action.NUMBER_SENT_OUT: "号码发往外部平台",
    Action.ORDERS_REPLAYED: "向外部平台重推工单",
    Action.CITIZEN_CALLED: "登记已回电",
    Action.EXAMPLE_MARKED: "标为案例",
    Action.EXAMPLE_UNMARKED: "取消案例",
    Action.SAMPLE_SHOWN: "查看抽样回访名单",
    Action.SAMPLE_CALLED: "登记抽样回访",
    Action.STAND_IN_NAMED: "登记代班",
    Action.STAND_IN_ENDED: "取消代班",
}

MOVES: Mapping[str, str] = {
    "delivery": "到货",
    "correction": "盘点更正",
    "answered": "接受回访",
    "not_reached": "未接通",
    "refused": "拒访",
    "collected": "领取",
    "undone": "撤销领取",
}
"""Kinds of moves of stock."""

CHANNELS: Mapping[str, str] = {"phone": "短信", "telegram": "Telegram", "wechat": "微信"}
"""Kinds of addresses that staff speak from."""

SUBJECTS: Mapping[str, str] = {
    "staff": "账号",
    "citizen": "服务对象",
    "visit": "办件",
    "voucher": "兑换券",
    "organisation": "单位",
    "suggestion": "建议",
    "held_points": "待核对积分",
    "report": "报表",
    "area": "区划",
    "ledger_entry": "积分分录",
    "ledger_account": "积分账户",
    "gift_tier": "礼品档次",
    "gift": "礼品",
    "place": "领取点",
    "case": "工单",
    "sample": "抽样回访",
    "sample_rating": "抽样评价",
    "call": "回电请求",
}
"""Kinds of things that the trail tells of."""

FACTS: Mapping[str, str] = {
    "role": "角色",
    "area": "区划",
    "org": "机构",
    "sessions": "登录编号",
    "because": "原因",
    "asked": "条件",
    "channel": "渠道",
    "found": "结果",
    "state": "状态",
    "gift": "礼品编号",
    "citizen": "服务对象编号",
    "file": "文件",
    "since": "开始日期",
    "request": "申请编号",
    "by": "署名",
    "points": "积分",
    "name": "名称",
    "place": "领取点编号",
    "kind": "类别",
    "pieces": "件数",
    "move": "步骤",
    "party": "身份",
    "stands_for": "代班，请假人",
    "platform": "外部平台",
}
"""What the details of a line of the trail are called."""

NUMBER_CHANGES: Mapping[str, str] = {"vouch": "仍是本人", "detach": "号码已换人", "merge": "同一人的两个号码"}
"""What is asked about a number."""

BECAUSE: Mapping[str, str] = {
    "disabled": "账号已停用",
    "delivery": "到货",
    "correction": "盘点更正",
    **NUMBER_CHANGES,
}
_OF_CASES = ("move", "party")
"""Details that are words of cases."""

STATES: Mapping[State, str] = {
    State.RESERVED: "待领取",
    State.COLLECTED: "已核销",
    State.CANCELLED: "已取消",
    State.EXPIRED: "已过期",
}
"""Where a voucher stands."""

STATE_WORDS: Mapping[str, str] = {state.value: word for state, word in STATES.items()}

WEAK: Mapping[str, str] = {
    staff.TOO_SHORT: f"密码至少{staff.SHORTEST_PASSWORD}个字符。",
    staff.TOO_LONG: f"密码最多{staff.LONGEST_PASSWORD}个字符。",
    staff.HAS_USERNAME: "密码里不要有用户名。",
    staff.FEW_CHARACTERS: f"密码太简单，请用{staff.FEWEST_CHARACTERS}种以上的字符。",
}

KINDS: Mapping[str, str] = {
    "rating": "评价",
    "call_back": "回访",
    "suggestion": "建议采纳",
    "voucher": "兑换礼品",
    "voucher_back": "兑换退回",
    "expiry": "到期",
    "correction": "更正",
}
"""Kinds of movements of points that a counter is told of."""

SAID: Mapping[str, str] = {
    "password_changed": "密码已修改，其他地方的登录已结束。",
    "session_ended": "已结束该登录。",
    "sessions_ended": "已结束全部登录。",
    "others_ended": "其他登录已全部结束。",
    "disabled": "账号已停用，该账号已在各处退出。",
    "enabled": "账号已启用。",
    "unbound": "已解除绑定。",
    "collected": "核销成功，请交付礼品。",
    "undone": "已撤销核销，礼品仍为此券保留。",
    "cancelled": "已取消，积分已退回。",
    "substituted": "已换领，请按新礼品核销。",
    "delegate_named": "已登记代办人。",
    "delegate_ended": "已终止代办人，已领的兑换券不受影响。",
    "suggestion_adopted": "已采纳。",
    "suggestion_declined": "已记录：不采纳。",
    "points_paid": "积分已发放。",
    "points_let_go": "已记录：不发放。",
    "tier_kept": "档次已保存。",
    "gift_added": "礼品已新增。登记到货后即可兑换。",
    "gift_changed": "礼品已修改。已预约的兑换券不受影响。",
    "gift_withdrawn": "礼品已下架，不再接受兑换；已预约的仍可领取。",
    "gift_offered_again": "礼品已重新上架。",
    "picture_kept": "图片已保存。",
    "place_added": "领取点已新增。",
    "place_changed": "领取点已修改。",
    "place_closed": "领取点已停用，不再接受兑换；已预约的仍可领取。",
    "place_opened": "领取点已启用。",
    "stock_moved": "已登记。",
    "correction_asked": "已申请更正，请另一位同事确认。",
    "correction_confirmed": "已更正。",
    "correction_refused": "已驳回，这一笔不变。",
    "correction_taken_back": "已撤回申请，这一笔不变。",
    "change_asked": "已申请，请另一位同事确认。",
    "change_vouch": "已确认：号码仍是本人，恢复显示积分。",
    "change_detach": "已确认：号码从新开始，原来的积分和办件仍归原服务对象。",
    "change_merge": "已确认：两个号码已合并为同一人。",
    "change_refused": "已驳回，没有改动。",
    "change_taken_back": "已撤回申请，没有改动。",
    "complaint_noted": "已登记，并已转办理单位。",
    "example_marked": "已标为案例。",
    "example_unmarked": "已取消案例标记。",
    "case_moved": "已办理，并记入工单经过。",
    "citizen_called": "已登记回电。",
    "sample_called": "已登记回访。",
    "sample_answered": "这一条已经有答复，不用再打。",
    "stand_in_named": "已登记代班。",
    "stand_in_ended": "已取消代班。",
}
"""What was just done, told on the page that one is led to."""

WAITS: Mapping[What, tuple[str, str, str]] = {
    What.CASES: ("差评工单待办理", "件", ""),
    What.LATE_CASES: ("差评工单已超期", "件", ""),
    What.UNLABELLED: ("吐槽待分类", "件", "最早 {when}"),
    What.SUPERVISED_CASES: ("督办的差评工单在办", "件", ""),
    What.CALLS: ("回电请求", "个", "最早 {when}"),
    What.SAMPLE_CALLS: ("抽样回访待打电话", "个", ""),
    What.HELD_POINTS: ("积分待核对", "笔", "最早 {when}"),
    What.SUGGESTIONS: ("建议待处理", "条", "最早 {when}"),
    What.CORRECTIONS: ("积分更正待确认", "项", "最早 {when}"),
    What.OWN_CORRECTIONS: ("您申请的积分更正，还没有人确认", "项", "最早 {when}"),
    What.NUMBERS: ("号码核实待确认", "项", "最早 {when}"),
    What.OWN_NUMBERS: ("您申请的号码核实，还没有人确认", "项", "最早 {when}"),
    What.VOUCHERS_ENDING: ("兑换券7天内到期，还没有领取", "张", "最早到期 {when}"),
    What.RUNNING_SHORT: ("礼品已兑完或不多了", "处", ""),
    What.STOPPED_MESSAGES: (
        "短信和消息发不出去，要有人看",
        "条",
        "最早 {when}。请系统管理员在服务器上运行 haochaping messages failed",
    ),
    What.TRAIL: ("今天的查询和变更", "条", ""),
    What.REFUSED_SIGN_INS: ("近7天登录未成功", "次", ""),
}
"""What waits: what it is called, what it is counted in, and what is told of the first of it."""

NOTHING: Mapping[Role, str] = {
    Role.COUNTER_CLERK: "快到期还没有领取的兑换券、您申请的号码核实，会列在这里。现在没有。",
    Role.GIFTS_DESK: "快兑完的礼品、快到期的兑换券、您申请的积分更正，会列在这里。现在没有。",
    Role.DEPARTMENT_HANDLER: "轮到您办理的差评工单会列在这里。现在没有。",
    Role.SUPERVISOR: "差评工单、要打的电话、待核对的积分、待处理的建议、待确认的更正和号码核实，会列在这里。现在没有。",
    Role.ADMINISTRATOR: "待确认的号码核实、发不出去的消息和今天的审计记录，会列在这里。现在没有。",
    Role.AUDITOR: "超期的差评工单、今天的查询和变更、未成功的登录，会列在这里。现在没有。",
}
"""What is told whom nothing waits for."""

UNSIGNED: Mapping[str, str] = {
    two_people.NOT_WAITING: "这项申请已经处理，或不在您的区划和机构内。",
    two_people.SAME_PERSON: "申请人不能确认自己的申请，请另一位同事确认。",
    two_people.NOT_YOURS: "只有申请人可以撤回申请。",
}
"""Why a request is not decided so."""

NOTICES: Mapping[str, tuple[str, str]] = {
    "not_allowed": ("没有权限", "您的角色不能打开这个页面。需要时请与管理员联系。"),
    "forged": ("没有提交", "这个页面已经过期，或不是从本系统打开的。请返回、刷新页面后再提交。"),
    "not_found": ("没有找到", "没有这项内容，或不在您的区划和机构内。"),
    "too_long": ("没有算完", "这次统计用时太长，已停下，没有影响其他人。请缩短期间或缩小区划后再试。"),
    "away": ("暂时无法处理", "系统暂时连不上数据库，您的操作没有保存。请稍后重试。"),
}
"""Pages that say one thing: title and text."""


_SIGNS: Mapping[str, str] = {
    Sign.APPLICANTS: "近{days}天同一号码为{count}个申请人办件",
    Sign.AT_ONCE: "几秒内分别评价{count}次",
    Sign.DEVICE: "同一设备几秒内有{count}人评价",
    Sign.COUNTER: "该窗口近{days}天的评价来自{count}个号码",
}


def signs(found: Mapping[str, int], days: int) -> str:
    """What was seen of points that wait, in words that accuse nobody."""
    return "；".join(_SIGNS[sign].format(days=days, count=count) for sign, count in found.items())


def day(at: datetime) -> str:
    """A day as a table shows it: 2026-11-24."""
    return f"{civil(at):%Y-%m-%d}"


def when(at: datetime) -> str:
    """A moment as a table shows it: 2026-11-24 14:03."""
    return f"{civil(at):%Y-%m-%d %H:%M}"


def last_day(until: datetime) -> str:
    """The last day of a time that ends at 24:00: 2026年8月31日."""
    day = window.last_day(until)
    return f"{day.year}年{day.month}月{day.day}日"


def months(line: Line) -> str:
    """The months of a line: 2026年8月, 2026年6月至8月, 2025年12月至2026年2月."""
    first = f"{line.first.year}年{line.first.month}月"
    if line.first == line.last:
        return first
    year = "" if line.first.year == line.last.year else f"{line.last.year}年"
    return f"{first}至{year}{line.last.month}月"


def told(detail: Mapping[str, object]) -> str:
    """The details of a line of the trail, in words."""
    return "；".join(
        f"{FACTS.get(name, name)}：{TRAIL.get(str(value)) if name in _OF_CASES else _value(value)}"
        for name, value in detail.items()
        if value not in (None, "", [])
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, str):
        return BECAUSE.get(value) or ROLE_WORDS.get(value) or STATE_WORDS.get(value) or value
    return str(value)


def clock_time(at: datetime) -> str:
    """A time of today: 14:03."""
    return f"{civil(at):%H:%M}"
