"""Every use of every template: the facts it gets, at their longest."""

from typing import Any

from evaluation.cases.telling import Result
from evaluation.cases.words import Stage

LONGEST = "内地居民与香港特别行政区、澳门特别行政区、台湾地区居民婚姻登记信息补领证明（二○二六年版）"
MATTER = {"item": LONGEST, "finished_on": "2026-12-31"}
ACKNOWLEDGED = {
    "item": LONGEST, "count": 1, "level": 5, "before": None, "heard": False, "bad": False, "more": False,
    "points": 10, "cap": "", "balance": 12340, "paid": 3, "organisation": False, "held": 0, "case": "",
}  # fmt: skip
REPEATED = ACKNOWLEDGED | {"points": 0}
BAD = ACKNOWLEDGED | {"level": 1, "bad": True, "heard": True, "case": "goes_out"}
ALL = ACKNOWLEDGED | {"item": None, "count": 12, "points": 30, "cap": "day"}
HELD = REPEATED | {"held": 10}
SOME_HELD = ALL | {"held": 20}
UNSHOWN = ACKNOWLEDGED | {"balance": None}
CAPPED = REPEATED | {"cap": "day", "more": True}
REVISED = REPEATED | {"before": 5, "level": 1, "bad": True}
GIFT = {
    "item": "纯棉加厚吸水家用洗脸毛巾礼盒装",
    "item_en": "Gift box of two thick cotton face towels for the home",
}
WHERE = {
    "place": "江宁区东山街道佘村社区便民服务中心", "place_en": "Shecun Community Service Centre, Dongshan, Jiangning",
    "location": "江宁区东山街道天元中路128号一楼大厅东侧12号窗口", "hours": "周一至周五8:30-12:00、13:30-17:30",
}  # fmt: skip
PLACE = {"item": WHERE["place"], "item_en": WHERE["place_en"]}
VOUCHER = {
    **GIFT,
    **WHERE,
    "code": "123 456 789",
    "points": 1200,
    "last_day": "2027-01-20",
    "balance": 12340,
    "holder": None,
}
HOLDERS = (None, "91320115MA1XABCD5E")
LISTED = [{**GIFT, "points": 1200}] * 9

WHY = "东山街道便民服务中心自下月起每周六上午开放两个综合窗口，可办理户籍、社保、医保等高频事项" * 2

POINTS = [{"points": 12340, "last_day": "2026-12-31"}, {"points": 30, "last_day": "2027-01-04"}]
VOUCHERS = [
    {"gift": LONGEST, "gift_en": LONGEST, "place": LONGEST, "place_en": LONGEST, "last_day": "2026-12-31"}
] * 2

