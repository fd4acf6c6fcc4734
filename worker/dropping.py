"""The drop folder (being written)."""

from worker.runtime import Runtime


async def take_dropped(runtime: Runtime) -> int:
    """Import what was dropped."""
    return 0
