"""Why something cannot be done with a voucher, as a clerk is told: what is so, then what can be done."""

from collections.abc import Mapping

from evaluation.vouchers import (
    AlreadyCollected,
    NoSubstitute,
    NotCollected,
    NotTheirVerification,
    NotThisPlace,
    OtherTier,
    UndoTooLate,
    UnknownVoucher,
    VoucherCancelled,
    VoucherExpired,
    VoucherRefused,
)
from usecases.counter.limits import TooOften
from web.console.words import clock_time, last_day, when

MISTYPED = "兑换码有误，请逐位核对9位数字后重新输入。"
WORDS: Mapping[type[VoucherRefused], str] = {
    UnknownVoucher: "没有这张兑换券，请与持券人核对兑换码。",
    AlreadyCollected: "这张券已经核销：{by}，{when}，{where}。请不要再次交付礼品。",
    VoucherCancelled: "这张券已取消，积分已退回，不能领取。",
    VoucherExpired: "这张券已过期（有效期至{last_day}），积分{back}退回，不能领取。",
    NotThisPlace: "这张券须在{where}领取，不在您的区划内。",
    NotCollected: "这张券还没有核销，没有可撤销的。",
    UndoTooLate: "核销于{when}，已超过10分钟，不能撤销。需要更正时请联系督办人员。",
    NotTheirVerification: "这张券由{by}核销，只能由本人撤销。",
    OtherTier: "只能换同一档的其他礼品。",
    NoSubstitute: "这个礼品也没有了，请换一个，或取消此券。",
}


def why_not(refused: VoucherRefused | TooOften) -> str:
    """The words for one refusal."""
    if isinstance(refused, TooOften):
        return f"试错次数太多，请在{clock_time(refused.again_at)}后再查。"
    if isinstance(refused, UnknownVoucher) and refused.mistyped:
        return MISTYPED
    facts = dict(vars(refused))
    if "at" in facts:
        facts |= {"when": when(facts["at"]), "last_day": last_day(facts["at"])}
    if isinstance(refused, VoucherExpired):
        facts["back"] = "已" if refused.points_back else "会"
    return WORDS[type(refused)].format(**facts)