USES: dict[str, list[dict[str, Any]]] = {
    "prompt": [{**MATTER, "count": count, "last_day": "2026-12-31", "room": 20} for count in (1, 5, 99)],
    "binding/bad_number": [{}],
    "binding/code": [{"code": "012345"}],
    "binding/sent": [{}],
    "binding/too_many": [{}],
    "binding/which_number": [{}],
    "binding/wrong_code": [{}],
    "chat/bound": [{}],
    "chat/link_over": [{}],
    "chat/kept": [{"rated": False}, {"rated": True}],
    "chat/kept_too": [{}],
    "chat/noted": [{**MATTER, "level": 1}],
    "chat/stale": [{}],
    "chat/stranger": [{}],
    "chat/two_histories": [{}],
    "chat/unreadable": [{}],
    "chat/who_is_this": [{}],
    "chat/wrong_person": [{}],
    "help/call": [{}],
    "help/check_us": [{}],
    "help/usage": [{}],
    "points/balance": [{"balance": 12340, "held": held, "ending": ending, "last_day": "2026-12-31" if ending else None,
                        "missing": missing, "rating": {"points": 10, "per_day": 3, "per_month": 30},
                        "organisations": [{"code": HOLDERS[1], "balance": 12340}] * organisations}
                       for held in (0, 10) for ending in (0, 1200) for missing in (0, 1, 2)
                       for organisations in (0, 1, 3)],
    "staff/bound": [{"username": "wang.min"}],
    "staff/wrong_code": [{}],
    "points/ends": [{"points": POINTS[:lots], "vouchers": VOUCHERS[:vouchers]}
                    for lots, vouchers in ((1, 0), (2, 0), (0, 1), (0, 2), (2, 2))],
    "points/redeem": [{"balance": 12340}],
    "points/something_ends": [{"last_day": "2026-12-31"}],
    "rating/again": [{**MATTER, "count": 1}, {**MATTER, "count": 12}],
    "rating/closed": [{**MATTER, "last_day": "2026-12-31"}],
    "rating/confirm": [{**MATTER, "level": 1}],
    "rating/confirm_unclear": [{"level": 1}],
    "rating/each": [{**facts, "rated": [{"item": LONGEST, "level": level} for level in (5, 1)]}
                    for facts in (ACKNOWLEDGED, BAD, CAPPED, UNSHOWN, CAPPED | {"balance": None}, HELD, SOME_HELD)],
    "rating/heard": [MATTER],
    "rating/next": [MATTER],
    "rating/not_recorded": [{}],
    "rating/revised": [REVISED, REVISED | {"heard": True, "more": True},
                       REVISED | {"item": None, "count": 12, "before": None},
                       REVISED | {"item": None}],
    "rating/overall": [MATTER],
    "rating/settled": [MATTER],
    "rating/several": [MATTER],
    "rating/sorry": [BAD, BAD | {"points": 0, "cap": "day"}, BAD | {"item": None}, BAD | {"item": None, "count": 12},
                     BAD | {"case": "goes_on"}, BAD | {"case": "known"}, BAD | {"case": ""},
                     BAD | {"points": 0, "held": 10}, BAD | {"points": 0, "held": 10, "organisation": True}],
    "rating/thanks": [ACKNOWLEDGED, REPEATED, BAD, ALL, CAPPED, ACKNOWLEDGED | {"item": None, "more": True},
                      REPEATED | {"level": 2, "bad": True}, UNSHOWN, CAPPED | {"balance": None},
                      HELD, SOME_HELD, HELD | {"balance": None, "organisation": True}],
    "rating/unclear": [MATTER],
    "rating/which": [{"level": 1, "count": count, "matters": [MATTER] * 5} for count in (5, 12)],
    "rating/which_unclear": [{"count": 5}],
    "reasons/ask": [{}],
    "reasons/thanks": [{"level": 1, "balance": balance, "more": more}
                       for balance in (12340, None) for more in (True, False)],
    "reasons/unclear": [{}],
    "redemption/account": [{"accounts": [{"code": code, "balance": 12340} for code in ("", "91320115MA1XABCD5E")]}],
    "redemption/called_off": [{**GIFT, "why": WHY, "points": 1200, "organisation": organisation}
                              for organisation in (True, False)],
    "redemption/cancel": [VOUCHER],
    "redemption/cancel_unclear": [{**GIFT, "rates": rates} for rates in (True, False)],
    "redemption/cancel_which": [{"vouchers": [VOUCHER] * 5}],
    "redemption/cancelled": [VOUCHER | {"holder": holder} for holder in HOLDERS],
    "redemption/collected": [VOUCHER],
    "redemption/confirm": [{**GIFT, **WHERE, "points": 1200, "balance": 12340, "holder": holder} for holder in HOLDERS],
    "redemption/confirm_unclear": [{**GIFT, "rates": rates} for rates in (True, False)],
    "redemption/exchanged": [{**GIFT, "before": LONGEST, "before_en": LONGEST}],
    "redemption/expired": [VOUCHER],
    "redemption/gifts": [{"balance": 12340, "gifts": LISTED, "unlisted": unlisted, "holder": holder}
                         for unlisted in (0, 21) for holder in HOLDERS],
    "redemption/kept": [{}],
    "redemption/left": [{}],
    "redemption/limit": [{**GIFT, "limit": 2}],
    "redemption/no_vouchers": [{}],
    "redemption/none": [{"balance": 12340}],
    "redemption/not_now": [{**GIFT, "because": "sold_out"}, {**GIFT, "because": "limit", "limit": 2},
                           {**GIFT, "because": "", "points": 1200}],
    "redemption/not_yet": [{"needed": 3, "ratings": 1, "balance": 10}],
    "redemption/over": [GIFT],
    "redemption/page": [{"link": "https://example.gov.cn/v/AGkKi2AxMjM0NTY3ODk"}],
    "redemption/place": [{**GIFT, "places": [PLACE] * 9}],
    "redemption/price": [{**GIFT, "points": 1500}],
    "redemption/short": [GIFT],
    "redemption/sold_out": [GIFT],
    "redemption/something_called_off": [{}],
    "redemption/too_few": [{**GIFT, "points": 1200, "balance": 10}],
    "redemption/voucher": [VOUCHER | {"holder": holder} for holder in HOLDERS],
    "redemption/vouchers": [{"count": count, "vouchers": [VOUCHER] * 3} for count in (3, 5)],
    "redemption/which_unclear": [{"count": count, "keeps": keeps, "rates": rates} for count in (9, 1)
                                 for keeps in (True, False) for rates in (True, False)],
    "subscription/back": [{}],
    "subscription/on": [{}],
    "subscription/stopped": [{"case": case} for case in (True, False)],
    "suggestion/adopted": [{"said_on": "2026-12-31", "why": WHY, "points": points, "cap": cap, "paid": 2}
                           for points, cap in ((50, ""), (0, "day"), (0, "month"), (0, ""))],
    "suggestion/declined": [{"said_on": "2026-12-31", "why": WHY}],
    "suggestion/thanks": [{"told": told} for told in (True, False)],
}  # fmt: skip

