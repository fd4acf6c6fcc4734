"""What stages, moves, parties and the rest of a case are called, and why a move is refused. For staff: Chinese."""

from collections.abc import Mapping

from evaluation import enclosures
from evaluation.cases import refusals
from evaluation.cases.answers import LONGEST, LONGEST_QUESTION, Fault
from evaluation.cases.words import (
    Closing,
    Depth,
    Finding,
    Kind,
    Move,
    Outcome,
    Party,
    Stage,
    Step,
    Track,
    Verdict,
)
from evaluation.levels import Reason

STAGES: Mapping[Stage, str] = {
    Stage.RECEIVED: "待派单",
    Stage.DISPATCHED: "待签收",
    Stage.ACKNOWLEDGED: "待核实",
    Stage.VERIFIED: "待分类",
    Stage.CLASSIFIED: "待指派",
    Stage.ASSIGNED: "整改中",
    Stage.RECTIFIED: "待答复",
    Stage.ANSWERED: "待回访",
    Stage.CALLED_BACK: "待销号",
    Stage.CLOSED: "已销号",
}

CLOSINGS: Mapping[Closing, str] = {
    Closing.DONE: "已销号",
    Closing.WITHDRAWN: "已撤回",
    Closing.EXCLUDED: "已剔除",
}

TRACKS: Mapping[Track, str] = {
    Track.SIMPLE: "立整立改",
    Track.GENERAL: "限时整改",
    Track.COMPLEX: "综合协调",
}

DEPTHS: Mapping[Depth, str] = {
    Depth.AT_ONCE: "即时改（态度、环境）",
    Depth.THOROUGH: "深入改（质量、效率）",
    Depth.UPGRADE: "升级改（便利、集成）",
}

KINDS: Mapping[Kind, str] = {Kind.RATING: "差评", Kind.ORAL: "转换差评"}

LABELS: Mapping[Reason, str] = {reason: reason.label_zh for reason in Reason}
IS_COMPLAINT: Mapping[Finding, str] = {Finding.YES: "属于投诉", Finding.NO: "不算投诉（咨询、误记等）"}
UNASKED: Mapping[str, str] = {
    "opted_out": "本人已退订，没有询问",
    "no_address": "没有可以发送的号码，没有询问",
    "rated": "本人已评价过当天的办件，没有再问",
    "not_delivered": "询问没有送达",
    "wrong_number": "号码有误，不是本人",
}
"""Why there is no answer of the citizen's beside what a guide heard."""

FINDINGS: Mapping[Finding, str] = {Finding.YES: "是", Finding.PARTLY: "部分", Finding.NO: "否"}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SOLVED: "已解决",
    Outcome.NOT_SOLVED: "未解决",
    Outcome.NOT_REACHED: "未联系上",
}

VERDICTS: Mapping[Verdict, str] = {
    Verdict.REFUSED: "申诉不成立",
    Verdict.MISTAKEN: "误评，不计入统计",
    Verdict.MALICIOUS: "恶意差评，不计入统计",
}

STEPS: Mapping[Step, str] = {
    Step.PHONE: "电话核实",
    Step.TALK: "谈话了解",
    Step.RECORDING: "调取录像",
    Step.DOCUMENTS: "审阅资料",
}

PARTIES: Mapping[Party, str] = {
    Party.SYSTEM: "系统",
    Party.CITIZEN: "服务对象",
    Party.LEAD: "牵头单位",
    Party.CO_HANDLER: "协办单位",
    Party.SUPERIOR: "上级单位",
    Party.OFFICE: "好差评办公室",
    Party.PLATFORM: "外部平台",
}

MOVES: Mapping[Move, str] = {
    Move.OPEN: "受理",
    Move.JOIN: "并案",
    Move.WITHDRAW: "改评撤回",
    Move.REVISE: "改评",
    Move.RATE: "本人评价",
    Move.LABEL: "吐槽分类",
    Move.DISPATCH: "派单",
    Move.PUSH_AGAIN: "催收",
    Move.ACKNOWLEDGE: "签收",
    Move.RETURN: "退回",
    Move.TRANSFER: "转办",
    Move.HAND_ON: "机构撤销移交",
    Move.VERIFY: "核实",
    Move.CLASSIFY: "分类",
    Move.ASSIGN: "指派",
    Move.ADD_CO_HANDLER: "增加协办",
    Move.CO_ANSWER: "协办反馈",
    Move.RELEASE_CO_HANDLER: "撤销协办",
    Move.CONSULT: "发起会商",
    Move.GIVE_OPINION: "会商意见",
    Move.CONCLUDE: "会商结论",
    Move.RECTIFY: "整改完成",
    Move.ANSWER: "答复",
    Move.CALL_BACK: "回访",
    Move.CALL_BY_PHONE: "转人工回访",
    Move.REOPEN: "重办",
    Move.CLOSE: "销号",
    Move.IMPROVE: "提升完成",
    Move.SUSPEND: "挂起",
    Move.RESUME: "恢复",
    Move.SUPERVISE: "督办",
    Move.ESCALATE: "升级",
    Move.MOVE_DEADLINE: "期限顺延",
    Move.ASK_CITIZEN: "询问服务对象",
    Move.CITIZEN_SAID: "服务对象回复",
    Move.APPEAL: "申诉",
    Move.REVIEW: "复核",
    Move.DECIDE: "复核结论",
    Move.NOTE: "办理记录",
}

