"""What is a level whatever stands around it, what never is, and what else a message may want."""

import sys
from itertools import count

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.understanding import LAST, Asked, Digits, Intent, read
from evaluation.levels import Level, Reason
from tests.bot.understanding.corpus import CORPUS

LEVELS = {
    "5": 5, "4": 4, "3": 3, "2": 2, "1": 1,
    "５": 5, "⑤": 5, "❺": 5, "五": 5, "伍": 5, "Ⅴ": 5, "㈤": 5, "5️⃣": 5, " 5 ": 5, "5。": 5, "“5”": 5, "(5)": 5,
    "\u200f5\u200e": 5, "5\u200b": 5, "5/5": 5, "4.0": 4, "★★★★★": 5, "★★★★☆": 4, "⭐⭐⭐": 3, "五🌟": 5, "两": 2,
    "5星": 5, "五星": 5, "5颗星": 5, "五颗星": 5, "5分": 5, "5 星": 5, "1分": 1, "5分。": 5, "满分": 5,
    "5 谢谢": 5, "5谢谢": 5, "5，谢谢": 5, "5！": 5, "5\n谢谢": 5, "5 点赞": 5, "5(谢谢)": 5, "选5": 5, "我给5": 5,
    "1-5吧我选4": 4, "改成2": 2, "不是1是5": 5, "刚才发的1是手误，应该是5": 5, "4打错 5": 5,
    "2 等了两个小时": 2, "2 时间太长": 2, "1 态度不好": 1, "2，材料要了三次": 2, "2 人太多": 2, "3。跑了4趟": 3,
    "非常满意": 5, "满意": 4, "基本满意": 3, "不满意": 2, "非常不满意": 1, "滿意": 4, "非常滿意": 5,
    "满意。": 4, "满意谢谢": 4, "满意，谢谢": 4, "5非常满意": 5, "5 非常满意": 5, "5星，非常满意": 5, "5 满意": 5,
    "不满意，等太久": 2, "非常不满意 态度差": 1, "Very satisfied": 5, "fei chang man yi": 5, "mǎn yì": 4, "fcmy": 5,
    "5 stars": 5, "1 star": 1, "DISSATISFIED": 2, "满意……": 4, "慢意": 4, "不慢意": 2, "太满意了": 5,
    "不是很满意": 2, "没有不满意": 4, "谈不上满意": 2, "不太好": 2, "说不上差": 3, "没什么不满意的": 4,
    "除了停车都满意": 4,
    "挺好": 4, "不错": 4, "还行": 3, "一般": 3, "凑合": 3, "差评": 1, "垃圾": 1, "太差": 1, "👍": 5, "👎": 1,
    "蛮好": 4, "老好额": 5, "巴适得板": 5, "唔满意": 2,
    "五分里头扣两分": 3, "5 办得贼快，比点外卖还快": 5, "我想评5分但发了个4": 5,
    "两颗星都嫌多，一颗吧": 1,
    "以前不满意，这次很满意": 5, "态度5分，环境2分，总体4分": 4, "5非常满意 4满意 3基本满意 2不满意 1非常不满意 选2": 2,
}  # fmt: skip

