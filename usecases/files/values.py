"""Values as people write them, and the codes they mean."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime

from usecases.files.cells import Cell
from usecases.files.headers import Columns
from usecases.files.tables import Row
from usecases.intake.record import FieldError

_WORDS: Mapping[str, Mapping[str, str]] = {
    "service_channel": {
        "window": "窗口 大厅 政务大厅 实体大厅 办事大厅 线下 现场 窗口办理 线下窗口 综合窗口 大厅窗口",
        "web": "网上 线上 网办 网厅 网上大厅 网上办理 网站 门户网站 pc pc端 电脑 电脑端 电脑网上 互联网",
        "mobile": "移动端 移动 手机 手机端 移动服务端 app 手机app 小程序 微信 微信小程序 支付宝 掌上办",
        "kiosk": "自助机 自助终端 自助 自助服务终端 自助服务机 自助一体机 一体机 终端",
        "hotline": "热线 电话 12345 12345热线 政务热线 服务热线",
    },
    "applicant_type": {
        "person": "个人 自然人 公民 居民",
        "organization": "企业 法人 组织 单位 机构 企业法人 事业法人 法人企业 非法人企业 事业单位 社会组织 社会组织法人 "
        "其他组织 非法人组织 行政机关 机关 个体工商户 企业组织 法人和其他组织 organisation",
    },
    "status": {
        "finished": "办结 已办结 办结完成 完结 已完结 完成 已完成 准予办结",
        "withdrawn": "撤回 已撤回 撤销 已撤销 撤件 已撤件 作废 已作废",
    },
}
CODES = {
    field: {word: code for code, words in codes.items() for word in [*words.split(), code]}
    for field, codes in _WORDS.items()
}

DIGITS = (
    "record_no", "item_code", "org_code", "area_code", "window_no", "staff_no", "applicant_code", "phone",
    "telegram_chat_id", "parent_org_code",
)  # fmt: skip
TIMES = ("accepted_at", "promised_by", "finished_at")
WHOLE = ("visit_no",)

Value = Cell | int
"""A cell as intake takes it: numbers are exact there, and a file has only text."""

DAMAGED = "长数字已被Excel损坏，请将该列设为文本后重新导出 (damaged by Excel: export the column as text)"
SURPLUS = "单元格比表头多，可能有未加引号的分隔符 (more cells than headers)"

_WHOLE = re.compile(r"([0-9]{1,9})(?:\.0+)?")
_CUT = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+")
_TIME = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:(?:[T\s]+|(?<=日))(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})(?:\.\d+)?)?[分秒]?)?",
    re.ASCII,
)
_COMPACT_TIME = re.compile(r"\d{14}", re.ASCII)


def read_item(row: Row, columns: Columns, source: str | None) -> tuple[dict[str, Value], list[FieldError]]:
    """One row as a record to be taken in, and what a look at the file alone finds wrong with it."""
    cells = {field: row.cells[place] for field, place in columns.position.items() if row.cells[place]}
    item = {field: _value(field, cell) for field, cell in cells.items()}
    if source is not None:
        item.setdefault("source_system", source)
    errors = [error for field, cell in item.items() if (error := _error(field, cell))]
    if row.surplus:
        errors.append(FieldError("整行 (row)", SURPLUS))
    return item, errors


def damaged(text: Value) -> bool:
    """Whether Excel has cut digits off a long number; two of them could then pass for the same."""
    return isinstance(text, str) and _CUT.fullmatch(text) is not None


def read_time(text: str) -> Cell:
    """A time as people and exports write it; what is not understood stays as it is, to be refused."""
    narrow = unicodedata.normalize("NFKC", text).strip()
    try:
        if _COMPACT_TIME.fullmatch(narrow):
            return datetime.strptime(narrow, "%Y%m%d%H%M%S")  # noqa: DTZ007 - civil time, as every time without a zone
        found = _TIME.fullmatch(narrow)
        return _moment(found) if found else text
    except ValueError:
        return text


def _moment(found: re.Match[str]) -> datetime:
    parts = {name: int(digits) for name, digits in found.groupdict(default="0").items()}
    return datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - civil time, as every time without a zone


def _value(field: str, cell: Cell) -> Value:
    if isinstance(cell, datetime):
        return cell if field in TIMES else cell.isoformat(" ")
    if field in CODES:
        folded = "".join(unicodedata.normalize("NFKC", cell).casefold().split())
        return CODES[field].get(folded, cell)
    if field in WHOLE:
        return read_whole(cell)
    return read_time(cell) if field in TIMES else cell


def read_whole(text: str) -> Value:
    """A whole number as people and Excel write it; what is none stays as it is, to be refused."""
    found = _WHOLE.fullmatch(unicodedata.normalize("NFKC", text))
    return int(found[1]) if found else text


def _error(field: str, cell: Value) -> FieldError | None:
    if field in DIGITS and damaged(cell):
        return FieldError(field, DAMAGED)
    if field in CODES and cell not in CODES[field].values():
        known = "、".join(words.split()[0] for words in _WORDS[field].values())
        return FieldError(field, f"不认识“{cell}”，可写：{known} (one of {', '.join(_WORDS[field])})")
    return None
