"""列の対応: the beginning of a sheet with a pull-down over every column; what that gives is said as one chooses."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableWidget, QTableWidgetItem, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, KIND_WORD
from app.ui.context import Context
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.flow import FlowLayout
from app.ui.parts.inputs import Chooser
from app.ui.parts.layouts import clear
from app.ui.parts.text import Label, tip
from app.ui.standard.steps import class_counts
from app.ui.theme import look
from app.ui.work import mapping as work
from app.ui.work.mapping import Book

_WIDTH = 176  # of a column: a pull-down must be readable
_CLASSES = ("mandatory", "optional", "prohibited", "unlisted", "excluded")
_DOCUMENT = {
    "req": "機能要件",
    "form": "帳票要件",
    "link": "機能別連携仕様",
    "data": "基本データリスト",
    "code": "コード一覧",
}


class MappingDialog(SentenceDialog):
    """``mapped`` when a mapping was kept; the wizard then reads the file again."""

    mapped = Signal()

    def __init__(self, context: Context, book: Book, business: str | None, parent: QWidget | None) -> None:
        super().__init__(
            f"「{book.workbook.file}」の列が何かを教えてください",
            parent,
            explanation="列の上で選びます。同じ見出しのファイルは、次から自動で読めます。",
            main="この対応で読む",
            undo="まだ何も書き込みません。",
            width=min(1120, parent.width() - 40 if parent is not None else 1120),
        )
        self.setMinimumHeight(min(600, parent.height() - 60 if parent is not None else 600))
        self._context, self._book, self._business = context, book, business
        self._profile: object = None
        self._values: dict[str, str] = {}
        self._columns: dict[int, Chooser] = {}
        self._build()
        self._try = QTimer(self)
        self._try.setSingleShot(True)
        self._try.setInterval(150)
        self._try.timeout.connect(self._attempt)
        self._show_sheet()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.sheet = Chooser(self, name="シート", lead="シート", quiet=True)
        self.sheet.fill([(s.name, s.name) for s in self._book.sheets], self._likeliest())
        self.sheet.activated.connect(lambda _i: self._show_sheet())
        self.kind = Chooser(self, name="文書の種類", lead="文書の種類", quiet=True)
        self.kind.fill([(k, _DOCUMENT.get(k, KIND_WORD.get(k, k))) for k in work.kinds()])
        self.kind.activated.connect(lambda _i: self._kind_chosen())
        self.header = Chooser(self, name="見出しの最後の行", lead="見出しの最後の行", quiet=True)
        self.header.activated.connect(lambda _i: self._changed())
        for chooser in (self.sheet, self.kind, self.header):
            line.addWidget(chooser)
        line.addStretch(1)
        self.body.addLayout(line)
        self.table = QTableWidget(self)
        self.table.setMinimumHeight(140)
        self.table.setAccessibleName("シートのはじめの部分")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setWordWrap(False)
        self.table.horizontalHeader().setVisible(False)
        self.body.addWidget(self.table, 1)
        self._words = QWidget(self)
        self._flow = FlowLayout(self._words, gap=8)
        self.body.addWidget(self._words)
        self._words.hide()
        self.told = Label("", self, wrap=True)
        self.body.addWidget(self.told)
        self.accepted.connect(self._keep)

    def _likeliest(self) -> str:
        """The sheet whose guess explains most columns."""
        best = max(self._book.sheets, key=lambda s: (len(s.guess), len(s.rows)), default=None)
        return best.name if best else ""

    def _preview(self) -> object:
        return next(s for s in self._book.sheets if s.name == self.sheet.code())

    # the sheet

    def _show_sheet(self) -> None:
        shown = self._preview()
        self.kind.set_code(shown.kind)
        rows = [("0", "見出しなし")]
        for number, texts in shown.rows:
            said = "・".join(t for t in (" ".join(t.split()) for t in texts) if t)[:28]
            rows.append((str(number), f"{number} 行目　{said}"))
        self.header.fill(rows, str(shown.header_row))
        self._values = {}
        self._fill_table()
        self._kind_chosen(first=True)

    def _fill_table(self) -> None:
        shown = self._preview()
        table = self.table
        table.clear()
        table.setRowCount(len(shown.rows) + 1)
        table.setColumnCount(len(shown.columns))
        table.setVerticalHeaderLabels(["", *(str(number) for number, _ in shown.rows)])
        self._columns = {}
        for place, column in enumerate(shown.columns):
            chooser = Chooser(table, name=f"{_letters(column)}列の意味")
            chooser.activated.connect(lambda _i, column=column: self._column_chosen(column))
            self._columns[column] = chooser
            table.setColumnWidth(place, max(_WIDTH, (self.width() - 110) // len(shown.columns)))
            table.setCellWidget(0, place, chooser)
        table.setRowHeight(0, 34)
        for n, (_, texts) in enumerate(shown.rows, 1):
            table.setRowHeight(n, 26)
            for place, text in enumerate(texts):
                item = QTableWidgetItem(" ".join(text.split())[:200])
                item.setToolTip(tip(text[:1000]))
                table.setItem(n, place, item)
        self._tint()

    def _tint(self) -> None:
        """The heading stands out, what is above it steps back."""
        header = int(self.header.code() or 0)
        for n, (number, _) in enumerate(self._preview().rows, 1):
            for place in range(self.table.columnCount()):
                item = self.table.item(n, place)
                if item is not None:
                    item.setBackground(QBrush(look.colour("soft" if number == header else "surface")))
                    item.setForeground(QBrush(look.colour("text2" if number < header else "text")))

    def _kind_chosen(self, *, first: bool = False) -> None:
        shown = self._preview()
        columns = work.choices(self.kind.code())
        guess = shown.guess if self.kind.code() == shown.kind else {}
        of = {column: code for code, found in guess.items() for column in found}
        kept = {} if first else {c: chooser.code() for c, chooser in self._columns.items()}
        codes = {code for code, _, _ in columns}
        words = [("", "－ 使わない")] + [(code, f"{title}{' ＊' if needed else ''}") for code, title, needed in columns]
        for column, chooser in self._columns.items():
            wanted = kept.get(column) or of.get(column, "")
            chooser.fill(words, wanted if wanted in codes else "")
        self._changed()

    def _column_chosen(self, column: int) -> None:
        """A meaning moves to the column it was given to; neighbours may share one (ids in two columns)."""
        code = self._columns[column].code()
        for other, chooser in self._columns.items():
            if code and other != column and chooser.code() == code and abs(other - column) > 1:
                chooser.set_code("")
        self._changed()

    def _changed(self) -> None:
        self._tint()
        self.main.set_usable(False, "読んでいます")
        self._try.start()

    def columns(self) -> dict[str, tuple[int, ...]]:
        """Column code → sheet columns, as chosen."""
        out: dict[str, tuple[int, ...]] = {}
        for column, chooser in sorted(self._columns.items()):
            if chooser.code():
                out[chooser.code()] = (*out.get(chooser.code(), ()), column)
        return out

    # trying

    def _attempt(self) -> None:
        self._context.tasks.pool(
            work.attempt, self._book, self.sheet.code(), self.kind.code(), int(self.header.code() or 0), self.columns(),
            dict(self._values), self._business, done=self._tried, owner=self,
        )  # fmt: skip

    def _tried(self, found: tuple[object, object]) -> None:
        self._profile, tried = found
        size = self._context.size()
        if tried.problem is not None:
            said = f"{tried.problem.message}{tried.problem.hint}"
            if not self.columns():
                said = "列の上で、その列が何かを選んでください。＊の付いた列は必要です。"
            elif tried.problem.code == "unknown_layout":
                said = "この対応では項目を読み取れません。列の意味と、見出しの最後の行を確かめてください。"
            self.told.set_tone("warn")
            self.told.setText(said)
            self.main.set_usable(False, said)
        else:
            edition = tried.loaded.edition
            own = [i for i in edition.items if i.kind == edition.item_kind and not i.deleted]
            broken = sum(f.code == "broken_id" for f in tried.loaded.findings)
            words = [f"{len(own):,} 項目を読み取れます", class_counts(tried.loaded, size)]
            words += [f"IDを確かめるもの {broken:,} 件"] if broken else []
            words += [f"はじめの項目：{own[0].id} {' '.join(own[0].name.split())[:30]}"] if own else []
            self.told.set_tone("" if own else "warn")
            self.told.setText("　".join(w for w in words if w))
            self.main.set_usable(bool(own), "項目がありません")
        self._ask_words(tried.unknown_classes)

    def _ask_words(self, unknown: tuple[str, ...]) -> None:
        """What signs and words of the class column mean, where nobody knows."""
        asked = [*self._values, *(u for u in unknown if u not in self._values)][:8]
        clear(self._flow)
        for word in asked:
            chooser = Chooser(self._words, name=f"「{word}」の意味", lead=f"「{word[:12]}」は", quiet=True)
            classes = [("", "わからない（そのまま）"), *((c, f"{CLASS_SIGN[c]} {CLASS_LABEL[c]}") for c in _CLASSES)]
            chooser.fill(classes, self._values.get(word, ""))
            chooser.activated.connect(lambda _i, word=word, chooser=chooser: self._word_chosen(word, chooser.code()))
            self._flow.addWidget(chooser)
        self._words.setVisible(bool(asked))

    def _word_chosen(self, word: str, cls: str) -> None:
        if cls:
            self._values[word] = cls
        else:
            self._values.pop(word, None)
        self._changed()

    def _keep(self) -> None:
        if self._profile is not None:
            work.save(self._profile)
            self.mapped.emit()


def _letters(column: int) -> str:
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
