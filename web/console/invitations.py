"""`/console/invitations`: the code by which the person just served rates, on the screen that faces them."""

from urllib.parse import urlencode

from fastapi import Request, Response

from evaluation.staff import Permission
from store.signed_links import Purpose
from usecases.counter.invite_served import served_at, show_invitation
from usecases.edges import shortened
from web.console.routing import Console, NotFound
from web.console.staffed import At, Id
from web.public.links import Links
from web.qr import qr_svg

PATH = "/console/invitations"
SHOW = Permission.SHOW_INVITATION

console = Console()


@console.get("/invitations", needs=SHOW)
async def choose(at: At) -> Response:
    """The latest visits of a window that are just over, or those of a record, whatever its window."""
    window, record = _asked(at.request, "window"), _asked(at.request, "record")
    visits = []
    if window or record:
        async with at.database.transaction() as tx:
            where = {"record_no": record} if record else {"window_no": window}
            visits = await served_at(tx, at.on_duty, **where)
    return at.page("invitations", window=window, record=record, visits=visits)


@console.post("/invitations/{visit_id}", needs=SHOW)
async def show(at: At, visit_id: Id) -> Response:
    """The code of one visit; whether it was used, this page never learns."""
    async with at.database.transaction() as tx:
        shown = await show_invitation(tx, visit_id, at.on_duty)
    if shown is None:
        raise NotFound
    desk = at.services
    address = Links(desk.vault, desk.public_base_url).of_visit(Purpose.QR, visit_id, shown.invited_at)
    window = shown.visit.window_no
    back = f"{PATH}?{urlencode({'window': window})}" if window else PATH
    return at.page("invitation", visit=shown.visit, qr=qr_svg(address, "评价二维码"), back=back)


def _asked(request: Request, name: str) -> str:
    return shortened(request.query_params.get(name, ""))[0].strip()[:200]
