"""What runs in this checkout, for the commands that talk to it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from haochaping.settings import ROOT, Settings, SettingsError, load

STATE_DIR = Path(os.environ.get("HAOCHAPING_STATE_DIR") or ROOT / ".haochaping")
"""Per checkout, unless the environment names another: then two stacks of one checkout do not meet."""
FILE = "engines.json"
KEYS = "keys.json"


def write_private(file: Path, content: object) -> None:
    """Write JSON for our own eyes only, whole or not at all."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
    draft.replace(file)


@contextmanager
def told(state_dir: Path, database_url: str, redis_url: str, port: int) -> Iterator[None]:
    """Let other commands of this checkout know where engines and web process are, for as long as this lasts."""
    file = state_dir / FILE
    write_private(file, {"database_url": database_url, "redis_url": redis_url, "port": port})
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def settings_of_running(state_dir: Path) -> Settings:
    """The settings, with the engines, port and keys of what runs here where the environment names none.

    Raises `SettingsError` when neither does.
    """
    settings = load()
    if settings.database_url:
        return settings
    engines = _read(state_dir / FILE)
    if engines is None:
        raise SettingsError(
            "DATABASE_URL is not set and nothing runs in this checkout: start `make demo` or `haochaping up`"
        )
    demo = _demo(state_dir) if (state_dir / "demo.json").exists() else {}
    return load(**engines, **demo)


def _demo(state_dir: Path) -> dict[str, Any]:
    """The demo's keys, and its clock."""
    keys = _read(state_dir / KEYS) or {}
    return {
        "security": {name: keys[name] for name in ("phone_key", "lookup_key")},
        "demo": {"enabled": True, "start": ""},
    }


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(file.read_text())
    except FileNotFoundError:
        return None
    return found
