"""How the answers that may be pressed lie under a message."""

from collections.abc import Sequence

from evaluation.exchange import Choice

IN_ONE_COLUMN = 5
"""So many lie one below the other, each as wide as the message: easy to read and to hit."""
ALIKE = 3
"""Side by side lie only labels of about the same length: a yes beside a level would be hit by mistake."""


def rows(choices: Sequence[Choice]) -> list[Sequence[Choice]]:
    """The rows of an inline keyboard: five levels one below the other, six reasons in pairs."""
    lengths = [len(choice.label) for choice in choices]
    paired = len(choices) > IN_ONE_COLUMN and max(lengths) <= ALIKE * min(lengths)
    wide = 2 if paired else 1
    return [choices[start : start + wide] for start in range(0, len(choices), wide)]
