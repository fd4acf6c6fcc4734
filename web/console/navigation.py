"""The left navigation, by what people do; each sees what they may."""

from dataclasses import dataclass

from evaluation.staff import Permission, Role, may


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that the navigation leads to; `path` is under /console."""

    label: str
    path: str
    needs: Permission


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six things people do, with its pages; it leads to the first of them."""

    label: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section("今天", (Entry("今天", "/console", Permission.OWN_ACCOUNT),)),
    Section("评价", (Entry("邀请评价", "/console/invitations", Permission.SHOW_INVITATION),)),
    Section(
        "工单",
        (
            Entry("差评工单", "/console/cases", Permission.READ_CASES),
            Entry("半日小结", "/console/summary", Permission.READ_CASES),
            Entry("吐槽转差评", "/console/heard", Permission.NOTE_HEARD),
            Entry("回电请求", "/console/calls", Permission.CALL_CITIZENS),
            Entry("抽样回访", "/console/samples", Permission.READ_SAMPLES),
        ),
    ),
    Section(
        "积分",
        (
            Entry("核销", "/console/vouchers", Permission.VERIFY_VOUCHER),
            Entry("查积分", "/console/points", Permission.LOOK_UP_CITIZEN),
            Entry("单位代办人", "/console/delegates", Permission.AUTHORISE_FOR_ORGANISATION),
            Entry("建议", "/console/suggestions", Permission.JUDGE_SUGGESTIONS),
            Entry("待核对积分", "/console/held-points", Permission.DECIDE_HELD_POINTS),
            Entry("号码核实", "/console/numbers", Permission.VOUCH_FOR_NUMBER),
            Entry("礼品", "/console/gifts", Permission.MANAGE_GIFTS),
            Entry("库存", "/console/stock", Permission.MANAGE_GIFTS),
            Entry("领取点", "/console/places", Permission.MANAGE_GIFTS),
            Entry("更正", "/console/corrections", Permission.ASK_CORRECTION),
        ),
    ),
    Section(
        "数据",
        (
            Entry("积分报表", "/console/reports/points", Permission.READ_REPORTS),
            Entry("差评整改报表", "/console/reports/cases", Permission.READ_REPORTS),
            Entry("兑换报表", "/console/reports/redemptions", Permission.READ_REPORTS),
            Entry("库存报表", "/console/reports/stock", Permission.READ_REPORTS),
            Entry("积分前后对比", "/console/reports/before-after", Permission.READ_REPORTS),
            Entry("痛点分析", "/console/learning/pains", Permission.READ_LEARNING),
            Entry("月报", "/console/learning/pack", Permission.READ_LEARNING),
            Entry("整改成效", "/console/learning/effects", Permission.READ_LEARNING),
            Entry("案例库", "/console/learning/library", Permission.READ_LEARNING),
        ),
    ),
    Section(
        "设置",
        (
            Entry("我的账号", "/console/account", Permission.OWN_ACCOUNT),
            Entry("代班", "/console/stand-ins", Permission.NAME_STAND_IN),
            Entry("人员账号", "/console/staff", Permission.MANAGE_STAFF),
            Entry("审计记录", "/console/trail", Permission.READ_AUDIT_TRAIL),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry or a section as one page shows it: where it leads, and whether this page is there."""

    label: str
    path: str
    here: bool
    below: tuple["Place", ...] = ()


def places(role: Role, path: str) -> tuple[Place, ...]:
    """What a role finds beside the page of this path; sections without a page of theirs are left out."""
    found = []
    for section in SECTIONS:
        below = tuple(
            Place(entry.label, entry.path, _is_in(entry, path))
            for entry in section.entries
            if may(role, entry.needs)
        )
        if below:
            here = any(place.here for place in below)
            alone = len(below) == 1 and below[0].label == section.label
            found.append(Place(section.label, below[0].path, here, () if alone else below))
    return tuple(found)


def _is_in(entry: Entry, path: str) -> bool:
    """Whether the page of this path belongs to the entry: the page itself, or one below it."""
    return path == entry.path or (entry.path != "/console" and path.startswith(f"{entry.path}/"))
