"""Beside the findings: the files with what each still needs, and the sum that says nothing is lost (272 px)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import KIND_WORD
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, SectionHeader, rule, tip
from app.ui.standard.plan import Account, Plan, level_of
from spec_catalog.model import LoadedFile


def _title(file: LoadedFile) -> str:
    """001 要件 第1.1版: short enough for the pane; the file's name is the tooltip."""
    edition = file.edition
    if edition is None or not edition.label:
        return file.file.rsplit(".", 1)[0]
    return f"{edition.business} {KIND_WORD.get(edition.kind, '')} {edition.label}".strip()


class Sidebar(QFrame):
    """Looked at, not pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "right")
        self.setFixedWidth(272)
        self.setAccessibleName("ファイルと数の突き合わせ")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._files_head = self._head("ファイル", count=True)
        outer.addWidget(self._files_head)
        self._files = Scroller(self)
        outer.addWidget(self._files, 1)
        outer.addWidget(self._head("数の突き合わせ"))
        box = QWidget(self)
        self._grid = QGridLayout(box)
        self._grid.setContentsMargins(12, 8, 12, 12)
        self._grid.setVerticalSpacing(4)
        outer.addWidget(box)
        self._numbers: dict[str, Label] = {}
        for place, (code, word) in enumerate(
            (
                ("cells", "空でないセル"),
                ("imported", "取り込む"),
                ("skipped", "理由があって除く"),
                ("lost", "説明のつかないもの"),
            )
        ):
            line = place + (1 if place else 0)
            if place == 1:
                self._grid.addWidget(rule(box), 1, 0, 1, 2)
            self._grid.addWidget(Label(word, box, tone="text2"), line, 0)
            number = Label("", box, bold=code == "lost")
            self._numbers[code] = number
            self._grid.addWidget(number, line, 1)
            self._grid.setAlignment(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._icon = ThemedIcon("check", "done_line", box)
        row.addWidget(self._icon)
        self._verdict = Label("", box, bold=True, tone="done")
        row.addWidget(self._verdict, 1)
        self._grid.addLayout(row, 6, 0, 1, 2)
        self._open: dict[str, tuple[Label, ThemedIcon]] = {}

    def _head(self, word: str, *, count: bool = False) -> QFrame:
        head = QFrame(self)
        head.setProperty("ground", "sunken")
        head.setProperty("edge", "bottom")
        head.setFixedHeight(34)
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 0, 12, 0)
        section = SectionHeader(word, head, count=0 if count else None)
        row.addWidget(section)
        if count:
            self._count = section
        return head

    def show_files(self, files: Sequence[LoadedFile], sums: Account) -> None:
        """The files that can be taken over."""
        column = self._files.column
        clear(column)
        self._open = {}
        self._count.set_count(len(files))
        for file in files:
            column.addWidget(self._card(file))
        column.addStretch(1)
        self._numbers["cells"].setText(f"{sums.cells:,}")
        self._numbers["imported"].setText(f"{sums.imported:,}")
        self._numbers["skipped"].setText(f"{sums.skipped:,}")
        self._numbers["lost"].setText(f"{sums.unexplained:,}")
        good = sums.unexplained == 0
        self._numbers["lost"].set_tone("done" if good else "error")
        self._verdict.setText("失われるセルはありません" if good else "説明のつかないセルがあります")
        self._verdict.set_tone("done" if good else "error")
        self._icon.set_icon("check" if good else "error", "done_line" if good else "error_line")

    def _card(self, file: LoadedFile) -> QFrame:
        page = self._files.page
        card = QFrame(page)
        card.setProperty("ground", "surface")
        card.setProperty("edge", "bottom")
        grid = QVBoxLayout(card)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        icon = ThemedIcon("check", "done_line", card)
        title = Elided(_title(file), card, bold=True)
        title.setToolTip(tip(file.file))
        head.addWidget(icon)
        head.addWidget(title, 1)
        grid.addLayout(head)
        grid.addWidget(Label(file.layout, card, tone="text2", size="remark", wrap=True))
        edition = file.edition
        items = sum(1 for i in edition.items if i.kind == edition.item_kind and not i.deleted) if edition else 0
        word = KIND_WORD.get(file.recognised or "", "項目")
        foot = QHBoxLayout()
        foot.addWidget(Label(f"{word} {items}　シート {len(file.sheets)}", card, tone="text2"))
        foot.addStretch(1)
        need = Label("", card, bold=True)
        foot.addWidget(need)
        grid.addLayout(foot)
        self._open[file.file] = (need, icon)
        return card

    def mark_open(self, plan: Plan) -> None:
        """What each file still needs."""
        for file in plan.files:
            found = self._open.get(file.file)
            if found is None:
                continue
            need, icon = found
            left = sum(1 for e in plan.entries() if e.file is file and plan.is_open(e))
            check = sum(1 for f in file.findings if level_of(f) == "warning")
            need.setText(f"直す {left} 件" if left else f"確認 {check} 件" if check else "なし")
            need.set_tone("error" if left else "warn" if check else "text2")
            icon.set_icon(
                *(("error", "error_line") if left else ("warning", "warn_line") if check else ("check", "done_line"))
            )
