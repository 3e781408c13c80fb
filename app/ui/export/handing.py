"""部署へ渡す: which departments, until when, with which request, and where the packages are put."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.ui.context import Context
from app.ui.parts.banner import Banner
from app.ui.parts.buttons import Button
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label
from app.ui.parts.tick_list import TickList
from app.ui.work import parcels as work
from app.ui.work.parcels import Handed, Offered
from spec_catalog.problems import InputProblem

_RID = Qt.ItemDataRole.UserRole


class HandDialog(SentenceDialog):
    """Stays open after writing and shows the fingerprints to read aloud."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(
            "部署へ渡すパッケージを作ります",
            parent,
            explanation="部署の所管業務の記録と、いま使う版が入ります。部署では、その業務だけを書き換えられます。",
            main="作る",
            cancel="閉じる",
            width=720,
        )
        self.setObjectName("hand")
        self._context = context
        self.said = Label("渡す部署", self, bold=True, wrap=True)
        self.body.addWidget(self.said)
        self.list = TickList(self, name="渡す部署")
        self.list.itemChanged.connect(lambda _item: self._say_usable())
        self.body.addWidget(self.list, 1)
        line = QHBoxLayout()
        line.setSpacing(12)
        self.deadline = TextLine(self, name="期限", hint="2026-12-25")
        line.addWidget(Field("期限（なくてもよい）", self.deadline, self))
        self.note = TextLine(self, name="依頼の文")
        line.addWidget(Field("依頼の文", self.note, self), 1)
        self.body.addLayout(line)
        line = QHBoxLayout()
        line.setSpacing(8)
        self.folder = TextLine(self, name="保存先のフォルダー")
        self.folder.textChanged.connect(lambda _text: self._say_usable())
        line.addWidget(Field("保存先のフォルダー", self.folder, self), 1)
        line.addWidget(Button("選ぶ…", self, press=self._pick), 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(line)
        self.main.clicked.disconnect()
        self.main.clicked.connect(lambda _checked=False: self.write())
        self.main.set_usable(False, "読んでいます")
        context.run(work.offered, done=self._arrived, owner=self)

    def _arrived(self, offered: Offered) -> None:
        self.folder.setText(self._context.settings.get("export_folder") or offered.folder)
        for one in offered.departments:
            about = "、".join(one.businesses) or "所管業務がありません"
            item = self.list.add(f"{one.name}　{about}", usable=bool(one.businesses))
            item.setData(_RID, one.rid)
        if not offered.departments:
            self.said.setText("所属がまだありません。「現行調査」の所属に、名前と所管業務を登録してください。")
        self._say_usable()

    def choose(self, *names: str) -> None:
        """Ticks the departments of these names."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            ticked = item.text().partition("　")[0] in names
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def wanted(self) -> list[str]:
        """The record ids of the departments that are ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [str(i.data(_RID)) for i in items if i.checkState() == Qt.CheckState.Checked and i.data(_RID)]

    def _say_usable(self) -> None:
        count = len(self.wanted())
        self.main.set_word(f"{count} 部署の分を作る" if count else "作る")
        reason = "渡す部署を選んでください" if not count else "保存先を選んでください"
        self.main.set_usable(bool(count) and bool(self.folder.text().strip()), reason)

    def _pick(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "保存先のフォルダー", self.folder.text())
        if path:
            self.folder.setText(path)

    def write(self) -> None:
        """Writes a package for each department that is ticked."""
        self.main.set_usable(False, "作っています")
        self._context.run(
            work.hand_out,
            self.folder.text().strip(),
            self.wanted(),
            self.deadline.text().strip(),
            self.note.text().strip(),
            done=self._written,
            failed=self._failed,
            label="パッケージを作っています",
            owner=self,
        )

    def _written(self, made: list[Handed]) -> None:
        self.said.setText(
            f"{len(made)} 個のパッケージを作りました。右の数字（指紋）を、受け取った人と読み合わせてください。"
        )
        self.list.clear()
        for one in made:
            self.list.add(f"{one.file}　{one.fingerprint}", ticks=False)
        self.main.set_usable(False, "作りました")
        self.cancel.setFocus()
        self._context.handed_out.emit()
        self._context.said.emit(f"{len(made)} 個のパッケージを作りました：{self.folder.text().strip()}")

    def _failed(self, problem: BaseException) -> None:
        self._say_usable()
        if isinstance(problem, InputProblem):
            self.body.insertWidget(0, Banner("error", problem.message, problem.hint, self))
