"""A real worker process beside a world, to be killed or stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from haochaping.settings import Settings


@contextmanager
def a_worker(settings: Settings, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """One tick and one batch on the same engines, with the same keys; `env` says what else it is set to."""
    ours = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "HAOCHAPING__DEMO__ENABLED": "true",
        "HAOCHAPING__SECURITY__PHONE_KEY": settings.security.phone_key,
        "HAOCHAPING__SECURITY__LOOKUP_KEY": settings.security.lookup_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.worker.one_batch"], env={**os.environ, **ours, **env}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
