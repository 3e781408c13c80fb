"""What leaves the list of 標準仕様: the clipboard (a table, or the text alone) and a page to print."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from app.core.cliptable import write_text
from app.ui.context import Context
from app.ui.standard.browse import Browse
from app.ui.theme.tokens import tokens
from app.ui.work import listing as work
from app.ui.work.standard import no_formula

MOST = 5_000  # items that go to the clipboard at once


class TakingOut(QObject):
    """The menus of the two buttons under the reading pane, and Ctrl+C in the list."""

    def __init__(self, context: Context, browse: Browse) -> None:
        super().__init__(browse)
        self._context, self._browse = context, browse
        self._fill(
            browse.panes.copy,
            (
                ("選んだ項目を表としてコピー（Ctrl+C）", self.copy_table),
                ("この項目の文をコピー", self.copy_text),
                ("IDと名称をコピー", self.copy_name),
            ),
        )
        self._fill(
            browse.panes.print,
            (
                ("一覧を印刷用のページにする…", lambda: self.page(whole=True)),
                ("選んだ項目を印刷用のページにする…", lambda: self.page(whole=False)),
            ),
        )
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), browse.view)
        shortcut.activated.connect(self.copy_table)

    def _fill(self, button: QPushButton, choices: Sequence[tuple[str, object]]) -> None:
        menu = QMenu(button)
        for word, act in choices:
            menu.addAction(word).triggered.connect(lambda _c=False, act=act: act())
        button.setMenu(menu)

    def copy_table(self) -> None:
        """The chosen lines as a table."""
        keys, scope = self._browse.view.selected_keys()[:MOST], self._browse.scope()
        if scope is not None and keys:
            self._context.run(work.table, scope.hash, tuple(keys), done=self._table, owner=self)

    def _table(self, rows: list[tuple[str, ...]]) -> None:
        data = QMimeData()
        data.setText(write_text([[no_formula(c) for c in row] for row in rows]))
        data.setHtml(table_html(rows))
        QGuiApplication.clipboard().setMimeData(data)
        self._context.said.emit(f"{len(rows) - 1:,} 件を表としてコピーしました。")

    def copy_text(self) -> None:
        """The text of the item that is read."""
        reading = self._browse.reading.reading()
        if reading is not None:
            QGuiApplication.clipboard().setText(reading.detail.text)
            self._context.said.emit("文をコピーしました。")

    def copy_name(self) -> None:
        """0010101 日本人住民データの管理."""
        reading = self._browse.reading.reading()
        if reading is not None:
            row = reading.detail.row
            QGuiApplication.clipboard().setText(f"{row.id}{'-' + row.branch if row.branch else ''} {row.name}".strip())
            self._context.said.emit("ID と名称をコピーしました。")

    def page(self, *, whole: bool) -> None:
        """A page of the list, or of the chosen lines, opened to be printed."""
        browse = self._browse
        keys = browse.model.all_keys() if whole else browse.view.selected_keys()
        scope = browse.scope()
        if scope is None or not keys:
            return
        name = f"標準仕様の一覧_{date.today():%Y%m%d}.html"
        path = ask_path(browse, self._context, "ページを書き出す", name, "ページ (*.html);;PDF (*.pdf)")
        if not path:
            return
        self._context.run(
            work.page, scope, tuple(keys), path, browse.said(), tokens("light"), done=self._written,
            label="ページを書き出しています", owner=self,
        )  # fmt: skip

    def _written(self, path: str) -> None:
        self._context.said.emit(f"書き出しました：{path}　開いた画面の「印刷」で刷れます。")
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def ask_path(parent: QWidget, context: Context, title: str, name: str, kind: str) -> str:
    """Where something is to be written, beginning in the folder used last; "" when the person thought better of it."""
    start = str(Path(context.settings.get("export_folder")) / name)
    path, _kind = QFileDialog.getSaveFileName(parent, title, start, kind)
    if path:
        context.settings.put("export_folder", str(Path(path).parent))
    return path


def table_html(rows: Sequence[Sequence[str]]) -> str:
    """A table that spreadsheets and word processors take; ids stay text."""
    out = ["<table>"]
    for n, row in enumerate(rows):
        tag = "th" if n == 0 else "td"
        cells = (html.escape(c).replace("\n", "<br>") for c in row)
        out.append("<tr>" + "".join(f"<{tag} style=\"mso-number-format:'\\@'\">{c}</{tag}>" for c in cells) + "</tr>")
    return "".join([*out, "</table>"])
