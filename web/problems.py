"""Every error is an application/problem+json (RFC 9457) that says what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from psycopg.errors import UndefinedColumn, UndefinedTable
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Mount

from store.db import LOST
from usecases.intake.wording import FieldError, field_errors

log = structlog.get_logger()

PROBLEM_TYPE = "application/problem+json"
NOT_MIGRATED = (UndefinedTable, UndefinedColumn)
"""What a database says that lacks this version's migrations."""


class NotJson:
    """Stands for a body that cannot be read as JSON, until the request is judged."""


class Problem(HTTPException):
    """An error that a route words itself; `errors` name fields."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.errors = errors


def wrong_field(field: str, message: str) -> Problem:
    """A 422 for one field that only the use case could judge."""
    return Problem(422, SEE_ERRORS, errors=[{"field": field, "message": message}])


UNROUTED = {
    400: "请求无法读取 (the request cannot be read)",
    404: "没有这个地址，请检查路径 (no such address: check the path)",
    405: "此地址不接受这种请求方法，可用的见Allow (not by this method: see Allow)",
}
"""What the framework refuses before a route of ours sees it."""

SEE_ERRORS = "请检查所列字段 (see errors)"


def problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for an error."""
    body = problem_body(status, detail)
    if errors:
        body["errors"] = [dict(error) for error in errors]
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM_TYPE)


def problem_body(status: int, detail: str) -> dict[str, Any]:
    """What every error says."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }


_TEXT = {"type": "string"}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": _TEXT, "message": _TEXT},
            },
        },
    },
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors a route may answer, for its page in OpenAPI; 500 and 503 go without saying."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": PROBLEM_SCHEMA}},
        }
        for status in (*statuses, 500, 503)
    }


def install(app: FastAPI) -> None:
    """Have every error of the app worded here."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
    for away in (*LOST, *NOT_MIGRATED):
        app.add_exception_handler(away, _database_away)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    errors = error.errors if isinstance(error, Problem) else ()
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    detail = error.detail if isinstance(error, Problem) else UNROUTED.get(error.status_code, error.detail)
    return problem(error.status_code, detail, errors=errors, headers=headers)


def _methods(request: Request) -> list[str]:
    """What the path may be asked with: one path may have several routes, and files can only be read."""
    routes: list[BaseRoute] = [route for route in request.app.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]
    return found or ["GET", "HEAD"]


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    details = error.errors()
    if any(isinstance(detail["input"], NotJson | bytes) for detail in details):
        found = [
            FieldError("body", "应为UTF-8编码的JSON，Content-Type: application/json (not JSON in UTF-8)")
        ]
    else:
        # The first step of the path says body, query or path.
        found = field_errors([{**detail, "loc": detail["loc"][1:]} for detail in details], whole="body")
    return problem(422, SEE_ERRORS, errors=[asdict(each) for each in found])


async def _database_away(_request: Request, error: Exception) -> Response:
    log.error("database away", error=type(error).__name__)
    return problem(503, "暂时无法处理，请稍后重试 (try again shortly)", headers={"Retry-After": "5"})


async def _unexpected(request: Request, error: Exception) -> Response:
    route = request.scope.get("route")
    log.error(
        "unexpected error", route=getattr(route, "path", None), error=type(error).__name__, exc_info=error
    )
    # The server drops the connection after a defect; who reuses it must know.
    return problem(500, "服务内部错误，已记录 (internal error, logged)", headers={"Connection": "close"})
