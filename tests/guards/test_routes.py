"""Every route says who may use it; one that is forgotten here fails."""

from collections.abc import Iterator

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from redis import Redis

from haochaping.settings import load
from haochaping.wiring.parts import build
from haochaping.wiring.web import build_services
from store.vault import new_key
from tests.web.raw import ask
from tests.world import World
from web.app import create_app
from web.public.app import ROUTERS

KEY = {
    ("POST", "/api/v1/records"),
    ("GET", "/api/v1/records/{source_system}/{record_no}"),
    ("POST", "/api/v1/ratings"),
    ("POST", "/api/v1/invitations"),
}
"""For systems that hold a key."""
SIGNED = {
    ("POST", "/webhooks/twilio/sms"),
    ("POST", "/webhooks/twilio/status"),
    ("POST", "/webhooks/telegram"),
    ("GET", "/webhooks/wechat"),
    ("POST", "/webhooks/wechat"),
    ("POST", "/webhooks/aliyun/{secret}/replies"),
    ("POST", "/webhooks/aliyun/{secret}/reports"),
    ("POST", "/webhooks/dispatch/{platform}"),
}
"""For providers, who sign, or know the path's secret."""
PUBLIC = {("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics")}
"""For everybody who can reach the port; /docs and /openapi.json beside them."""
PAGES = {
    ("GET", "/r/{token}"),
    ("POST", "/r/{token}"),
    ("GET", "/r/{token}/thanks/{receipt}"),
    ("GET", "/counter/{token}"),
    ("GET", "/kiosk/{token}"),
    ("POST", "/kiosk/{token}"),
    ("GET", "/kiosk/{token}/thanks"),
    ("GET", "/k/{token}"),
    ("POST", "/k/{token}"),
    ("GET", "/k/{token}/thanks"),
    ("GET", "/guide/{token}"),
    ("GET", "/guide/{token}/person"),
    ("POST", "/guide/{token}/person"),
    ("GET", "/guide/{token}/thanks"),
    ("GET", "/chat/{token}"),
    ("POST", "/chat/{token}"),
    ("GET", "/v/{token}"),
}
"""For people who were given a link; its token says what it is good for. Not in the page of the API."""
METHODS = {"get", "post", "put", "patch", "delete", "head", "options", "trace"}


def an_app() -> FastAPI:
    settings = load(
        database_url="postgresql://nowhere/nothing",
        redis_url="redis://nowhere",
        security={"phone_key": new_key(), "lookup_key": new_key()},
        demo={"enabled": False, "start": ""},
    )
    return create_app(build_services(build(settings), Redis.from_url(settings.redis_url)))


def operations(app: FastAPI) -> Iterator[tuple[tuple[str, str], dict[str, object]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield (method.upper(), path), operation


async def test_every_route_is_listed() -> None:
    assert {where for where, _ in operations(an_app())} == KEY | SIGNED | PUBLIC


async def test_the_page_says_which_need_the_key() -> None:
    assert {where for where, operation in operations(an_app()) if operation.get("security")} == KEY


async def test_no_route_hides_from_the_page() -> None:
    hidden = {
        getattr(route, "path", "")
        for route in an_app().routes
        if not getattr(route, "include_in_schema", True)
    }
    # The page itself and its files; a router that is included as a whole has no path of its own.
    assert hidden <= {
        "",
        "/openapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/static-offline-docs",
        "/pages",
        "/console-files",
    }


async def test_every_page_is_listed_and_opens_by_its_token_only(world: World) -> None:
    assert {
        (method, route.path)
        for router in ROUTERS
        for route in _routes(router)
        for method in route.methods or ()
    } == PAGES
    for method, path in sorted(PAGES):
        answer = await ask(world, method, path.replace("{", "").replace("}", ""), key=None)
        assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8"), path


def _routes(router: APIRouter) -> list[APIRoute]:
    return [route for route in router.routes if isinstance(route, APIRoute)]


async def test_errors_are_promised_as_problems() -> None:
    for where, operation in operations(an_app()):
        responses = operation["responses"]
        assert isinstance(responses, dict)
        errors = {status: answer for status, answer in responses.items() if int(status) >= 400}
        wanted = (
            {"500", "503"} | ({"401"} if where in KEY else set()) | ({"403"} if where in SIGNED else set())
        )
        assert wanted <= set(errors), where
        if where[0] == "POST":
            assert {"413", "415", "422"} <= set(errors), where
        assert all(list(answer["content"]) == ["application/problem+json"] for answer in errors.values()), (
            where
        )


async def test_without_a_key_only_the_public_ones_answer(world: World) -> None:
    for method, path in sorted(KEY | SIGNED | PUBLIC):
        answer = await ask(world, method, path.replace("{", "").replace("}", ""), key=None)
        refused = 401 if (method, path) in KEY else 403 if (method, path) in SIGNED else 200
        assert answer.status == refused, path
