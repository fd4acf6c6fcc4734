"""The lines of a file of gifts: a gift with its tier, and what of it came to a place, if anything did."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from evaluation.areas import is_area_code
from store.gift_desk import NewGift, Tier
from usecases.files.headers import GIFTS, Columns, read_columns
from usecases.files.lines import LineError, refuse, rows_of, text_of
from usecases.files.tables import Row, open_table
from usecases.files.values import SURPLUS, read_time, read_whole
from usecases.gifts import desk
from usecases.gifts.desk import DeskRefused, check_gift, read_tier
from usecases.gifts.take_stock import MOST_PIECES
from usecases.intake.record import MESSAGES

LONGEST = 100
"""Characters of a name, as in the console."""
_NAMES = ("gift", "gift_en", "tier_name", "tier_name_en", "place", "delivery_no")
_OF_A_DELIVERY = ("area_code", "place", "pieces", "delivery_no")

REFUSED: Mapping[str, str] = {
    desk.BAD_TIER: f"档次是1到{desk.MOST_TIER}的整数 (tier: 1 to {desk.MOST_TIER})",
    desk.BAD_POINTS: f"积分是1到{desk.MOST_POINTS}的整数 (points: 1 to {desk.MOST_POINTS})",
    desk.BAD_DAYS: "结束日期早于开始日期 (ends before it begins)",
    desk.BAD_LIMIT: f"每人限兑是1到{desk.MOST_EACH}的整数，不限就留空 (1 to {desk.MOST_EACH}, or empty)",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came to a place; `number` is that of the delivery note, by which it is taken once."""

    area_code: str
    place: str
    pieces: int
    number: str


@dataclass(frozen=True, slots=True)
class GiftLine:
    """A line of the file; `gift` begins on the first of all days where the line tells none."""

    line: int
    tier: Tier
    gift: NewGift
    delivery: Delivery | None


def read_gifts(path: Path) -> tuple[list[GiftLine], Columns]:
    """The lines of a CSV or XLSX file. TableError, a line for each line of the file that is wrong."""
    with closing(open_table(path, GIFTS.looks_like_header)) as table:
        columns = read_columns(path.name, table.headers, GIFTS)
        lines, errors = [], []
        for row in rows_of(table):
            values = {field: text_of(row.cells[place]).strip() for field, place in columns.position.items()}
            wrong = [*_row_errors(row, values)]
            errors += [(row.line, message) for message in wrong]
            if not wrong:
                lines.append(_line(row.line, values))
    refuse(path.name, [*errors, *_contradictions(lines)])
    return lines, columns


def _row_errors(row: Row, values: Mapping[str, str]) -> Iterator[str]:
    missing = [field for field in GIFTS.required if not values[field]]
    for field in missing:
        yield f"{GIFTS.title(field)}：{MESSAGES['missing']}"
    for field in _NAMES:
        if len(values.get(field, "")) > LONGEST:
            yield f"{GIFTS.title(field)}：最多{LONGEST}个字符 (at most {LONGEST} characters)"
    for field in ("valid_from", "valid_until"):
        if values.get(field) and _day(values[field]) is None:
            yield f"{GIFTS.title(field)}：请写成 2026-11-20 这样 (a day such as 2026-11-20)"
    if not missing:
        yield from _refusals(values)
    yield from _delivery_errors(values)
    if row.surplus:
        yield SURPLUS


def _refusals(values: Mapping[str, str]) -> Iterator[str]:
    """What the gifts desk would refuse."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: _tier(values),
        lambda: check_gift(_gift(values), {_number(values["tier"])}),
    )
    for check in checks:
        try:
            check()
        except DeskRefused as error:
            yield REFUSED[error.because]


def _delivery_errors(values: Mapping[str, str]) -> Iterator[str]:
    given = [field for field in _OF_A_DELIVERY if values.get(field)]
    if not given:
        return
    lacking = [GIFTS.title(field) for field in _OF_A_DELIVERY if field not in given]
    if lacking:
        yield f"到货要填全，还缺{'、'.join(lacking)} (a delivery needs all four)"
    if values.get("pieces") and not 0 < _number(values["pieces"]) <= MOST_PIECES:
        yield f"{GIFTS.title('pieces')}：是1到{MOST_PIECES}的整数 (1 to {MOST_PIECES})"
    if values.get("area_code") and not is_area_code(values["area_code"]):
        yield f"{GIFTS.title('area_code')}：{MESSAGES['bad_area']}"


def _line(line: int, values: Mapping[str, str]) -> GiftLine:
    delivery = None
    if values.get("pieces"):
        delivery = Delivery(
            values["area_code"], values["place"], _number(values["pieces"]), values["delivery_no"]
        )
    return GiftLine(line, _tier(values), _gift(values), delivery)


def _tier(values: Mapping[str, str]) -> Tier:
    """The tier; one without a name is named by its number."""
    tier = _number(values["tier"])
    name, name_en = values.get("tier_name") or f"{tier}档", values.get("tier_name_en") or f"Tier {tier}"
    return read_tier(tier, name, name_en, _number(values["points"]))


def _gift(values: Mapping[str, str]) -> NewGift:
    limit = values.get("per_citizen")
    return NewGift(
        name=values["gift"],
        name_en=values["gift_en"],
        tier=_number(values["tier"]),
        valid_from=_day(values.get("valid_from", "")) or date.min,
        valid_until=_day(values.get("valid_until", "")),
        per_citizen=_number(limit) if limit else None,
    )


def _number(text: str) -> int:
    """A whole number; -1 for what is none, which is refused everywhere."""
    number = read_whole(text)
    return number if isinstance(number, int) else -1


def _day(text: str) -> date | None:
    at = read_time(text)
    return at.date() if isinstance(at, datetime) else None


def _contradictions(lines: Sequence[GiftLine]) -> Iterator[LineError]:
    """Lines that say something else than a line before them, or the same delivery once more."""
    gifts: dict[str, GiftLine] = {}
    tiers: dict[int, GiftLine] = {}
    deliveries: dict[tuple[str, str, str, str], int] = {}
    for each in lines:
        gift = gifts.setdefault(each.gift.name, each)
        if gift.gift != each.gift:
            yield each.line, f"礼品“{each.gift.name}”与第{gift.line}行不同 (contradicts line {gift.line})"
        tier = tiers.setdefault(each.tier.tier, each)
        if tier.tier != each.tier:
            yield each.line, f"档次 {each.tier.tier} 与第{tier.line}行不同 (contradicts line {tier.line})"
        if (came := each.delivery) is not None:
            key = (each.gift.name, came.area_code, came.place, came.number)
            first = deliveries.setdefault(key, each.line)
            if first != each.line:
                yield each.line, f"与第{first}行是同一笔到货 (the same delivery as line {first})"
