"""Serves HTTP."""

import uvicorn

from haochaping import logs
from haochaping.demo import routes as demo
from haochaping.settings import Settings
from haochaping.wiring.parts import build
from haochaping.wiring.queue import connect_redis
from haochaping.wiring.web import build_services
from web.app import create_app
from web.wire import Protocol


def run(settings: Settings) -> None:
    """Serve HTTP until told to stop; requests in hand are finished first."""
    logs.set_up()
    parts, redis = build(settings, pool_size=20), connect_redis(settings)
    app = create_app(build_services(parts, redis))
    if settings.demo.enabled:
        demo.install(app, parts, redis)
    uvicorn.run(
        app,
        http=Protocol,
        host=settings.web.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
