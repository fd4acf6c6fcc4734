"""How the answers that may be pressed lie under a message."""

from collections.abc import Sequence

from evaluation.exchange import Choice

IN_ONE_COLUMN = 5
"""So many lie one below the other, each as wide as the message: easy to read and to hit."""


def rows(choices: Sequence[Choice]) -> list[Sequence[Choice]]:
    """The rows of an inline keyboard: five levels one below the other, six reasons in pairs."""
    wide = 1 if len(choices) <= IN_ONE_COLUMN else 2
    return [choices[start : start + wide] for start in range(0, len(choices), wide)]
