"""What tests of the rating page ask of the world around it."""

from typing import Any

from tests.web.pages import visit_link
from tests.world import World, a_record
from usecases.audit import audit_evidence


async def a_visit(world: World, **changes: Any) -> dict[str, Any]:
    """A visit that can be rated; its record."""
    record = a_record(**changes)
    await world.send_records(record)
    return record


async def a_page(world: World, **changes: Any) -> str:
    """The rating page of a visit."""
    return await visit_link(world, (await a_visit(world, **changes))["record_no"])


async def versions(world: World) -> int:
    """How many ratings there are, with all their revisions."""
    return int(await world.value("SELECT count(*) FROM ratings"))


async def unfounded(world: World) -> list[Any]:
    """The ratings without evidence."""
    found: list[Any] = await world.query(audit_evidence)
    return found
