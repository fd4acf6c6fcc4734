"""What operators and their machines ask: alive, ready, how much."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from pydantic import BaseModel

from store import failures, operations, work_order_lists
from store.db import LOST
from store.failures import ToLookAt
from store.work_order_lists import Backlog
from web.problems import Problem, documented
from web.services import Services, services
from web.tallies import Tallies

router = APIRouter(tags=["operations"])

TURN_SECONDS = Histogram("haochaping_turn_seconds", "From a citizen's message to our reply, in this process")
PATIENCE = 3
"""Seconds that an engine may take to show that it is there."""

_MEANINGS = {
    "prompts_due": "Visits owed a prompt now, counted up to 100,000",
    "prompts_sent": "Prompts a provider took",
    "prompts_unknown": "Prompts of unknown fate, counted as sent",
    "prompts_failed": "Prompts given up, to be looked at by staff",
    "replies": "Messages from citizens",
    "ratings": "Live active ratings",
    "invitations": "Visits invited to be rated on the spot; no prompts",
    "outbox_age_seconds": "Age of the oldest message that is due, or was tried, and is not sent",
    "due_to_provider_seconds": "Mean time from a visit due to its prompt with the provider, in the last hour",
    "job_failures": "Jobs that ended with an exception, counted up to 100,000",
    "quarantined": "Records the catalogue cannot place, counted up to 100,000",
}


_PLATFORM_MEANINGS = {
    "waiting": "Events of cases that an outside platform is still to be told",
    "age_seconds": "Age of the oldest of them",
    "refused": "Events that it refused, to be looked at by staff",
    "unheard": "What it told us in the last day and we refused",
}


class ReadyOut(BaseModel):
    """`degraded` while turns are answered but prompts wait; `wrong` says why."""

    status: Literal["ok", "degraded"]
    wrong: list[str] = []


@router.get("/healthz", response_class=PlainTextResponse, responses=documented())
async def healthz() -> str:
    """The process is alive."""
    return "ok"


@router.get("/readyz", responses=documented())
async def readyz(desk: Annotated[Services, Depends(services)]) -> ReadyOut:
    """Whether turns can be taken: 200 ok, 200 degraded while only Valkey is away, 503 without the database."""
    trouble = await _database_trouble(desk)
    if trouble:
        raise Problem(503, trouble, headers={"Retry-After": "5"})
    if not await _queue_answers(desk):
        return ReadyOut(
            status="degraded", wrong=["Valkey不应答，提醒暂缓 (Valkey does not answer: prompts wait)"]
        )
    return ReadyOut(status="ok")


async def _database_trouble(desk: Services) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE), desk.database.transaction() as tx:
            version = await operations.schema_version(tx)
    except (*LOST, TimeoutError):
        return "数据库不应答 (the database does not answer)"
    if version != desk.schema_version:
        return f"数据库版本为{version}，需要{desk.schema_version} (run `haochaping migrate`)"
    return None


async def _queue_answers(desk: Services) -> bool:
    """A Valkey that hangs is as good as one that is away."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await desk.ping_queue()
    except TimeoutError:
        return False


def tallies(request: Request) -> Tallies:
    """The totals of this process's app."""
    found: Tallies = request.app.state.tallies
    return found


@router.get("/metrics", response_class=PlainTextResponse, responses=documented())
async def metrics(
    desk: Annotated[Services, Depends(services)], counted: Annotated[Tallies, Depends(tallies)]
) -> Response:
    """Prometheus metrics: what waits is asked on each call, totals are counted as seldom as they are large."""
    await desk.clock.refresh()
    async with desk.database.transaction() as tx:
        backlog = await operations.backlog(tx, desk.clock.now())
        stopped = await failures.to_look_at(tx, operations.COUNTED_UP_TO)
        names = [platform.name for platform in desk.rules.platforms]
        outside = await work_order_lists.backlog(tx, names, desk.clock.now())
    totals = await counted.totals()
    figures = asdict(backlog) | (asdict(totals) if totals else {})
    body = generate_latest(REGISTRY) + generate_latest(_Collected(figures, stopped, outside))
    return Response(body, media_type=CONTENT_TYPE_LATEST)


class _Collected:
    """Figures in the shape that prometheus-client writes out."""

    def __init__(
        self, figures: Mapping[str, float], stopped: Sequence[ToLookAt], outside: Sequence[Backlog]
    ) -> None:
        self._figures = figures
        self._stopped = stopped
        self._outside = outside

    def collect(self) -> list[GaugeMetricFamily]:
        """One gauge per figure, and one for each reason that stops messages."""
        gauges = [
            GaugeMetricFamily(f"haochaping_{name}", _MEANINGS[name], value=value)
            for name, value in self._figures.items()
        ]
        return [*gauges, self._to_look_at(), *map(self._of_platforms, _PLATFORM_MEANINGS)]

    def _of_platforms(self, figure: str) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            f"haochaping_work_orders_{figure}", _PLATFORM_MEANINGS[figure], labels=("platform",)
        )
        for each in self._outside:
            gauge.add_metric([each.platform], getattr(each, figure))
        return gauge

    def _to_look_at(self) -> GaugeMetricFamily:
        meaning = "Messages that were stopped and wait for staff to look, counted up to 100,000"
        labels = ("channel", "provider", "reason")
        gauge = GaugeMetricFamily("haochaping_messages_to_look_at", meaning, labels=labels)
        for each in self._stopped:
            gauge.add_metric([each.channel, each.provider, each.reason], each.messages)
        return gauge
