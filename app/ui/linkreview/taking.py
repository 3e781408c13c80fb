"""A city's own 連携検討表 comes in: what it would write is seen first, rows of no linkage here are named."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.survey_review import ReviewPreview
from app.ui.context import Context
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.text import Label
from app.ui.work import link_review as work
from app.ui.work.link_review import Done

FILES = "表計算 (*.xlsx *.xlsm *.csv)"
_NAMED = 8


class TakeDialog(SentenceDialog):
    """How many rows are known linkages, and which aren't."""

    def __init__(self, seen: ReviewPreview, parent: QWidget | None) -> None:
        super().__init__(
            f"「{seen.file}」の {len(seen.rows)} 連携に、検討要否から備考までを書き込みます",
            parent,
            explanation="書かれている行だけを書き込みます。いまの値と同じものは変わりません。",
            main="書き込む",
            undo="1 回の「元に戻す」で戻ります",
        )
        self.setObjectName("take-review")
        if seen.unknown:
            names = [f"{r.id}-{r.branch}（{r.cell}）" for r in seen.unknown]
            rest = f" ほか {len(names) - _NAMED} 行" if len(names) > _NAMED else ""
            said = f"いま使う版にないため書き込まない行：{'、'.join(names[:_NAMED])}{rest}"
            self.body.addWidget(Label(said, self, tone="text2", wrap=True))
        self.main.set_usable(bool(seen.rows), "書き込める行がありません")


class Taking(QObject):
    """Asks for a file, shows what it would do, and does it."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._page = context, page

    def choose(self) -> None:
        """The file a person chooses."""
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getOpenFileName(self._page, "連携検討表を取り込む", str(folder), FILES)
        if path:
            self.take(path)

    def take(self, path: str) -> None:
        """What a file would write."""
        self._context.run(work.preview, path, done=self._form, label="連携検討表を読んでいます", owner=self)

    def _form(self, seen: ReviewPreview) -> None:
        dialog = TakeDialog(seen, self._page.window())
        dialog.accepted.connect(lambda: self._write(seen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, seen: ReviewPreview) -> None:
        def done(found: Done) -> None:
            self._context.note_commit(*found)
            self._context.said.emit(f"{found[0].operations} 連携に書き込みました。")

        self._context.run(work.take_over, seen, done=done, label="書き込み中", owner=self)
