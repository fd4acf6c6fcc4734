"""What a citizen is asked beside their ratings: about their case, or about a rating that was drawn for a sample."""

from datetime import datetime

from store import case_questions, sample_questions
from store.case_questions import CaseQuestion
from store.db import Transaction
from store.sample_questions import SampleQuestion

Inquiry = CaseQuestion | SampleQuestion


async def current(tx: Transaction, citizen_id: int, now: datetime) -> Inquiry | None:
    """The question that leads; where none does, the latest about a case that is still open, else about a sample."""
    of_case = await case_questions.latest(tx, citizen_id, now)
    if of_case is not None and of_case.leads:
        return of_case
    of_sample = await sample_questions.latest(tx, citizen_id, now)
    leads = of_sample is not None and of_sample.leads
    return of_sample if leads or of_case is None else of_case
