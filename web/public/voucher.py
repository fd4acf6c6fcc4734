"""`/v/{token}`: a voucher to show at the counter, on a screen or printed, as it stands now."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from evaluation.vouchers import State
from evaluation.window import civil, last_day
from store import pages, vouchers
from store.signed_links import Purpose
from usecases.gifts.codes import in_groups
from web.public.links import Links
from web.public.look import look_of
from web.public.pages import page
from web.public.routing import BadLink, PageRoute, opened
from web.public.words import say
from web.qr import qr_svg
from web.services import Services, current_services

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/v/{token}")
async def show(
    token: str, request: Request, desk: Annotated[Services, Depends(current_services)]
) -> Response:
    """The code and its QR code while it can be collected; then, what became of it."""
    link = opened(desk, token, Purpose.VOUCHER)
    async with desk.database.transaction() as tx:
        voucher = await vouchers.by_code(tx, link.subject)
        if voucher is None:
            raise BadLink
        usual = await pages.language_of(tx, voucher.citizen_id)
    over = voucher.state is State.RESERVED and voucher.expires_at <= desk.clock.now()
    label = say(look_of(request, usual).lang, "voucher.qr")
    return page(
        request,
        "voucher",
        usual=usual,
        voucher=voucher,
        state="over" if over else voucher.state.value,
        code=in_groups(voucher.code),
        last_day=last_day(voucher.expires_at),
        collected_at=civil(voucher.collected_at) if voucher.collected_at else None,
        qr=qr_svg(Links(desk.vault, desk.public_base_url).to_verify(voucher.code), label),
    )
