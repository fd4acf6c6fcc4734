"""JSON bodies, read so that no body of any kind is more than a 422."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from web.problems import NotJson

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRoute(APIRoute):
    """A route whose unreadable body is judged like any other wrong one: after the key, as a field error."""

    def get_route_handler(self) -> Handler:
        """The handler, reading bodies our way."""
        handle = super().get_route_handler()

        async def with_our_reader(request: Request) -> Response:
            return await handle(_JsonRequest(request.scope, request.receive))

        return with_our_reader


class _JsonRequest(Request):
    async def json(self) -> Any:
        try:
            return json.loads(await self.body(), parse_constant=_refuse, parse_int=_integer)
        except (ValueError, RecursionError):  # no UTF-8, ten thousand brackets
            return NotJson()


def _integer(digits: str) -> int | float:
    """A number of 5,000 digits is wrong where it stands, and nowhere else."""
    return int(digits) if len(digits) <= _DIGITS else float(digits)


_DIGITS = 40


def _refuse(constant: str) -> float:
    raise ValueError(f"JSON has no {constant}")