REFUSED = [
    "", "   ", "。。。", "10分", "10 分", "9分", "6", "0", "3.5", "3.5分", "4-5", "4~5", "-5", ".5", "5%", "5+",
    "满意？", "满意?", "满意吗", "满意吗？", "5？", "是5吗", "满意，才怪", "5分，才怪",
    "5 个人", "5个人", "5 人", "3号去的", "3 号窗口", "我3号去的", "5 月6日", "3点", "3 点半到的", "3：30 到",
    "5分钟", "5 分钟办完", "2 小时才办好", "2个小时", "5 元", "2 套餐外", "5星期", "四点五星",
    "5,000元", "5 people", "3 days", "1st floor", "5%优惠", "1到80万",
    "2026", "12345", "10086", "13900000001", "您的验证码是 5312，五分钟内有效", "5312", "验证码5", "【快递】5号柜",
    "5 4 3 2 1", "4 不满意", "非常满意 不满意", "5 太差了", "1 非常好", "态度5分，环境2分", "一个5一个4",
    "1、太慢 2、态度差", "1.太慢 2.态度差", "第一个5第二个3", "要是明天能拿到证就给5星", "窗口让我给5",
    "一、太慢", "😡", "好", "好的", "ok", "行", "嗯", "收到", "谢谢", "你好", "😊", "不会打差评的",
    "退订吗", "真是太“好”了，等了三小时", "非常满意，就办个证等了三小时，呵呵",
    "5分，满分100", "5分（满分10分）", "1=best right? 5", "1 is best? 5",
    "\u202e5个人\u202c", "都", "都好", "六", "满", "不用了",
    "3:30到的", "勿泄露验证码", "东西办成了但是过程很折磨", "服务真好，好到我不敢再来第二次", "说我照片不合格",
    "呵呵，效率真“高”", "五星服务，五个窗口五个人推", "满意回几", "please train your staff to be polite",
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


@pytest.mark.parametrize("digit", [1, 2, 3, 4, 5])
def test_a_rank_counts_the_other_way_and_stars_never_do(digit: int) -> None:
    assert read(f"{digit}", digits=Digits.RANK).level == 6 - digit
    assert read(f"选{digit}，谢谢", digits=Digits.RANK).level == 6 - digit
    for text in (f"{digit}星", f"{digit}分", "一二三四五"[digit - 1] + "星", f"{digit} stars"):
        assert read(text, digits=Digits.RANK).level == digit
    assert read("非常满意", digits=Digits.RANK).level == Level.VERY_SATISFIED


def test_a_digit_that_contradicts_its_words_is_asked_about_under_either_count() -> None:
    assert read("1 非常好").level is None
    assert read("1 非常好", digits=Digits.RANK).level == Level.VERY_SATISFIED
    assert read("5 太差了", digits=Digits.RANK).level == Level.VERY_DISSATISFIED


AT_ANY_TIME = {
    Intent.OPT_OUT: ["T", "t", "TD", "td", "Ｔ", "ｔｄ", "R", "N", "n", "STOP", "Stop", "退订", "拒收",
                     "不要再发", "别发了", "退订。", "“T”", "T！", " t ", "别再给我发短信了",
                     "别给俺发了中不中", "换号了别发了", "怎么取消？", "不需要评价短信，请取消", "别老叫我打分了"],
    Intent.OPT_IN: ["恢复", "恢复提醒", "START", "start", "恢复。", "退订错了，请恢复提醒"],
    Intent.ASK_POINTS: ["积分", "查积分", "积分？", "“积分”", "我的积分", "points", "積分查詢", "积分多少"],
    Intent.REDEEM: ["兑换", "怎么换礼品"],
    Intent.HELP: ["?", "？", "??", "帮助", "help", "真的吗", "是真的吗？", "是诈骗吗", "诈骗？", "你们是谁", "转人工",
                  "怎么评价", "1是最好吗？", "打5还是打4好"],
    Intent.WRONG_PERSON: ["打错了", "不是我", "我没办过", "你找谁？", "什么公司？"],
    Intent.COMPLAIN_NO_LEVEL: ["等了一上午", "态度差", "材料太多了", "窗口爱理不理"],
    Intent.SUGGESTION: ["希望简化流程", "建议增加停车位"],
    Intent.GREETING_OR_NOISE: ["妈我到了", "你好", "谢谢", "【支付宝】验证码 452167，5分钟内有效"],
    Intent.AMBIGUOUS: ["退订?", "T?", "好的", "嗯", "行", "满意？", "不用了", "10分"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "intent"), [(text, intent) for intent, texts in AT_ANY_TIME.items() for text in texts]
)
def test_what_else_may_be_wanted(text: str, intent: Intent) -> None:
    assert read(text).intent is intent, read(text).why


def test_only_those_who_doubt_us_are_told_how_to_check_and_only_who_asks_is_called() -> None:
    assert read("是诈骗吗？").doubts_us
    assert not read("帮助").doubts_us
    assert not read("是诈骗吗？").wants_call


@pytest.mark.parametrize(
    "text",
    ["人工", "人工。", "人工？", "你好，人工", "人工，谢谢", "转人工", "人工服务", "人工客服", "客服", "找人", "投诉",
     "打电话给我", "给我回电话", "回电", "联系我", "我要投诉", "agent", "call me", "ren gong"],
)  # fmt: skip
def test_who_asks_for_a_person_wants_a_call(text: str) -> None:
    meaning = read(text)
    assert (meaning.intent, meaning.wants_call) == (Intent.HELP, True), meaning.why


@pytest.mark.parametrize("text", ["帮助", "怎么评价", "人工智能", "人工湖", "咨询电话"])
def test_who_asks_how_it_works_is_not_called(text: str) -> None:
    assert not read(text).wants_call


def test_two_things_in_one_message_are_both_wanted() -> None:
    for text in ("非常满意，退订", "非常满意 T", "T，非常满意", "5 T", "非常满意，别他妈再发了"):
        both = read(text)
        assert (both.intent, both.level, both.also) == (Intent.RATE, 5, (Intent.OPT_OUT,)), text
    asks = read("5 上次的积分还在吗")
    assert (asks.level, asks.also) == (5, (Intent.ASK_POINTS,))


@pytest.mark.parametrize("text", ["都5", "都满意", "全部5", "都是非常满意", "都给4", "两个都5"])
def test_a_level_for_everything(text: str) -> None:
    assert read(text).every_matter


def test_a_level_for_each_of_several() -> None:
    placed = read("第一个5第二个3").levels
    assert [(each.ordinal, each.level) for each in placed] == [(1, 5), (2, 3)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 谢谢", "谢谢"), ("５，Ｔｈａｎｋｓ！", "Ｔｈａｎｋｓ"), ("2 等了２个小时。", "等了２个小时"),
        ("非常满意", None), ("5。", None), ("还行吧", None), ("改成2", None),
        ("⒌ 好", "好"), ("2 “太慢”", "太慢"), ("满意\n\n环境很好", "环境很好"), ("小李很耐心，给5分", "小李很耐心"),
        ("服务不好", None),
        ("就是很差", None), ("这服务不满意", None), ("体验很差", None), ("老满意了", None), ("非常满意，退订", None),
        ("环境不满意", "环境"), ("5 上次的积分还在吗", "上次的积分还在吗"),
    ],
)  # fmt: skip
def test_the_comment_is_in_the_citizens_own_characters(text: str, words: str | None) -> None:
    assert read(text).words == words


