"""The text of a requirement to be read: 15 px, line height 1.7, plain text, words only the standard has marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from app.ui.theme import look
from app.ui.theme.tokens import READING_LINE, TYPE


class ReadingText(QTextEdit):
    """Read-only text as tall as its contents; its pane scrolls, not the text itself.

    Keys it has no use for go on to the screen, so a digit pressed here still records.
    """

    def __init__(
        self, parent: QWidget | None = None, *, name: str, size: int = TYPE["reading"], tone: str = "text"
    ) -> None:
        super().__init__(parent)
        self._size, self._tone = size, tone
        self._text, self._marks = "", ()
        self._struck = False
        self._hits: tuple[tuple[int, int], ...] = ()
        self._pale: tuple[tuple[int, int], ...] = ()
        self.setProperty("bare", True)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        look.notifier().changed.connect(self._draw)

    def show_text(
        self,
        text: str,
        marks: Sequence[tuple[int, int]] = (),
        *,
        struck: bool = False,
        hits: Sequence[tuple[int, int]] = (),
        pale: Sequence[tuple[int, int]] = (),
    ) -> None:
        """Shows a text; ``marks`` are (start, end) in its characters, ``struck`` draws it as deleted, ``hits`` are the
        places of what was searched, ``pale`` those that are not meant for this municipality.
        """
        self._text, self._marks, self._struck, self._hits = text, tuple(marks), struck, tuple(hits)
        self._pale = tuple(pale)
        self._draw()

    def plain(self) -> str:
        """The text shown."""
        return self._text

    def mark_count(self) -> int:
        """How many places are marked."""
        return len(self._marks)

    def _draw(self) -> None:
        body = QTextCharFormat()
        font = look.font(self._size)
        font.setStrikeOut(self._struck)
        body.setFont(font)
        body.setForeground(QBrush(look.colour("deleted_ink" if self._struck else self._tone)))
        block = QTextBlockFormat()
        line = READING_LINE if self._size >= TYPE["reading"] else round(self._size * 1.7)
        block.setLineHeight(line, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block.setBottomMargin(4)
        self.setUpdatesEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        cursor.setBlockCharFormat(body)
        cursor.insertText(self._text, body)
        marked = QTextCharFormat()
        marked.setBackground(QBrush(look.colour("differing_word")))
        marked.setForeground(QBrush(look.colour("differing_ink")))
        marked.setProperty(QTextFormat.Property.FontWeight, QFont.Weight.Normal)
        found = QTextCharFormat()
        found.setBackground(QBrush(look.colour("selection")))
        found.setForeground(QBrush(look.colour("text")))
        found.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        found.setUnderlineColor(look.colour("accent"))
        pale = QTextCharFormat()
        pale.setForeground(QBrush(look.colour("text3")))
        for places, form in ((self._pale, pale), (self._marks, marked), (self._hits, found)):
            for start, end in places:
                cursor.setPosition(_utf16(self._text, start))
                cursor.setPosition(_utf16(self._text, end), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(form)
        home = self.textCursor()
        home.setPosition(0)
        self.setTextCursor(home)
        self.setUpdatesEnabled(True)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = int(self.document().size().height()) + 6
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())


def _utf16(text: str, place: int) -> int:
    """A position counted in characters as Qt counts it, in UTF-16 units (𠮷 is two)."""
    return len(text[:place].encode("utf-16-le")) // 2
