"""What operators and their machines ask: alive, ready, how much."""

import asyncio
from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

from store import operations
from store.db import LOST
from store.operations import Totals
from web.problems import documented
from web.services import Services, services

router = APIRouter(tags=["operations"])

TURN_SECONDS = Histogram("haochaping_turn_seconds", "From a citizen's message to our reply, in this process")

_MEANINGS = {
    "prompts_due": "Visits owed a prompt now",
    "prompts_sent": "Prompts a provider took",
    "prompts_unknown": "Prompts of unknown fate, counted as sent",
    "prompts_failed": "Prompts given up, to be looked at by staff",
    "replies": "Messages from citizens",
    "ratings": "Live active ratings",
    "outbox_age_seconds": "Age of the oldest message that is due and not sent",
    "due_to_provider_seconds": "Mean time from due to provider in the last hour",
    "job_failures": "Jobs that ended with an exception",
    "quarantined": "Records the catalogue cannot place",
}


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """The process is alive."""
    return "ok"


@router.get("/readyz", responses=documented(503))
async def readyz(desk: Annotated[Services, Depends(services)]) -> Response:
    """Whether turns can be taken: 200 ok, 200 degraded while only Valkey is away, 503 without the database."""
    trouble = await _database_trouble(desk)
    if trouble:
        return JSONResponse({"status": "unavailable", "wrong": [trouble]}, 503)
    if not await desk.ping_queue():
        return JSONResponse({"status": "degraded", "wrong": ["Valkey does not answer: prompts wait"]})
    return JSONResponse({"status": "ok", "wrong": []})


async def _database_trouble(desk: Services) -> str | None:
    try:
        async with asyncio.timeout(3), desk.database.transaction() as tx:
            version = await operations.schema_version(tx)
    except (*LOST, TimeoutError):
        return "the database does not answer"
    if version != desk.schema_version:
        return f"the database is at migration {version}, this code needs {desk.schema_version}"
    return None


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(desk: Annotated[Services, Depends(services)]) -> Response:
    """Prometheus metrics; totals are counted by the database."""
    async with desk.database.transaction() as tx:
        totals = await operations.totals(tx, desk.clock.now())
    body = generate_latest(REGISTRY) + generate_latest(_Collected(totals))
    return Response(body, media_type=CONTENT_TYPE_LATEST)


class _Collected:
    """Totals in the shape that prometheus-client writes out."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals

    def collect(self) -> list[GaugeMetricFamily]:
        """One gauge per total."""
        return [
            GaugeMetricFamily(
                f"haochaping_{each.name}", _MEANINGS[each.name], value=getattr(self._totals, each.name)
            )
            for each in fields(Totals)
        ]
