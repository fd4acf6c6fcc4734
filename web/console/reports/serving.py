"""One report, three ways: its page, its CSV and its workbook."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Response

from evaluation.staff import Action, Permission
from store.audit_trail import Subject
from store.db import Transaction
from store.reports.seen import Seen
from usecases.reports.areas import Choices, choices, narrowed
from web.console.reports.asked import SPANS, Asked, asked, reading
from web.console.reports.files import XLSX_TYPE, attached, csv_of, xlsx_of
from web.console.reports.tables import Report, Table, written
from web.console.routing import Console
from web.console.staffed import At, Staffed

READ = Permission.READ_REPORTS
FOLDER = "/console/reports"


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked: the filters, whose things are counted, and the names of the areas around."""

    asked: Asked
    seen: Seen
    areas: Choices
    at: Staffed

    @property
    def area(self) -> str:
        """What the area is called; for who is bound to an org, with it."""
        name = self.areas.name_of(self.seen.area_code)
        org = self.at.session.org_name
        return f"{name} {org}及其下属机构" if self.seen.orgs is not None and org else name

    @property
    def period(self) -> str:
        """The months."""
        months = self.asked.months
        return f"{months.first:%Y-%m} 至 {months.last:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The tables, and how to read them."""

    about: str
    tables: list[Table]
    notes: tuple[str, ...] = ()


Read = Callable[[Transaction, Question], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Served:
    """A report as it is declared; `filters` beside the area: months, by, days."""

    name: str
    title: str
    filters: tuple[str, ...]
    read: Read


def declared(*reports: Served) -> Console:
    """The routes of all these reports."""
    console = Console()
    for served in reports:
        _serve(console, served)
    return console


def _serve(console: Console, served: Served) -> None:
    path = f"/reports/{served.name}"

    async def page(at: At) -> Response:
        report, question = await _report(at, served)
        return at.page(
            "report",
            report=report,
            question=question,
            filters=served.filters,
            spans=SPANS,
            written=written,
            here=f"{FOLDER}/{served.name}",
        )

    async def as_csv(at: At) -> Response:
        report, question = await _report(at, served)
        return await _taken(at, served, question, csv_of(report), "csv")

    async def as_xlsx(at: At) -> Response:
        report, question = await _report(at, served)
        return await _taken(at, served, question, xlsx_of(report), "xlsx")

    console.get(path, needs=READ)(page)
    console.get(f"{path}.csv", needs=READ)(as_csv)
    console.get(f"{path}.xlsx", needs=READ)(as_xlsx)


async def _report(at: Staffed, served: Served) -> tuple[Report, Question]:
    filters = asked(at)
    async with reading(at.database) as tx:
        seen = await narrowed(tx, at.scope, filters.area)
        question = Question(filters, seen, await choices(tx, at.scope, seen.area_code), at)
        answer = await served.read(tx, question)
    return Report(served.name, served.title, answer.about, answer.tables, answer.notes), question


async def _taken(at: Staffed, served: Served, question: Question, body: bytes, ending: str) -> Response:
    """The file; that it was taken is on record."""
    async with at.database.transaction() as tx:
        subject = Subject("report", served.name, question.seen.area_code)
        await at.audit(tx, Action.REPORT_TAKEN, subject, asked=question.asked.query, file=ending)
    name = f"{served.title} {question.area} {question.period}.{ending}"
    return attached(body, "text/csv; charset=utf-8" if ending == "csv" else XLSX_TYPE, name)
