"""点検: a list beside the work: filtered, jumped from, silenced with a reason, written out; it follows every step."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.views import Changes
from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import AskText
from app.ui.parts.empty import EmptyState
from app.ui.parts.findings import FindingLine, FindingModel, FindingView
from app.ui.parts.inputs import Chooser, SearchField
from app.ui.parts.text import Label
from app.ui.parts.ticks import CheckBox
from app.ui.work import checks as work
from app.ui.work.checks import Checked, Line
from spec_catalog.problems import InputProblem

HEADERS = ("重さ", "点検", "見つかったこと", "業務", "状態")
_SHOWN = 2000  # lines on the screen at once; the sheet holds all of them


class ChecksDialog(QDialog):
    """Not modal: one goes to a finding, mends it, and the line is gone."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("checks")
        self.setProperty("ground", "surface")
        self.setWindowTitle("点検")
        self.setModal(False)
        self.resize(1000, 560)
        self._context = context
        self._checked: Checked | None = None
        self._lines: list[Line] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.search = SearchField("見つかったことを絞り込む", self)
        head.addWidget(self.search, 1)
        self.check = Chooser(self, name="点検の種類")
        head.addWidget(self.check)
        self.business = Chooser(self, name="業務")
        head.addWidget(self.business)
        self.quiet = CheckBox("黙らせたものも", self)
        head.addWidget(self.quiet)
        column.addLayout(head)
        self.sum = Label("確かめています", self, tone="text2")
        column.addWidget(self.sum)
        self.model = FindingModel(self, headers=HEADERS)
        self.view = FindingView(self.model, self)
        self.view.setAccessibleName("点検で見つかったこと")
        column.addWidget(self.view, 1)
        self.nothing = EmptyState("check", "見つかったことはありません", "記録が変わると、ここも変わります。", self)
        self.nothing.hide()
        column.addWidget(self.nothing, 1)
        self.source = Label("", self, tone="text2", size="remark", wrap=True)
        column.addWidget(self.source)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.out = Button("表に書き出す…", self, press=self._export)
        foot.addWidget(self.out)
        foot.addStretch(1)
        self.silence = Button("黙らせる…", self, press=self._silence)
        foot.addWidget(self.silence)
        self.jump = Button("ここへ行く", self, kind="main", key="Enter", press=self._jump)
        foot.addWidget(self.jump)
        column.addLayout(foot)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._types: set[str] = set()
        self._rids: set[str] = set()
        self._whole = False
        self._later.timeout.connect(self._again)
        self.search.searched.connect(lambda _t: self._show())
        self.check.activated.connect(lambda _n: self._show())
        self.business.activated.connect(lambda _n: self._show())
        self.quiet.toggled.connect(lambda _on: self._show())
        self.view.chosen.connect(lambda _row: self._look())
        self.view.doubleClicked.connect(lambda _i: self._jump())
        context.committed.connect(self._committed)
        context.editions_changed.connect(self._everything)
        context.opened.connect(self._everything)
        self._everything()

    # loading

    def _committed(self, changes: Changes) -> None:
        self._types |= changes.types
        self._rids |= changes.rids
        self._whole = self._whole or not changes.types
        self._later.start()

    def _everything(self) -> None:
        self._whole = True
        self._later.start()

    def _again(self) -> None:
        types, rids = (set(), set()) if self._whole else (self._types, self._rids)
        self._types, self._rids, self._whole = set(), set(), False
        self._context.run(
            work.run, frozenset(types), frozenset(rids), done=self._arrived, failed=self._failed,
            label="点検しています", owner=self,
        )  # fmt: skip

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(0, Banner("error", problem.message, problem.hint, self))

    def _arrived(self, checked: Checked) -> None:
        self._checked = checked
        counts: dict[int, int] = {}
        for line in checked.lines:
            counts[line.finding.check] = counts.get(line.finding.check, 0) + (not line.finding.silenced)
        kept = self.check.code()
        titles = [(str(n), f"{n} {t}（{counts.get(n, 0):,}）") for n, (t, _) in checked.titles.items()]
        self.check.fill([("", "すべての点検"), *titles], kept)
        area, names = self.business.code(), dict(self._context.businesses())
        there = sorted({line.business for line in checked.lines if line.business})
        self.business.fill([("", "すべての業務"), *((b, f"{b} {names.get(b, '')}".strip()) for b in there)], area)
        self._show()

    def _show(self) -> None:
        if self._checked is None:
            return
        words = self.search.text().split()
        number, area = self.check.code(), self.business.code()
        self._lines = [
            line
            for line in self._checked.lines
            if (self.quiet.isChecked() or not line.finding.silenced)
            and number in ("", str(line.finding.check))
            and area in ("", line.business)
            and all(w in line.finding.message for w in words)
        ]
        order = {"error": 0, "warning": 1, "info": 2}
        self._lines.sort(key=lambda line: order[line.finding.level])
        row = max(0, self.view.currentIndex().row())
        titles = self._checked.titles
        shown = self._lines[:_SHOWN]
        self.model.set_lines(
            [
                FindingLine(
                    line.finding.level, titles[line.finding.check][0], line.finding.message, line.business,
                    "黙らせた" if line.finding.silenced else "", False,
                )
                for line in shown
            ]
        )  # fmt: skip
        more = f"（はじめの {_SHOWN:,} 件を出しています。絞り込むと残りも出ます）" if len(self._lines) > _SHOWN else ""
        quiet = sum(bool(line.finding.silenced) for line in self._checked.lines)
        self.sum.setText(f"{len(self._lines):,} 件{more}" + (f"　黙らせたもの {quiet:,} 件" if quiet else ""))
        self.view.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        self.view.choose(min(row, len(shown) - 1))
        self._look()

    # one of them

    def current(self) -> Line | None:
        """The line at hand."""
        row = self.view.currentIndex().row()
        return self._lines[row] if 0 <= row < min(len(self._lines), _SHOWN) else None

    def _look(self) -> None:
        line = self.current()
        self.jump.set_usable(line is not None, "行を選んでください")
        self.out.set_usable(bool(self._lines), "見つかったことがありません")
        writable = not self._context.read_only
        self.silence.set_usable(
            line is not None and writable, "行を選んでください" if writable else "読むだけで開いています"
        )
        self.silence.set_word("また出す" if line is not None and line.finding.silenced else "黙らせる…")
        if line is None or self._checked is None:
            self.source.setText("")
            return
        why = f"　黙らせた理由：{line.finding.silenced}" if line.finding.silenced else ""
        self.source.setText(f"根拠　{self._checked.titles[line.finding.check][1]}{why}")

    def _jump(self) -> None:
        line = self.current()
        if line is not None:
            self._context.go.emit(line.screen, line.place)

    def _silence(self) -> None:
        line = self.current()
        if line is None:
            return
        if line.finding.silenced:
            self._write(line, "")
            return
        dialog = AskText(
            f"この指摘を黙らせます。言うことが変わると、また出ます。\n{line.finding.message}",
            "黙らせる理由（必須）",
            self,
            main="黙らせる",
        )
        dialog.accepted.connect(lambda: self._write(line, dialog.text()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, line: Line, reason: str) -> None:
        def stored(done: tuple[Changes, object]) -> None:
            self._context.note_commit(*done)  # type: ignore[arg-type]

        self._context.run(work.silence, line.finding, reason, done=stored, failed=self._failed, owner=self)

    def _export(self) -> None:
        start = str(Path(self._context.settings.get("export_folder") or Path.home()) / "点検.xlsx")
        path, _kind = QFileDialog.getSaveFileName(self, "点検の一覧の保存先", start, "Excel (*.xlsx)")
        if path:
            self._context.run(
                work.export, tuple(self._lines), path, failed=self._failed, label="書き出しています", owner=self,
                done=lambda made: self._context.said.emit(f"書き出しました：{made}"),
            )  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.view.hasFocus():
            self._jump()
            return
        super().keyPressEvent(event)
