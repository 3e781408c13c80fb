"""What a person decided about the files read: plain data, so that the wizard's rules can be tested without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.ui.parts.findings import FindingLine
from spec_catalog.model import Finding, LoadedFile

KEEP = ""  # decision of a broken id: keep the provisional number
ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding of one file with the level the wizard gives it."""

    file: LoadedFile
    finding: Finding
    level: str

    @property
    def key(self) -> tuple[str, str, str]:
        """(file, sheet, cell), as repairs are named."""
        return (self.file.file, self.finding.sheet, self.finding.cell)

    @property
    def repairable(self) -> bool:
        """True for a broken id a person can put right."""
        return self.finding.code == "broken_id" and bool(self.finding.cell)

    def place(self) -> str:
        """要件 B118."""
        return f"{self.finding.sheet} {self.finding.cell}".strip() or "文書全体"


@dataclass(slots=True)
class Plan:
    """Files to take over and the decisions so far."""

    files: list[LoadedFile] = field(default_factory=list)
    decisions: dict[tuple[str, str, str], str] = field(default_factory=dict)
    seen: set[tuple[str, str, str, str]] = field(default_factory=set)

    def entries(self, level: str = "") -> list[Entry]:
        """All findings, by severity, then in the order of the files; ``level`` filters."""
        found = [Entry(file, f, level_of(f)) for file in self.files for f in file.findings]
        found.sort(key=lambda e: ORDER[e.level])
        return [e for e in found if not level or e.level == level]

    def line(self, entry: Entry) -> FindingLine:
        """The entry as a line of the list."""
        open_ = self.is_open(entry)
        if entry.level == "error":
            decided = self.decisions.get(entry.key)
            how = (
                "選んでください"
                if decided is None
                else "仮番のまま取り込む"
                if decided == KEEP
                else f"{decided} とみなす"
            )
            if not entry.repairable:
                how = "直してから取り込み直す"
            what = entry.finding.message.split("。")[0]  # what follows is said below the list
            return FindingLine("error", entry.place(), what, how, "まだ" if open_ else "✓ 決めた", open_)
        decided = self.decisions.get(entry.key, KEEP)
        how = "－"
        if entry.level == "warning":
            how = f"{decided} とみなす" if decided else "仮番で取り込む" if entry.repairable else "そのまま取り込む"
        state = "✓ 確認" if self._mark(entry) in self.seen else "－" if entry.level == "info" else "未確認"
        return FindingLine(entry.level, entry.place(), entry.finding.message, how, state, False)

    def is_open(self, entry: Entry) -> bool:
        """True while it keeps the files from being taken over."""
        return entry.level == "error" and entry.key not in self.decisions

    def left(self) -> int:
        """How many must still be put right."""
        return sum(1 for e in self.entries() if self.is_open(e))

    def decide(self, entry: Entry, choice: str) -> None:
        """A repair, or KEEP."""
        self.decisions[entry.key] = choice

    def look_at(self, entry: Entry) -> None:
        """The person had it on the screen."""
        self.seen.add(self._mark(entry))

    @staticmethod
    def _mark(entry: Entry) -> tuple[str, str, str, str]:
        return (*entry.key, entry.finding.code)

    def repairs(self) -> dict[tuple[str, str, str], str]:
        """What take-over is told."""
        return {key: value for key, value in self.decisions.items() if value != KEEP}

    def items(self) -> int:
        """Valid items of the documents' own kinds."""
        editions = [f.edition for f in self.files if f.edition]
        return sum(1 for e in editions for i in e.items if i.kind == e.item_kind and not i.deleted)


def level_of(finding: Finding) -> str:
    """A broken id with a proposal must be decided by a person before anything is taken over."""
    return "error" if finding.code == "broken_id" and finding.repairs else finding.level


@dataclass(frozen=True, slots=True)
class Account:
    """The reconciliation over files."""

    cells: int
    imported: int
    skipped: int

    @property
    def unexplained(self) -> int:
        """What would be lost."""
        return self.cells - self.imported - self.skipped


def account(files: Sequence[LoadedFile]) -> Account:
    """Sums of all sheets."""
    sheets = [s for f in files for s in f.sheets]
    return Account(sum(s.cells for s in sheets), sum(s.imported for s in sheets), sum(len(s.skipped) for s in sheets))
