"""What a program can see in a window: clipped words, overlapping labels, missing glyphs, foreign words, contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QTabBar, QWidget

from app.ui.comparison.keys import VerdictKey
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip
from app.ui.theme.tokens import FAMILIES, TEXT_ON, THEMES, contrast, tokens

ALLOWED = {  # the last ones are parts of paths in pictures
    "RFI",
    "RFP",
    "or",
    *(
        "Fit",
        "Gap",
        "Ctrl",
        "Enter",
        "Esc",
        "Excel",
        "ID",
        "PC",
        "xlsx",
        "csv",
        "fitgap",
        "Shift",
        "Space",
        "Alt",
        "Windows",
        "CSV",
        "PMO",
        "BPR",  # words of the standardisation itself
        "SLA",
        "ASP",
        "STEP",  # of the procedure's chapters, in the name of a source
    ),
    *(
        "Windows",
        "CS",
        "EUC",
        "RPA",
        "tmp",
        "home",
        "sample",
        "Documents",
        "broken",
    ),
}
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]{2,}")


def check_window(window: QWidget) -> list[str]:
    """Everything that is wrong in what shows; empty when nothing is."""
    found = [*_clipped(window), *_overlaps(window), *_glyphs(window), *_latin(window)]
    return sorted(set(found))


def check_contrast() -> list[str]:
    """Every text token on every ground it may stand on."""
    return [
        f"contrast {ink} on {ground} in {theme}: {ratio:.2f}"
        for theme in THEMES
        for ink, grounds in TEXT_ON.items()
        for ground in grounds
        if (ratio := contrast(tokens(theme)[ink], tokens(theme)[ground])) < 4.5
    ]


def _words(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for widget in _shown(window):
        if isinstance(widget, QLabel) and widget.text():
            yield widget, widget.text()
        elif isinstance(widget, QAbstractButton) and widget.text() and not widget.property("mayElide"):
            yield widget, widget.text().replace("&&", "&")
        elif isinstance(widget, QTabBar):
            for place in range(widget.count()):
                yield widget, widget.tabText(place)


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and not widget.visibleRegion().isEmpty():
            yield widget


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"


def _clipped(window: QWidget) -> Iterator[str]:
    for widget in _shown(window):
        if isinstance(widget, QLabel):
            yield from _clipped_label(widget)
        elif isinstance(widget, (VerdictKey, Chip)):
            need = widget.sizeHint().width()
            if widget.width() < need:
                yield f"narrow: {_name(widget)} {widget.width()} < {need} {widget.accessibleName()}"
        elif isinstance(widget, QAbstractButton) and widget.text() and not widget.property("mayElide"):
            need = widget.sizeHint().width() if isinstance(widget, Button) else _text_width(widget, widget.text())
            if widget.width() < need:
                yield f"narrow: {_name(widget)} 「{widget.text()}」 {widget.width()} < {need}"
        elif isinstance(widget, QComboBox) and not widget.isEditable():
            need = _text_width(widget, widget.currentText()) + 36
            if widget.width() < need:
                yield f"narrow: {_name(widget)} 「{widget.currentText()}」 {widget.width()} < {need}"
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield from _cut_off(widget, window)


def _clipped_label(label: QLabel) -> Iterator[str]:
    if not label.text() or label.property("mayElide"):
        return
    room = label.contentsRect()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        if need > label.height() + 1:
            yield f"low: {_name(label)} 「{label.text()}」 {label.height()} < {need}"
    elif _text_width(label, label.text()) > room.width() + 1:
        yield f"narrow: {_name(label)} 「{label.text()}」 {room.width()} < {_text_width(label, label.text())}"
    if not label.wordWrap() and label.fontMetrics().height() > label.height() + 2:
        yield f"low: {_name(label)} 「{label.text()}」"


def _cut_off(widget: QWidget, window: QWidget) -> Iterator[str]:
    """A label outside its ancestors; what scrolls may be."""
    rect = QRect(QPoint(0, 0), widget.size())
    at = widget
    while (parent := at.parentWidget()) is not None and at is not window:
        rect.translate(at.pos())
        if isinstance(parent.parentWidget(), QAbstractScrollArea) and parent is parent.parentWidget().viewport():
            return
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
            yield f"cut off: {_name(widget)} 「{text}」 by {type(parent).__name__}"
            return
        at = parent


def _text_width(widget: QWidget, text: str) -> int:
    return max((widget.fontMetrics().horizontalAdvance(line) for line in text.split("\n")), default=0)


def _overlaps(window: QWidget) -> Iterator[str]:
    families: dict[QWidget, list[QWidget]] = {}
    for widget in _shown(window):
        if isinstance(widget, (QLabel, QAbstractButton, Chip)) and widget.parentWidget() is not None:
            families.setdefault(widget.parentWidget(), []).append(widget)
    for siblings in families.values():
        for place, one in enumerate(siblings):
            for other in siblings[place + 1 :]:
                if one.geometry().adjusted(1, 1, -1, -1).intersects(other.geometry().adjusted(1, 1, -1, -1)):
                    yield f"overlap: {_name(one)} and {_name(other)}"


def _glyphs(window: QWidget) -> Iterator[str]:
    there = [f for f in FAMILIES if f in QFontDatabase.families()]
    if not there:
        yield f"none of the font families is installed: {', '.join(FAMILIES)}"
        return
    metrics = [QFontMetrics(QFont(f)) for f in there]
    for widget, text in _words(window):
        for character in set(text):
            if not character.isspace() and not any(m.inFontUcs4(ord(character)) for m in metrics):
                yield f"no glyph for U+{ord(character):04X} in 「{text}」 {_name(widget)}"


def _latin(window: QWidget) -> Iterator[str]:
    for widget, text in _words(window):
        if widget.property("mayElide"):
            continue
        for word in _LATIN.findall(text):
            if word not in ALLOWED:
                yield f"Latin word {word!r} in 「{text}」 {_name(widget)}"
