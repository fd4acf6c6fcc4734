"""How figures are said in plain words."""

import pytest

from evaluation.learning.pains import Place
from evaluation.learning.shares import Sign
from evaluation.reports import Rate
from web.console.learning import words


@pytest.mark.parametrize(
    ("now", "before", "sign", "said"),
    [
        ((30, 120), (10, 120), Sign.RISE, "比上月多2倍，不像是偶然"),
        ((30, 120), (12, 120), Sign.RISE, "比上月多1.5倍，不像是偶然"),
        ((20, 100), (10, 100), Sign.CHANCE, "比上月多1倍，可能是偶然"),
        ((15, 100), (10, 100), Sign.CHANCE, "比上月多5成，可能是偶然"),
        ((10, 100), (20, 100), Sign.FALL, "比上月少5成，不像是偶然"),
        ((10, 100), (10, 99), Sign.CHANCE, "与上月差不多，可能是偶然"),
        ((30, 120), (0, 120), Sign.RISE, "上月没有，不像是偶然"),
        ((30, 120), (3, 120), Sign.RISE, "比上月多，不像是偶然"),  # how much more would tell the three
        ((6, 19), (1, 120), Sign.TOO_FEW, "比上月多，数量太少，不下结论"),
        ((30, 120), (0, 0), Sign.NOTHING, "—"),
    ],
)
def test_changes(now: tuple[int, int], before: tuple[int, int], sign: Sign, said: str) -> None:
    assert words.change(Rate(*now), Rate(*before), sign) == said


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ((30, 240), "12.5%（30/240）"),
        ((0, 240), "0.0%（0/240）"),
        ((4, 240), "少于5条（共240条）"),
        ((0, 0), "—"),
        ((1200, 12000), "10.0%（1,200/12,000）"),
    ],
)
def test_shares(rate: tuple[int, int], said: str) -> None:
    assert words.share(Rate(*rate)) == said


def test_shares_and_where_they_lie() -> None:
    assert words.span(Rate(30, 240)) == "12.5%（8.9%–17.3%），30/240"
    assert words.span(Rate(4, 240)) == "少于5条（共240条）"
    assert words.span(Rate(0, 0)) == "—"


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (Place(), "whole"),
        (Place("a"), "item"),
        (Place(org="x"), "org"),
        (Place("a", "x"), "item_org"),
        (Place(area="320115001000"), "area"),
    ],
)
def test_kinds_of_places(place: Place, kind: str) -> None:
    assert words.kind_of(place) == kind
