"""`haochaping org office` and `org abolish`: which body runs the programme in an area, and which works no more."""

from evaluation.areas import is_area_code
from haochaping.commands.administer import in_one_transaction
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import bodies, catalogue
from store.db import Transaction
from usecases.cases.hand_on import hand_on


def name_office(settings: Settings, area: str, org: str) -> str:
    """Name the office of an area. ValueError for an unknown area or org."""
    if not is_area_code(area):
        raise ValueError(f"{area} is not a 12-digit area code")

    async def work(_parts: Parts, tx: Transaction) -> None:
        await _check(tx, org)
        if not await catalogue.has_area_in(tx, area):
            raise ValueError(f"the catalogue has no area {area}, nor one inside it")
        await bodies.name_office(tx, area, org)

    in_one_transaction(settings, work)
    return f"{area}: {org} sees to bad ratings"


def set_active(settings: Settings, org: str, *, active: bool) -> str:
    """Abolish a body, or take that back; its open cases go to the body above. ValueError for an unknown one."""

    async def work(parts: Parts, tx: Transaction) -> int:
        await _check(tx, org)
        await bodies.set_active(tx, org, active=active)
        return 0 if active else await hand_on(tx, org, parts.rules, parts.clock.now())

    handed_on = in_one_transaction(settings, work)
    return (
        f"{org}: works again"
        if active
        else f"{org}: works no more, {handed_on} open cases go to the body above"
    )


async def _check(tx: Transaction, org: str) -> None:
    if not await catalogue.known_orgs(tx, [org]):
        raise ValueError(f"the catalogue has no body {org}")
