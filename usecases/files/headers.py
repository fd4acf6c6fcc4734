"""Headers as people write them, and the fields they mean."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from usecases.files.errors import TableError

Aliases = Mapping[str, str]
"""Field → its headers, spaces between them; where a file has several, the first of these counts."""

RECORD_HEADERS: Aliases = {
    "source_system": "来源系统 来源系统编码 来源系统名称 数据来源 业务系统 系统编码",
    "record_no": "办件编号 办件编码 办件号 办件流水号 受理编号 受理号 业务流水号 流水号 projectno recordnumber",
    "visit_no": "办理次数 服务次数 服务次序 办理次序 servicenumber visitnumber",
    "item_code": "事项编码 事项代码 事项编号 实施编码 事项实施编码 实施清单编码 taskcode",
    "item_name": "事项名称 办理事项 服务事项 办理事项名称 事项 taskname",
    "org_code": "办理机构编码 办理机构代码 机构编码 机构代码 办理部门编码 办理部门代码 部门编码 部门代码 受理部门编码 "
    "实施机构编码 实施主体编码 办理机构统一社会信用代码 机构统一社会信用代码 部门统一社会信用代码 deptcode",
    "area_code": "行政区划代码 行政区划编码 区划代码 区划编码 所属行政区划代码 所属区划代码 行政区划 所属行政区划",
    "service_channel": "服务渠道 办理渠道 受理渠道 申请渠道 办理方式 办理形式 渠道 channel",
    "window_no": "窗口号 窗口编号 窗口编码 窗口",
    "staff_no": "工号 工作人员编号 工作人员工号 人员编号 窗口人员工号 经办人工号",
    "applicant_type": "申请人类型 服务对象类型 申请主体类型 申请对象类型 申请人性质",
    "applicant_code": "申请人证件号码 申请人证件号 申请人证件编号 证件号码 证件号 证件编号 证件号信用代码 "
    "身份证号码 身份证号 申请人统一社会信用代码 统一社会信用代码 社会信用代码 信用代码",
    "applicant_name": "申请人姓名 申请人名称 申请人姓名名称 申请人 申请单位 姓名 服务对象名称 服务对象 办事人",
    "phone": "手机号 手机号码 手机 申请人手机号 申请人手机号码 申请人手机 移动电话 联系电话 申请人联系电话 联系人电话 "
    "申请人电话 联系方式 电话号码 电话 mobile phonenumber",
    "telegram_chat_id": "telegram",
    "wechat_openid": "微信openid openid",
    "accepted_at": "受理时间 受理日期 收件时间 acceptdate",
    "promised_by": "承诺办结时间 承诺办结日期 承诺办结期限 承诺时间",
    "finished_at": "办结时间 办结日期 办理完成时间 完成时间 服务时间 resultdate",
    "status": "办件状态 办理状态 状态",
}
RECORD_REQUIRED = (
    "source_system", "record_no", "item_code", "item_name", "area_code", "service_channel", "applicant_type",
    "finished_at",
)  # fmt: skip

ORG_HEADERS: Aliases = {
    "org_code": "机构编码 机构代码 部门编码 部门代码 办理机构编码 办理机构代码 组织机构代码 单位编码 统一社会信用代码",
    "org_name": "机构名称 部门名称 办理机构名称 单位名称 办理机构 机构 部门",
    "area_code": "行政区划代码 行政区划编码 区划代码 区划编码 所属行政区划代码 所属区划代码",
    "area_name": "行政区划名称 区划名称 所属行政区划名称 所属区划名称 行政区划 所属行政区划",
    "parent_org_code": "上级机构编码 上级机构代码 上级部门编码 上级部门代码 上级单位编码 上级机构 上级部门",
}
ORG_REQUIRED = ("org_code", "org_name", "area_code", "area_name")

GIFT_HEADERS: Aliases = {
    "gift": "礼品名称 礼品 礼品中文名称 中文名称 名称 giftname name",
    "gift_en": "英文名称 礼品英文名称 礼品英文名 英文名 nameen",
    "tier": "档次 礼品档次",
    "points": "积分 所需积分 兑换积分 档次积分",
    "tier_name": "档次名称 档次中文名称",
    "tier_name_en": "档次英文名称",
    "valid_from": "开始日期 起始日期 兑换开始日期 上架日期",
    "valid_until": "结束日期 截止日期 兑换结束日期",
    "per_citizen": "每人限兑 每人限兑件数 限兑件数 限兑",
    "area_code": "区划代码 行政区划代码 行政区划编码 区划编码 领取点区划代码",
    "place": "领取点 领取点名称 领取地点",
    "pieces": "件数 到货件数 到货数量 数量",
    "delivery_no": "到货单号 入库单号 送货单号 单号 批次 到货批次",
}
GIFT_REQUIRED = ("gift", "gift_en", "tier", "points")

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>")
_DECORATION = re.compile(r"[\W_]+")


def fold(header: str) -> str:
    """A header without what does not matter: width, case, spaces, marks, what stands in brackets."""
    narrow = unicodedata.normalize("NFKC", header).casefold()
    return _DECORATION.sub("", _BRACKETED.sub("", narrow)) or _DECORATION.sub("", narrow)


@dataclass(frozen=True)
class Meaning:
    """What the headers of one kind of file mean."""

    field_of: Mapping[str, str]
    rank: Mapping[str, int]
    titles: Mapping[str, str]
    required: tuple[str, ...]

    def looks_like_header(self, cells: Sequence[str]) -> bool:
        """Whether a row names the required fields, but for one or two that were forgotten."""
        found = {self.field_of.get(fold(cell)) for cell in cells}
        return len(found.intersection(self.required)) >= max(2, len(self.required) - 2)

    def title(self, field: str) -> str:
        """A field as people and programs call it."""
        return f"{self.titles[field]} ({field})"


def _meaning(aliases: Aliases, required: tuple[str, ...]) -> Meaning:
    names = {field: [*words.split(), field.replace("_", "")] for field, words in aliases.items()}
    field_of = {name: field for field, all_names in names.items() for name in all_names}
    rank = {name: position for all_names in names.values() for position, name in enumerate(all_names)}
    return Meaning(field_of, rank, {field: words.split()[0] for field, words in aliases.items()}, required)


RECORDS = _meaning(RECORD_HEADERS, RECORD_REQUIRED)
ORGS = _meaning(ORG_HEADERS, ORG_REQUIRED)
GIFTS = _meaning(GIFT_HEADERS, GIFT_REQUIRED)


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a row, and the headers that mean nothing to us."""

    headers: tuple[str, ...]
    position: Mapping[str, int]
    ignored: tuple[str, ...]


