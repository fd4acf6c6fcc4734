"""The web process: what systems, providers and operators reach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from web import health, problems
from web.api import invitations, ratings, records
from web.console import app as console
from web.limits import BodyLimit
from web.public import app as public
from web.services import Services
from web.tallies import Tallies
from web.webhooks import aliyun, dispatch, telegram, twilio, wechat

DESCRIPTION = """
政务服务“好差评”对话与短信评价服务的接口。 Push finished records in, pull ratings out.

Every error is `application/problem+json`. Sending the same thing twice changes nothing.
"""


def create_app(services: Services) -> FastAPI:
    """The app around its services."""
    app = FastAPIOffline(
        title="好差评 haochaping",
        version="1",
        description=DESCRIPTION,
        docs_url="/docs",
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,  # a redirect would name the host and scheme of the request, not ours
    )
    attach(app, services)
    webhooks = (twilio.router, aliyun.router, telegram.router, wechat.router, dispatch.router)
    for router in (health.router, records.router, ratings.router, invitations.router, *webhooks):
        app.include_router(router)
    public.install(app)
    console.install(app)
    problems.install(app)
    app.add_middleware(BodyLimit)
    return app


def attach(app: FastAPI, services: Services) -> None:
    """Have the app's routes work with these services from now on."""
    app.state.services = services
    app.state.tallies = Tallies(services.database, services.clock)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    await services.database.open()
    yield
    if services.telegram is not None:
        await services.telegram.close()
    await services.database.close()
