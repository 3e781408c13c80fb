"""新しく始める: municipality, code, size and the place of the file; a wrong check digit warns and never refuses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import SIZE_LABEL
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.buttons import Button
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label


def half_width(text: str) -> str:
    """Digits as people type them with the input method on, made plain."""
    return unicodedata.normalize("NFKC", text).strip()


def code_problem(text: str) -> tuple[str, bool]:
    """(sentence, refused) for a 団体コード; ("", False) when it is right.

    Check digit: 11 less the remainder by 11 of the digits weighted 6, 5, 4, 3, 2, its last digit (団体コード仕様).
    """
    code = half_width(text)
    if not code:
        return "団体コードを 6 桁の数字で入れてください。", True
    if not re.fullmatch(r"\d{6}", code):
        return "6 桁の数字です。5 桁のときは検査数字を足してください。", True
    total = sum(int(d) * w for d, w in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    right = str((11 - total % 11) % 10)
    if code[5] != right:
        return f"検査数字が合いません（正しくは {code[:5]}{right}）。このままでも始められます。", False
    return "", False


class NewFileForm(QWidget):
    """The fields below the chosen card."""

    def __init__(self, folder: Path, parent: QWidget | None = None, *, changed: Callable[[], object]) -> None:
        super().__init__(parent)
        self._folder = folder
        self._own_place = False
        self._changed = changed
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.municipality = TextLine(self, name="団体名", hint="みほん市")
        self.code = TextLine(self, name="団体コード", hint="6 桁")
        self.size = Chooser(self, name="規模")
        self.size.fill(list(SIZE_LABEL.items()), "general")
        self.place = TextLine(self, name="作業ファイルの置き場所")
        grid.addWidget(Field("団体名", self.municipality, self), 0, 0)
        grid.addWidget(Field("団体コード", self.code, self), 0, 1)
        grid.addWidget(Field("規模", self.size, self), 0, 2)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.place, 1)
        row.addWidget(Button("場所を選ぶ…", holder, press=self._choose_place))
        grid.addWidget(Field("作業ファイルの置き場所", holder, self), 1, 0, 1, 3)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        warning = QVBoxLayout()
        warning.setSpacing(0)
        self._remark_row = QWidget(self)
        remark = QHBoxLayout(self._remark_row)
        remark.setContentsMargins(0, 0, 0, 0)
        remark.setSpacing(4)
        self._icon = ThemedIcon("warning", "warn_line", self._remark_row, size=14)
        remark.addWidget(self._icon)
        self.remark = Label("", self._remark_row, size="remark", wrap=True)
        remark.addWidget(self.remark, 1)
        warning.addWidget(self._remark_row)
        grid.addLayout(warning, 2, 0, 1, 3)
        for line in (self.municipality, self.code, self.place):
            line.textChanged.connect(self._look)
        self.place.typed.connect(self._own)
        self._look()

    def _own(self) -> None:
        self._own_place = True

    def _choose_place(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, "作業ファイルの置き場所", self.place.text(), "作業ファイル (*.fitgap)"
        )
        if chosen:
            self._own_place = True
            self.place.setText(chosen if chosen.endswith(".fitgap") else f"{chosen}.fitgap")

    def _look(self) -> None:
        if not self._own_place:
            name = re.sub(r'[\\/:*?"<>|]', "", self.municipality.text().strip()) or "団体名"
            blocked = self.place.blockSignals(True)
            self.place.setText(str(self._folder / f"{name}.fitgap"))
            self.place.blockSignals(blocked)
        sentence, refused = code_problem(self.code.text()) if self.code.text().strip() else ("", False)
        self.remark.setText(sentence)
        self.remark.set_tone("error" if refused else "warn")
        self._icon.set_icon("error" if refused else "warning", "error_line" if refused else "warn_line")
        self._remark_row.setVisible(bool(sentence))
        self.code.setProperty("problem", refused)
        self.code.style().unpolish(self.code)
        self.code.style().polish(self.code)
        self._changed()

    def missing(self) -> str:
        """Why it cannot be started yet, "" when it can."""
        if not self.municipality.text().strip():
            return "団体名を入れてください。"
        sentence, refused = code_problem(self.code.text())
        if refused:
            return sentence
        if not self.place.text().strip():
            return "作業ファイルの置き場所を決めてください。"
        if Path(self.place.text().strip()).exists():
            return "同じ名前のファイルがあります。別の名前にしてください。"
        return ""

    def values(self) -> tuple[str, str, str, str]:
        """(path, municipality, code, size)."""
        return (
            self.place.text().strip(),
            self.municipality.text().strip(),
            half_width(self.code.text()),
            self.size.code(),
        )