def read_columns(
    name: str, headers: Sequence[str], meaning: Meaning, given: frozenset[str] = frozenset()
) -> Columns:
    """Find the fields among the headers of a file; TableError naming the required ones that are not there.

    `given` are fields whose value is known without a column.
    """
    position: dict[str, int] = {}
    for place, header in enumerate(headers):
        field = meaning.field_of.get(fold(header))
        if field and (field not in position or _before(meaning, header, headers[position[field]])):
            position[field] = place
    missing = [field for field in meaning.required if field not in position and field not in given]
    if missing:
        raise TableError(
            f"{name}: {_lack(meaning, missing, nothing=position.keys().isdisjoint(meaning.required))}"
        )
    used = set(position.values())
    ignored = tuple(header for place, header in enumerate(headers) if header and place not in used)
    return Columns(tuple(headers), position, ignored)


def _lack(meaning: Meaning, missing: Sequence[str], *, nothing: bool) -> str:
    """What a header row lacks; `nothing` of it is known: then it is a row of values."""
    if nothing:
        example = "、".join(meaning.titles[field] for field in missing[:3])
        return f"缺少表头行，请在数据上方加一行列名，如 {example} (no header row: put one above the rows)"
    return f"缺少必填列：{'、'.join(map(meaning.title, missing))} (required columns are missing)"


def _before(meaning: Meaning, header: str, other: str) -> bool:
    return meaning.rank[fold(header)] < meaning.rank[fold(other)]
