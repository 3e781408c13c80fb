"""What a person does to cells: typing, pasting, filling, clearing, repairing; each is one step."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.core.cliptable import Table, parse_html, parse_text, write_text
from app.services.survey_cells import Repair
from app.ui.context import Context
from app.ui.models.survey import Pending, SurveyModel
from app.ui.survey.grid import Grid
from app.ui.survey.storing import Step, Steps
from app.ui.work import survey as work

if TYPE_CHECKING:
    from app.services.survey_grid import Waiting

MOST = 50_000  # cells of one paste
KEEP_MS = 1000
Cells = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What came of a paste. ``left_out``: columns beyond the right edge."""

    cells: int
    bad: int
    rows: int
    columns: int
    new_rows: int
    left_out: int
    number: int

    def words(self) -> tuple[str, str]:
        """What happened, and what else should be known."""
        what = f"{self.cells:,} セルを貼り付けました。"
        if self.bad:
            what += f"{self.cells - self.bad:,} セルは入りました。{self.bad:,} セルは確かめてください。"
        parts = [f"新しい行 {self.new_rows:,}"] if self.new_rows else []
        if self.left_out:
            parts.append(f"右端を越えた {self.left_out} 列は入れていません。")
        return what, "　".join(parts)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last paste. ``depth``: steps that could be undone after it; ``stored``: one of them is the paste."""

    model: SurveyModel
    number: int
    depth: int
    stored: bool


class Editing(QObject):
    """``pasted`` brings the account of a paste once it is stored; ``undone`` ends it. ``steps`` store."""

    pasted = Signal(object)
    undone = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.steps = Steps(context, self)
        self._pastes = 0
        self._last: _Last | None = None
        self._unkept: set[SurveyModel] = set()
        self._keep_later = QTimer(self)
        self._keep_later.setSingleShot(True)
        self._keep_later.setInterval(KEEP_MS)
        self._keep_later.timeout.connect(self._keep_all)
        context.history_changed.connect(self._history)

    def forget(self) -> None:
        """Another file is open."""
        self.steps.forget()
        self._last = None
        self._unkept.clear()

    # texts that wait, kept with the file

    def keep(self, model: SurveyModel) -> None:
        """What waits in a list is kept a second later, so that a crash doesn't lose it."""
        if model.writable and model.loaded:
            self._unkept.add(model)
            self._keep_later.start()

    def _keep_all(self) -> None:
        while self._unkept:
            model = self._unkept.pop()
            cells = []
            for _row, column, key, waiting in model.all_pending():
                line = model.line_of(key)
                if line is not None:
                    cells.append((line.rid, "" if line.rid else key, model.columns[column].code, waiting.text))
            self._context.run(work.keep_waiting, model.list.name, cells, owner=self)

    def restore(self, model: SurveyModel, cells: Sequence[Waiting]) -> None:
        """Texts kept from the last time; rows that were not stored yet are made again."""
        made: dict[str, str] = {}
        waiting: dict[tuple[str, str], Pending | None] = {}
        for cell in cells:
            key = cell.rid
            if not cell.rid:
                if cell.row not in made:
                    line = model.line(model.add_blank(1))
                    made[cell.row] = line.key if line is not None else ""
                key = made[cell.row]
            if model.line_of(key) is not None:
                offered = model.names.get(cell.code, ())
                found = work.understand(model.list.name, cell.code, cell.text, model.published, offered)
                problem = found.problem or "前に書き込めなかったものです。"
                repairs = found.repairs or (Repair("このまま書き込む", found.value, found.text, False),)
                waiting[key, cell.code] = Pending(cell.text, problem, repairs)
        model.set_pending(waiting)
        if waiting:
            self._context.said.emit(f"前に書き込めなかった {len(waiting)} セルを戻しました。")

    # acts

    def act(self, word: str, grid: Grid) -> bool:
        """What a key asks for; False where it would write and nothing may be written."""
        if word in ("copy", "revert"):
            (self.copy if word == "copy" else self.revert)(grid)
            return True
        if not grid.lines.writable:
            return False
        act = {"cut": self.cut, "paste": self.paste, "clear": self.clear, "spread": self.spread}
        act.get(word, self.fill_down)(grid)
        return True

    def typed(self, model: SurveyModel, row: int, column: int, text: str) -> None:
        """A cell was written over."""
        line, code = model.line(row), model.columns[column].code
        if line is not None:
            label = f"{model.list.title}の{model.columns[column].label}を編集"
            self._apply(model, {(line.key, code): text}, label)

    def clear(self, grid: Grid) -> None:
        """Empties the chosen cells."""
        cells = dict.fromkeys(self._block(grid), "")
        self._apply(grid.lines, cells, f"{grid.lines.list.title}の {len(cells)} セルを消去")

    def fill_down(self, grid: Grid) -> None:
        """The first row of the block into the rows below; a single row takes what stands above it."""
        top, left, bottom, right = grid.block()
        source = top if bottom > top else top - 1
        if source < 0 or bottom < 0:
            self._context.said.emit("上に行がないため、写すものがありません。")
            return
        model = grid.lines
        cells: Cells = {}
        for row in range(source + 1, bottom + 1):
            line = model.line(row)
            for column in grid.columns_in(left, right):
                if line is not None and not model.locked(row, column):
                    cells[line.key, model.columns[column].code] = model.text(source, column)
        self._apply(model, cells, f"下へ複写（{len(cells)} セル）")

    def spread(self, grid: Grid) -> None:
        """What the current cell says into all chosen cells of its column: many rows are edited at once."""
        index, (top, _left, bottom, _right) = grid.currentIndex(), grid.block()
        if not index.isValid() or bottom <= top:
            self._context.said.emit("いくつかの行を選ぶと、同じ内容をまとめて入れられます。")
            return
        model, code = grid.lines, grid.lines.columns[index.column()].code
        text = model.text(index.row(), index.column())
        rows = (r for r in range(top, bottom + 1) if not model.locked(r, index.column()))
        cells = {(line.key, code): text for r in rows if (line := model.line(r)) is not None}
        self._apply(model, cells, f"{len(cells)} 行の{model.columns[index.column()].label}を同じ内容に")

    def found(self, model: SurveyModel, rows: Sequence[int], columns: Sequence[int], old: str) -> Cells:
        """The cells of these rows and columns that hold a text, with their texts; cells in dispute aside."""
        out: Cells = {}
        for row in rows:
            line = model.line(row)
            for column in columns if line is not None and old else ():
                text = model.text(row, column)
                if line is not None and old in text and not model.locked(row, column):
                    out[line.key, model.columns[column].code] = text
        return out

    def replace(self, model: SurveyModel, cells: Cells, old: str, new: str) -> bool:
        """Puts ``new`` where ``old`` stands in these cells, as one step."""
        changed = {key: text.replace(old, new) for key, text in cells.items()}
        return self._apply(model, changed, f"「{old[:20]}」を「{new[:20]}」に置換（{len(changed)} セル）")

    def copy(self, grid: Grid) -> int:
        """The chosen cells to the clipboard, as text and as a table; how many."""
        top, left, bottom, right = grid.block()
        columns = grid.columns_in(left, right)
        table = [[grid.lines.text(row, c) for c in columns] for row in range(top, bottom + 1)]
        if not table or not columns:
            return 0
        data = QMimeData()
        data.setText(write_text(table))
        body = "".join("<tr>" + "".join(f"<td>{_escaped(c)}</td>" for c in row) + "</tr>" for row in table)
        data.setHtml(f"<table>{body}</table>")
        QGuiApplication.clipboard().setMimeData(data)
        count = len(table) * len(columns)
        self._context.said.emit(f"{len(table)} 行 × {len(columns)} 列を写しました。")
        return count

    def cut(self, grid: Grid) -> None:
        """Copies, then empties."""
        if self.copy(grid):
            self.clear(grid)

    def paste(self, grid: Grid) -> None:
        """The clipboard's table from the first chosen cell on; rows are added below when they are needed."""
        table = clipboard_table(QGuiApplication.clipboard().mimeData())
        if not table or (grid.block()[2] < 0 and grid.lines.rowCount()):
            self._context.said.emit("貼り付けられる文字がありません。")
            return
        if sum(map(len, table)) > MOST:
            self._context.said.emit(f"一度に貼り付けられるのは {MOST:,} セルまでです。分けて貼り付けてください。")
            return
        model = grid.lines
        top, left, bottom, right = grid.block() if grid.lines.rowCount() else (0, grid.frozen.shown()[0], 0, 0)
        columns = grid.columns_in(left, len(model.columns))
        if len(table) == len(table[0]) == 1 and (top, left) != (bottom, right):
            chosen = grid.columns_in(left, right)
            table = [table[0] * len(chosen) for _ in range(top, bottom + 1)]
        width = max(map(len, table))
        new_rows = max(0, top + len(table) - model.rowCount())
        if new_rows:
            model.add_blank(new_rows)
        cells: Cells = {}
        for down, texts in enumerate(table):
            line = model.line(top + down)
            for place, text in enumerate(texts[: len(columns)]):
                if line is not None and not model.locked(top + down, columns[place]):
                    cells[line.key, model.columns[columns[place]].code] = text.strip()
        self._pastes += 1
        number, size = self._pastes, len(cells)
        last_row, last_column = top + len(table) - 1, columns[min(width, len(columns)) - 1]

        def told(stored: bool = True) -> None:
            waiting = [(r, c) for r, c, _key, p in model.all_pending() if p.paste == number and r >= 0]
            left_out = max(0, width - len(columns))
            report = Pasted(size, len(waiting), len(table), width, new_rows, left_out, number)
            self._last = _Last(model, number, self._context.history.undo[0], stored)
            self.pasted.emit(report)
            grid.choose((top, left, last_row, last_column), waiting[0] if waiting else (top, left))

        label = f"{model.list.title}に貼り付け（{size} セル）"
        if not self._apply(model, cells, label, paste=number, then=told):
            told(stored=False)

    def repair(self, model: SurveyModel, key: str, code: str, repair: Repair) -> None:
        """One way out of a problem; what was typed goes to 備考 where the repair says so."""
        waiting, line = model.pending(key, code), model.line_of(key)
        if waiting is None or line is None:
            return
        label = model.list.column(code).label
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        if repair.value is not None:
            values[code], texts[code] = repair.value, repair.text
        if repair.note:
            note = "\n".join(t for t in (line.texts[model.place["note"]], f"{label}：{waiting.text}") if t)
            values["note"] = texts["note"] = note
        model.set_pending({(key, code): None})
        self.steps.put(Step(model, f"{model.list.title}の{label}を直す", {key: values}, texts={key: texts}))

    def revert(self, grid: Grid) -> None:
        """Esc: what waits in the current cell is given up, the stored text comes back."""
        line, column = grid.lines.line(grid.currentIndex().row()), grid.currentIndex().column()
        if line is not None and grid.lines.pending(line.key, grid.lines.columns[column].code) is not None:
            grid.lines.set_pending({(line.key, grid.lines.columns[column].code): None})
            self._context.said.emit("書きかけを取り消し、元の値に戻しました。")

    def end_paste(self) -> None:
        """Something else was done since: the last paste is no longer taken back on its own."""
        self._last = None
        self.undone.emit()

    def undo_paste(self) -> None:
        """Takes the last paste back with the repairs made since: the stored steps, and what waits from it."""
        last, self._last = self._last, None
        if last is None:
            return
        last.model.drop_paste(last.number)
        self.undone.emit()
        for _ in range(self._context.history.undo[0] - last.depth + (1 if last.stored else 0)):
            self._context.undo()

    def _block(self, grid: Grid) -> list[tuple[str, str]]:
        top, left, bottom, right = grid.block()
        model = grid.lines
        found = []
        for row in range(top, bottom + 1):
            line = model.line(row)
            for column in grid.columns_in(left, right):
                if line is not None and model.text(row, column) and not model.locked(row, column):
                    found.append((line.key, model.columns[column].code))
        return found

    # understanding and storing

    def _apply(
        self,
        model: SurveyModel,
        cells: Cells,
        label: str,
        *,
        paste: int = 0,
        then: Callable[[], object] | None = None,
    ) -> bool:
        """Texts by cell: what is understood is stored as one step, the rest waits. False when nothing is stored."""
        if not model.writable or not cells:
            return False
        values: dict[str, dict[str, Any]] = {}
        texts: dict[str, dict[str, str]] = {}
        waiting: dict[tuple[str, str], Pending | None] = {}
        for (key, code), text in cells.items():
            found = work.understand(model.list.name, code, text, model.published, model.names.get(code, ()))
            if found.problem:
                waiting[key, code] = Pending(text, found.problem, found.repairs, paste)
                continue
            line = model.line_of(key)
            if model.pending(key, code) is not None:
                waiting[key, code] = None
            if line is not None and line.texts[model.place[code]] != found.text:
                values.setdefault(key, {})[code] = found.value
                texts.setdefault(key, {})[code] = found.text
        model.set_pending(waiting)
        if not paste:
            self.end_paste()
        return self.steps.put(Step(model, label, values, texts=texts, then=then))

    def _history(self) -> None:
        last = self._last
        if last is not None and last.stored and self._context.history.undo[0] < last.depth:
            self._last = None
            last.model.drop_paste(last.number)
            self.undone.emit()


def clipboard_table(data: QMimeData | None) -> Table:
    """The clipboard as a table: tab-separated text as it is, a table of a page where the text has no cells."""
    if data is None:
        return []
    text = data.text() if data.hasText() else ""
    if "\t" not in text and data.hasHtml():
        found = parse_html(data.html())
        if found and sum(map(len, found)) > 1:
            return found
    return parse_text(text) if text.strip("\r\n") else []


def _escaped(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
