"""Valkey 9 as an embedded engine."""

import signal
import socket
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from haochaping.embedded.engine import Engine
from haochaping.processes import Ladder


class Valkey(Engine):
    """Work in flight: keeps nothing on disk, reachable at its socket only."""

    name = "Valkey"
    programs = frozenset({"valkey-server"})
    pid_file = "valkey.pid"
    stop_ladder: ClassVar[Ladder] = [(signal.SIGTERM, 10), (signal.SIGKILL, 3)]
    orphan_ladder: ClassVar[Ladder] = stop_ladder

    @property
    def socket(self) -> Path:
        """Beside PostgreSQL's."""
        return self.home.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """What the redis client connects to."""
        return f"unix://{quote(str(self.socket))}?db=0"

    def command(self) -> list[str | Path]:
        """The server, with nothing read from a file and nothing kept."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "save": "",
            "appendonly": "no",
            "pidfile": self.pid_file,
            "loglevel": "warning",
            # Its command line then goes on holding our mark, which no setting of its own would carry.
            "set-proc-title": "yes",
            "proc-title-template": f"{{title}} {self.home.mark}",
        }
        options = [part for key, value in settings.items() for part in (f"--{key}", value)]
        return [self.home.programs.valkey, *options]

    def answers(self) -> bool:
        """Whether it answers a PING."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
