"""Every template, in both languages, with the facts of every use: complete, short, calm."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.rendering import TEMPLATES, Part, Renderer, Sender
from evaluation.cases.words import Stage
from evaluation.wordings import sms_parts

ROOT = Path(__file__).parents[2]
LONGEST = "内地居民与香港特别行政区、澳门特别行政区、台湾地区居民婚姻登记信息补领证明（二○二六年版）"
SENDER = Sender(
    "江宁区政务服务管理办公", "江宁区政务服务管理办公室服务大厅", "Jiangning Service Centre", "12345"
)
RENDERER = Renderer(SENDER)

TODAY = date(2026, 11, 21)
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
VOUCHER = {
    **GIFT,
    **WHERE,
    "code": "123 456 789",
    "points": 1200,
    "last_day": "2027-01-20",
    "balance": 12340,
}
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
                        "missing": missing, "rating": {"points": 10, "per_day": 3, "per_month": 30}}
                       for held in (0, 10) for ending in (0, 1200) for missing in (0, 1, 2)],
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
                     BAD | {"case": "goes_on"}, BAD | {"case": ""},
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
    "redemption/cancelled": [VOUCHER],
    "redemption/collected": [VOUCHER],
    "redemption/confirm": [{**GIFT, **WHERE, "points": 1200, "balance": 12340}],
    "redemption/confirm_unclear": [{**GIFT, "rates": rates} for rates in (True, False)],
    "redemption/exchanged": [{**GIFT, "before": LONGEST, "before_en": LONGEST}],
    "redemption/expired": [VOUCHER],
    "redemption/gifts": [{"balance": 12340, "gifts": LISTED, "unlisted": unlisted} for unlisted in (0, 21)],
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
    "redemption/place": [{**GIFT, "places": [{"item": WHERE["place"], "item_en": WHERE["place_en"]}] * 9}],
    "redemption/price": [{**GIFT, "points": 1500}],
    "redemption/short": [GIFT],
    "redemption/sold_out": [GIFT],
    "redemption/something_called_off": [{}],
    "redemption/too_few": [{**GIFT, "points": 1200, "balance": 10}],
    "redemption/voucher": [VOUCHER],
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
STAGED = CASE | {"stage": "dispatched"}
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
REFUSED = {"by": "王敏", "where": HALL, "day_of": "2026-12-31", "time": "14:03", "last_day": "2026-12-31"}
USES |= {
    "staff/bad_number": [{}],
    "staff/balance": [{"phone": "+86138****0000", "points": 12340, "last_day": "2026-12-31", "vouchers": vouchers}
                      for vouchers in ([], [NAMED], [NAMED, NAMED])],
    "staff/cancelled": [NAMED],
    "staff/case": [STAGED | {"org": "江宁区人力资源和社会保障局", "said": said}
                   for said in ("", "等了两个小时还让我跑第二趟")],
    "staff/case_above": [CASE],
    "staff/case_moved": [STAGED, STAGED | {"stage": "closed", "due_on": None}],
    "staff/case_new": [CASE | {"due_time": "11:00"}],
    "staff/case_over": [CASE],
    "staff/case_refused": [STAGED | {"because": because} for because in
                           ("not_yours", "no_words", "suspended", "same_body", "too_soon")],
    "staff/case_soon": [CASE],
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
    "staff/too_often": [{"time": "14:03"}],
    "staff/which_body": [{"name": "公安", "several": True}, {"name": "", "several": False}],
    "staff/which_code": [{}],
    "staff/why": [{}],
}  # fmt: skip

OF_CASE = {
    "item": LONGEST, "case": 12345, "org": "江宁区人力资源和社会保障局劳动保障监察大队", "said": WHY,
    "last_day": "2027-01-20", "verdict": None, "put_right": True, "awaited": True,
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
    "last_day": None, "late": False, "said": None,
}  # fmt: skip
ANSWERED = STANDS | {"stage": "answered", "said": WHY}
PROGRESS = [
    *([STANDS | {"stage": stage}] for stage in Stage if stage is not Stage.CLOSED),
    *([STANDS | {"stage": "closed", "closing": closing}] for closing in ("done", "excluded")),
    [STANDS | {"stage": "assigned", "last_day": "2027-01-20", "late": late} for late in (True, False)],
    [STANDS | {"stage": "assigned", "last_day": "2027-01-20", "suspended": True}],
    [ANSWERED], [ANSWERED] * 3,
]  # fmt: skip
USES |= {
    "case/answered": [OF_CASE, OF_CASE | {"put_right": False}, OF_CASE | {"awaited": False}],
    "case/asked": [OF_CASE, OF_CASE | {"said": "请问是哪一天、在几号窗口办理的？"}],
    "case/call_back": [{"item": LONGEST, "unclear": unclear, "heard": heard}
                       for unclear, heard in ((False, False), (True, False), (False, True))],
    "case/elsewhere": [{}],
    "case/excluded": [OF_CASE | {"verdict": verdict} for verdict in ("mistaken", "malicious")],
    "case/goes_on": [{}],
    "case/goes_out": [{}],
    "case/moved": [OF_CASE],
    "case/none": [{}],
    "case/not_solved": CALLED_BACK_EACH,
    "case/person": [{}],
    "case/progress": [{"cases": cases} for cases in PROGRESS],
    "case/reopened": [OF_CASE],
    "case/said": [{}],
    "case/solved": CALLED_BACK_EACH,
    "case/sorted": [OF_CASE],
}  # fmt: skip

EVERY_USE = [(name, facts) for name, uses in USES.items() for facts in uses]


def templates_named_in_code() -> Iterator[str]:
    """The first argument of every `Part(…)`, whichever way it is chosen, and the prompt of the outbox."""
    yield "prompt"
    for file in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Part":
                yield from (
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )


NOTICE = re.compile("[a-z]+/[a-z_]+")


def notices_named_in_code() -> Iterator[str]:
    """The templates that use cases tell citizens by."""
    for file in (ROOT / "usecases").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and NOTICE.fullmatch(node.value)
            ):
                yield node.value


def test_every_template_is_used_and_every_one_used_exists() -> None:
    there = {file.relative_to(TEMPLATES).with_suffix("").as_posix() for file in TEMPLATES.rglob("*.txt")}
    named = {name for name in templates_named_in_code() if name == "prompt" or "/" in name}
    named |= set(notices_named_in_code())
    assert there == named == set(USES)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(("name", "facts"), EVERY_USE)
def test_every_use_renders_calmly_in_both_languages(name: str, facts: dict[str, Any], locale: str) -> None:
    text = RENDERER.message([Part(name, facts)], locale, "chat", TODAY)
    assert text
    assert text == text.strip()
    assert not re.search(r"[!！{}]|None|True|False|\s\s|[，；。：]{2}", text), text
    assert not any(ord(c) > 0xFFFF or 0x2600 <= ord(c) < 0x27C0 for c in text), text


@pytest.mark.parametrize("facts", USES["prompt"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_prompt_is_longer_than_two_parts(facts: dict[str, Any], locale: str) -> None:
    for item in (LONGEST, "居民身份证换领", "𠮷" * 40):
        text = RENDERER.prompt(facts | {"item": item, "visits": [1]}, locale, "sms", TODAY).text
        assert sms_parts(text) <= 2, (len(text), text)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(("name", "facts"), EVERY_USE)
def test_no_reply_is_longer_than_three_parts(name: str, facts: dict[str, Any], locale: str) -> None:
    parts = [Part(name, facts)]
    if facts.get("more"):
        parts.append(Part("rating/next", MATTER))
    text = RENDERER.message(parts, locale, "sms", TODAY)
    assert sms_parts(text) <= (3 if locale == "zh" else 5), (len(text), text)


def test_the_prompt_is_worded_as_agreed() -> None:
    facts = {
        "item": "居民身份证换领",
        "finished_on": "2026-11-20",
        "count": 1,
        "last_day": "2026-11-27",
        "visits": [7],
    }
    sender = Sender("政务服务", "政务服务中心", "Government Service Centre", "12345")
    assert Renderer(sender).prompt(facts, "zh", "sms", TODAY).text == (
        "【政务服务】您11月20日办理的“居民身份证换领”已办结，请您评价：5非常满意 4满意 3基本满意 2不满意 1非常不满意，"
        "回复数字或直接说说感受，11月27日（含）前有效。回复T不再提醒"
    )
    assert (
        "“居民身份证换领”等5件已办结"
        in Renderer(sender).prompt(facts | {"count": 5}, "zh", "sms", TODAY).text
    )


@pytest.mark.parametrize("digits", ["stars", "rank"])
@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(
    "sender", [SENDER, Sender("政务服务", "政务服务中心", "Government Service Centre", "12345")]
)
@pytest.mark.parametrize("count", [1, 99])
def test_a_prompt_across_the_turn_of_the_year_stays_within_two_parts(
    count: int, sender: Sender, locale: str, digits: str
) -> None:
    facts = {
        "item": LONGEST,
        "finished_on": "2026-12-31",
        "count": count,
        "last_day": "2027-01-11",
        "visits": [1],
    }
    for today in (date(2026, 12, 31), date(2027, 1, 4)):
        text = Renderer(sender, digits).prompt(facts, locale, "sms", today).text
        assert sms_parts(text) <= 2, (len(text), text)


@pytest.mark.parametrize(
    ("today", "finished", "last"),
    [
        (date(2026, 12, 31), "12月30日", "2027年1月11日"),
        (date(2027, 1, 4), "2026年12月30日", "1月11日"),
    ],
)
def test_a_day_of_another_year_is_told_with_it(today: date, finished: str, last: str) -> None:
    facts = {
        "item": "居民身份证换领",
        "finished_on": "2026-12-30",
        "count": 1,
        "last_day": "2027-01-11",
        "visits": [1],
    }
    sender = Sender("政务服务", "政务服务中心", "Government Service Centre", "12345")
    text = Renderer(sender).prompt(facts, "zh", "sms", today).text
    assert f"您{finished}办理的“居民身份证换领”已办结" in text
    assert f"，{last}（含）前有效" in text
    reply = Renderer(sender).message([Part("rating/next", facts)], "en", "sms", date(2027, 1, 4))
    assert "your “居民身份证换领” of 30 Dec 2026" in reply


def test_the_prompt_promises_no_points() -> None:
    for facts in USES["prompt"]:
        about = facts | {"visits": [1]}
        assert "分" not in RENDERER.prompt(about, "zh", "sms", TODAY).text.replace("分证", "")
        assert "point" not in RENDERER.prompt(about, "en", "sms", TODAY).text.lower()


def test_levels_stand_best_first_wherever_they_are_listed() -> None:
    levels = "5非常满意 4满意 3基本满意 2不满意 1非常不满意"
    for name in ("prompt", "rating/unclear", "rating/again", "rating/next", "help/usage"):
        assert levels in RENDERER.message([Part(name, USES[name][0])], "zh", "chat", TODAY)


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_levels_are_never_abbreviated_where_they_are_acknowledged(locale: str) -> None:
    worst = {"zh": "非常不满意", "en": "very dissatisfied"}[locale]
    for name in ("rating/thanks", "rating/sorry"):
        assert worst in RENDERER.message([Part(name, BAD)], locale, "chat", TODAY)


def test_parts_are_joined_as_the_language_does() -> None:
    parts = [Part("rating/thanks", ACKNOWLEDGED | {"more": True}), Part("rating/next", MATTER)]
    assert "现有12340分。接下来请评价" in RENDERER.message(parts, "zh", "chat", TODAY)
    assert "12340 in all. Next, your" in RENDERER.message(parts, "en", "chat", TODAY)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(("name", "facts"), EVERY_USE)
def test_help_beside_another_answer_lists_no_level_twice(
    name: str, facts: dict[str, Any], locale: str
) -> None:
    parts = [Part(name, facts), Part("help/usage", {})]
    if facts.get("more"):
        parts.insert(1, Part("rating/next", MATTER))
    text = RENDERER.message(parts, locale, "chat", TODAY)
    worst = {"zh": "1非常不满意", "en": "1 very dissatisfied"}[locale]
    assert text.count(worst) == 1, text


def test_a_name_with_line_breaks_and_unseen_characters_stays_on_one_line() -> None:
    text = RENDERER.message(
        [Part("rating/next", MATTER | {"item": "身份证\r\n\u202e换领\x07 "})], "zh", "chat", TODAY
    )
    assert "“身份证 换领”" in text


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("关于“一件事”的办理", "“关于‘一件事’的办理”"),
        ("出生一件事（详见https://zwfw.example.gov.cn/a?b=1#c）", "“出生一件事（详见）”"),
        ("出生一件事（http://t.cn/A6x）", "“出生一件事”"),
        ("出生一件事(http://t.cn/A6x)补证", "“出生一件事补证”"),
        ("办理www.example.com，补领", "“办理，补领”"),
        ("登录zwfw.example.gov.cn办理", "“登录办理”"),
        ("营业执照 V2.0 换发", "“营业执照 V2.0 换发”"),
        ("https://example.com/", "“…”"),
        ("\u0000“”\n", "“…”"),
    ],
)
def test_a_name_cannot_break_our_quotation_marks_nor_carry_a_link(item: str, told: str) -> None:
    text = RENDERER.message([Part("rating/next", MATTER | {"item": item})], "zh", "sms", TODAY)
    assert f"办理的{told}：" in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("字" * 70, 1),
        ("字" * 71, 2),
        ("字" * 134, 2),
        ("字" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_sms_parts(text: str, parts: int) -> None:
    assert sms_parts(text) == parts
