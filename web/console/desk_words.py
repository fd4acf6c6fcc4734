"""Why the gifts desk's wishes are refused, in words, and beside which field they stand."""

from collections.abc import Mapping

from evaluation.pictures import MOST_BYTES
from usecases.gifts import desk, take_stock

WRONG: Mapping[str, tuple[str, str]] = {
    desk.NOT_ALL_AREAS: ("", "礼品和档次由各区划共用，只有能看全部区划的账号可以修改。"),
    desk.NO_NAME: ("name", "中文名称和英文名称都要填写。"),
    desk.NAME_TAKEN: ("name", "已有这个名称。"),
    desk.NO_SUCH_TIER: ("tier", "没有这个档次，请先设置档次。"),
    desk.BAD_TIER: ("tier", f"档次是1到{desk.MOST_TIER}的整数。"),
    desk.BAD_POINTS: ("points", f"积分是1到{desk.MOST_POINTS:,}的整数。"),
    desk.BAD_DAYS: ("valid_until", "结束日期早于开始日期。"),
    desk.BAD_LIMIT: ("per_citizen", f"限兑件数是1到{desk.MOST_EACH:,}的整数；不限就留空。"),
    desk.BAD_AREA: ("area_code", "请选择您区划内的区划。"),
    desk.NO_PICTURE: ("picture", "请选择PNG、JPEG或WebP图片。"),
    desk.PICTURE_TOO_LARGE: ("picture", f"图片超过{MOST_BYTES // 1000}KB，请缩小后再上传。"),
    take_stock.BAD_PIECES: ("pieces", "请填写件数，整数。"),
    take_stock.NO_REASON: ("why", "请写明原因。"),
    take_stock.MOVED_MEANWHILE: ("", "库存刚有变动，这次没有登记。请核对下面的数字后再提交。"),
    take_stock.AS_IT_IS: ("pieces", "与账面件数相同，不用更正。"),
    take_stock.FEWER_THAN_RESERVED: ("pieces", "少于已预留的件数。请先在窗口取消或换领一些兑换券。"),
}
"""The field, or none for the whole form, and what to tell."""


Wrong = Mapping[str, str | None]

NOTHING_WRONG: Wrong = {field: None for field, _ in WRONG.values()}
"""What a form is told that was not refused."""


def wrong(because: str) -> Wrong:
    """What to tell, by field."""
    field, told = WRONG[because]
    return {**NOTHING_WRONG, field: told}
