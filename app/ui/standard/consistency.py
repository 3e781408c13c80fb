"""文書の整合: what the published documents contradict each other in, each with its places, to look at and pass on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.context import Context
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.inputs import Chooser
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label
from app.ui.standard.taking_out import ask_path
from app.ui.work import consistency as work
from app.ui.work.consistency import CODES, Inconsistency

HEADERS = ("重さ", "項目", "見つかったこと", "種類", "場所")
SHOWN = 40  # places of one finding that are listed


class ConsistencyPage(QWidget):
    """Looked for when one comes here and on demand: the whole nation's documents take a few seconds."""

    node_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: list[Inconsistency] = []
        self._shown: list[Inconsistency] = []
        self._stale = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._strip())
        self._pages = QStackedWidget(self)
        column.addWidget(self._pages, 1)
        self._pages.addWidget(self._lists())
        self._none = EmptyState("check", "食い違いは見つかりません", "いま使う版の文書どうしを調べました。", self)
        self._pages.addWidget(self._none)
        context.editions_changed.connect(self._forget)

    def _strip(self) -> QFrame:
        bar = QFrame(self)
        bar.setProperty("ground", "surface")
        bar.setProperty("edge", "bottom")
        box = QVBoxLayout(bar)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(8)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.business = Chooser(bar, name="調べる業務", lead="業務", quiet=True)
        self.business.activated.connect(lambda _i: self.load())
        line.addWidget(self.business)
        self._sum = Label("公表された文書が述べていることです。取り込みの誤りではありません。", bar, tone="text2")
        line.addWidget(self._sum)
        line.addStretch(1)
        self.write = Button("一覧を書き出す…", bar, press=self._write)
        line.addWidget(self.write)
        box.addLayout(line)
        self.facets = FacetBar([("all", "すべて"), *CODES.items()], (), bar)
        self.facets.chosen.connect(self._fill)
        box.addWidget(self.facets)
        return bar

    def _lists(self) -> QWidget:
        page = QFrame(self)
        page.setProperty("ground", "surface")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.model = FindingModel(self, headers=HEADERS)
        self.view = FindingView(self.model, page)
        self.view.chosen.connect(self._show)
        column.addWidget(self.view, 3)
        below = QFrame(page)
        below.setProperty("edge", "top2")
        box = QVBoxLayout(below)
        box.setContentsMargins(16, 10, 16, 10)
        box.setSpacing(6)
        head = QHBoxLayout()
        self._title = Elided("", below, bold=True, size="todo")
        head.addWidget(self._title, 1)
        self.open = Button("項目を開く", below, press=self._open)
        self.copy = Button("場所をコピー", below, kind="quiet", press=self._copy)
        head.addWidget(self.copy)
        head.addWidget(self.open)
        box.addLayout(head)
        self._places = Scroller(below)
        box.addWidget(self._places, 1)
        column.addWidget(below, 2)
        return page

    def _forget(self) -> None:
        self._stale = True
        words = [("", "すべての業務"), *((b, f"{b} {name}") for b, name in self._context.businesses())]
        held = self.business.code()
        self.business.fill(words, held if held in dict(words) else "")

    # reading

    def show_page(self) -> None:
        """Reads what is there unless it is known."""
        if self._stale:
            self.load()

    def load(self) -> None:
        """Looks through the documents anew."""
        self._stale = False
        code = self.business.code()
        self._context.run_long(work.load, code, done=self._arrived, label="文書を突き合わせています", owner=self)

    def _arrived(self, found: list[Inconsistency]) -> None:
        self._found = found
        counts = {code: sum(f.code == code for f in found) for code in CODES} | {"all": len(found)}
        self.facets.set_counts(counts)
        self.facets.show_only({code for code, n in counts.items() if n})
        self._pages.setCurrentIndex(0 if found else 1)
        self.write.setVisible(bool(found))
        self._fill()

    def _fill(self) -> None:
        (wanted,) = self.facets.on()
        self._shown = [f for f in self._found if wanted in ("all", f.code)]
        self.model.set_lines([_line(f) for f in self._shown])
        self.view.choose(0)
        if self._shown:
            self._show(0)

    def _finding(self) -> Inconsistency | None:
        row = self.view.currentIndex().row()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._shown):
            return
        found = self._shown[row]
        self._title.set_whole(found.message)
        clear(self._places.column)
        for place in found.places[:SHOWN]:
            text = "　".join(t for t in (place.edition, place.file, place.sheet, place.cell) if t)
            self._places.column.addWidget(Elided(text, self._places.page, tone="text2"))
        if len(found.places) > SHOWN:
            more = Label(f"ほか {len(found.places) - SHOWN:,} か所", self._places.page, tone="text2")
            self._places.column.addWidget(more)
        self._places.column.addStretch(1)
        self.open.setVisible(bool(found.node))

    # doing

    def _open(self) -> None:
        found = self._finding()
        if found is not None and found.node:
            self.node_wanted.emit(found.node)

    def _copy(self) -> None:
        found = self._finding()
        if found is not None:
            lines = [found.message, *("\t".join((p.file, p.sheet, p.cell, p.edition)) for p in found.places)]
            QGuiApplication.clipboard().setText("\n".join(lines))
            self._context.said.emit("場所をコピーしました。")

    def _write(self) -> None:
        name = f"文書の整合_{date.today():%Y%m%d}.xlsx"
        path = ask_path(self, self._context, "一覧を書き出す", name, "Excel (*.xlsx)")
        if path:
            done = lambda out: self._context.said.emit(f"書き出しました：{out}")  # noqa: E731
            self._context.run(work.write, path, self.business.code(), done=done, label="書き出しています", owner=self)

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        self.view.setColumnHidden(4, form == "small")


def _line(found: Inconsistency) -> FindingLine:
    first = found.places[0] if found.places else None
    more = f" ほか {len(found.places) - 1:,}" if len(found.places) > 1 else ""
    where = f"{first.sheet} {first.cell}{more}".strip() if first else ""
    return FindingLine(found.level, found.node.partition(":")[2], found.message, CODES[found.code], where, False)
