import pytest

from evaluation.enclosures import LONGEST_NAME, plain_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("值班表.pdf", "值班表.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\wang\照片.jpg", "照片.jpg"),
        ('a"b<c>|d\x00\n.png', "a_b_c__d__.png"),
        (" .. ", ""),
        ("长" * 100 + ".jpeg", "长" * (LONGEST_NAME - 5) + ".jpeg"),
    ],
)
def test_a_name_is_a_name_and_no_path(name: str, plain: str) -> None:
    assert plain_name(name) == plain
