"""`haochaping systemd`: a unit for each process of the Procfile, and a target for all of them."""

import pwd
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import TypeAdapter

from haochaping.procfile import read_procfile
from haochaping.settings import ROOT, Settings

TARGET = "haochaping.target"
NEEDED = (
    "DATABASE_URL",
    "REDIS_URL",
    "HAOCHAPING__SECURITY__PHONE_KEY",
    "HAOCHAPING__SECURITY__LOOKUP_KEY",
)
_DROP_FOLDER = "HAOCHAPING__INTAKE__DROP_FOLDER"
_ATTACHMENTS = "HAOCHAPING__CASES__ATTACHMENTS"
_POLLING = "HAOCHAPING__CHANNELS__TELEGRAM__POLLING"

_TARGET = """\
[Unit]
Description=haochaping: all processes
Wants={units}

[Install]
WantedBy=multi-user.target
"""

_UNIT = """\
[Unit]
Description=haochaping: {name}
After=network-online.target postgresql.service valkey-server.service redis-server.service
Wants=network-online.target
PartOf={target}
StartLimitIntervalSec=0

[Service]
User={user}
WorkingDirectory={root}
Environment=PYTHONUNBUFFERED=1
{environment}ExecStart={command}
Restart=always
RestartSec=1
TimeoutStopSec=30

UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
{writable}PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy={target}
"""


def write_units(settings: Settings, user: str, folder: Path, env_file: Path | None = None) -> int:
    """Write the units into the folder; say what was written and what comes next.

    ValueError for a user name or a path that a unit cannot hold.
    """
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", user):
        raise ValueError(f"--user: {user!r} is not a user's name")
    given = dict(dotenv_values(env_file)) if env_file and env_file.is_file() else {}
    units = {
        f"haochaping-{name}.service": _unit(name, command, user, env_file, _written(settings, given))
        for name, command in read_procfile(ROOT / "Procfile", _idle(settings, given)).items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in {**units, TARGET: _TARGET.format(units=" ".join(units))}.items():
        (folder / file).write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {folder / file}\n")
    sys.stdout.write("".join(f"{line}\n" for line in _next_steps(folder, [*units, TARGET])))
    sys.stderr.write("".join(f"note: {line}\n" for line in _still_missing(user, env_file, given)))
    return 0


def _idle(settings: Settings, given: Mapping[str, str | None]) -> frozenset[str]:
    """The processes that need no unit, as the units' own environment has it."""
    polling = given.get(_POLLING)
    if polling is None:
        return settings.idle_processes
    return frozenset() if TypeAdapter(bool).validate_python(polling) else frozenset({"bot"})


def _written(settings: Settings, given: Mapping[str, str | None]) -> list[str]:
    """The folders that are written to, where they are set."""
    drop_folder = given.get(_DROP_FOLDER) or settings.intake.drop_folder
    attachments = given.get(_ATTACHMENTS) or settings.cases.attachments
    return [folder for folder in (drop_folder, attachments) if folder]


def _unit(name: str, command: str, user: str, env_file: Path | None, written: list[str]) -> str:
    return _UNIT.format(
        name=name,
        target=TARGET,
        user=user,
        root=_path(ROOT),
        environment=f"EnvironmentFile={_path(env_file.resolve())}\n" if env_file else "",
        command=_command(command),
        writable="".join(f"ReadWritePaths=-{_quoted(str(Path(each).resolve()))}\n" for each in written),
    )


def _command(command: str) -> str:
    """The Procfile's command, its program beside the Python that runs us."""
    program, *rest = shlex.split(command)
    ours = Path(sys.executable).parent / program
    return " ".join(_quoted(word).replace("$", "$$") for word in [str(ours), *rest])


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"' if re.search(r"[\s\"'\\;]", word) else escaped


def _path(path: Path) -> str:
    """For a value that is one path to its end: it takes spaces, but % begins a specifier."""
    if "\n" in str(path) or str(path) != str(path).strip():
        raise ValueError(f"{path}: systemd takes no such path")
    return str(path).replace("%", "%%")


def _next_steps(folder: Path, units: list[str]) -> list[str]:
    paths = " ".join(shlex.quote(str(folder.resolve() / unit)) for unit in units)
    linked = [] if folder.resolve() == Path("/etc/systemd/system") else [f"  sudo systemctl link {paths}"]
    enable = f"  sudo systemctl enable --now {' '.join(units)}"
    return ["next:", *linked, "  sudo systemctl daemon-reload", enable]


def _still_missing(user: str, env_file: Path | None, given: dict[str, str | None]) -> list[str]:
    """What must be there before the units can start."""
    lines = []
    try:
        pwd.getpwnam(user)
    except KeyError:
        lines.append(f"there is no user {user} yet: sudo useradd --system --no-create-home {user}")
    missing = [name for name in NEEDED if not given.get(name)]
    if env_file is None:
        lines.append(f"no --env-file: the units need {', '.join(missing)} from somewhere")
    elif missing:
        lines.append(f"{env_file} must set {', '.join(missing)}")
    return lines
