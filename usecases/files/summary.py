"""What became of a file, in words for those who sent it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass
class FileSummary:
    """What became of the rows of a file; the numbers add up to `rows`."""

    name: str
    rows: int = 0
    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    rejected: int = 0
    ignored_columns: tuple[str, ...] = ()
    rejects: Path | None = None

    def is_whole(self) -> bool:
        """Whether no row was rejected."""
        return self.rejected == 0

    def in_words(self) -> str:
        """The summary, a line for each thing worth knowing."""
        lines = [
            f"{self.name}：共 {self.rows} 行 ({self.rows} rows)",
            f"  收下 {self.accepted} (accepted: new or updated)",
            f"  重复 {self.duplicates} (duplicates: nothing changed)",
            f"  待归位 {self.quarantined} (quarantined: org or area not in the catalogue)",
            f"  退回 {self.rejected} (rejected)",
        ]
        if self.rejects:
            lines.append(f"  退回的行和原因 (rejected rows and reasons): {self.rejects}")
        return _told(lines, self.ignored_columns)


@dataclass
class OrgSummary:
    """What became of a catalogue file."""

    name: str
    orgs: int
    areas: int
    released: int
    ignored_columns: tuple[str, ...]

    def is_whole(self) -> bool:
        """A catalogue is taken whole or not at all."""
        return True

    def in_words(self) -> str:
        """The summary, a line for each thing worth knowing."""
        lines = [
            f"{self.name}：机构 {self.orgs} 个，行政区划 {self.areas} 个 ({self.orgs} orgs in {self.areas} areas)",
            f"  归位办件 {self.released} 次 ({self.released} visits released from quarantine)",
        ]
        return _told(lines, self.ignored_columns)


@dataclass
class GiftSummary:
    """What became of a file of gifts; what stood already as the file says is counted nowhere."""

    name: str
    gifts: int = 0
    """Gifts that the file names."""
    added: int = 0
    changed: int = 0
    tiers: int = 0
    """Tiers added, or changed."""
    pieces: int = 0
    """Pieces that came."""
    known: int = 0
    """Deliveries that had been taken before."""
    ignored_columns: tuple[str, ...] = ()

    def is_whole(self) -> bool:
        """Gifts are taken whole or not at all."""
        return True

    def in_words(self) -> str:
        """The summary, a line for each thing worth knowing."""
        lines = [
            f"{self.name}：礼品 {self.gifts} 种 ({self.gifts} gifts)",
            f"  新增 {self.added}，修改 {self.changed} (added, changed)",
            f"  档次变动 {self.tiers} (tiers added or changed)",
            f"  到货 {self.pieces} 件 (pieces delivered)；已登记过的到货 {self.known} 笔 (deliveries taken before)",
        ]
        return _told(lines, self.ignored_columns)


def _told(lines: Sequence[str], ignored_columns: Sequence[str]) -> str:
    """The lines of a summary, and what of the file nobody looked at."""
    ignored = [f"  未使用的列 (columns not used): {'、'.join(ignored_columns)}"] if ignored_columns else []
    return "\n".join([*lines, *ignored])
