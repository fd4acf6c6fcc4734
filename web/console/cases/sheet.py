"""转办单 in words: what a complaint says and what came of it, and the rows of the sheet, on screen and as PDF."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.cases.case import Complaint
from evaluation.cases.words import Move
from evaluation.masking import without_numbers
from store.case_views import Said
from usecases.cases.view import Moment, Story
from web.console.cases.telling import deadlines, stage_of
from web.console.cases.words import CHANNELS, DEPTHS, IS_COMPLAINT, OUTCOMES, TRACKS, UNASKED, VERDICTS
from web.console.words import day, when


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of a complaint, and what it is called; `quoted`: in the citizen's own words."""

    label: str
    text: str
    quoted: bool = False


def complaint_facts(said: Said, complaint: Complaint) -> Iterator[Fact]:
    """One complaint: what was said, and where; nothing of who said it, and numbers starred."""
    yield Fact("评价", _level(said))
    if said.reasons:
        yield Fact("原因", "、".join(reason.label_zh for reason in said.reasons))
    yield Fact("原话", without_numbers(said.words) if said.words else "没有留言", quoted=bool(said.words))
    yield Fact("时间", when(said.said_at))
    if said.place:
        yield Fact("地点", said.place)
    yield from _heard(said, complaint)
    if said.record_no:
        yield Fact("办件", _record(said))
    yield from _stands(complaint)


def _heard(said: Said, complaint: Complaint) -> Iterator[Fact]:
    """How what a guide heard was labelled, and what the citizen says of it themself."""
    if complaint.label:
        kind = IS_COMPLAINT[complaint.label.real]
        yield Fact("吐槽分类", f"{complaint.label.reason.label_zh}；{kind}")
    if said.own_level:
        why = "、".join(reason.label_zh for reason in said.own_reasons)
        yield Fact("本人评价", said.own_level.label_zh + (f"；{why}" if why else ""))
        if said.own_words:
            yield Fact("本人原话", without_numbers(said.own_words), quoted=True)
    elif said.unasked_because:
        yield Fact("本人评价", UNASKED[said.unasked_because])
    elif said.was_asked:
        yield Fact("本人评价", "已询问，还没有答复")


def _level(said: Said) -> str:
    if said.level is None:
        return "转换差评（导办员代记）"
    now = said.level_now
    return said.level.label_zh + (f"；后改为{now.label_zh}" if now and now != said.level else "")


def _record(said: Said) -> str:
    ended = f"，{day(said.finished_at)}办结" if said.finished_at else ""
    channel = CHANNELS.get(said.service_channel or "", said.service_channel or "")
    return f"{said.record_no}{ended}，{channel}" + (f" {said.window_no}" if said.window_no else "")


def _stands(complaint: Complaint) -> Iterator[Fact]:
    if complaint.withdrawn:
        yield Fact("状态", "派单前已改评撤回")
    if complaint.excluded and complaint.appeal and complaint.appeal.verdict:
        yield Fact("状态", VERDICTS[complaint.appeal.verdict])
    if complaint.revised_after_contact:
        yield Fact("提示", "工作人员联系之后改评")
    if complaint.outcome:
        yield Fact("回访", OUTCOMES[complaint.outcome])


def answers(moments: Sequence[Moment]) -> Mapping[int | None, str]:
    """The answer that each complaint got last."""
    return {m.event.complaint: m.event.words for m in moments if m.event.move is Move.ANSWER}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: what stands in it, each with what it is called; one alone is as wide as the sheet."""

    cells: tuple[tuple[str, str], ...]
    to_sign: bool = False
    """It is filled in by hand."""


def rows(story: Story) -> Iterator[Row]:
    """转办单: the facts, the deadlines with their starts, what was said and answered, and room to sign."""
    yield from _facts(story)
    yield Row((("期限", _deadlines(story)),))
    given, several = answers(story.moments), len(story.said) > 1
    for number, said in enumerate(story.said, start=1):
        facts = complaint_facts(said, story.case.complaints[said.id])
        text = "\n".join(f"{fact.label}：{fact.text}" for fact in facts)
        yield Row(((f"差评内容{f' {number}' if several else ''}", text),))
        if said.id in given:
            yield Row((("答复", given[said.id]),))
    yield Row((("领导批示", ""),), to_sign=True)
    yield Row((("办理情况", ""),), to_sign=True)
    yield Row((("签字", ""), ("日期", "")), to_sign=True)


def _facts(story: Story) -> Iterator[Row]:
    row, case = story.row, story.case
    stage = stage_of(case.stage, case.closing, suspended=case.is_suspended)
    sorted_as = f"{TRACKS[case.track]} · {DEPTHS[case.depth]}" if case.track and case.depth else "未分类"
    helping = "、".join(story.orgs.get(code, code) for code in case.tasks)
    yield Row((("编号", str(row.id)), ("受理时间", when(story.moments[0].event.at))))
    yield Row((("事项", row.item_name), ("区划", row.area_name or row.area_code)))
    yield Row(
        (("牵头单位", story.orgs.get(case.lead, case.lead)), ("环节", " · ".join((stage, *marks(story)))))
    )
    yield Row((("协办单位", helping or "无"), ("分类", sorted_as)))
    for outside in story.outside:
        yield Row(((f"{story.rules.label_of(outside.platform)}工单号", outside.outside_no or "待取得"),))


def marks(story: Story) -> tuple[str, ...]:
    """What is said beside the stage."""
    case = story.case
    found = {
        "已督办": case.supervised,
        "重办": case.reopened_at is not None,
        "待提升": case.wants_improvement,
    }
    return tuple(mark for mark, is_so in found.items() if is_so)


def _deadlines(story: Story) -> str:
    lines = (
        f"{line.label}：{line.deadline.words}{f'（{line.start}）' if line.start else ''}"
        for line in deadlines(story)
    )
    return "；\n".join(lines) or "无"
