"""`/console/samples`: the monthly samples (抽样回访) of one's area, their figures, and who is to be called."""

from fastapi import Response

from evaluation.reports import FEWEST_RATINGS
from evaluation.staff import Action, Permission
from store.audit_trail import Subject
from store.sample_views import Listed
from usecases.samples import view
from usecases.samples.view import NoSuchSample, Story
from web.console.reports.files import attached, csv_of
from web.console.reports.tables import Report, written
from web.console.routing import Console, NotFound
from web.console.sample_figures import report_of
from web.console.staffed import At, Id, Staffed

PATH = "/console/samples"
READ = Permission.READ_SAMPLES
console = Console()


@console.get("/samples", needs=READ)
async def show(at: At) -> Response:
    """The months, the newest first."""
    async with at.database.transaction() as tx:
        found = await view.listed(tx, at.on_duty)
    return at.page("samples", samples=found, fewest=FEWEST_RATINGS)


@console.get("/samples/{sample_id}", needs=READ)
async def one(at: At, sample_id: Id) -> Response:
    """The plan, who answered, and the comparison."""
    story, report = await _report(at, sample_id)
    return at.page("sample", sample=story.sample, report=report, written=written, here=path_of(sample_id))


@console.get("/samples/{sample_id}/figures.csv", needs=READ)
async def as_csv(at: At, sample_id: Id) -> Response:
    """The same as a file; that it was taken is on record."""
    story, report = await _report(at, sample_id)
    sample = story.sample
    async with at.database.transaction() as tx:
        subject = Subject("sample", sample_id, sample.area_code)
        await at.audit(tx, Action.REPORT_TAKEN, subject, file="csv")
    name = f"抽样回访 {_name(sample)} {sample.month:%Y-%m}.csv"
    return attached(csv_of(report), "text/csv; charset=utf-8", name)


async def _report(at: Staffed, sample_id: int) -> tuple[Story, Report]:
    try:
        async with at.database.transaction() as tx:
            story = await view.one(tx, at.on_duty, sample_id)
    except NoSuchSample:
        raise NotFound from None
    return story, report_of(story, _name(story.sample))


def _name(sample: Listed) -> str:
    return sample.area_name or sample.area_code


def path_of(sample_id: int) -> str:
    """Where a sample is."""
    return f"{PATH}/{sample_id}"
