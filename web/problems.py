"""Every error is an application/problem+json (RFC 9457) that says what to do."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from store.db import LOST

log = structlog.get_logger()

PROBLEM_TYPE = "application/problem+json"


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


def problem(
    status: int,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for an error."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = [dict(error) for error in errors]
    return JSONResponse(body, status, headers=dict(headers or {}), media_type=PROBLEM_TYPE)


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors a route may answer, for its page in OpenAPI."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM_TYPE: {"schema": PROBLEM_SCHEMA}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Have every error of the app worded here."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)
    for lost in LOST:
        app.add_exception_handler(lost, _database_away)


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    errors = error.errors if isinstance(error, Problem) else ()
    return problem(error.status_code, error.detail, errors=errors, headers=error.headers)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(detail) for detail in error.errors()]
    return problem(422, "请检查所列字段 (see errors)", errors=errors)


def _field_error(detail: Mapping[str, Any]) -> dict[str, str]:
    path = [str(part) for part in detail["loc"] if part not in ("body", "query", "path")]
    return {"field": ".".join(path) or "body", "message": str(detail["msg"])}


async def _database_away(_request: Request, error: Exception) -> Response:
    log.error("database away", error=type(error).__name__)
    return problem(503, "暂时无法处理，请稍后重试 (try again shortly)", headers={"Retry-After": "5"})


async def _unexpected(request: Request, error: Exception) -> Response:
    route = request.scope.get("route")
    log.error(
        "unexpected error", route=getattr(route, "path", None), error=type(error).__name__, exc_info=error
    )
    return problem(500, "服务内部错误，已记录 (internal error, logged)")
