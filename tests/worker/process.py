"""A worker process of a test, on the database of its world."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from haochaping.settings import Settings


@contextmanager
def a_worker(settings: Settings, **env: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One that ticks and sends a batch (`tests.worker.one_batch`); `env`: settings of its own, less their prefix."""
    given = {
        "DEMO__ENABLED": "true",
        "SECURITY__PHONE_KEY": settings.security.phone_key,
        "SECURITY__LOOKUP_KEY": settings.security.lookup_key,
        **env,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.worker.one_batch"],
        env={
            **os.environ,
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url,
            **{f"HAOCHAPING__{name}": value for name, value in given.items()},
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
