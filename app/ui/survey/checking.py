"""The current cell and the cells left to check: what the strip and the list say, where F8 goes, what a repair does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.survey_cells import Repair
from app.ui.context import Context
from app.ui.models.survey import DISPUTED, SurveyModel
from app.ui.survey.editing import Editing
from app.ui.survey.grid import Grid
from app.ui.survey.panels import CellStrip, PendingLine, PendingPanel
from app.ui.work import survey as work


class Checking(QObject):
    """``hidden`` when the filter hides the row one wants to go to."""

    hidden = Signal()

    def __init__(
        self, context: Context, editing: Editing, grid: Callable[[], Grid], place: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._editing, self._grid, self._place = context, editing, grid, place
        self.strip = CellStrip(place)
        self.strip.repaired.connect(self._repair_current)
        self.panel = PendingPanel(place)
        self.panel.view.chosen.connect(self.go_line)
        self.panel.view.repaired.connect(self._repair_line)
        self.panel.export_wanted.connect(self._export)

    def _model(self) -> SurveyModel:
        return self._grid().lines

    def say(self) -> int:
        """Shows the current cell and the list; how many cells wait."""
        model = self._model()
        lines = []
        for row, column, key, waiting in model.all_pending():
            label = model.columns[column].label
            place = f"{row + 1} 行　{label}" if row >= 0 else f"隠れた行　{label}"
            lines.append(PendingLine(row, column, key, place, waiting.text, waiting.problem, waiting.repairs))
        self.panel.show_lines(lines)
        self._say_cell(model)
        return len(lines)

    def _say_cell(self, model: SurveyModel) -> None:
        index = self._grid().currentIndex()
        line = model.line(index.row()) if index.isValid() else None
        if line is None:
            self.strip.show_cell("", "", "", ())
            return
        self.panel.mark(line.key, index.column())
        column = model.columns[index.column()]
        waiting = model.pending(line.key, column.code)
        place = f"{index.row() + 1} 行　{column.label}"
        text = model.text(index.row(), index.column())
        if waiting is not None:
            self.strip.show_cell(place, text, waiting.problem, waiting.repairs)
        elif model.disputed(index.row(), index.column()):
            self.strip.show_cell(place, text, DISPUTED, ())
        elif model.writable and model.choices(index.column()):
            self.strip.show_cell(place, text, "", (), hint="選択肢から選べます", key="Alt+↓")
        else:
            self.strip.show_cell(place, text, "", ())

    def next(self, *, back: bool = False) -> None:
        """F8: the next cell to check, from the top again at the end."""
        lines = [line for line in self.panel.model.lines() if line.row >= 0] or self.panel.model.lines()
        if not lines:
            self._context.said.emit("確かめるセルはありません。")
            return
        index = self._grid().currentIndex()
        here = (index.row(), index.column())
        ahead = [ln for ln in lines if ((ln.row, ln.column) < here if back else (ln.row, ln.column) > here)]
        self.go_line((ahead[-1] if back else ahead[0]) if ahead else lines[-1 if back else 0])
        self._grid().setFocus()

    def go_line(self, line: PendingLine) -> None:
        """To the cell of a line."""
        if line.row < 0:
            self.hidden.emit()
        row = self._model().row_of(line.key)
        if row >= 0:
            self._grid().go(row, line.column)

    def _repair_current(self, repair: Repair) -> None:
        model, index = self._model(), self._grid().currentIndex()
        line = model.line(index.row())
        if line is not None:
            self._editing.repair(model, line.key, model.columns[index.column()].code, repair)
            self._grid().setFocus()

    def _repair_line(self, line: PendingLine, repair: Repair) -> None:
        model = self._model()
        self._editing.repair(model, line.key, model.columns[line.column].code, repair)

    def _export(self) -> None:
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getSaveFileName(
            self._place, "確かめるセルを書き出す", f"{folder}/確かめるセル.csv", "CSV (*.csv)"
        )
        if path:
            self.export_to(path)

    def export_to(self, path: str) -> None:
        """The cells to check as a file."""
        rows = []
        for line in self.panel.model.lines():
            label = self._model().columns[line.column].label
            words = "、".join(repair.word for repair in line.repairs)
            rows.append((str(line.row + 1), label, line.text, line.problem, words))
        self._context.tasks.pool(
            work.write_cells,
            path,
            rows,
            done=lambda written: self._context.said.emit(f"書き出しました：{written}"),
            label="書き出しています",
            owner=self,
        )
