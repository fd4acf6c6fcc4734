"""Numbers in a text: which may be a level, and which only count something."""

import re

from bot.understanding.lexicon import LEXICON, Piece, Roles, any_of, table, words_of

_TABLE = table("numbers")
_UNITS = _TABLE["units"]
NUMERALS = {sign: int(number) for number, signs in _TABLE["numerals"].items() for sign in words_of(signs)}
"""The Chinese signs for 1 to 5."""
SIGNS = frozenset("0123456789六七八九十百千零〇半几") | NUMERALS.keys()
"""What a number may begin with."""

_HAN = "六七八九十百千万零〇半几" + "".join(NUMERALS)
_ORDERS = frozenset(words_of(_TABLE["orders"]["words"]))
_NEARBY = 60
"""Characters within which the other entries of a list are looked for."""


def _any_of(name: str) -> str:
    return any_of(_UNITS[name])


_NUMBER = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|[{_HAN}]+)"
_LISTED = re.compile(r"[1-9][、.)](?!\d)|[一二三四五六]、")
_WHOLE = re.compile(r"(?P<number>[1-5])\.00?(?!\d)(?: ?[分星])?")
"""4.0, 4.00"""
_OUT_OF_FIVE = re.compile(r"5/5(?!\d)|[1-5] ?out of 5(?!\d)")
_HALF = re.compile(
    r"[1-5一二三四五](?:颗?星|分)?半(?![个天月年小])|[1-5一二三四五]点[1-9一二三四五六七八九][分星](?!钟)|[1-5一二三四五两]颗半"
)
"""四星半, 四点五星: between two levels."""
_LESS = re.compile(
    r"[5五](?:颗?星|分)(?:里头?|里面|当中|之中|中)?[,，]?(?:只|就|要|得|给|我)?(?:扣掉?|减掉?|去掉)了?"
    r"(?P<number>[一二两三四1-4])(?:颗?星|分|颗)(?!钟)"
)
"""五分里头扣两分: three."""
_OF_FIVE = re.compile(
    r"[5五](?:颗?星|分)(?:里头?|里面|当中|之中|中)(?:我|只|就|能)?(?:给|亮|打|得|选)(?:了|个)?"
    r"(?P<number>[一二两三四五1-5])(?:颗?星|分|颗)(?!钟)"
)
"""五颗星里亮四颗: four."""
_FULL_LESS = re.compile(
    r"满分(?:[5五]分)?(?:的话)?[,，。 ]{0,2}(?:不过|但是?|就|要|只|我|给|可|得)?(?:扣掉?|减掉?|去掉|少给)了?"
    r"(?P<number>[一二两三四1-4])(?:颗?星|分|颗)(?!钟)"
)
"""满分，扣一分: four."""
_DATE = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?|\d{1,2}月\d{1,2}[日号]?|\d{1,2}:\d{2}|\d{1,2}\.\d{2}(?!\d)"
    r"|\d{1,2}点\d{1,2}分?|\d+ ?(?:-|~|到|至) ?\d{2,}"
)
_RANGE = re.compile(
    r"(?P<low>\d) ?(?:-|~|–|—|到|至|或者?| or |、|/|,(?=\d[分星])) ?(?!(?P=low))\d(?!\d)(?!月|[.,、/]\d)[分星]?"
    r"|[一二三四五]{2}[分星](?!钟)"
)
_STARRED = re.compile(rf"{_NUMBER} ?(?:{_any_of('star')})(?!{_any_of('not_star')})[★☆]*")
_TIMED = re.compile(rf"{_NUMBER} ?[多来]?(?:{_any_of('time')})")
_COUNTED = re.compile(rf"{_NUMBER} ?(?:{_any_of('count')})(?!{_any_of('not_count')})")
_BARE = re.compile(_NUMBER)
_UNITS_BEGIN = "".join({word[0] for name in ("star", "time", "count") for word in words_of(_UNITS[name])})
_BY_ITSELF = re.compile(rf"[0-9](?! {{0,2}}[\d、.)/年月点:~–—到至或半多来o,{re.escape(_UNITS_BEGIN)}-])")
"""A digit that nothing follows with which a unit, a date, a list or a range goes on: most are, and one look tells."""
_ORDINAL = re.compile(
    r"第(?P<number>[一二三四五六1-6])(?!名|期|章|季|节|集|轮|届|页|层|年|天|周|医院|中学|小学)[个件项条次位]?|(?P<former>前一?[个件]|前面[那这]?[个件]|头一?[个件])"
    r"|后一?[个件]|后面[那这]?[个件]|最后[那一]?[个件]"
)
_LAST = 0
"""The ordinal of "the latter"."""


