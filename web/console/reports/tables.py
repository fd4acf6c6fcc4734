"""A report as tables: what a page shows and a file holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from evaluation.reports import FEWEST_RATINGS

Cell = str | int | float | None
NOTHING = "—"
"""What stands where there is no figure: a share of nothing, a median of nothing."""
TOO_FEW = f"少于{FEWEST_RATINGS}"
"""What stands where a figure would point at a person."""


class Kind(Enum):
    """How the cells of a column are written."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """From 0 to 1."""
    DAYS = "days"
    MEAN = "mean"
    """Of levels, and what weighs them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `formula` says what its figures are."""

    label: str
    kind: Kind = Kind.COUNT
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report; `total` is its last line."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] | None = None
    notes: Sequence[str] = ()
    empty: str = "期间内没有数据。"

    @property
    def lines(self) -> list[Sequence[Cell]]:
        """All lines, the total last."""
        return [*self.rows, *([self.total] if self.total and self.rows else [])]

    @property
    def formulas(self) -> list[Column]:
        """The columns that say what their figures are."""
        return [column for column in self.columns if column.formula]


@dataclass(frozen=True, slots=True)
class Report:
    """Tables under one heading; `about` says which area and period, `notes` how to read them."""

    name: str
    title: str
    about: str
    tables: Sequence[Table]
    notes: Sequence[str] = field(default_factory=tuple)


def written(column: Column, cell: Cell) -> str:
    """A cell as it is read: 1,234 · 12.3% · 1.5 · 4.25 · —."""
    if cell is None:
        return NOTHING
    if isinstance(cell, str):
        return cell
    match column.kind:
        case Kind.SHARE:
            return f"{cell:.1%}"
        case Kind.DAYS:
            return f"{cell:.1f}"
        case Kind.MEAN:
            return f"{cell:.2f}"
        case _:
            return f"{cell:,}"
