"""Find and replace over a grid, counted before anything changes; and which columns one wants to see."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.ui.context import Context
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.facets import Segment
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label, amp
from app.ui.parts.ticks import tick
from app.ui.survey.editing import Cells, Editing
from app.ui.survey.grid import Grid

SCOPES = (("chosen", "選んだセル"), ("column", "この列"), ("all", "一覧の全部"))


class Replacing(QObject):
    """Ctrl+H: one dialog, one step that can be taken back."""

    def __init__(self, context: Context, editing: Editing, grid: Callable[[], Grid], window: QWidget) -> None:
        super().__init__(window)
        self._context, self._editing, self._grid, self._window = context, editing, grid, window

    def ask(self) -> ReplaceDialog | None:
        """Opens the dialog; None while nothing can be written."""
        grid = self._grid()
        if not grid.lines.writable:
            self._context.said.emit("読むだけで開いているため、書き換えられません。")
            return None
        dialog = ReplaceDialog(self._editing, grid, self._window.window())
        dialog.accepted.connect(lambda: self._replace(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _replace(self, dialog: ReplaceDialog) -> None:
        cells, grid = dialog.cells(), self._grid()
        if self._editing.replace(grid.lines, cells, dialog.old.text(), dialog.new.text()):
            self._context.said.emit(f"{len(cells):,} セルを置き換えました。")
        grid.setFocus()


class ReplaceDialog(SentenceDialog):
    """What stands there, what shall stand there, where; the number of cells as one types."""

    def __init__(self, editing: Editing, grid: Grid, parent: QWidget | None) -> None:
        super().__init__("セルの文字を置き換えます", parent, main="置き換える", undo="「元に戻す」で戻せます。")
        self._editing, self._grid = editing, grid
        self._block = grid.block()
        self._column = max(0, grid.currentIndex().column())
        self.old = TextLine(self, name="探す文字")
        self.new = TextLine(self, name="置き換える文字", hint="空にすると、探した文字を消します")
        self.scope = Segment(SCOPES, self, name="範囲")
        top, _left, bottom, _right = self._block
        self.scope.set_code("chosen" if bottom > top else "column")
        self.body.addWidget(Field("探す文字", self.old, self))
        self.body.addWidget(Field("置き換える文字", self.new, self))
        self.body.addWidget(self.scope)
        self.told = Label("", self, tone="text2")
        self.body.addWidget(self.told)
        for line in (self.old, self.new):
            line.textChanged.connect(self._look)
            line.entered.connect(self.main.click)
        self.scope.chosen.connect(self._look)
        self._look()
        self.old.setFocus()

    def cells(self) -> Cells:
        """The cells that would change."""
        grid, (top, left, bottom, right) = self._grid, self._block
        everything = range(grid.lines.rowCount())
        shown = grid.columns_in(0, len(grid.lines.columns))
        rows, columns = {
            "chosen": (range(top, bottom + 1), grid.columns_in(left, right)),
            "column": (everything, [self._column]),
            "all": (everything, shown),
        }[self.scope.code()]
        return self._editing.found(grid.lines, rows, columns, self.old.text())

    def _look(self) -> None:
        old = self.old.text()
        count = len(self.cells()) if old and not self.old.composing() else 0
        filtered = "（絞り込みで見えている行の中）" if self._grid.lines.filtered() else ""
        self.told.setText(f"{count:,} セルが当てはまります{filtered}" if old else "")
        same = old == self.new.text()
        reason = "" if count and not same else "当てはまるセルがありません" if not count else "同じ文字です"
        self.main.set_usable(not reason, reason)


class ShownColumns(QObject):
    """The menu of the button 列: ticked columns show; what is hidden is remembered per list."""

    order_wanted = Signal()

    def __init__(self, context: Context, button: QPushButton, grid: Callable[[], Grid]) -> None:
        super().__init__(button)
        self._context, self._grid = context, grid
        self._menu = QMenu(button)
        self._menu.aboutToShow.connect(self.fill)
        button.setMenu(self._menu)

    def recall(self, grid: Grid) -> None:
        """A list that was loaded for the first time: as the person left it, or with the columns most people need."""
        kept = self._context.settings.get("hidden_columns").get(grid.lines.list.name)
        grid.frozen.set_hidden(self._rarely(grid) if kept is None else {str(c) for c in kept})

    @staticmethod
    def _rarely(grid: Grid) -> set[str]:
        return {c.code for c in grid.lines.columns if c.more} - grid.lines.filled()

    def fill(self) -> None:
        """The columns of the list that shows."""
        grid = self._grid()
        hidden = grid.frozen.hidden()
        self._menu.clear()
        for code in grid.frozen.may_hide():
            action = self._menu.addAction(amp(grid.lines.list.column(code).label))
            action.setCheckable(True)
            action.setChecked(code not in hidden)
            tick(action)
            action.triggered.connect(lambda _c=False, code=code: self.switch(code))
        self._menu.addSeparator()
        self._menu.addAction("列の順番…").triggered.connect(lambda _c=False: self.order_wanted.emit())
        self._menu.addAction("ふだんの列に戻す").triggered.connect(lambda _c=False: self._put(self._rarely(grid)))
        self._menu.addAction("すべての列を出す").triggered.connect(lambda _c=False: self._put(set()))

    def switch(self, code: str) -> None:
        """Hides a column or shows it again."""
        self._put(self._grid().frozen.hidden() ^ {code})

    def _put(self, hidden: set[str]) -> None:
        grid = self._grid()
        grid.frozen.set_hidden(hidden)
        kept = dict(self._context.settings.get("hidden_columns"))
        kept[grid.lines.list.name] = sorted(grid.frozen.hidden())
        self._context.settings.put("hidden_columns", kept)
