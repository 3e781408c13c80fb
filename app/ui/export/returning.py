"""回答済みのExcelを取り込む: everything a sheet would change and everything to be asked, before anything is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.inputs import Chooser, Field
from app.ui.parts.text import Elided, Label
from app.ui.parts.ticks import CheckBox
from app.ui.work import roundtrip as work
from app.ui.work.roundtrip import Came, Over
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.roundtrip import Change, Question, Seen

HEADERS = ("重さ", "場所", "変わるところ・確かめること", "どうするか", "")
_HOW = {"new": "反映する", "known": "取り込み済み", "conflict": "競合として残す"}
LEAVE = ""
TALL = 560


class ReturnDialog(SentenceDialog):
    """Reads at once; what a person says of a row is seen in the list before it is stored."""

    def __init__(self, context: Context, path: str, parent: QWidget | None) -> None:
        super().__init__(
            "回答済みのExcelを取り込みます", parent, main="反映する", undo="Ctrl+Z でまとめて戻せます", width=900
        )
        self.setObjectName("return")
        self._context, self._path = context, path
        self._seen: Seen | None = None
        self._match: dict[int, str] = {}
        self._told: dict[int, Question] = {}  # rows a person decided: still there to be decided otherwise
        self._rows: list[Question | None] = []
        self._whole: list[str] = []  # what a line is about in full, for the first of them
        self._asked = 0
        self._build()
        self.main.clicked.disconnect()
        self.main.clicked.connect(lambda _checked=False: self.take())
        self.resize(900, TALL)
        self.look()

    def _build(self) -> None:
        self._about = Elided(Path(self._path).name, self, tone="text2")
        self.body.addWidget(self._about)
        self.sums = Label("読んでいます", self, bold=True, wrap=True)
        self.body.addWidget(self.sums)
        self.export = Chooser(self, name="どの回答用シートか")
        self.export.activated.connect(lambda _i: self.look())
        self._which = Field("どの回答用シートですか（シートの目印が消えています）", self.export, self)
        self._which.hide()
        self.body.addWidget(self._which)
        self.lines = FindingModel(self, headers=HEADERS)
        self.view = FindingView(self.lines, self)
        self.view.setAccessibleName("変わるところと確かめること")
        self.view.header().hideSection(4)
        self.view.chosen.connect(self._row_chosen)
        self.body.addWidget(self.view, 1)
        self.whole = Label("", self, tone="text2", wrap=True)
        self.whole.setMinimumHeight(40)
        self.body.addWidget(self.whole)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        self.row = Chooser(self, name="選んだ行はどの記録か", lead="この行は")
        self.row.activated.connect(lambda _i: self._row_said())
        foot.addWidget(self.row)
        self.suggested = CheckBox("目印の失われた行に候補を使う", self)
        self.suggested.toggled.connect(lambda _on: self.look())
        foot.addWidget(self.suggested)
        self.clear = CheckBox("空にされた欄の値を消す", self)
        self.clear.toggled.connect(lambda _on: self.look())
        foot.addWidget(self.clear)
        self.next = Button("次の確かめること", self, kind="quiet", press=self._next)
        foot.addWidget(self.next)
        foot.addStretch(1)
        self.body.addLayout(foot)
        for widget in (self.row, self.suggested, self.clear, self.next):
            widget.hide()
        self.main.set_usable(False, "読んでいます")

    # seeing

    def look(self) -> None:
        """Reads the file again with what was said so far."""
        self._asked += 1
        asked = self._asked
        self.main.set_usable(False, "読んでいます")

        def arrived(came: Came) -> None:
            if asked == self._asked:
                self._came(came)

        self._context.run(
            work.look,
            self._path,
            self.export.code(),
            dict(self._match),
            self.suggested.isChecked(),
            self.clear.isChecked(),
            done=arrived,
            failed=self._failed,
            label="回答を読んでいます",
            owner=self,
        )

    def _came(self, came: Came) -> None:
        self._seen = came.seen
        if came.seen is None:
            self.export.fill([("", "選んでください"), *came.exports], "")
            self._which.show()
            self.sums.setText("送ったシートを選ぶと、変わったところを示します。")
            self.main.set_usable(False, "どの回答用シートかを選んでください")
            return
        seen = came.seen
        self._about.set_whole(f"{seen.export.label}　{seen.by}　{seen.file}")
        self.sums.setText(_sums(seen))
        lines = [(_question(q), q) for q in seen.questions] + [(_change(c), None) for c in seen.changes]
        lines += [(_decided(q, self._match[row]), q) for row, q in sorted(self._told.items()) if row in self._match]
        lines += [(FindingLine("info", "", n, "", "", False), None) for n in seen.notes]
        self._rows = [q for _line, q in lines]
        self._whole = [_said(q) for q in seen.questions] + [
            f"{c.old or '（空）'}\n→ {c.new or '（空）'}" for c in seen.changes
        ]
        self.lines.set_lines([line for line, _q in lines])
        codes = {q.code for q in seen.questions}
        self.suggested.setVisible(self.suggested.isChecked() or any(_suggested(q) for q in seen.questions))
        self.clear.setVisible(self.clear.isChecked() or "cleared" in codes)
        self.next.setVisible(len(seen.questions) > 1)
        self._row_chosen(self.view.currentIndex().row())
        self.main.set_word(f"{seen.new:,} 件を反映" if seen.new else "反映する")
        self.main.set_usable(bool(seen.new), "新しく変わるところはありません")

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self.sums.hide()
            where = "　".join(t for t in (problem.sheet, problem.cell, problem.hint) if t)
            self.body.insertWidget(1, Banner("error", problem.message, where, self))
            self.main.set_usable(False, problem.message)

    # rows whose record isn't plain

    def _row_chosen(self, row: int) -> None:
        question = self._rows[row] if 0 <= row < len(self._rows) else None
        self.whole.setText(self._whole[row] if 0 <= row < len(self._whole) else "")
        offered = question is not None and bool(question.candidates)
        self.row.setVisible(offered)
        if question is not None and offered:
            known = [(rid, name) for rid, name in question.candidates]
            self.row.fill([(LEAVE, "反映しない"), *known], self._match.get(question.row, LEAVE))

    def _row_said(self) -> None:
        row = self.view.currentIndex().row()
        question = self._rows[row] if 0 <= row < len(self._rows) else None
        if question is not None:
            self._told[question.row] = question
            self._match[question.row] = self.row.code()
            if self.row.code() == LEAVE:
                del self._match[question.row]
            self.look()

    def _next(self) -> None:
        at = self.view.currentIndex().row()
        rows = [n for n, q in enumerate(self._rows) if q is not None]
        if rows:
            self.view.choose(next((n for n in rows if n > at), rows[0]))
            self.view.setFocus()

    # storing

    def take(self) -> None:
        """Stores what is shown."""
        if self._seen is None:
            return
        self.main.set_usable(False, "反映しています")
        self._context.run(
            work.take, self._seen, done=self._taken, failed=self._failed, label="回答を反映しています", owner=self
        )

    def _taken(self, over: Over) -> None:
        self._context.note_commit(over.changes, over.history)
        left = len(self._seen.questions) if self._seen is not None else 0
        more = f"　確かめることが {left} 件残っています" if left else ""
        self._context.said.emit(f"{over.changes.label}しました{more}")
        self.accept()


def _sums(seen: Seen) -> str:
    parts = [f"変わるところ {len(seen.changes):,} か所"]
    parts += [f"足した記録 {seen.added:,} 件"] if seen.added else []
    parts += [f"競合になる {seen.conflicts:,} 件"] if seen.conflicts else []
    parts += [f"取り込み済み {seen.known:,} 件"] if seen.known else []
    parts += [f"確かめること {len(seen.questions):,} 件"] if seen.questions else []
    return "　".join((*parts, f"変わらない行 {seen.unchanged:,} 行"))


def _suggested(question: Question) -> bool:
    return question.code in ("lost", "altered", "other_name") and bool(question.candidates)


def _place(cell: str, name: str) -> str:
    return f"{cell}　{name}" if name else cell


def _change(change: Change) -> FindingLine:
    what = f"{change.column}：{_short(change.old)} → {_short(change.new)}"
    level = "warning" if change.state == "conflict" else "info"
    return FindingLine(level, _place(change.cell, change.name), what, _HOW[change.state], "", False)


def _question(question: Question) -> FindingLine:
    about = f"{question.column}「{_short(question.text)}」：" if question.column else ""
    return FindingLine(
        "warning", _place(question.cell, question.name), f"{about}{question.message}", "反映しない", "", True
    )


def _said(question: Question) -> str:
    return f"{question.message}\n{question.text}" if question.column else question.message


def _decided(question: Question, wish: str) -> FindingLine:
    name = dict(question.candidates).get(wish, wish)
    return FindingLine(
        "info", _place(question.cell, question.name), f"この行は「{name}」とします", "反映する", "", False
    )


def _short(text: str, most: int = 40) -> str:
    plain = " ".join(text.split())
    return (plain if len(plain) <= most else f"{plain[: most - 1]}…") or "（空）"
