"""Remove the state of this checkout's demo, also what it keeps elsewhere; refuses while it runs."""

import sys

from haochaping import supervisor
from haochaping.embedded import EmbeddedError, remove_state
from haochaping.runlock import AlreadyRunningError, running_at
from haochaping.settings import ROOT

STATE_DIR = ROOT / ".haochaping"


def main() -> int:
    """Remove it; the exit status."""
    try:
        with running_at("make clean", STATE_DIR):
            supervisor.end_leftovers(STATE_DIR)
            remove_state(STATE_DIR)
    except (AlreadyRunningError, EmbeddedError, OSError) as error:
        sys.stderr.write(f"clean: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