def ordinal_at(text: str, place: int) -> Piece | None:
    """第一个, 前一个 … at a place: where it ends and which one it is."""
    match = _ORDINAL.match(text, place)
    if not match:
        return None
    number = match["number"]
    return match.end(), {
        "ordinal": _place(number) if number else 1 if match["former"] else _LAST,
        "plain": True,
    }


def less_than_full_at(text: str, place: int) -> Piece | None:
    """满分，扣一分 at a place: where it ends, and the stars that are left."""
    match = _FULL_LESS.match(text, place)
    return (match.end(), _star(5 - (_value(match["number"]) or 0))) if match else None


def _place(number: str) -> int:
    return "一二三四五六".find(number) + 1 or int(number)


def number_at(text: str, place: int) -> Piece | None:
    """The number at a place, with its unit: where it ends, and what it may be."""
    if _in_a_code(text, place) or _in_an_order(text, place):
        bare = _BARE.match(text, place)
        return (bare.end() if bare else place + 1), {"count": True}
    if place + 1 == len(text) or _BY_ITSELF.match(text, place):
        return _without_unit(text, place)
    return _special(text, place) or _with_unit(text, place) or _without_unit(text, place)


def _special(text: str, place: int) -> Piece | None:
    """List marks, 5/5 and 4.0, and what looks like a level and is none: dates, ranges, halves."""
    if _is_list_mark(text, place):
        return place + 1, {"count": True}
    if match := _OUT_OF_FIVE.match(text, place):
        return match.end(), _star(int(text[place]))
    if told := _of_five(text, place):
        return told
    if match := _WHOLE.match(text, place):
        value = int(match["number"])
        bare = match[0].endswith("0")
        return match.end(), {"digit": value, "han": False, "read_as": "digit"} if bare else _star(value)
    for pattern, role in ((_HALF, "offscale"), (_DATE, "count"), (_RANGE, "range")):
        if match := pattern.match(text, place):
            return match.end(), {role: True}
    return None


def _of_five(text: str, place: int) -> Piece | None:
    """五分里头扣两分, 五颗星里亮四颗: how many of the five are left, or given."""
    if match := _LESS.match(text, place):
        return match.end(), _star(5 - (_value(match["number"]) or 0))
    if match := _OF_FIVE.match(text, place):
        return match.end(), _star(_value(match["number"]) or 0)
    return None


def _is_list_mark(text: str, place: int) -> bool:
    """1、… 2、… is a list; 5、谢谢 is not."""
    if not _LISTED.match(text, place):
        return False
    if text[place] not in "12345":
        return True
    marks = _LISTED.finditer(text, max(0, place - _NEARBY), place + _NEARBY)
    return len({mark[0] for mark in marks}) > 1


def _in_a_code(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    return before.isascii() and (before.isalnum() or before in "._+-/#@=&")


def _in_an_order(text: str, place: int) -> bool:
    """签收 1: the number of a case or a voucher, where nothing else stands before it."""
    return text[:place].rstrip(" :,") in _ORDERS and not _STARRED.match(text, place)


def _with_unit(text: str, place: int) -> Piece | None:
    if match := _STARRED.match(text, place):
        value = _value(match["number"])
        return match.end(), _star(value) if value else {"offscale": True}
    for pattern, role in ((_TIMED, "time"), (_COUNTED, "count")):
        match = pattern.match(text, place)
        if match and not _unit_begins_a_word(text, match):
            return match.end(), {role: True}
    return None


def _unit_begins_a_word(text: str, match: re.Match[str]) -> bool:
    """2 时间太长: what looks like a unit begins another word."""
    unit = match.end("number")
    while text[unit] == " ":
        unit += 1
    word = LEXICON.at(text, unit)
    return word is not None and word[0] > match.end()


def _without_unit(text: str, place: int) -> Piece | None:
    match = _BARE.match(text, place)
    if not match:
        return None
    number, after = match["number"], text[match.end() : match.end() + 1]
    if after and after.isascii() and (after.isalpha() or after in "+%$=/@#&_*"):
        return match.end(), {"count": True}
    value = _value(number)
    if value:
        return match.end(), {"digit": value, "han": not number.isascii(), "read_as": "digit"}
    if number.isascii():
        whole = number in ("12345", "54321") and len(text) == len(number)
        return match.end(), {"offscale" if whole or _like_a_mark(number) else "count": True}
    return match.end(), {"count" if len(number) > 1 else "plain": True}


def _like_a_mark(number: str) -> bool:
    """10, 100 and 3.5 are marks on another scale, and 555 or 54321 play with ours; 5312 is a code."""
    return float(number.replace(",", "")) <= 100 or len(set(number)) == 1


def _star(value: int) -> Roles:
    return {"star": value, "read_as": "star"}


def _value(number: str) -> int | None:
    """1 to 5; None for every other number."""
    if number in NUMERALS:
        return NUMERALS[number]
    return int(number) if number in ("1", "2", "3", "4", "5") else None
