"""The keys of a meeting, the same on the PC and at the projector, with the input method on and in full width."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

NEXT, BACK, PAGE, PAGE_BACK, HIDE, BEGIN = "next", "back", "page", "page_back", "hide", "begin"
_PLACES = {
    Qt.Key.Key_Right: NEXT,
    Qt.Key.Key_Left: BACK,
    Qt.Key.Key_PageDown: PAGE,  # what the button of a presenter sends
    Qt.Key.Key_PageUp: PAGE_BACK,
    Qt.Key.Key_Space: HIDE,
    Qt.Key.Key_F5: BEGIN,
}
_LETTERS = {"N": NEXT, "P": BACK}
LETTERS = "HDCMKEW"


def command(text: str) -> str:
    """What one character asks for: a digit, a letter of LETTERS, NEXT …; "" for anything else."""
    folded = unicodedata.normalize("NFKC", text).upper()
    if folded == " ":
        return HIDE
    if len(folded) != 1 or not folded.isascii():
        return ""
    return folded if folded in "0123456789" or folded in LETTERS else _LETTERS.get(folded, "")


def command_of(event: QKeyEvent) -> str:
    """The same of a key."""
    if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
        return ""
    return _PLACES.get(Qt.Key(event.key())) or command(event.text())
