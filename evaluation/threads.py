"""Threads: a phone shows as one conversation what comes from one number, and a number may be drawn out by digits.

A prompt, its answers and ours are one thread where the provider appends its label to the number we write from.
"""

from collections.abc import Iterable

DIGITS = 4
"""Of a label; carriers allow a number of twenty digits in all."""
_FIRST, _LABELS = (
    1000,
    9000,
)  # no label begins with a zero: whoever takes it for a number on the way loses nothing


def label(prompt_id: int) -> str:
    """The label of a prompt's thread, ever the same; that of one in nine thousand other prompts is equal."""
    return str(_FIRST + prompt_id % _LABELS)


def labelled(label_told: str, prompt_ids: Iterable[int]) -> int | None:
    """The one of these prompts whose thread is told; None where it is none of theirs, or of several."""
    found = {prompt_id for prompt_id in prompt_ids if label(prompt_id) == label_told}
    return found.pop() if len(found) == 1 else None
