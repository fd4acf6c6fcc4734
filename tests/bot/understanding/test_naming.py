"""One of several matters, meant by its name."""

import pytest

from bot.understanding import named

LISTED = ["居民身份证换领", "社会保障卡申领", "办理居住证"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("身份证", 0), ("身份证那个", 0), ("我说的是社会保障卡那件吧", 1), ("办理居住证", 2), ("居民身份證", 0),
        ("2、社会保障卡", 1), ("要那个居住证", 2),
        ("证", None), ("驾驶证", None), ("", None), ("那个", None), ("的那个" * 5_000, None),
    ],
)  # fmt: skip
def test_only_a_name_that_one_of_them_has_is_meant(text: str, place: int | None) -> None:
    assert named(text, LISTED) == place


def test_what_stands_in_two_names_means_neither() -> None:
    assert named("居民身份证", ["居民身份证换领", "居民身份证补领"]) is None