HALL = "江宁区政务服务中心婚姻登记和出入境管理综合窗口一楼领取点"
CASE = {
    "number": 1234567,
    "item": "城乡居民基本养老保险参保登记",
    "due_on": "2026-12-31",
    "due_time": "24:00",
}
STAGED = CASE | {"stage": "dispatched", "supervised": True}
NAMED = {
    "gift": LONGEST,
    "gift_en": "Gift " * 20,
    "place": HALL,
    "place_en": "Hall " * 20,
    "code": "123 456 789",
}
LEFT = {
    "gift_id": 1,
    "gift": LONGEST,
    "gift_en": "Gift " * 20,
    "tier": 1,
    "points": 12340,
    "place": HALL,
    "place_en": "Hall " * 20,
    "left": 1000,
}
COMING = {"count": 12, "numbers": [1234567, 1234568], "on": "2026-12-31", "time": "24:00"}
SUMMED = {
    "due": COMING, "due_next": COMING, "late": 12, "late_numbers": [1234567, 1234568], "waiting": 120,
    "heard": 12, "places": ["一楼社会保险综合窗口", "二楼不动产登记等候区"], "more_places": True,
    "abouts": [{"reason": 1, "count": 5}, {"reason": 3, "count": 4}], "unlabelled": 10, "unlabelled_late": 2,
}  # fmt: skip
NOTHING_DUE = {
    "due": COMING | {"count": 0, "numbers": []},
    "due_next": COMING | {"count": 0, "numbers": []},
    "late": 0,
}
REFUSED = {
    "by": "王敏", "where": HALL, "day_of": "2026-12-31", "time": "14:03", "last_day": "2026-12-31", "points_back": True,
}  # fmt: skip
USES |= {
    "staff/bad_number": [{}],
    "staff/balance": [{"phone": "+86138****0000", "points": 12340, "last_day": "2026-12-31", "vouchers": vouchers}
                      for vouchers in ([], [NAMED], [NAMED, NAMED])],
    "staff/cancelled": [NAMED],
    "staff/case": [STAGED | {"org": "江宁区人力资源和社会保障局", "said": said}
                   for said in ("", "等了两个小时还让我跑第二趟")],
    "staff/case_above": [CASE],
    "staff/case_escalated": [CASE],
    "staff/case_moved": [STAGED, STAGED | {"stage": "closed", "due_on": None}],
    "staff/case_new": [CASE | {"due_time": "11:00"}],
    "staff/case_over": [CASE],
    "staff/case_refused": [STAGED | {"because": because} for because in
                           ("not_yours", "no_words", "suspended", "same_body", "too_soon", "unreached")],
    "staff/case_soon": [CASE],
    "staff/case_supervised": [CASE],
    "staff/case_words": [{"faults": ["says_nothing"]}, {"faults": ["personal"]}],
    "staff/cases": [{"cases": [], "more": False}, {"cases": [STAGED] * 3, "more": True}],
    "staff/collected": [NAMED],
    "staff/doubted": [{"phone": "+86138****0000"}],
    "staff/gifts": [{"left": [], "unlisted": 0}, {"left": [LEFT], "unlisted": 0}, {"left": [LEFT] * 6, "unlisted": 12},
                    {"left": [LEFT, LEFT | {"place": "东山街道", "place_en": "Dongshan"}], "unlisted": 0}],
    "staff/no_case": [{}],
    "staff/not_allowed": [{}],
    "staff/not_found": [{}],
    "staff/refused": [REFUSED | {"because": because} for because in
                      ("mistyped", "UnknownVoucher", "AlreadyCollected", "VoucherCancelled", "VoucherExpired",
                       "NotThisPlace")],
    "staff/summary": [SUMMED, SUMMED | NOTHING_DUE, SUMMED | {"heard": 0, "unlabelled": 0},
                      SUMMED | NOTHING_DUE | {"waiting": 0}],
    "staff/too_often": [{"time": "14:03"}],
    "staff/which_body": [{"name": "公安", "several": True}, {"name": "", "several": False}],
    "staff/which_code": [{}],
    "staff/why": [{}],
}  # fmt: skip

