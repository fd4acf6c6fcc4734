"""Links and printed sheets for halls, and the link to a citizen's chat."""

from datetime import date, datetime, timedelta
from pathlib import Path

from evaluation import window
from evaluation.window import begins, civil
from haochaping.commands.administer import in_one_transaction
from haochaping.posters.drawing import Occasion, draw
from haochaping.settings import Settings
from haochaping.wiring.parts import Parts
from store import hall_links, pages, visits
from store.db import Transaction
from store.hall_links import HallLink
from store.pages import Hall
from store.signed_links import Purpose
from web.public.links import Links

CORNER = (Purpose.KIOSK, Purpose.SHEET, Purpose.GUIDE)


def of_hall(settings: Settings, org_code: str, last_day: date | None) -> list[str]:
    """A line for each link of a hall: what it is for, the link, its number, how long it works.

    The same links each time, unless one was revoked. ValueError for an unknown org, or a day that is over.
    """

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        hall = await _hall(tx, org_code)
        lent = [await _lend(parts, tx, hall, purpose, last_day) for purpose in CORNER]
        links, now = _links(parts), parts.clock.now()
        return [f"{link.purpose}\t{links.of_hall(link)}\t{link.id}\t{_standing(link, now)}" for link in lent]

    return in_one_transaction(settings, work)


def listed(settings: Settings, org_code: str | None) -> list[str]:
    """A line for each link of a hall, or of all: number, org, purpose, since, how it stands, the link if it works."""

    async def work(parts: Parts, tx: Transaction) -> list[str]:
        links, now = _links(parts), parts.clock.now()
        return [
            f"{link.id}\t{link.org_code}\t{link.purpose}\t{civil(link.made_at):%Y-%m-%d}\t{_standing(link, now)}\t"
            f"{links.of_hall(link) if link.works(now) else '-'}"
            for link in await hall_links.listed(tx, org_code)
        ]

    return in_one_transaction(settings, work)


def revoke(settings: Settings, number: int) -> None:
    """Let a link open nothing any more. ValueError where there is none of that number to revoke."""

    async def work(parts: Parts, tx: Transaction) -> bool:
        return await hall_links.revoke(tx, number, parts.clock.now())

    if not in_one_transaction(settings, work):
        raise ValueError(f"no link {number} to revoke; `haochaping links list` shows them")


def posters(
    settings: Settings, org_code: str, folder: Path, text_to: str | None, last_day: date | None
) -> int:
    """Draw a hall's sheets into a folder; how many files. ValueError for an unknown org, or a day that is over."""

    async def work(parts: Parts, tx: Transaction) -> Occasion:
        hall = await _hall(tx, org_code)
        return Occasion(
            hall=hall.name,
            link=_links(parts).of_hall(await _lend(parts, tx, hall, Purpose.SHEET, last_day)),
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


async def _lend(
    parts: Parts, tx: Transaction, hall: Hall, purpose: Purpose, last_day: date | None
) -> HallLink:
    now = parts.clock.now()
    if last_day is not None and last_day < civil(now).date():
        raise ValueError(f"{last_day} is over")
    expires_at = begins(last_day + timedelta(days=1)) if last_day else None
    return await hall_links.lend(tx, hall.code, purpose, expires_at=expires_at, now=now)


def _standing(link: HallLink, now: datetime) -> str:
    if link.revoked_at is not None:
        return f"revoked {civil(link.revoked_at):%Y-%m-%d}"
    if link.expires_at is None:
        return "until revoked"
    return f"{'until' if link.works(now) else 'ended'} {window.last_day(link.expires_at)}"


def _links(parts: Parts) -> Links:
    return Links(parts.vault, parts.settings.web.public_base_url)


async def _hall(tx: Transaction, org_code: str) -> Hall:
    hall = await pages.hall(tx, org_code)
    if hall is None:
        raise ValueError(f"the catalogue has no org {org_code!r}; `haochaping org import` takes it in")
    return hall