def test_it_is_told_which_part_was_read_as_what() -> None:
    meaning = read("不满意，窗口的人爱理不理，退订")
    assert {part.read_as: part.text for part in meaning.parts} == {
        "level 2": "不满意", "attitude": "爱理不理", "opt_out": "退订",
    }  # fmt: skip
    assert meaning.why == "satisfaction: 不满意"


@pytest.mark.parametrize(
    ("asked", "choice", "level"),
    [(Asked.LEVEL, None, 2), (Asked.NOTHING, None, 2), (Asked.CHOICE, 2, None), (Asked.REASONS, None, None)],
)
def test_the_same_digit_answers_what_was_asked(asked: Asked, choice: int | None, level: int | None) -> None:
    meaning = read("2", asked)
    assert (meaning.choice, meaning.level) == (choice, level)


@pytest.mark.parametrize("text", ["改成4", "改为4", "不是5是4", "4，改成4"])
def test_a_digit_that_puts_a_level_right_is_no_reason(text: str) -> None:
    assert read(text, Asked.REASONS).level == 4


@pytest.mark.parametrize(
    ("text", "reasons", "words", "also"),
    [
        ("5 没有坡道", {Reason.ENVIRONMENT, Reason.CONVENIENCE}, "没有坡道", ()),
        ("6 材料没有一次说清", {Reason.QUALITY, Reason.OTHER}, "材料没有一次说清", ()),
        ("6，没人管", {Reason.ATTITUDE, Reason.OTHER}, "没人管", ()),
        ("6次才办好", {Reason.CONVENIENCE}, "6次才办好", ()),
        ("6 次才办好", {Reason.CONVENIENCE}, "6 次才办好", ()),
        ("1 3 说话难听", {Reason.ATTITUDE, Reason.EFFICIENCY}, "说话难听", ()),
        ("1、6 没人管", {Reason.ATTITUDE, Reason.OTHER}, "没人管", ()),
        ("3 5 个窗口只开了一个", {Reason.EFFICIENCY}, "5 个窗口只开了一个", ()),
        ("3 退订", {Reason.EFFICIENCY}, None, (Intent.OPT_OUT,)),
        ("6 退订", {Reason.OTHER}, None, (Intent.OPT_OUT,)),
        ("3 积分", {Reason.EFFICIENCY}, None, (Intent.ASK_POINTS,)),
    ],
)
def test_under_the_menu_a_digit_is_a_reason_and_all_else_is_heard(
    text: str, reasons: set[Reason], words: str | None, also: tuple[Intent, ...]
) -> None:
    meaning = read(text, Asked.REASONS)
    assert (set(meaning.reasons), meaning.words, meaning.also) == (reasons, words, also)


@pytest.mark.parametrize("text", ["6 满意", "6 改成4"])
def test_the_last_of_the_menu_stands_in_no_levels_way(text: str) -> None:
    assert read(text, Asked.REASONS).level == 4


@pytest.mark.parametrize(
    "text", ["不要", "算了，不换了", "都不要", "0", "取消", "下次再说吧", "不用了，谢谢", "No thanks"]
)
@pytest.mark.parametrize("asked", [Asked.CHOICE, Asked.CONFIRM])
def test_a_no_is_a_no_to_a_list_as_to_a_question(text: str, asked: Asked) -> None:
    assert read(text, asked).yes is False


@pytest.mark.parametrize("text", ["是的", "好的，谢谢", "OK", "确定换", "行吧", "没问题", "对，就这个"])
def test_a_yes_answers_a_question_and_chooses_nothing(text: str) -> None:
    assert read(text, Asked.CONFIRM).yes
    assert read(text, Asked.CHOICE).choice is None


