"""Old and new side by side: fields above, then the text paragraph by paragraph, marked by ground, sign and line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, SIZE_LABEL
from app.ui.parts.reading import ReadingText
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Label
from app.ui.theme import look
from app.ui.theme.tokens import READING_LINE
from spec_catalog.model import SpecItem
from spec_catalog.paragraphs import Pair, aligned
from spec_catalog.wording import Segment

_WORD = 104  # width of the column that names the fields
_SIGN = {"old": "－", "new": "＋"}


class SegmentText(ReadingText):
    """A piece of text whose deleted and added words are marked."""

    def __init__(self, parent: QWidget, *, name: str) -> None:
        self._segments: tuple[Segment, ...] = ()
        super().__init__(parent, name=name)
        self.setProperty("clear", True)  # the ground of the line shows through
        self.viewport().setAutoFillBackground(False)

    def show_segments(self, segments: Sequence[Segment]) -> None:
        """Shows one side of a pair."""
        self._segments = tuple(segments)
        self.show_text("".join(s.text for s in segments))

    def _draw(self) -> None:
        block = QTextBlockFormat()
        block.setLineHeight(READING_LINE, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self.setUpdatesEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.setBlockFormat(block)
        for segment in self._segments:
            cursor.insertText(segment.text, _format(segment.op))
        home = self.textCursor()
        home.setPosition(0)
        self.setTextCursor(home)
        self.setUpdatesEnabled(True)
        self._fit()


def _format(op: str) -> QTextCharFormat:
    made = QTextCharFormat()
    font = look.font(15)
    font.setStrikeOut(op == "deleted")
    font.setUnderline(op == "added")
    made.setFont(font)
    ink = {"deleted": "deleted_ink", "added": "added_ink"}.get(op, "text")
    made.setForeground(QBrush(look.colour(ink)))
    if op != "same":
        made.setBackground(QBrush(look.colour(f"{op}_word")))
    return made


class ComparedPane(Scroller):
    """One item in two editions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("旧と新の比較")
        self._body: QWidget | None = None

    def show_items(
        self,
        old: SpecItem | None,
        new: SpecItem | None,
        titles: tuple[str, str],
        size: str,
    ) -> tuple[int, int, int]:
        """Shows two items; (characters added, deleted, kept) of the text. ``titles``: what stands over the columns."""
        if self._body is not None:
            self._body.hide()
            self._body.deleteLater()
        self._body = body = QWidget(self.page)
        self.column.insertWidget(0, body)
        if self.column.count() == 1:
            self.column.addStretch(1)
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        head = _Line("項目", body, ground="sunken")
        head.put(Label(titles[0], head, tone="text2"), Label(titles[1], head, tone="text2"))
        rows.addWidget(head)
        remarks = _remarks(old, new)
        moved = [r for r in remarks if r[1] != r[2]]  # what changed is read before the text, the rest after it
        self._values(rows, [*_fields(old, new, size), *moved], old, new)
        counts = self._texts(rows, old, new)
        self._values(rows, [r for r in remarks if r not in moved], old, new)
        self.verticalScrollBar().setValue(0)
        return counts

    @staticmethod
    def _values(
        rows: QVBoxLayout, values: Sequence[tuple[str, str, str]], old: SpecItem | None, new: SpecItem | None
    ) -> None:
        for word, a, b in values:
            line = _Line(word, rows.parentWidget())
            line.put_values(a, b, absent=(old is None, new is None))
            rows.addWidget(line)

    def _texts(self, rows: QVBoxLayout, old: SpecItem | None, new: SpecItem | None) -> tuple[int, int, int]:
        added = deleted = kept = 0
        pairs = _together(aligned(old.text if old else "", new.text if new else ""))
        for n, pair in enumerate(pairs):
            line = _Line("本文" if n == 0 else "", rows.parentWidget(), top=n == 0)
            sides: list[QWidget | None] = []
            for side, segments in (("old", pair.old), ("new", pair.new)):
                if not segments:
                    sides.append(None)
                    continue
                cell = SegmentText(line, name=f"{'旧' if side == 'old' else '新'}の本文")
                cell.show_segments(segments)
                sides.append(cell)
            line.put(*sides, changed=pair.changed)
            rows.addWidget(line)
            added += sum(len(s.text) for s in pair.new if s.op == "added")
            deleted += sum(len(s.text) for s in pair.old if s.op == "deleted")
            kept += sum(len(s.text) for s in pair.new if s.op == "same")
        return added, deleted, kept


