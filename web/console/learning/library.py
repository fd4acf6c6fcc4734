"""`/console/learning/library`: 案例库, closed cases in masked words, to be searched; and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from fastapi import Response

from evaluation.cases.words import Depth
from evaluation.learning.finding import grams, words_of
from evaluation.staff import Permission
from store.learning import effects, library
from store.learning.effects import Effect
from store.learning.library import Found, Sought
from store.reports.seen import Seen
from usecases.learning.library import LONGEST_NOTE, NoNote, NotInLibrary, mark, one, unmark
from usecases.reports.areas import Choices, choices
from web.console.learning import words
from web.console.learning.asked import FOLDER, month_of, seen_at, typed
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id, Staffed
from web.console.typed import number_of
from web.forms import text

PATH = f"{FOLDER}/library"
READ, MARK = Permission.READ_LEARNING, Permission.MARK_EXAMPLES
LINES = 20

console = Console()


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for, as it was typed."""

    words: str
    area: str
    sought: Sought

    @property
    def query(self) -> str:
        """The same, for a link."""
        sought = self.sought
        given = {
            "words": self.words,
            "area": self.area,
            "item": sought.item,
            "org": sought.org,
            "reason": sought.reason or "",
            "depth": sought.depth or "",
            "verdict": sought.verdict or "",
            "month": f"{sought.month:%Y-%m}" if sought.month else "",
            "examples": "1" if sought.examples else "",
            "after": f"{sought.after[0]}~{sought.after[1]}" if sought.after else "",
        }
        return urlencode({name: value for name, value in given.items() if value})

    def after(self, case: Found | None) -> "Address":
        """The page that begins behind a case; the first."""
        place = (case.closed_on, case.case_id) if case else None
        return replace(self, sought=replace(self.sought, after=place))


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Cases of an area, and what came of each."""

    seen: Seen
    areas: Choices
    cases: list[Found]
    more: bool
    came: Mapping[int, list[Effect]]


async def looked_up(at: Staffed, area: str, sought: Sought, lines: int) -> LookedUp:
    """The first `lines` of the cases that are sought, as far as somebody sees them."""
    async with at.database.snapshot() as tx:
        seen = await seen_at(tx, at, area)
        areas = await choices(tx, at.scope, seen.area_code)
        found = await library.found(tx, seen, sought, lines + 1)
        came = await effects.of_cases(tx, [case.case_id for case in found])
    return LookedUp(seen, areas, found[:lines], len(found) > lines, came)


@console.get("/learning/library", needs=READ)
async def show(at: At) -> Response:
    """The cases that are looked for."""
    asked = _asked(at)
    found = await looked_up(at, asked.area, asked.sought, LINES)
    return at.page(
        "library",
        asked=asked,
        found=found,
        next_page=asked.after(found.cases[-1]).query if found.more else None,
        first_page=asked.after(None).query if asked.sought.after else None,
        words=words,
        here=PATH,
    )


@console.get("/learning/library/{case_id}", needs=READ)
async def show_one(at: At, case_id: Id) -> Response:
    """One case."""
    return await _page(at, case_id)


@console.post("/learning/library/{case_id}/mark", needs=MARK)
async def mark_it(at: At, case_id: Id) -> Response:
    """Make it an example."""
    note = text(at.form, "note", 2 * LONGEST_NOTE)
    try:
        async with at.database.transaction() as tx:
            await mark(tx, at.on_duty, case_id, note)
    except NotInLibrary:
        raise NotFound from None
    except NoNote:
        return await _page(at, case_id, note, f"请写一句这个案例好在哪里，最多{LONGEST_NOTE}个字。")
    return at.moved(f"{PATH}/{case_id}", "example_marked")


@console.post("/learning/library/{case_id}/unmark", needs=MARK)
async def unmark_it(at: At, case_id: Id) -> Response:
    """Make it none."""
    try:
        async with at.database.transaction() as tx:
            await unmark(tx, at.on_duty, case_id)
    except NotInLibrary:
        raise NotFound from None
    return at.moved(f"{PATH}/{case_id}", "example_unmarked")


async def _page(at: Staffed, case_id: int, note: str = "", wrong: str = "") -> Response:
    try:
        async with at.database.transaction() as tx:
            case = await one(tx, at.on_duty, case_id)
            came = await effects.of_cases(tx, [case_id])
    except NotInLibrary:
        raise NotFound from None
    status = 422 if wrong else 200
    return at.page(
        "library_case", status=status, case=case, came=came, note=note, wrong=wrong, most=LONGEST_NOTE,
        may_mark=at.may(MARK), words=words, here=PATH,
    )  # fmt: skip


def _asked(at: Staffed) -> Address:
    """What stands in the address; nonsense is nothing."""
    given = at.request.query_params
    typed_words = typed(at, "words")
    reason, depth, verdict = (given.get(name, "") for name in ("reason", "depth", "verdict"))
    looked_for = words_of(typed_words)
    sought = Sought(
        looked_for,
        sorted(frozenset().union(*map(grams, looked_for))),
        item=typed(at, "item"),
        org=typed(at, "org"),
        reason=reason if reason in words.REASONS else None,
        depth=depth if depth in {each.value for each in Depth} else None,
        verdict=verdict if verdict in words.VERDICTS else None,
        month=month_of(given.get("month", "")),
        examples=given.get("examples") == "1",
        after=after_of(given.get("after", "")),
    )
    return Address(typed_words, given.get("area", ""), sought)


def place_of(case: Found) -> str:
    """Where a page begins that stands behind this case."""
    return f"{case.closed_on}~{case.case_id}"


def after_of(given: str) -> tuple[date, int] | None:
    """… read again; None for nonsense."""
    day, _, number = given.partition("~")
    case_id = number_of(number)
    try:
        return (date.fromisoformat(day), case_id) if case_id is not None else None
    except ValueError:
        return None
