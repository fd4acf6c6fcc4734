import pytest

from evaluation.cases.standing import Body, Where, higher, parties, responsible
from evaluation.cases.words import Move, Party, Stage
from evaluation.staff import Role, Scope
from tests.evaluation.cases.story import LEAD, OFFICE, OTHER, Story

COUNTY, NEXT_COUNTY = "320115000000", "320114000000"
BODIES = {
    body.org_code: body
    for body in (
        Body("window", COUNTY, (LEAD, "bureau")),
        Body(LEAD, COUNTY, ("bureau",)),
        Body("bureau", COUNTY),
        Body(OTHER, COUNTY),
        Body("gone", COUNTY, (LEAD, "bureau"), active=False),
        Body("orphan", COUNTY, active=False),
        Body(OFFICE, COUNTY),
    )
}
WHERE = Where(COUNTY, OFFICE, BODIES)


@pytest.mark.parametrize(
    ("handled", "answers"),
    [
        ("window", "window"),
        ("gone", LEAD),  # abolished: the body above
        ("orphan", OFFICE),  # nobody above
        ("unheard-of", OFFICE),
        (None, OFFICE),
    ],
)
def test_who_handled_it_answers_for_it(handled: str | None, answers: str) -> None:
    assert responsible(handled, WHERE) == answers


def test_an_unsolved_case_goes_up() -> None:
    story = Story()
    assert higher(story.case, WHERE) == "bureau"
    story.until(Stage.DISPATCHED).does(Move.TRANSFER, Party.OFFICE, org="bureau")
    assert higher(story.case, WHERE) == OFFICE


@pytest.mark.parametrize(
    ("role", "scope", "are"),
    [
        (Role.DEPARTMENT_HANDLER, Scope(COUNTY, LEAD), {Party.LEAD}),
        (
            Role.DEPARTMENT_HANDLER,
            Scope(COUNTY),
            {Party.LEAD, Party.CO_HANDLER},
        ),  # for every body of the area
        (Role.DEPARTMENT_HANDLER, Scope(COUNTY, "bureau"), {Party.SUPERIOR}),
        (Role.DEPARTMENT_HANDLER, Scope(COUNTY, OTHER), {Party.CO_HANDLER}),
        (Role.DEPARTMENT_HANDLER, Scope(COUNTY, "window"), set()),
        (Role.DEPARTMENT_HANDLER, Scope(NEXT_COUNTY), set()),
        (Role.SUPERVISOR, Scope(COUNTY), {Party.OFFICE}),
        (Role.SUPERVISOR, Scope("320100000000"), {Party.OFFICE}),
        (Role.SUPERVISOR, Scope(COUNTY, OFFICE), {Party.OFFICE}),
        (Role.SUPERVISOR, Scope(COUNTY, LEAD), set()),
        (Role.SUPERVISOR, Scope(NEXT_COUNTY), set()),
        (Role.COUNTER_CLERK, Scope(COUNTY), set()),
        (Role.AUDITOR, Scope(COUNTY), set()),
    ],
)
def test_what_somebody_is_to_a_case(role: Role, scope: Scope, are: set[Party]) -> None:
    story = Story().until(Stage.ASSIGNED).does(Move.ADD_CO_HANDLER, Party.LEAD, org=OTHER)
    assert parties(role, scope, story.case, WHERE) == are


def test_the_office_leads_what_was_given_back_to_it() -> None:
    story = Story().until(Stage.DISPATCHED).does(Move.RETURN, Party.LEAD, org=OFFICE)
    assert parties(Role.SUPERVISOR, Scope(COUNTY), story.case, WHERE) == {Party.OFFICE, Party.LEAD}


def test_who_is_asked_in_a_consultation_may_speak() -> None:
    story = Story().until(Stage.VERIFIED).does(Move.CONSULT, Party.LEAD, org=OTHER)
    assert parties(Role.DEPARTMENT_HANDLER, Scope(COUNTY, OTHER), story.case, WHERE) == {Party.CO_HANDLER}
