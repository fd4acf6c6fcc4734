"""`/console/heard`: what a guide heard in the hall, noted on a tablet while the citizen is still there."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Response

from evaluation.staff import Permission
from usecases.cases.note_heard import (
    LONGEST_PLACE,
    LONGEST_WORDS,
    NotABody,
    Said,
    SaysNothing,
    choosable,
    note_heard,
    noted_today,
)
from usecases.edges import BadPhone
from web.console.routing import Console
from web.console.staffed import At, Staffed
from web.console.typed import Fields

PATH = "/console/heard"
NOTE = Permission.NOTE_HEARD
WRONG = {
    "place": f"请写明在哪里，{LONGEST_PLACE}字以内。",
    "words": f"请写下群众说的问题，{LONGEST_WORDS}字以内。",
    "body": "请选择办理单位。",
    "phone": "请输入完整的手机号码，11位数字；没有留号码就空着。",
}

console = Console()


@dataclass(frozen=True)
class HeardForm(Fields):
    """As it was typed."""

    MOST: ClassVar[int] = 2000

    body: str = ""
    place: str = ""
    words: str = ""
    phone: str = ""


@console.get("/heard", needs=NOTE)
async def show(at: At) -> Response:
    """The form, and what this guide has noted today; the guide's own body is chosen to begin with."""
    return await _page(at, HeardForm(body=at.scope.org_code or ""))


@console.post("/heard", needs=NOTE)
async def note(at: At) -> Response:
    """Open the case; the phone comes in the form's body, and is never shown again."""
    typed = HeardForm.in_form(at.form)
    said = Said(typed.body, typed.place, typed.words, typed.phone)
    try:
        async with at.database.transaction() as tx:
            await note_heard(tx, at.on_duty, said, at.services.vault, at.services.rules)
    except SaysNothing as error:
        return await _page(at, typed, wrong=error.field)
    except NotABody:
        return await _page(at, typed, wrong="body")
    except BadPhone:
        return await _page(at, typed, wrong="phone")
    return at.moved(PATH, "complaint_noted")


async def _page(at: Staffed, typed: HeardForm, *, wrong: str = "") -> Response:
    async with at.database.transaction() as tx:
        bodies, noted = await choosable(tx, at.on_duty), await noted_today(tx, at.on_duty)
    faults = {name: told if name == wrong else "" for name, told in WRONG.items()}
    status = 422 if wrong else 200
    return at.page("heard", status=status, typed=typed, bodies=bodies, noted=noted, wrong=faults)
