"""What a comment beside a good rating suggests, and about which side of the service."""

import pytest

from bot.understanding import wish_in, wishes_of
from evaluation.levels import Reason


@pytest.mark.parametrize(
    ("comment", "wish", "reasons"),
    [
        ("满意，建议大厅多放几把椅子", "建议大厅多放几把椅子", (Reason.ENVIRONMENT,)),
        ("很好，希望网上也能办", "希望网上也能办", (Reason.CONVENIENCE,)),
        ("非常满意", None, ()),
    ],
)
def test_wishes(comment: str, wish: str | None, reasons: tuple[Reason, ...]) -> None:
    assert wish_in(comment) == wish
    if wish:
        assert wishes_of(comment) == reasons
