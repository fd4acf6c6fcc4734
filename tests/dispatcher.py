"""A world whose cases go out to a fake 12345, as one city's mapping has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.fakes.dispatcher import KEY_ID, SECRET, FakeDispatcher
from tests.usecases.cases.desk import furnish
from tests.world import World, open_world

NAME, LABEL = "city", "12345"
CODES: dict[str, dict[str, Any]] = {
    "notice": {
        "ordered": "派单", "added": "追加", "acknowledged": "签收", "returned": "退回", "transferred": "转办",
        "deadline": "期限", "suspended": "挂起", "resumed": "恢复", "urged": "催办", "escalated": "升级",
        "answered": "答复", "called_back": "回访", "reopened": "重办", "appealed": "申诉", "decided": "复核",
        "closed": "办结",
    },
    "state": {
        "acknowledged": ["签收", "已签收"], "verified": "核实", "classified": "分类", "rectified": "整改",
        "answered": "答复", "returned": "退回", "transferred": "转办", "noted": "记录",
    },
    "yes_no": {"yes": "1", "partly": "2", "no": "0"},
    "track": {"simple": "A", "general": "B", "complex": "C"},
    "reason": {
        "attitude": 1, "quality": 2, "efficiency": 3, "environment": 4, "convenience": 5, "other": 9,
    },
}  # fmt: skip
TIME = "%Y-%m-%d %H:%M:%S"
ORDER: dict[str, Any] = {
    "case": {"path": "source.no", "format": "text"},
    "item_name": "title",
    "org_code": "handler.code",
    "org_name": "handler.name",
    "area_code": "areaCode",
    "level": "grade",
    "reasons": {"path": "reasons", "codes": "reason", "format": ","},
    "comment": "content",
    "at": {"path": "dispatchTime", "format": TIME},
    "sign_by": {"path": "signLimit", "format": TIME},
    "record_no": "source.recordNo",
}
CHANGE: dict[str, Any] = {
    "key": "eventId",
    "notice": {"path": "eventType", "codes": "notice"},
    "at": {"path": "time", "format": TIME},
    "words": "content",
    "org_code": "handler.code",
    "due_at": {"path": "limit", "format": "epoch_ms"},
}
REPORT: dict[str, Any] = {
    "event": "eventId",
    "outside_no": "orderNo",
    "status": {"path": "state", "codes": "state"},
    "at": {"path": "time", "format": TIME},
    "words": "content",
    "person": "handler.name",
    "org": "handler.nextCode",
    "real": {"path": "check.real", "codes": "yes_no"},
    "fair": {"path": "check.fair", "codes": "yes_no"},
    "track": {"path": "track", "codes": "track"},
}
"""Where the fields of each document stand."""


def platform(base_url: str, **changes: Any) -> dict[str, Any]:
    """The settings of the fake; with what the test changes."""
    return {
        "name": NAME,
        "label": LABEL,
        "base_url": base_url,
        "key": KEY_ID,
        "order_path": "/openapi/v1/orders",
        "change_path": "/openapi/v1/orders/{outside_no}/events",
        "order": ORDER,
        "order_constants": {"source.system": "HCP"},
        "change": CHANGE,
        "report": REPORT,
        "answer": {"ok": "code", "values": ["0"], "busy": ["9"], "number": "data.orderNo", "message": "msg"},
        "codes": CODES,
        **changes,
    }


LISTS = {"path": "/openapi/v1/changes", "parameter": "since", "items": "data.list", "next": "data.next"}
"""Where the fake lists what changed."""


@dataclass
class DispatchWorld:
    """A world, its platform, and what a test asks of both."""

    world: World
    city: FakeDispatcher

    @property
    def url(self) -> str:
        """Where the platform tells us something."""
        return f"{self.world.base_url}/webhooks/dispatch/{NAME}"

    async def says(self, case_id: int, state: str, **more: Any) -> tuple[int, dict[str, Any]]:
        """The platform tells a status of a case."""
        return await self.city.tells(self.url, self.city.status(case_id, state, **more))

    async def states(self) -> list[str]:
        """Where each row of the outbox stands, in their order."""
        found: list[str] = await self.world.query(
            lambda tx: tx.values("SELECT state FROM work_order_sendings ORDER BY case_id, seq, platform")
        )
        return found


@asynccontextmanager
async def dispatch_world(
    database_url: str, redis_url: str, *, patience: float = 1.0, **changes: Any
) -> AsyncIterator[DispatchWorld]:
    """A world with a platform; `changes` are to its settings."""
    async with FakeDispatcher() as city:
        sections: dict[str, Any] = {
            "dispatch": {"platforms": [platform(city.base_url, **changes)], "keys": {KEY_ID: SECRET}},
            "delivery": {"timeout_seconds": patience},
        }
        async with open_world(database_url, redis_url, **sections) as world:
            await furnish(world)
            yield DispatchWorld(world, city)
