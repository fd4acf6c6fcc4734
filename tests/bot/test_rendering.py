"""Every template, in both languages, with the facts of every use: complete, short, calm."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.rendering import TEMPLATES, Part, Renderer, Sender
from evaluation.wordings import sms_parts
from tests.bot.every_use import ACKNOWLEDGED, BAD, EVERY_USE, GIFT, LONGEST, MATTER, PLACE, USES, VOUCHER

ROOT = Path(__file__).parents[2]
SENDER = Sender(
    "江宁区政务服务管理办公", "江宁区政务服务管理办公室服务大厅", "Jiangning Service Centre", "12345"
)
RENDERER = Renderer(SENDER)

TODAY = date(2026, 11, 21)


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


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("count", range(1, 10))
@pytest.mark.parametrize(
    ("name", "listed", "most", "entry"),
    [
        ("redemption/gifts", "gifts", 9, {**GIFT, "points": 1200}),
        ("redemption/place", "places", 9, PLACE),
        ("redemption/vouchers", "vouchers", 3, VOUCHER),
        ("redemption/cancel_which", "vouchers", 5, VOUCHER),
    ],
)
def test_names_in_a_list_are_cut_only_as_its_length_asks(
    name: str, listed: str, most: int, entry: dict[str, Any], count: int, locale: str
) -> None:
    facts = {
        **GIFT,
        "balance": 12340,
        "holder": None,
        "unlisted": 0,
        "count": 5,
        listed: [entry] * min(count, most),
    }
    text = RENDERER.message([Part(name, facts)], locale, "sms", TODAY)
    assert sms_parts(text) <= (3 if locale == "zh" else 5), (len(text), text)
    if count <= 2 and name != "redemption/vouchers":
        named = text.split("？" if name == "redemption/place" and locale == "zh" else "? ")[-1]
        assert "…" not in named, text


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
