"""Inquiries to those a change touches: who is asked what, seen before anything is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QListWidgetItem, QWidget

from app.services.link_impact import Letter
from app.ui.context import Context
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label
from app.ui.parts.tick_list import TickList
from app.ui.theme.tokens import tokens
from app.ui.work import link_review as work
from app.ui.work.link_review import Done

FILES = "表（Excel） (*.xlsx);;PDF（図） (*.pdf);;画像（図） (*.png);;SVG（図） (*.svg)"
LOW = 620  # a window lower than this has room for less


class AskDialog(SentenceDialog):
    """One line per addressee with the letter beneath; what waits for an answer already can't be ticked."""

    def __init__(self, letters: Sequence[Letter], parent: QWidget | None) -> None:
        super().__init__(
            "影響を受ける課への照会を作ります",
            parent,
            explanation="照会は下書きとして「課題・決定」の一覧「照会」に並びます。文は送る前に直せます。",
            main="照会を作る",
            undo="1 回の「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("ask-impact")
        self._letters = list(letters)
        self.list = TickList(self, name="照会先")
        low = parent is not None and parent.height() < LOW
        self.list.setFixedHeight(min(len(letters), 4 if low else 7) * 26 + 8)
        for letter in letters:
            waits = f"　{letter.there} の回答待ち" if letter.there else ""
            item = self.list.add(f"{letter.addressee}　{len(letter.nodes)} 連携{waits}", usable=not letter.there)
            item.setCheckState(Qt.CheckState.Unchecked if letter.there else Qt.CheckState.Checked)
        self.list.itemChanged.connect(lambda _item: self._look())
        self.list.currentItemChanged.connect(lambda item, _before: self._show(item))
        self.body.addWidget(Label("照会先", self, tone="text2", size="remark"))
        self.body.addWidget(self.list)
        self.due = TextLine(self, name="回答期限", hint="R8.12.10")
        self.body.addWidget(Field("回答期限", self.due, self))
        self.body.addWidget(Label("送る文", self, tone="text2", size="remark"))
        self._area = Scroller(self)
        self._area.setFixedHeight(110 if low else 200)
        self._area.setAccessibleName("送る文")
        self._area.column.setContentsMargins(8, 8, 8, 8)
        self.letter = Label("", self._area.page, wrap=True)
        self._area.column.addWidget(self.letter)
        self._area.column.addStretch(1)
        self.body.addWidget(self._area)
        self.list.setCurrentRow(0)
        self._look()

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.letter.setText(self._letters[self.list.row(item)].text)

    def _look(self) -> None:
        chosen = len(self.addressees())
        self.main.set_word(f"{chosen} 件の照会を作る" if chosen else "照会を作る")
        self.main.set_usable(chosen > 0, "照会する相手を選んでください")

    def addressees(self) -> list[str]:
        """To whom."""
        ticked = [n for n in range(self.list.count()) if self.list.item(n).checkState() == Qt.CheckState.Checked]
        return [self._letters[n].addressee for n in ticked]


class Asking(QObject):
    """What the impact panel asks for: inquiries, and the table or picture as a file."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._page = context, parent

    def ask(self, changed: list[str]) -> None:
        """The form of the inquiries a change asks for."""
        if changed and not self._context.read_only:
            self._context.run(
                work.letters, changed, done=lambda found: self._form(changed, found), label="照会をまとめています",
                owner=self,
            )  # fmt: skip

    def _form(self, changed: list[str], letters: list[Letter]) -> None:
        if not letters:
            self._context.said.emit("影響を受ける連携がないため、照会する相手がいません。")
            return
        dialog = AskDialog(letters, self._page.window())
        dialog.accepted.connect(lambda: self._make(changed, dialog.addressees(), dialog.due.text().strip()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _make(self, changed: list[str], only: list[str], due: str) -> None:
        def done(found: tuple[list[str], Done]) -> None:
            self._context.note_commit(*found[1])
            self._context.said.emit(f"照会 {'、'.join(found[0])} を下書きにしました。")

        self._context.run(work.ask, changed, only, due, done=done, label="書き込み中", owner=self)

    def export(self, changed: list[str]) -> None:
        """The table or picture as a file the person chooses."""
        if not changed:
            return
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getSaveFileName(
            self._page, "影響の表を書き出す", f"{folder}/影響する連携と所管課.xlsx", FILES
        )
        if path:
            self.export_to(changed, path)

    def export_to(self, changed: list[str], path: str) -> None:
        """The same to a path; print always has the light colours."""
        self._context.run(
            work.export_impact, changed, path, tokens("light"), label="影響の表を書き出しています", owner=self,
            done=lambda written: self._context.said.emit(f"書き出しました：{written}"),
        )  # fmt: skip
