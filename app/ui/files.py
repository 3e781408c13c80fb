"""Files and the window: opening, importing, dropping, backups, and what is written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.context import Context
from app.ui.work import frame as work

WORKBOOKS = (".xlsx", ".xlsm", ".csv")


class Files(QObject):
    """What the file menu does."""

    def __init__(self, context: Context, begin_import: Callable[[list[str]], object], window: QWidget) -> None:
        """``begin_import`` goes to the wizard with paths."""
        super().__init__(window)
        self._context, self._begin_import, self._window = context, begin_import, window
        context.sheet_came.connect(self.return_sheet)

    def open_dialog(self) -> None:
        """Chooses a workspace file."""
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getOpenFileName(self._window, "ファイルを開く", folder, "作業ファイル (*.fitgap)")
        if path:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Opens a workspace file; the one at hand is closed once the other is open."""
        self._context.settings.put("folder", str(Path(path).parent))
        self._context.open_with(work.open_file, path, self._context.who(), label="ファイルを開いています")

    def import_files(self, paths: list[str] | None = None) -> None:
        """Starts the import, with files or by choosing them."""
        if self._context.session is None or self._context.read_only:
            self._context.said.emit("取り込むには、書き込めるファイルを開いてください。")
            return
        self._begin_import(paths or [])

    def wanted(self, data: QMimeData) -> bool:
        """True when something in it can be opened or imported."""
        return any(_wanted(url.toLocalFile()) for url in data.urls())

    def drop(self, data: QMimeData) -> None:
        """Opens a workspace, or imports the rest."""
        paths = [url.toLocalFile() for url in data.urls() if url.toLocalFile()]
        workspace = next((p for p in paths if p.lower().endswith(".fitgap")), None)
        if workspace is not None:
            self.open_file(workspace)
        elif paths:
            self._context.sort_out(paths, lambda: self.import_files(paths))

    def export(self, *chosen: str) -> None:
        """Sheets and reports into a folder; ``chosen``: what is ticked at the start."""
        from app.ui.export.dialog import ExportDialog

        dialog = ExportDialog(self._context, chosen, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def send_sheets(self) -> None:
        """Sheets that are answered in Excel, into a folder."""
        from app.ui.export.sending import SendDialog

        dialog = SendDialog(self._context, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def return_sheet(self, path: str = "") -> None:
        """A sheet that came back: seen first, then taken over. Without a path it is chosen."""
        if self._context.session is None or self._context.read_only:
            self._context.said.emit("取り込むには、書き込めるファイルを開いてください。")
            return
        if not path:
            folder = self._context.settings.get("export_folder") or self._context.settings.get("folder")
            path, _kind = QFileDialog.getOpenFileName(
                self._window, "回答済みのExcelを選ぶ", folder, "Excel (*.xlsx *.xlsm)"
            )
        if path:
            from app.ui.export.returning import ReturnDialog

            dialog = ReturnDialog(self._context, path, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def backup(self) -> None:
        """Makes a backup now."""
        self._context.run(
            work.backup,
            done=lambda path: self._context.said.emit(f"控えを取りました：{path}"),
            label="控えを取っています",
        )


def _wanted(path: str) -> bool:
    return path.lower().endswith((".fitgap", *WORKBOOKS)) or Path(path).is_dir()
