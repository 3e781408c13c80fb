"""The tool row over a grid: import, rows, the business, the filter, and at the right what the list amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from app.ui.models.survey import ALL
from app.ui.parts.buttons import Button
from app.ui.parts.facets import Facet
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.text import Label

SIDE_WORDS = (
    ("sender", True, "送り側として確認する"),
    ("receiver", True, "受け側として確認する"),
    ("sender", False, "送り側の確認を取り消す"),
    ("receiver", False, "受け側の確認を取り消す"),
)


class ToolRow(QFrame):
    """``narrowed`` after another business, word or 不明 was chosen. ``books``: departments' books can be imported."""

    import_wanted = Signal()
    add_wanted = Signal()
    delete_wanted = Signal()
    replace_wanted = Signal()
    twins_wanted = Signal()
    act_wanted = Signal(str)  # an action of the window
    side_confirmed = Signal(str, bool)  # sender or receiver; False takes it back
    narrowed = Signal()

    def __init__(self, parent: QWidget | None = None, *, books: bool = True) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        self.importer = Button("Excelから取り込む…", self, icon="download", press=self.import_wanted.emit)
        self.adder = Button("行を足す", self, kind="quiet", icon="plus", press=self.add_wanted.emit)
        self.remover = Button("行を消す", self, kind="quiet", icon="close", press=self.delete_wanted.emit)
        for button in (self.importer, self.adder, self.remover):
            row.addWidget(button)
        self.replacer = Button("置換…", self, kind="quiet", press=self.replace_wanted.emit)
        self.twins = Button("似たもの…", self, kind="quiet", press=self.twins_wanted.emit)
        self.twins.setToolTip("同じものが二度書かれていないかを探し、一つにします")
        self.columns = Button("列", self, kind="quiet")
        row.addWidget(self.replacer)
        row.addWidget(self.twins)
        row.addWidget(self.columns)
        self.more = Button("ほか", self, kind="quiet")
        menu = QMenu(self.more)
        self._narrow_entries = [
            menu.addAction("置換…", self.replace_wanted.emit),
            menu.addAction("似たもの…", self.twins_wanted.emit),
        ]
        menu.addAction("この欄の経緯…", partial(self.act_wanted.emit, "past"))
        menu.addAction("Excelで回答してもらう…", partial(self.act_wanted.emit, "sheet.send"))
        menu.addAction("回答済みのExcelを取り込む…", partial(self.act_wanted.emit, "sheet.return"))
        self._linkage_entries = [
            menu.addAction(f"選んだ行を{word}", partial(self.side_confirmed.emit, side, on))
            for side, on, word in SIDE_WORDS
        ]
        self.more.setMenu(menu)
        self._narrow = self._linkages = False
        self._books = books
        self.importer.setVisible(books)
        self.twins.setVisible(books)
        self._show_more()
        row.addWidget(self.more)
        self.business = Chooser(self, name="業務", lead="業務")
        self.business.activated.connect(lambda _i: self.narrowed.emit())
        row.addWidget(self.business)
        self.search = SearchField("絞り込む", self, key="Ctrl+F", name="一覧を絞り込む")
        self.search.setMaximumWidth(220)
        self.search.searched.connect(lambda _text: self.narrowed.emit())
        row.addWidget(self.search, 1)
        row.addStretch(1)
        self.facts = Label("", self, tone="text2")
        row.addWidget(self.facts)
        self.unknown = Facet("不明", self, spoken="不明のある行だけを出す")
        self.unknown.clicked.connect(lambda _c=False: self.narrowed.emit())
        row.addWidget(self.unknown)

    def set_narrow(self, narrow: bool) -> None:
        """Small windows keep what is used every day; the rest goes behind one button."""
        self.importer.set_word("取り込む…" if narrow else "Excelから取り込む…")
        for button in (self.replacer, self.twins):
            button.setVisible(not narrow and (self._books or button is not self.twins))
        self._narrow = narrow
        self._show_more()

    def set_linkages(self, linkages: bool) -> None:
        """Linkages are confirmed by both of their ends."""
        self._linkages = linkages
        self._show_more()

    def _show_more(self) -> None:
        for entry in self._narrow_entries:
            entry.setVisible(self._narrow and (self._books or entry is self._narrow_entries[0]))
        for entry in self._linkage_entries:
            entry.setVisible(self._linkages)

    def chosen_business(self) -> str:
        """An id, "" for rows that say none, ALL for any or where the list has no such column."""
        if self.business.isHidden() or not self.business.count():
            return ALL
        return self.business.code()

    def fill_business(self, choices: Sequence[tuple[str, str]], chosen: str, *, shown: bool) -> None:
        """The businesses of a list."""
        self.business.fill(choices, chosen if chosen in dict(choices) else ALL)
        self.business.setVisible(shown)

    def clear(self, *, business: bool = False) -> None:
        """Nothing narrows any more; without a signal."""
        self.search.clear()
        self.unknown.setChecked(False)
        if business:
            self.business.set_code(ALL)

    def say(self, rows: int, shown: int, unknown: int | None, *, filtered: bool) -> None:
        """The numbers; ``unknown`` None where a list has no such thing."""
        self.facts.setText(f"{rows:,} 行のうち {shown:,} 行" if filtered else f"{rows:,} 行")
        self.unknown.setVisible(unknown is not None)
        self.unknown.set_count(unknown)

    def set_writable(self, writable: bool) -> None:
        """Pale with the reason while nothing can be written."""
        for button in (self.importer, self.adder, self.remover, self.replacer, self.more):
            button.set_usable(writable, "読むだけで開いています")
