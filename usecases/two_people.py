"""What takes two people: one asks, with a reason, and another confirms or refuses."""

import unicodedata
from dataclasses import dataclass

from evaluation.refusal import Refused


class CannotSign(Refused):
    """It cannot be asked for, or not be decided so; `because` is one of the words below or of the use case's."""


ASKED_ALREADY = "asked_already"
"""The same request waits."""
NOT_WAITING = "not_waiting"
"""There is no such request, or it was decided."""
SAME_PERSON = "same_person"
"""Whoever asked cannot confirm."""
NOT_YOURS = "not_yours"
"""Only who asked takes a request back."""
UNSIGNED = "unsigned"
"""There is no name, or no reason."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who asks, and why."""

    by: str
    why: str

    def checked(self) -> "Signature":
        """The same without blanks at the edges; raises `CannotSign` where one of the two says nothing."""
        return Signature(signed(self.by), signed(self.why))


def signed(text: str) -> str:
    """A name or a reason; raises `CannotSign` where it says nothing."""
    if not text.strip():
        raise CannotSign(UNSIGNED)
    return text.strip()


def check_second(asked_by: str, decides: str) -> None:
    """Raise `CannotSign` where whoever confirms is whoever asked, however the name is typed."""
    if _person(asked_by) == _person(decides):
        raise CannotSign(SAME_PERSON)


def _person(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
