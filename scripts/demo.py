"""Run `haochaping demo` for make, and stop with it, however it ends.

make passes SIGTERM on, and a Ctrl-C reaches both. But a killed make leaves us running, and one that
gets SIGINT or SIGHUP alone waits for us without a word; Linux shows that it has laid down its handlers.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from haochaping.cli import main

_LOOK_EVERY = 0.5


def _stop_with(make: int) -> None:
    handlers = _handlers(make)
    while os.getppid() == make and _handlers(make) == handlers:
        time.sleep(_LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)


def _handlers(pid: int) -> str:
    """The signals that the process handles; empty where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return ""
    return next((line for line in lines if line.startswith("SigCgt:")), "")


if __name__ == "__main__":
    threading.Thread(target=_stop_with, args=[os.getppid()], daemon=True).start()
    sys.argv[1:] = ["demo"]
    main()
