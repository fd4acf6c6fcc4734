"""Links and printed sheets for halls, and the link to a citizen's chat."""

from pathlib import Path

from haochaping.commands.administer import in_one_transaction
from haochaping.posters.drawing import Occasion, draw
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import pages, visits
from store.db import Transaction
from store.pages import Hall
from store.signed_links import Purpose
from web.public.links import Links

CORNER = (Purpose.KIOSK, Purpose.SHEET, Purpose.GUIDE)


def of_hall(settings: Settings, org_code: str) -> list[str]:
    """A line for each link of a hall: what it is for, and the link. ValueError for an unknown org."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        hall, links, now = await _hall(tx, org_code), _links(parts), parts.clock.now()
        return [f"{purpose}\t{links.of_hall(purpose, hall.code, now)}" for purpose in CORNER]

    return in_one_transaction(settings, work)


def posters(settings: Settings, org_code: str, folder: Path, text_to: str | None) -> int:
    """Draw a hall's sheets into a folder; how many files. ValueError for an unknown org."""

    async def work(parts: Parts, tx: Transaction) -> Occasion:
        hall = await _hall(tx, org_code)
        return Occasion(
            hall=hall.name,
            link=_links(parts).of_hall(Purpose.SHEET, hall.code, parts.clock.now()),
            hotline=settings.hall.hotline,
            digits=settings.prompt.digits,
            text_to=text_to,
        )

    sheets = draw(in_one_transaction(settings, work))
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        (folder / sheet.name).write_text(sheet.content, encoding="utf-8")
    return len(sheets)


def of_chat(settings: Settings, source_system: str, record_no: str, visit_no: int) -> str:
    """The link to the chat of a visit's citizen. ValueError where there is no such visit, or nobody to talk to."""

    async def work(parts: Parts, tx: Transaction) -> str:
        visit_id = await visits.find(tx, source_system, record_no, visit_no)
        citizen_id = await visits.citizen_of(tx, visit_id) if visit_id else None
        if visit_id is None or citizen_id is None:
            raise ValueError(
                f"no record {source_system} {record_no} (visit {visit_no}) with somebody to talk to"
            )
        return _links(parts).of_chat(visit_id, citizen_id, parts.clock.now())

    return in_one_transaction(settings, work)


def _links(parts: Parts) -> Links:
    return Links(parts.vault, parts.settings.web.public_base_url)


async def _hall(tx: Transaction, org_code: str) -> Hall:
    hall = await pages.hall(tx, org_code)
    if hall is None:
        raise ValueError(f"the catalogue has no org {org_code!r}; `haochaping org import` takes it in")
    return hall
