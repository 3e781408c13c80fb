"""PMO・月次: the board above, the chosen cell and the month at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.services.pmo import Cell, Row
from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.empty import EmptyState
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label, SectionHeader
from app.ui.pmo.board import KEYS, BoardView
from app.ui.pmo.dialogs import CloseDialog, StepDialog
from app.ui.work import pmo as work
from app.ui.work.frame import HistoryState
from app.ui.work.pmo import Board, Compared
from spec_catalog.problems import InputProblem

RIGHT = 320
SHOWN = 12  # sentences of a list at the right; the dialog of the close has all


class CompareDialog(SentenceDialog):
    """What a reported file contradicts; taking its statuses over."""

    def __init__(self, compared: Compared, parent: QWidget | None) -> None:
        count = len(compared.mismatches)
        super().__init__(
            f"報告されたファイルに {count} 件のズレがあります" if count else "報告されたファイルにズレはありません",
            parent,
            explanation=f"{len(compared.file.rows)} 業務を読みました。取り込むと、その状況がここの記録になります。",
            main="状況を取り込む",
            undo="1 回の「元に戻す」で戻ります",
            width=760,
        )
        self.setObjectName("reported")
        scroll = Scroller(self)
        scroll.setMinimumHeight(200)
        scroll.column.setSpacing(4)
        for kind, word in (("facts", "事実とのズレ"), ("recorded", "ここの記録との違い")):
            found = [m for m in compared.mismatches if m.kind == kind]
            if found:
                scroll.column.addWidget(SectionHeader(word, scroll.page, count=len(found)))
            for m in found[:200]:
                scroll.column.addWidget(Label(f"{m.name} {m.step}：{m.message}", scroll.page, wrap=True))
        if compared.file.skipped:
            scroll.column.addWidget(SectionHeader("読めなかったところ", scroll.page, count=len(compared.file.skipped)))
        for s in compared.file.skipped[:200]:
            scroll.column.addWidget(Label(f"{s.place}「{s.text}」：{s.reason}", scroll.page, wrap=True))
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.main.set_usable(any(any(r.statuses.values()) for r in compared.file.rows), "取り込める状況がありません")


class PmoPage(QWidget):
    """A digit records a status on the chosen cells; Enter opens evidence and dates."""

    survey_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._board: Board | None = None
        self._wanted = ("", "")
        self._build()
        context.opened.connect(self._outdated)
        context.editions_changed.connect(self._outdated)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banners = BannerStack(self)
        outer.addWidget(self.banners)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack, 1)
        self.empty = EmptyState(
            "check",
            "進捗を報告する業務がまだありません",
            "標準仕様を採用するか、現行調査にシステムを書くと、業務ごとの 40 ステップが並びます。",
            self,
        )
        self._stack.addWidget(self.empty)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._stack.addWidget(self._split)
        left = QFrame(self._split)
        left.setProperty("ground", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools(left))
        self.view = BoardView(left)
        self.view.recorded.connect(self.record)
        self.view.opened.connect(self.write)
        self.view.looked.connect(self._look)
        column.addWidget(self.view, 1)
        column.addWidget(self._foot(left))
        right = QFrame(self._split)
        right.setProperty("ground", "surface")
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        self.right = Scroller(right)
        self.right.column.setContentsMargins(16, 12, 16, 12)
        self.right.column.setSpacing(6)
        side.addWidget(self.right, 1)
        foot = QFrame(right)
        foot.setProperty("edge", "top2")
        buttons = QVBoxLayout(foot)
        buttons.setContentsMargins(12, 10, 12, 10)
        self.close_month = Button("月を締める…", foot, kind="main", tall=True, press=self.ask_close)
        buttons.addWidget(self.close_month)
        side.addWidget(foot)
        right.setMinimumWidth(RIGHT)
        self._split.addWidget(left)
        self._split.addWidget(right)
        self._split.setStretchFactor(0, 1)

    def _tools(self, parent: QWidget) -> QFrame:
        tools = QFrame(parent)
        tools.setProperty("edge", "bottom")
        row = QHBoxLayout(tools)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        self.take = Button("", tools, press=self._take)
        row.addWidget(self.take)
        row.addStretch(1)
        self.reported = Button("報告されたファイルと比べる…", tools, kind="quiet", press=self._pick)
        row.addWidget(self.reported)
        self.sheet = Button("進捗一覧を書き出す…", tools, icon="download", press=self._export)
        row.addWidget(self.sheet)
        return tools

    def _foot(self, parent: QWidget) -> QFrame:
        foot = QFrame(parent)
        foot.setProperty("edge", "top2")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        self.keys: list[Button] = []
        words = {"done": "完了済み", "working": "作業中", "waiting": "未着手", "out": "対象外"}
        for n, status in enumerate(KEYS, 1):
            button = Button(words[status], foot, key=str(n), press=lambda s=status: self.record(s))
            self.keys.append(button)
            row.addWidget(button)
        nothing = Button("消す", foot, kind="quiet", key="0", press=lambda: self.record(""))
        self.keys.append(nothing)
        row.addWidget(nothing)
        row.addStretch(1)
        self.caveat = Label("", foot, tone="text2", size="remark")
        row.addWidget(self.caveat)
        self.edit = Button("根拠と日付…", foot, key="Enter", press=self.write)
        row.addWidget(self.edit)
        return foot

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.view if self._stack.currentWidget() is self._split else self.empty).setFocus()

    def find(self) -> None:
        """To the board."""
        self.view.setFocus()

    def about(self) -> tuple[str, str]:
        """What 経緯 is about: nothing has a name of its own here but the records of 記録."""
        return "", ""

    def set_form(self, form: str, width: int) -> None:
        """Small windows give the board the room of the caveat."""
        self._split.setSizes([max(300, width - RIGHT), RIGHT])
        self.caveat.setVisible(form == "wide")

    # loading

    def _outdated(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & work.TYPES or not changes.types:
            self._outdated()

    def load(self) -> None:
        """The board anew."""
        self._stale = False
        self._context.run(work.load, done=self._arrived, label="進捗を数えています", owner=self)

    def _arrived(self, board: Board) -> None:
        self._board = board
        self._stack.setCurrentWidget(self._split if board.rows else self.empty)
        self.view.put(board)
        if self._wanted[0]:
            self.view.go_to(*self._wanted)
            self._wanted = ("", "")
        self.caveat.setText(board.caveat)
        count = sum(bool(c.proposed and not c.status) for r in board.rows for c in r.cells)
        writable = not self._context.read_only
        self.take.set_word(f"提案 {count} 件を入れる" if count else "提案はありません")
        self.take.set_usable(writable and count > 0, "記録から言えることは、もう入っています")
        for button in (*self.keys, self.edit, self.close_month):
            button.set_usable(writable, "読むだけで開いています")
        self._look()

    def show_cell(self, target: str) -> None:
        """A cell from elsewhere: business and step with a slash between."""
        business, _, step = target.partition("/")
        self._wanted = (business, step)
        self.load()

    def _look(self) -> None:
        board = self._board
        column = self.right.column
        clear(column)
        if board is None:
            return
        found = self.view.current()
        if found is not None:
            self._show_cell(board, *found)
        self._show_month(board)
        column.addStretch(1)

    def _show_cell(self, board: Board, row: Row, cell: Cell) -> None:
        column, page = self.right.column, self.right.page
        title = next(s.title for s in board.steps if s.code == cell.step)
        column.addWidget(Label(row.name, page, tone="text2"))
        column.addWidget(Label(title, page, bold=True, size="todo", wrap=True))
        status = board.labels.get(cell.status, "まだ入っていません")
        column.addWidget(Label(f"状況：{status}", page, wrap=True))
        if cell.proposed and cell.proposed != cell.status:
            column.addWidget(Label(f"提案：{board.labels[cell.proposed]}（{cell.why}）", page, tone="text2", wrap=True))
        if cell.against:
            column.addWidget(Label(cell.against, page, tone="error", wrap=True))
        for word, text in (("根拠", cell.evidence), ("予定", cell.planned), ("実績", cell.actual), ("備考", cell.note)):
            if text:
                column.addWidget(Label(f"{word}：{text}", page, wrap=True))
        rates = row.rates
        shares = (("完了", rates.done), ("作業中", rates.working), ("未着手", rates.waiting))
        column.addWidget(Label("　".join(f"{w} {float(r) * 100:.1f}%" for w, r in shares), page))
        column.addWidget(Label(board.caveat, page, tone="text2", size="remark", wrap=True))
        here = [s for r in board.rows for c, s in zip(r.cells, r.statuses, strict=True) if c.step == cell.step]
        spread = "　".join(f"{board.labels[s]} {here.count(s)}" for s in KEYS if here.count(s))
        if spread:
            column.addWidget(Label(f"このステップの全業務：{spread}", page, tone="text2", wrap=True))

    def _show_month(self, board: Board) -> None:
        column, page, month = self.right.column, self.right.page, board.month
        column.addWidget(SectionHeader(f"{month.month} 分の報告", page))
        left = f"あと {month.days} 日" if month.days >= 0 else f"{-month.days} 日過ぎています"
        tone = "error" if month.days < 0 and month.closed is None else ""
        column.addWidget(Label(f"期限 {month.due:%Y-%m-%d}（{left}）", page, bold=True, tone=tone))
        if month.closed is not None:
            column.addWidget(Label(f"{month.closed.at[:10]} に締めました。", page, tone="done"))
        if month.missing:
            column.addWidget(SectionHeader("足りないもの", page, count=len(month.missing)))
            for text in month.missing[:SHOWN]:
                column.addWidget(Label(text, page, wrap=True))
            if len(month.missing) > SHOWN:
                column.addWidget(Label(f"ほか {len(month.missing) - SHOWN} 件", page, tone="text2"))
        if month.last is not None:
            column.addWidget(SectionHeader(f"{month.last.month} から変わったこと", page, count=len(month.changed)))
            for change in month.changed[:SHOWN]:
                steps = "、".join(f"{s} {b}→{n}" for s, b, n in change.steps[:4])
                more = f" ほか {len(change.steps) - 4}" if len(change.steps) > 4 else ""
                parts = (steps + more, f"判定 {change.judged:+}" if change.judged else "",
                         f"課題 {change.issues:+}" if change.issues else "")  # fmt: skip
                column.addWidget(Label(f"{change.name}：{'　'.join(p for p in parts if p)}", page, wrap=True))

    # acts

    def record(self, status: str) -> None:
        """A status for the chosen cells."""
        wanted = [(r.business, c.step, {"status": status}) for r, c in self.view.chosen() if c.status != status]
        if wanted and not self._context.read_only:
            self._run(work.record, wanted)

    def write(self) -> None:
        """The form of a cell."""
        found = self.view.current()
        if found is None or self._board is None or self._context.read_only:
            return
        row, cell = found
        dialog = StepDialog(self._board, row, cell, self.window())
        dialog.accepted.connect(lambda: self._run(work.record, [(row.business, cell.step, dialog.values())]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self) -> None:
        self._run(work.take_proposals)

    def ask_close(self) -> None:
        """The form of a close."""
        if self._board is None:
            return
        month = self._board.month
        dialog = CloseDialog(month, self.window())
        dialog.accepted.connect(lambda: self._run(work.close, month.month, dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _run(self, step: Callable[..., object], *given: object) -> None:
        def done(found: tuple[Changes, HistoryState]) -> None:
            self.banners.drop("refused")
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].label}。元に戻すで戻せます。")

        self._context.run(step, *given, done=done, failed=self._refused, label="書き込み中", owner=self)

    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "進捗一覧を書き出す", "業務別ステップ別進捗一覧.xlsx", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if name:
            self.export_to(name)

    def export_to(self, path: str) -> None:
        """Writes the official layout."""
        self._context.run(
            work.export,
            path,
            done=lambda out: self._context.said.emit(f"「{out}」に書き出しました。"),
            failed=self._refused,
            label="書き出し中",
            owner=self,
        )

    def _pick(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "報告されたファイル", "", "表 (*.xlsx *.csv *.xls)")
        if path:
            self.compare_with(path)

    def compare_with(self, path: str) -> None:
        """Reads a reported file and shows what it contradicts."""
        self._context.run(
            work.compare, path, done=self._compared, failed=self._refused, label="読んでいます", owner=self
        )

    def _compared(self, compared: Compared) -> None:
        self.banners.drop("refused")
        dialog = CompareDialog(compared, self.window())
        dialog.accepted.connect(lambda: self._run(work.take, compared))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _refused(self, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        drop = lambda: self.banners.drop("refused")  # noqa: E731
        self.banners.put("refused", Banner("error", problem.message, problem.hint, self, dismiss=drop))
