"""Every route under /console says which permission it takes; one that says none fails here, and so the build."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import Mount

from evaluation.staff import Action, Permission, Role
from tests.guards.test_routes import an_app
from web.console import words
from web.console.app import PARTS
from web.console.navigation import SECTIONS
from web.console.routing import ConsoleRoute, Needs

TEMPLATES = Path(words.__file__).parent / "templates"


def console_routes(app: FastAPI) -> list[RouteContext]:
    """Every route under /console, those of included routers too."""
    return [
        route
        for route in iter_route_contexts(app.routes)
        if (route.path or "").startswith("/console") and not isinstance(route.original_route, Mount)
    ]


def needs_of(route: RouteContext) -> list[Needs]:
    """What a route declares."""
    found = route.original_route
    given = found.dependencies if isinstance(found, APIRoute) else []
    return [each.dependency for each in given if isinstance(each.dependency, Needs)]


def undeclared(app: FastAPI) -> list[str | None]:
    """The routes that do not say, exactly once, what they need, or whose errors are not the console's."""
    return [
        route.path
        for route in console_routes(app)
        if len(needs_of(route)) != 1 or not isinstance(route.original_route, ConsoleRoute)
    ]


def declared(method: str) -> list[tuple[str, Permission | None]]:
    """The paths that are asked with a method, each with what it needs."""
    return sorted(
        (route.path or "", needs_of(route)[0].permission)
        for route in console_routes(an_app())
        if method in (route.methods or ())
    )


def test_every_route_declares_its_permission() -> None:
    app = an_app()
    assert len(console_routes(app)) > len(PARTS)
    assert undeclared(app) == []


def test_the_guard_sees_a_route_that_does_not() -> None:
    app = an_app()

    @app.get("/console/open-to-all")
    async def open_to_all() -> Response:
        return Response()

    assert undeclared(app) == ["/console/open-to-all"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_signing_in_is_for_anybody(method: str) -> None:
    assert [path for path, needs in declared(method) if needs is None] == ["/console/sign-in"]


def test_pages_are_shown_by_get_and_changes_made_by_post() -> None:
    methods = {method for route in console_routes(an_app()) for method in route.methods or ()}
    assert methods == {"GET", "POST"}


def test_the_navigation_leads_to_pages_that_take_what_it_says() -> None:
    pages = dict(declared("GET"))
    for section in SECTIONS:
        for entry in section.entries:
            assert pages[entry.path] is entry.needs


def test_what_staff_are_told_has_chinese_words() -> None:
    assert set(words.ROLES) == set(Role)
    assert set(words.ACTIONS) == set(Action)


CELL = re.compile(r'<td data-label="[^"]*"[^>]*>(.*?)</td>')
"""Of a table whose rows are cards on a phone: there a cell lays its children out beside each other."""


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.stem)
def test_a_cell_of_two_lines_keeps_them_in_one_block(template: Path) -> None:
    broken = [cell for cell in CELL.findall(template.read_text()) if "<br>" in cell]
    assert [cell for cell in broken if not cell.startswith("<div>")] == []