OF_CASE = {
    "item": LONGEST, "case": 12345, "org": "江宁区人力资源和社会保障局劳动保障监察大队", "said": WHY,
    "last_day": "2027-01-20", "verdict": None, "result": "put_right", "awaited": True, "resumes_on": "2027-02-20",
}  # fmt: skip
HEARD = {
    "said_on": "2026-12-31", "place": LONGEST, "said": WHY, "guide": "古丽努尔·阿卜杜热合曼", "org": OF_CASE["org"],
    "last_day": "2027-01-20",
}  # fmt: skip
CALLED_BACK = {
    "level": None, "goes_up": True, "told": True, "asks": False, "points": 5, "cap": "", "balance": 12340, "paid": 1,
    "organisation": False, "held": 0,
}  # fmt: skip
CALLED_BACK_EACH = [
    CALLED_BACK, CALLED_BACK | {"told": False}, CALLED_BACK | {"level": 4},
    CALLED_BACK | {"level": 2, "goes_up": False, "balance": None},
    CALLED_BACK | {"points": 0, "cap": "day", "asks": True}, CALLED_BACK | {"points": 0, "cap": "month", "paid": 4},
    CALLED_BACK | {"points": 0, "asks": True}, CALLED_BACK | {"organisation": True, "balance": None},
]  # fmt: skip
STANDS = {
    "case": 12345, "item": LONGEST, "org": OF_CASE["org"], "stage": "received", "closing": None, "suspended": False,
    "last_day": None, "late": False, "said": None, "answered_before": False,
}  # fmt: skip
ANSWERED = STANDS | {"stage": "answered", "said": WHY}
PROGRESS = [
    *([STANDS | {"stage": stage}] for stage in Stage if stage is not Stage.CLOSED),
    *([STANDS | {"stage": "closed", "closing": closing}] for closing in ("done", "excluded")),
    [STANDS | {"stage": "assigned", "last_day": "2027-01-20", "late": late} for late in (True, False)],
    [STANDS | {"stage": "assigned", "last_day": "2027-01-20", "suspended": True}],
    [ANSWERED], [ANSWERED] * 3, [ANSWERED | {"stage": "dispatched", "answered_before": True}],
]  # fmt: skip
USES |= {
    "case/answered": [OF_CASE | {"awaited": False}, *(OF_CASE | {"result": result.value} for result in Result)],
    "case/asked": [OF_CASE, OF_CASE | {"said": "请问是哪一天、在几号窗口办理的？"}],
    "case/call_back": [{"item": LONGEST, "unclear": unclear, "heard": heard, "another": another}
                       for unclear, heard, another in ((False, False, False), (True, False, False),
                                                       (False, True, False), (False, False, True))],
    "case/elsewhere": [{}],
    "case/excluded": [OF_CASE | {"verdict": verdict} for verdict in ("mistaken", "malicious")],
    "case/goes_on": [{}],
    "case/goes_out": [{}],
    "case/heard": [HEARD],
    "case/heard_again": [{"item": LONGEST, "said_on": "2026-12-31"}],
    "case/known": [{}],
    "case/moved": [OF_CASE],
    "case/none": [{}],
    "case/not_solved": CALLED_BACK_EACH,
    "case/person": [{}],
    "case/progress": [{"cases": cases} for cases in PROGRESS],
    "case/reopened": [OF_CASE],
    "case/rests": [OF_CASE, OF_CASE | {"resumes_on": None}],
    "case/said": [{}],
    "case/solved": CALLED_BACK_EACH,
    "case/sorted": [OF_CASE],
}  # fmt: skip

OF_SAMPLE = {"item": LONGEST, "finished_on": "2026-12-31", "unclear": False, "heard": False}
USES |= {
    "sample/ask": [OF_SAMPLE],
    "sample/done": [{}],
    "sample/kept": [each | {"level": 4} for each in CALLED_BACK_EACH],
    "sample/next": [OF_SAMPLE, OF_SAMPLE | {"unclear": True}, OF_SAMPLE | {"heard": True}],
}

EVERY_USE = [(name, facts) for name, uses in USES.items() for facts in uses]
