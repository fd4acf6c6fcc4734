"""Who may not judge a suggestion."""

import pytest

from evaluation.suggestions import of_the_body

PARENTS = {
    "政府": None,
    "公安": "政府",
    "出入境": "公安",
    "户政": "公安",
    "人社": "政府",
    "甲": "乙",
    "乙": "甲",
}


@pytest.mark.parametrize(
    ("judge", "concerned", "theirs"),
    [
        ("人社", ["公安"], False),
        ("公安", ["公安"], True),
        ("公安", ["出入境"], True),  # below it
        ("出入境", ["公安"], True),  # above it
        ("户政", ["出入境"], False),  # beside it: another body, with one above both
        ("政府", ["出入境"], True),
        ("人社", ["出入境", "人社"], True),  # it may concern either
        ("人社", ["不在目录"], False),
        ("甲", ["人社"], False),  # a circle in the catalogue
        ("甲", ["乙"], True),
    ],
)
def test_nobody_judges_what_concerns_their_own_body(judge: str, concerned: list[str], theirs: bool) -> None:
    assert of_the_body(judge, concerned, PARENTS) is theirs
