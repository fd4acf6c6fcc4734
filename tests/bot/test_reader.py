"""What is read as a level, as something else, and what is never guessed at."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import Intent, read
from evaluation.levels import Reason

LEVELS = {
    "5": 5, "4": 4, "3": 3, "2": 2, "1": 1,
    "５": 5, "⑤": 5, "五": 5, " 5 ": 5, "5。": 5, "“5”": 5, "\u200f5\u200e": 5, "5\u200b": 5,
    "5星": 5, "五星": 5, "5颗星": 5, "五颗星": 5, "5分": 5, "5 星": 5, "1分": 1, "5分。": 5,
    "5 谢谢": 5, "5谢谢": 5, "5，谢谢": 5, "5！": 5, "5\n谢谢": 5, "5 点赞": 5, "5(谢谢)": 5,
    "2 等了两个小时": 2, "2 时间太长": 2, "1 态度不好": 1, "2，材料要了三次": 2, "2 人太多": 2,
    "非常满意": 5, "满意": 4, "基本满意": 3, "不满意": 2, "非常不满意": 1,
    "满意。": 4, "满意谢谢": 4, "满意，谢谢": 4, "5非常满意": 5, "5 非常满意": 5, "5星，非常满意": 5,
    "不满意，等太久": 2, "非常不满意 态度差": 1, "Very satisfied": 5,
    "5 stars": 5, "1 star": 1, "DISSATISFIED": 2, "满意……": 4,
}  # fmt: skip

REFUSED = [
    "", "   ", "。。。", "10分", "10 分", "9分", "6", "0", "3.5", "3.5分", "4-5", "4~5", "-5", ".5", "5/5", "5%", "5+",
    "满意？", "满意?", "满意吗", "满意吗？", "5？", "是5吗", "满意，才怪", "满意 个屁", "不是很满意", "没有不满意",
    "5 个人", "5个人", "5 人", "3号去的", "3 号窗口", "我3号去的", "5 月6日", "3点", "3 点半到的", "3：30 到",
    "5分钟", "5 分钟办完", "2 小时才办好", "2个小时", "5 元", "2 套餐外",
    "5,000元", "5 people", "3 days", "1st floor", "5%优惠",
    "2026", "12345", "10086", "13900000001", "您的验证码是 5312，五分钟内有效", "5312", "验证码5", "【快递】5号柜",
    "5 4 3 2 1", "5 满意", "4 非常满意", "满意 5", "非常满意 不满意", "满意，不满意的是停车", "态度5分，环境2分",
    "1、太慢 2、态度差", "1.太慢 2.态度差",
    "一、太慢", "5\ufffd", "好", "好的", "ok", "行", "嗯", "收到", "谢谢", "你好",
    "👍", "😡", "退订吗",
    "\u202e5个人\u202c", "都", "都好", "两", "六", "第一个5", "1-5吧", "满", "不用了", "太满意了", "3:30到的",
]  # fmt: skip


@pytest.mark.parametrize(("text", "level"), LEVELS.items())
def test_a_level_is_read(text: str, level: int) -> None:
    meaning = read(text)
    assert (meaning.intent, meaning.level) == (Intent.RATE, level), meaning.why


@pytest.mark.parametrize("text", REFUSED)
def test_no_level_is_made_up(text: str) -> None:
    meaning = read(text)
    assert meaning.level is None, meaning.why
    assert meaning.intent is not Intent.RATE


@pytest.mark.parametrize("text", ["5星", "五星", "5分", "非常满意", "5非常满意", "都5", "都满意", "全部5"])
def test_a_word_or_stars_are_a_level_under_every_question(text: str) -> None:
    assert read(text).certain_level is not None


@pytest.mark.parametrize("text", ["5", "五", "５", "5 谢谢", "2 等了两个小时"])
def test_a_mere_digit_depends_on_what_was_asked(text: str) -> None:
    meaning = read(text)
    assert meaning.level is not None
    assert meaning.certain_level is None


AT_ANY_TIME = {
    Intent.OPT_OUT: ["T", "t", "TD", "td", "Ｔ", "ｔｄ", "R", "N", "n", "STOP", "Stop", "退订", "拒收",
                     "不要再发", "别发了",
                     "退订。", "“T”", "T！", " t "],
    Intent.OPT_IN: ["恢复", "恢复提醒", "START", "start", "恢复。"],
    Intent.ASK_POINTS: ["积分", "查积分", "积分？", "“积分”", "我的积分", "points"],
    Intent.HELP: ["?", "？", "??", "帮助", "help", "真的吗", "是真的吗？", "是诈骗吗", "诈骗？", "你们是谁"],
    Intent.AMBIGUOUS: ["退订?", "T?", "我要退订房间", "TT", "NO", "不要", "恢复了", "start5", "别发", "积分多少"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent"), [(text, intent) for intent, texts in AT_ANY_TIME.items() for text in texts]
)
def test_what_may_be_asked_at_any_time(text: str, intent: Intent) -> None:
    assert read(text).intent is intent


def test_only_those_who_doubt_us_are_told_how_to_check() -> None:
    assert read("是诈骗吗？").doubts_us
    assert not read("帮助").doubts_us


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("3", (3,)), ("0", (0,)), ("六", (6,)), ("1 3", (1, 3)), ("1、3", (1, 3)), ("13", (1, 3)),
        ("1，3，5", (1, 3, 5)),
        ("1和3", (1, 3)), ("7", (7,)), ("12345", ()), ("2026", ()), ("3 态度", ()), ("13900000001", ()),
    ],
)  # fmt: skip
def test_digits_alone_wait_for_the_question(text: str, digits: tuple[int, ...]) -> None:
    assert read(text).digits == digits


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("态度", [Reason.ATTITUDE]), ("1态度", [Reason.ATTITUDE]), ("1 态度", [Reason.ATTITUDE]),
        ("服务态度、效率", [Reason.ATTITUDE, Reason.EFFICIENCY]), ("1态度3效率", [Reason.ATTITUDE, Reason.EFFICIENCY]),
        ("3态度", []), ("态度不好", []), ("efficiency", [Reason.EFFICIENCY]),
    ],
)  # fmt: skip
def test_the_words_of_the_menu_are_reasons(text: str, reasons: list[Reason]) -> None:
    assert list(read(text).reasons) == reasons


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 谢谢", "谢谢"), ("５，Ｔｈａｎｋｓ！", "Ｔｈａｎｋｓ"), ("2 等了２个小时。", "等了２个小时"),
        ("非常满意", None), ("5。", None),
        ("⒌ 好", "好"), ("2 “太慢”", "太慢"), ("满意\n\n环境很好", "环境很好"),
    ],
)  # fmt: skip
def test_the_comment_is_in_the_citizens_own_characters(text: str, words: str | None) -> None:
    assert read(text).words == words


@pytest.mark.parametrize("text", ["都5", "都满意", "全部5", "都是非常满意", "都给4"])
def test_a_level_for_everything(text: str) -> None:
    assert read(text).every_matter


PLAIN = st.sampled_from([text for text in LEVELS if "\n" not in text])


@given(
    PLAIN,
    st.sampled_from([" 谢谢", "。", "，", "！", " ", "\u200b", "~", "，谢谢！"]),
    st.sampled_from(["", " ", "“", "　"]),
)
def test_thanks_and_punctuation_change_nothing(text: str, after: str, before: str) -> None:
    assert read(before + text + after).level == read(text).level


@given(PLAIN)
def test_width_changes_nothing(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert read(wide).level == read(text).level


@given(st.text(st.characters(exclude_characters="12345一二三四五满意①②③④⑤"), max_size=60))
def test_without_a_digit_or_a_level_word_nothing_is_a_rating(text: str) -> None:
    meaning = read(text)
    assert meaning.level is None or any("1" <= c <= "5" for c in meaning.why) or "satisfied" in meaning.why


@given(st.text(max_size=200))
def test_any_text_is_read_and_the_same_twice(text: str) -> None:
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "piece",
    ["5 ", "态度 ", "1态度 ", "满意 ", "1 ", "1、", "(", "\u202e", "a", "5分 ", "谢", "都", " ", "😀", "﷽"],
)
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    text = (piece * 10_000)[:10_000] + "x"
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 0.5
