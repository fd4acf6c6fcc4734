"""PostgreSQL 18 as an embedded engine."""

import os
import shutil
import signal
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg

from haochaping.embedded.engine import Engine
from haochaping.embedded.errors import EmbeddedError
from haochaping.processes import Ladder

_USER = "haochaping"
_DATABASE = "haochaping"

_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only part of the socket's name
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "max_wal_size": "256MB",
    # Errors go to whoever made them; here they would show citizens' data in the log.
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class Postgres(Engine):
    """The database: durable, in a folder of its own, reachable at its socket only."""

    name = "PostgreSQL"
    programs = frozenset({"postgres", "initdb"})
    pid_file = "postmaster.pid"
    # Fast shutdown; then immediate, which the next start recovers from.
    stop_ladder: ClassVar[Ladder] = [(signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 3)]
    orphan_ladder: ClassVar[Ladder] = [(signal.SIGQUIT, 3), (signal.SIGKILL, 3)]

    @property
    def socket(self) -> Path:
        """Named by PostgreSQL after its port."""
        return self.home.sockets / ".s.PGSQL.5432"

    @property
    def url(self) -> str:
        """What psycopg and SQLAlchemy connect to."""
        return self._url(_DATABASE)

    def command(self) -> list[str | Path]:
        """The server, with our settings over those in its folder."""
        quoted = str(self.home.sockets).replace('"', '""')
        settings = {
            **_SETTINGS,
            "cluster_name": self.home.mark,
            "unix_socket_directories": f'"{quoted}"',
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [self.home.programs.postgres, "-D", self.folder, *options]

    def prepare(self) -> None:
        """Make the cluster, unless there is one; beside its place, so that half of one is never started."""
        if (self.folder / "PG_VERSION").exists():
            return
        for left in self.home.root.glob(f"{self.folder.name}.unfinished-*"):
            shutil.rmtree(left, ignore_errors=True)
        half = self.folder.with_suffix(f".unfinished-{os.getpid()}")
        self.home.account.give(half)
        self._make_cluster(half)
        half.rename(self.folder)

    def answers(self) -> bool:
        """Whether our database can be worked in; makes the database when it is missing."""
        if not self._says_ready():
            return False  # each attempt to connect would leave a line in its log
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if f'database "{_DATABASE}" does not exist' in str(error):
                self._create_database()
            return False
        return True

    def _says_ready(self) -> bool:
        try:
            lines = (self.folder / self.pid_file).read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _create_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_DATABASE}")

    def _make_cluster(self, folder: Path) -> None:
        command: list[str | Path] = [self.home.programs.initdb, "-D", folder, f"--username={_USER}"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        # Who can open the socket in its private folder is trusted; nobody comes from anywhere else.
        command += ["--auth-local=trust", "--auth-host=reject", "--no-instructions"]
        command += ["-c", f"cluster_name={self.home.mark}"]
        if self.run(command, folder) != 0:
            raise EmbeddedError(f"{self.name} cannot make its data folder: {self.last_words()}")

    def _url(self, database: str) -> str:
        return f"postgresql:///{database}?host={quote(str(self.home.sockets), safe='')}&user={_USER}"
