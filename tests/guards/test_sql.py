"""Guards over the source: SQL reads no clock, and one module alone reads the system's."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "channels", "evaluation", "haochaping", "store", "usecases", "web", "worker")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SERVER_CLOCK = re.compile(
    r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|"
    r"\b(current_(date|time|timestamp)|localtime(stamp)?)\b",
    re.IGNORECASE,
)
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|WITH)\b")
SYSTEM_CLOCK = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime",
}  # fmt: skip


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Every text in a module but its docstrings, f-strings piece by piece."""
    tree = ast.parse(source)
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def clocks_in_sql(source: str) -> list[tuple[int, str]]:
    """Where SQL asks the server for the time."""
    return [
        (line, found[0])
        for line, text in texts(source)
        if SQL.search(text) and (found := SERVER_CLOCK.search(_without_literals(text)))
    ]


def _without_literals(text: str) -> str:
    return re.sub(r"'[^']*'", "''", text)


def system_clocks(source: str) -> list[tuple[int, str]]:
    """Where a module reads the system's clock."""
    found = []
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ".".join(ast.unparse(node.func).split(".")[-2:])
            if called in SYSTEM_CLOCK:
                found.append((node.lineno, called))
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            found += [
                (node.lineno, f"time.{name.name}")
                for name in node.names
                if f"time.{name.name}" in SYSTEM_CLOCK
            ]
    return found


@pytest.mark.parametrize(
    "sql", ["SELECT now()", "UPDATE a SET b = CURRENT_TIMESTAMP", "SELECT clock_timestamp( )"]
)
def test_the_guard_sees_the_servers_clock(sql: str) -> None:
    assert clocks_in_sql(f"query = {sql!r}")


@pytest.mark.parametrize("code", ["datetime.now()", "dt.datetime.now(UTC)", "time.time()", "date.today()"])
def test_the_guard_sees_the_systems_clock(code: str) -> None:
    assert system_clocks(code)


def test_the_guard_lets_parameters_and_prose_pass() -> None:
    assert not clocks_in_sql('"""Never SELECT now()."""\nq = "SELECT %(now)s, \'now()\', nowhere()"')
    assert not system_clocks("clock.now()\ntime.monotonic()\nself.now()")


def test_no_sql_reads_the_servers_clock() -> None:
    found = {str(path.relative_to(ROOT)): clocks_in_sql(path.read_text()) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_only_the_clock_reads_the_systems() -> None:
    found = {str(path.relative_to(ROOT)): system_clocks(path.read_text()) for path in SOURCES}
    assert [path for path, lines in found.items() if lines] == ["haochaping/clock.py"]
