"""Which user the engines run as: PostgreSQL refuses to be root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from haochaping.embedded.errors import EmbeddedError

# The first is made for it; the next are its name on macOS and the two that every system has.
UNPRIVILEGED = ("postgres", "_postgres", "nobody", "daemon")


class RunAs(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user of this machine; `other` when it is not the one we are."""

    name: str
    uid: int
    gid: int
    other: bool

    @property
    def run_as(self) -> RunAs:
        """What `subprocess.Popen` needs to become this user."""
        return RunAs(user=self.uid, group=self.gid, extra_groups=[]) if self.other else RunAs()

    def can_run(self, *command: str | Path) -> bool:
        """Whether this user gets the command to succeed; asked by running it, so ACLs and mounts count."""
        try:
            done = subprocess.run(  # noqa: S603 - our own commands
                command, cwd="/", check=False, capture_output=True, **self.run_as
            )
        except OSError:
            return False
        return done.returncode == 0

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can go into the folder."""
        return not self.other or self.can_run("/bin/sh", "-c", 'cd "$1"', "sh", folder)

    def give(self, folder: Path) -> None:
        """Make a folder that only this user can look into; leaves one that is there as it is."""
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)


def choose_account(data: Path) -> Account:
    """Ourselves, or as root an unprivileged user: the owner of the data if there is any."""
    if os.geteuid() != 0:
        return Account(_name(os.geteuid()), os.geteuid(), os.getegid(), other=False)
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid, other=True)
    return _unprivileged()


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _unprivileged() -> Account:
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_uid != 0}
    for name in UNPRIVILEGED:
        if name in known:
            account = Account(name, known[name].pw_uid, known[name].pw_gid, other=True)
            if account.can_run("/bin/sh", "-c", ":"):  # not in a container that may not change users
                return account
    raise EmbeddedError(f"PostgreSQL does not run as root, and we cannot become {' or '.join(UNPRIVILEGED)}")