def _together(pairs: Sequence[Pair]) -> list[Pair]:
    """Neighbouring paragraphs that stayed as they were, as one."""
    out: list[Pair] = []
    for pair in pairs:
        if out and not pair.changed and not out[-1].changed:
            before = out.pop()
            pair = Pair(
                (*before.old, Segment("same", "\n"), *pair.old), (*before.new, Segment("same", "\n"), *pair.new)
            )
        out.append(pair)
    return out


class _Line(QFrame):
    """The name of a field, the old side, the new side."""

    def __init__(self, word: str, parent: QWidget, *, ground: str = "", top: bool = False) -> None:
        super().__init__(parent)
        if ground:
            self.setProperty("ground", ground)
            self.setProperty("edge", "bottom")
        elif top:
            self.setProperty("edge", "top")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        label = Label(word, self, tone="text2")
        label.setFixedWidth(_WORD - 16)
        label.setContentsMargins(0, 5, 0, 0)
        self._grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)

    def put(self, old: QWidget | None, new: QWidget | None, *, changed: bool = False) -> None:
        """The two sides; a side that isn't there is an empty ground."""
        for column, side, widget in ((1, "old", old), (2, "new", new)):
            cell = QFrame(self)
            token = "deleted_row" if side == "old" else "added_row"
            if widget is None:
                cell.setProperty("ground", "sunken")
            elif changed:
                cell.setProperty("ground", token)
            row = QHBoxLayout(cell)
            row.setContentsMargins(8, 4, 10, 4)
            row.setSpacing(4)
            sign = Label(_SIGN[side] if changed and widget is not None else "", cell, tone=f"{side}_sign", bold=True)
            sign.setFixedWidth(16)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            if widget is not None:
                widget.setParent(cell)
                row.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
            else:
                row.addStretch(1)
            self._grid.addWidget(cell, 0, column)

    def put_values(self, old: str, new: str, *, absent: tuple[bool, bool]) -> None:
        """A short value on both sides."""
        changed = old != new and not any(absent)
        made: list[QWidget | None] = []
        for value, gone in ((old, absent[0]), (new, absent[1])):
            made.append(None if gone else Label(value or "空", self, wrap=True, tone="" if value else "text2"))
        self.put(made[0], made[1], changed=changed)


def _fields(old: SpecItem | None, new: SpecItem | None, size: str) -> list[tuple[str, str, str]]:
    """(word, old, new) of what stands above the text: name and place only where they changed, classes, dates …"""
    sides = (old, new)

    def both(get: object) -> tuple[str, str]:
        a, b = (get(i) if i is not None else "" for i in sides)  # type: ignore[operator]
        return a, b

    out: list[tuple[str, str, str]] = []
    for word, get in (("名称", lambda i: i.name), ("項目", lambda i: " › ".join((*i.path, i.section)))):
        a, b = both(get)
        if a != b and old is not None and new is not None:
            out.append((word, a, b))
    out.append(("類型", *both(lambda i: _class(i.classes.of(size)))))
    for other, label in SIZE_LABEL.items():
        a, b = both(lambda i, other=other: _class(i.classes.of(other)))
        if other != size and a != b and old is not None and new is not None:
            out.append((f"類型 {label}", a, b))
    for word, get in (
        ("適合基準日", lambda i: i.applies),
        ("関連", lambda i: "　".join(n.partition(":")[2] for n in i.related)),
    ):
        a, b = both(get)
        if a or b:
            out.append((word, a, b))
    return out


def _remarks(old: SpecItem | None, new: SpecItem | None) -> list[tuple[str, str, str]]:
    """(word, old, new) of what explains the text."""
    reasons = ("考え方・理由", old.reason if old else "", new.reason if new else "")
    notes = ("備考", old.note if old else "", new.note if new else "")
    return [r for r in (reasons, notes) if r[1] or r[2]]


def _class(cls: str | None) -> str:
    return f"{CLASS_SIGN[cls]} {CLASS_LABEL[cls]}" if cls else "－"
