"""`/console`: what waits for the one who signed in."""

from fastapi import Response

from evaluation.staff import Permission
from web.console.routing import Console
from web.console.staffed import At

console = Console()


@console.get("", needs=Permission.OWN_ACCOUNT)
async def today(at: At) -> Response:
    """Who they are here; the parts of the console add what waits for them."""
    return at.page("today")