TRAIL: Mapping[str, str] = {
    **{move.value: word for move, word in MOVES.items()},
    **{party.value: word for party, word in PARTIES.items()},
}
"""The words of moves and parties in the trail's details."""

SHOWS: Mapping[str, str] = {
    "mine": "待我办理",
    "late": "已超期",
    "supervised": "督办",
    "open": "全部在办",
    "appeals": "申诉待复核",
    "calls": "待人工回访",
    "unlabelled": "吐槽待分类",
    "improving": "提升清单",
    "appealed": "有过申诉",
    "closed": "已结束",
    "all": "全部",
}

EMPTY: Mapping[str, str] = {
    "mine": "轮到您办理的工单会列在这里。现在没有。",
    "late": "超过期限的工单会列在这里。现在没有。",
    "supervised": "上级或好差评办公室督办、还没有办结的工单会列在这里。现在没有。",
    "appeals": "等待复核的申诉会列在这里。现在没有。",
    "calls": "机器人没有等到答复、需要人工回访的工单会列在这里。现在没有。",
    "unlabelled": "导办员记下、还没有分类的吐槽会列在这里。现在没有。",
    "improving": "升级改的工单销号后留在这里，直到提升完成。现在没有。",
}
NONE_FOUND = "没有符合条件的工单。"

CHANNELS: Mapping[str, str] = {
    "window": "窗口",
    "web": "网上",
    "mobile": "移动端",
    "kiosk": "自助终端",
    "hotline": "热线",
}
"""How a matter was handled."""

ILLEGAL: Mapping[str, str] = {
    refusals.CLOSED: "工单已结束，不能再办理。",
    refusals.TOO_SOON: "还没到这一步，或这一步已经办过。",
    refusals.SUSPENDED: "工单已挂起，请先恢复。",
    refusals.NOT_YOURS: "这一步不由您办理。",
    refusals.NO_WORDS: "请填写完整。",
    refusals.NO_SUCH_COMPLAINT: "请选择一条评价。",
    refusals.SETTLED: "这一条已经处理过了。",
    refusals.SAME_BODY: "该单位已在办理此工单，请选择其他单位。",
    refusals.TOO_LATE: "已过时限：退回在收到后半个工作日内，申诉在收到后1个工作日内。",
    refusals.UNFINISHED: "还有协办单位没有反馈，或会商没有结论。",
    refusals.NO_CONSULTATION: "综合协调的工单须先会商并有结论。",
    refusals.ONCE_ONLY: "已经办过一次，不能重复。",
    refusals.NOT_SAID_SO: "服务对象没有表示未解决，不能重办。",
    refusals.UNREACHED: "服务对象已停止接收消息，或没有留下联系方式：询问发不出去，没有记录。",
    refusals.SECOND_PERSON: "须由另一位同事作结论：申诉人、复核人、被申诉单位及其上级都不能。",
}
"""Why a move is refused."""

FAULTS: Mapping[Fault, str] = {
    Fault.EMPTY: "请填写内容。",
    Fault.TOO_LONG: f"太长：答复最多{LONGEST}个字，询问最多{LONGEST_QUESTION}个字。",
    Fault.SAYS_NOTHING: "请写明做了什么、结果如何，只写“已处理”不算答复。",
    Fault.UNFILLED: "还有〔…〕没有填写。",
    Fault.PERSONAL: "请不要写服务对象的姓名、手机号或证件号码。",
}

BAD_FILES: Mapping[str, str] = {
    enclosures.EMPTY: "文件是空的，请重新选择。",
    enclosures.TOO_LARGE: f"每个文件最大{enclosures.MOST_BYTES // 1_000_000}MB。",
    enclosures.TOO_MANY: f"最多{enclosures.MOST_FILES}个文件。",
    enclosures.UNKNOWN_TYPE: "只能上传照片（PNG、JPEG、WebP）或PDF。",
    enclosures.LYING_TYPE: "文件的内容与后缀不符，请上传原文件。",
}

STARTS: Mapping[str, tuple[str, str]] = {
    "fixed": (
        "已整改",
        "您反映的问题属实。我们已于〔日期〕〔做了什么〕，今后〔如何保证〕。给您添麻烦了，对不起。",
    ),
    "person": (
        "人员问题",
        "您反映的服务态度问题属实。我们已对当事人〔批评教育/调整岗位〕，并〔培训或其他措施〕。向您道歉。",
    ),
    "later": (
        "需要时间",
        "您反映的问题需要〔部门〕一起解决。目前已〔进展〕，预计〔日期〕完成，完成后再告诉您。",
    ),
    "rules": ("政策规定", "您反映的事项按〔文件名称〕规定〔内容〕，目前不能〔诉求〕。您可以〔其他办法〕。"),
}
"""Ready-made answers to start from: a label, and a text whose 〔…〕 are to be filled in."""
