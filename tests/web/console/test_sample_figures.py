"""What the comparison of a sample says, in a sentence."""

import pytest

from evaluation.samples.change import Change
from web.console.sample_figures import told

SAID = "按40条答复推算，平均满意度由4.00变为"


@pytest.mark.parametrize(
    ("found", "answered", "sentence"),
    [
        (None, 0, "还没有人说现在的满意程度。"),
        (None, 4, "说了现在满意程度的少于5条，还不能对比。"),
        (
            Change(40, 4.0, 4.5, 0.2, complete=False),
            40,
            f"{SAID}4.50（5最满意），提高0.50。真实的变化有95%的把握在+0.30到+0.70之间，可以认为确有变化。",
        ),
        (
            Change(40, 4.0, 3.9, 0.2, complete=False),
            40,
            f"{SAID}3.90（5最满意），降低0.10。真实的变化有95%的把握在-0.30到+0.10之间，包含0，不能断定真有变化。",
        ),
        (
            Change(40, 4.0, 4.001, None, complete=False),
            40,
            f"{SAID}4.00（5最满意），没有变化。答复太少，或同一等级的人说的都一样，算不出误差有多大。",
        ),
        (
            Change(40, 4.0, 4.5, 0.0, complete=True),
            40,
            f"{SAID}4.50（5最满意），提高0.50。有人答复的等级都全部答复了，没有抽样误差。",
        ),
    ],
)
def test_how_sure_a_change_is_is_told_in_plain_words(
    found: Change | None, answered: int, sentence: str
) -> None:
    assert told(found, answered) == sentence
