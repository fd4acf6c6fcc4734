"""The queue: all that the clock needs of what processes share."""

from redis import Redis

from haochaping.settings import Settings, SettingsError


def connect_redis(settings: Settings) -> Redis:
    """A client for Valkey or Redis; raises `SettingsError` when none is set."""
    if not settings.redis_url:
        raise SettingsError("REDIS_URL is not set; `haochaping up` and `haochaping demo` set it")
    return Redis.from_url(settings.redis_url, socket_connect_timeout=2, health_check_interval=15)
