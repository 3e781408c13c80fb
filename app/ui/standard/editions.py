"""版の一覧: every edition here with its state, dates, file and hash; several come into force as one step."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.core.codes import KIND_WORD
from app.services.views import EditionRow
from app.ui.context import Context
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import Label, tip
from app.ui.theme.tokens import HEIGHT

COLUMNS = ("業務", "種類", "版", "全体バージョン", "公表日", "状態", "件数", "ファイル", "照合番号")
_WIDTHS = (170, 90, 110, 110, 96, 64, 64, 0, 84)


class EditionsDialog(SentenceDialog):
    """``chosen`` carries the hashes to be adopted."""

    chosen = Signal(tuple)

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(
            f"取り込んだ版は {len(context.editions):,} あります",
            parent,
            explanation="選んだ版を採用すると、比較分析で使う版になります。判定は消えず、変わった項目が「再確認」に並びます。",
            main="選んだ版を採用する",
            cancel="閉じる",
            undo="採用は「元に戻す」で戻せます。",
            width=min(1080, parent.width() - 40 if parent is not None else 1080),
        )
        self.setMinimumHeight(min(480, parent.height() - 60 if parent is not None else 480))
        self._editions = context.editions
        self.table = QTreeWidget(self)
        self.table.setMinimumHeight(140)
        self.table.setAccessibleName("版の一覧")
        self.table.setColumnCount(len(COLUMNS))
        self.table.setHeaderLabels(COLUMNS)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSortingEnabled(False)
        header = self.table.header()
        for column, width in enumerate(_WIDTHS):
            stretch = QHeaderView.ResizeMode.Fixed if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, stretch)
            if width:
                header.resizeSection(column, width)
        header.setStretchLastSection(False)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.table.headerItem().setTextAlignment(COLUMNS.index("件数"), right)
        for edition in context.editions:
            self.table.addTopLevelItem(_line(edition))
        self.body.addWidget(self.table, 1)
        self._told = Label("", self, tone="text2")
        self.body.addWidget(self._told)
        self.table.itemSelectionChanged.connect(self._look)
        self._writable = not context.read_only
        self.accepted.connect(lambda: self.chosen.emit(self.wanted()))
        self._look()

    def wanted(self) -> tuple[str, ...]:
        """The chosen editions that are not in force yet."""
        rows = [self._editions[self.table.indexOfTopLevelItem(i)] for i in self.table.selectedItems()]
        return tuple(e.hash for e in rows if not e.adopted)

    def _look(self) -> None:
        rows = [self._editions[self.table.indexOfTopLevelItem(i)] for i in self.table.selectedItems()]
        wanted = [e for e in rows if not e.adopted]
        twice = len({(e.business, e.kind) for e in wanted}) < len(wanted)
        reason = "" if wanted else "採用していない版を選んでください"
        reason = "同じ文書の版を二つ選んでいます" if twice else reason
        reason = reason if self._writable else "読むだけで開いています"
        self.main.set_usable(not reason, reason)
        self.main.set_word(f"選んだ {len(wanted)} 版を採用する" if len(wanted) > 1 else "選んだ版を採用する")
        drafts = sum(e.state == "案" for e in wanted)
        self._told.setText(f"案が {drafts} 版あります。公表前の文で判定することになります。" if drafts else reason)


def _line(edition: EditionRow) -> QTreeWidgetItem:
    texts = (
        f"{edition.business} {edition.business_name}", KIND_WORD.get(edition.kind, edition.kind), edition.label,
        edition.overall, edition.published, edition.state, f"{edition.items:,}", edition.file, edition.hash[:8],
    )  # fmt: skip
    item = QTreeWidgetItem(list(texts))
    item.setSizeHint(0, QSize(0, HEIGHT["row"]))
    item.setTextAlignment(6, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for column in (0, 2, 7):
        item.setToolTip(column, tip(texts[column]))
    return item
