"""The supervisor's own process: supervisord with pauses that stop growing, which ends with its owner.

python -m haochaping.supervised CONFIGURATION PIDFILE
"""

import os
import sys
from typing import Any

from supervisor.medusa import asyncore_25
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor

_POLL_SECONDS = 0.2
LONGEST_PAUSE = 10
"""Seconds before the next try of a process that dies at once each time."""


class PatientSupervisor(Supervisor):  # type: ignore[misc] # the library has no types
    """Adds to supervisord what its settings cannot say."""

    def __init__(self, options: Any) -> None:
        super().__init__(options)
        self._owner = os.getppid()
        poll = options.poller.poll
        # A signal does not cut Python's polling short: with supervisord's second, each death would cost one.
        options.poller.poll = lambda timeout: poll(min(timeout, _POLL_SECONDS))

    def runforever(self) -> None:
        """Start the processes at once; supervisord's own loop first waits a second for news."""
        for group in self.process_groups.values():
            group.transition()
        super().runforever()

    def tick(self, now: float | None = None) -> None:
        """Called each time supervisord's loop comes round."""
        super().tick(now)
        self._bound_pauses()
        if os.getppid() != self._owner and self.options.mood > SupervisorStates.SHUTDOWN:
            self._end_with_owner()

    def _bound_pauses(self) -> None:
        """Its pauses grow by a second with each early death: after an hour without a database, to minutes."""
        for group in self.process_groups.values():
            for process in group.processes.values():
                process.backoff = min(process.backoff, LONGEST_PAUSE - 1)

    def _end_with_owner(self) -> None:
        """Our owner was killed: its pipes are broken, so be silent, and stop everything."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(nowhere, number)
        self.options.mood = SupervisorStates.SHUTDOWN


def main() -> None:
    """Run until told to stop."""
    configuration, pid_file = sys.argv[1:]
    options = ServerOptions()
    options.realize(["-n", "-c", configuration, "-j", pid_file], doc=__doc__)
    options.first = True
    options.test = False
    try:
        PatientSupervisor(options).main()
    except asyncore_25.ExitNow:
        sys.exit(0)


if __name__ == "__main__":
    main()
