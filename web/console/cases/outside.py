"""How a case stands on outside platforms (12345), in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.cases.answers import Fault
from evaluation.cases.outside import Status
from store.work_order_lists import Standing
from usecases.cases.view import Story
from web.console.cases.words import FAULTS, ILLEGAL
from web.console.words import when

STATUSES: Mapping[Status, str] = {
    Status.ACKNOWLEDGED: "签收",
    Status.VERIFIED: "核实",
    Status.CLASSIFIED: "分类",
    Status.RECTIFIED: "整改完成",
    Status.ANSWERED: "答复",
    Status.RETURNED: "退回",
    Status.TRANSFERRED: "转办",
    Status.NOTED: "办理记录",
}
"""What a platform told."""

FIELDS: Mapping[str, str] = {
    "real": "是否属实",
    "fair": "是否合理",
    "track": "分类",
    "org": "承接单位",
    "words": "说明",
}
"""What a report can lack."""

REASONS: Mapping[str, str] = {
    "http_401": "对方不认我方密钥",
    "http_403": "对方不认我方密钥",
    "http_404": "对方没有这个接口或工单",
    "http_429": "对方要求稍后再推",
    "http_503": "对方暂停服务",
    "no_outside_no": "对方没有给出工单号",
    "TimeoutError": "对方没有及时应答",
    "ClientConnectorError": "连不上对方",
}
"""Why something was not taken; the others stand as they are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: which platform, the case's number there, and how far it was told."""

    label: str
    number: str | None
    words: str
    trouble: bool


def lines(story: Story) -> list[Line]:
    """The platforms that have the case, and what they said in vain."""
    told = [_line(story, each) for each in story.outside]
    unheard = [
        Line(
            f"{story.rules.label_of(each.platform)}来文",
            None,
            f"“{STATUSES[Status(each.status)]}”未采纳：{_why(each.answer)} · {when(each.heard_at)}",
            trouble=True,
        )
        for each in story.unheard
    ]
    return told + unheard


def _why(answer: Mapping[str, Any]) -> str:
    """Why it was refused; what else may be, such as a number of another order, stands as it is."""
    if "faults" in answer:
        return "".join(FAULTS[Fault(fault)] for fault in answer["faults"]).rstrip("。")
    if "fields" in answer:
        return f"缺少{'、'.join(FIELDS[name] for name in answer['fields'])}"
    return ILLEGAL.get(answer.get("why", ""), str(answer["because"])).rstrip("。")


def _line(story: Story, each: Standing) -> Line:
    return Line(story.rules.label_of(each.platform), each.outside_no, _words(each), bool(each.reason))


def _words(each: Standing) -> str:
    why = each.said or REASONS.get(each.reason or "", each.reason or "")
    if each.refused:
        return f"推送失败：{why}"
    if each.reason:
        return f"推送未成功，自动重试：{why}"
    if each.waiting:
        return "待推送"
    assert each.told_at is not None, "nothing waits, so something was told"
    return f"已推送 · {when(each.told_at)}"
