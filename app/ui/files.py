"""Files and the window: opening, importing, dropping, backups, and what is written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.ui.context import Context
from app.ui.work import cities, parcels
from app.ui.work import frame as work
from spec_catalog.problems import InputProblem

PACKAGE = ".fgpkg"
WORKBOOKS = (".xlsx", ".xlsm", ".csv")


class Files(QObject):
    """What the file menu does."""

    def __init__(self, context: Context, begin_import: Callable[[list[str]], object], window: QWidget) -> None:
        """``begin_import`` goes to the wizard with paths."""
        super().__init__(window)
        self._context, self._begin_import, self._window = context, begin_import, window
        context.sheet_came.connect(self.return_sheet)
        context.packages_came.connect(self.take_packages)

    def open_dialog(self) -> None:
        """Chooses a workspace file or a package."""
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getOpenFileName(
            self._window, "ファイルを開く", folder, "作業ファイル・パッケージ (*.fitgap *.fgpkg)"
        )
        if path:
            self.open_file(path)

    def open_file(self, path: str) -> None:
        """Opens a workspace file; the one at hand is closed once the other is open. A package goes its own way."""
        self._context.settings.put("folder", str(Path(path).parent))
        if path.lower().endswith(PACKAGE):
            self.open_packages([path])
            return
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
        packages = [p for p in paths if p.lower().endswith(PACKAGE)]
        if workspace is not None:
            self.open_file(workspace)
        elif packages:
            self.open_packages(packages)
        elif paths:
            self._context.sort_out(paths, lambda: self.import_files(paths))

    def open_packages(self, paths: list[str]) -> None:
        """Packages: one for a department is opened as its working copy, what came back is looked at to be taken in, and
        that of another municipality is laid beside ours."""

        def told(found: tuple[str, bool]) -> None:
            code, for_a_department = found
            info = self._context.info
            if info is not None and code != info.code:
                self._context.city_came.emit(paths[0])
            elif for_a_department or self._context.session is None:  # opening says what to do with one that came back
                self._context.open_with(work.open_file, paths[0], self._context.who(), label="パッケージを開いています")
            else:
                self.take_packages(paths)

        def refused(problem: BaseException) -> None:
            if isinstance(problem, InputProblem):
                self._context.problem.emit(problem)

        self._context.tasks.pool(cities.code_of, paths, done=told, failed=refused, owner=self)

    def take_packages(self, paths: list[str] | None = None) -> None:
        """What came back from departments: seen first, then taken in. Without paths they are chosen."""
        if self._context.session is None or self._context.read_only:
            self._context.said.emit("取り込むには、書き込めるファイルを開いてください。")
            return
        if not paths:
            paths, _kind = QFileDialog.getOpenFileNames(
                self._window, "返ってきたパッケージを選ぶ", self._context.settings.get("folder"),
                "パッケージ (*.fgpkg *.xlsx)",
            )  # fmt: skip
        if paths:
            from app.ui.export.taking import TakeDialog

            dialog = TakeDialog(self._context, paths, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.show()  # not modal: sixty packages take a minute, and the window can be used meanwhile

    def check(self) -> None:
        """What the automatic checks find; stays open beside the work and follows it."""
        if self._context.session is None:
            return
        from app.ui.checking.dialog import ChecksDialog

        for held in self._window.findChildren(ChecksDialog):
            held.raise_()
            held.activateWindow()
            return
        dialog = ChecksDialog(self._context, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def hand_out(self) -> None:
        """Packages for departments."""
        from app.ui.export.handing import HandDialog

        self._show(HandDialog(self._context, self._window))

    def hand_back(self) -> None:
        """The package of a working copy back to the office."""
        info = self._context.info
        if info is None or not info.handed:
            self._context.said.emit("事務局へ返すのは、部署の作業用コピーを開いているときです。")
            return
        name = f"{info.handed.partition('の作業用コピー')[0]}から{PACKAGE}"
        start = str(Path(self._context.settings.get("folder") or Path.home()) / name)
        path, _kind = QFileDialog.getSaveFileName(
            self._window, "返すパッケージの保存先", start, "パッケージ (*.fgpkg);;Excel の形 (*.xlsx)"
        )
        if path:
            self._context.run(parcels.hand_back, path, done=self._handed, label="返すパッケージを作っています")

    def _handed(self, made: parcels.Handed) -> None:
        self._context.said.emit(f"返すパッケージを作りました：{made.file}　指紋 {made.fingerprint}")

    def runs(self) -> dict[str, Callable[[], object]]:
        """The actions about packages, and erasing."""
        return {
            "parcel.hand": self.hand_out,
            "parcel.take": lambda: self.take_packages(),
            "parcel.return": self.hand_back,
            "checks": self.check,
            "city.add": lambda: self._context.city_came.emit(""),
            "erase": self.erase,
        }

    def erase(self) -> None:
        """Characters that should never have been written."""
        from app.ui.merge.erasing import EraseDialog

        self._show(EraseDialog(self._context, self._window))

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

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
    return path.lower().endswith((".fitgap", PACKAGE, *WORKBOOKS)) or Path(path).is_dir()