@pytest.mark.parametrize("text", ["再想想", "嗯嗯", "不确定", "太慢了", "不是，是第二个", "积分", "退订"])
def test_what_is_neither_yes_nor_no_is_not_taken_for_one(text: str) -> None:
    assert read(text, Asked.CONFIRM).yes is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2号", 2),
        ("换第二个", 2),
        ("我要10", 10),
        ("就第三个吧", 3),
        ("前面那个", 1),
        ("头一个", 1),
        ("第二个", 2),
        ("后面那个", LAST),
        ("最后一个吧", LAST),
    ],
)
def test_one_of_a_list_by_its_place(text: str, place: int) -> None:
    assert read(text, Asked.CHOICE).choice == place


@pytest.mark.parametrize("text", ["5星", "五星", "5分", "非常满意", "5非常满意", "都5", "都满意", "全部5"])
@pytest.mark.parametrize("asked", list(Asked))
def test_a_word_or_stars_are_a_level_under_every_question(text: str, asked: Asked) -> None:
    assert read(text, asked).level is not None


RATED = st.sampled_from([row.text for row in CORPUS if row.intent == "rate"])
HARMLESS_BEFORE = ["", " ", "　", "您好，", "你好 ", "【政务服务】"]
HARMLESS_AFTER = ["", "。", "，", "！", " ", "\u200b", "。谢谢", "，谢谢！", "~"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("您好，", ""), ("【政务服务】", ""), ("", "。谢谢"), ("", "！"), ("你好 ", "，谢谢！")],
)
def test_courtesies_change_no_rating_of_the_corpus(before: str, after: str) -> None:
    changed = [
        text
        for text in {row.text for row in CORPUS if row.intent == "rate"}
        if (said := read(before + text + after)).level != (meant := read(text)).level
        or said.intent is not meant.intent
    ]
    assert not changed


@given(RATED, st.sampled_from(HARMLESS_BEFORE), st.sampled_from(HARMLESS_AFTER))
@example("5", "【政务服务】", "，谢谢！")
def test_courtesies_and_punctuation_change_nothing(text: str, before: str, after: str) -> None:
    meant, said = read(text), read(before + text + after)
    assert (said.intent, said.level) == (meant.intent, meant.level), (meant.why, said.why)


@given(RATED)
def test_width_changes_nothing(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "[]" else c for c in text)
    assert read(wide).level == read(text).level


NO_LEVEL = st.characters(exclude_characters="12345一二三四五两俩仨满意①②③④⑤好差评星分★", codec="utf-8")


@given(st.text(NO_LEVEL, max_size=60))
def test_without_a_digit_a_level_word_or_praise_nothing_is_a_rating(text: str) -> None:
    meaning = read(text)
    assert meaning.level is None or meaning.parts, meaning.why


@given(st.text(max_size=200), st.sampled_from(list(Asked)), st.sampled_from(list(Digits)))
def test_any_text_is_read(text: str, asked: Asked, digits: Digits) -> None:
    meaning = read(text, asked, digits)
    assert (meaning.level is None) == (meaning.intent is not Intent.RATE)


def test_a_level_in_brackets_behind_a_long_text_is_no_signature() -> None:
    told = "办事的小姑娘很耐心，全程帮我填表复印，半小时就拿到了证，谢谢你们大家"
    assert read(f"{told}【满意】").level is Level.SATISFIED
    assert read(f"{told}【信使】").level is None


@pytest.mark.parametrize(
    "text", ["5 ?", "5，?", "那5，？", "5。？？", "5\n?", "5。？不满意", "？5", "，，，5", "？那5"]
)
@pytest.mark.parametrize("digits", list(Digits))
def test_a_mark_with_nothing_before_it_is_no_clause(text: str, digits: Digits) -> None:
    assert read(text, digits=digits).intent in (Intent.RATE, Intent.AMBIGUOUS)


@pytest.mark.parametrize(
    "piece",
    ["5 ", "态度 ", "1态度 ", "满意 ", "1 ", "1、", "(", "\u202e", "a", "5分 ", "谢", "都", " ", "😀", "﷽", "不",
     "跑了", "非常", "“", "积分", "a b ", "a'", "第一个", "等了", "一", "别再给我", "不想再", "别", "其实满意，",
     "一个月效率真高，", "扣1分", "1最好？", "服务可真好，"],
)  # fmt: skip
def test_long_texts_take_work_in_proportion(piece: str) -> None:
    def steps(length: int) -> int:
        text, done = (piece * length)[:length] + "x", count()
        sys.setprofile(lambda *_: next(done) and None)
        read(text)
        sys.setprofile(None)
        return next(done)

    assert steps(10_000) < 12 * steps(1_000)
