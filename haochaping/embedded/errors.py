"""What goes wrong with the embedded engines, in one line for the person at the terminal."""


class EmbeddedError(Exception):
    """The embedded engines cannot run; the message is the one line that says why."""
