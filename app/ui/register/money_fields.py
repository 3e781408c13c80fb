"""Money of an option in 仙台市's items: ten once, four a year, the subsidy, and running costs before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.core.money import amount, shown
from app.services.choices import costs
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label

if TYPE_CHECKING:
    from app.core.money import Money

_WIDE = 5
_SINGLE = (("ceiling", "補助上限額"), ("before", "平成30年度の運用経費"), ("after", "移行後の運用経費"))


class MoneyFields(QFrame):
    """Sums are shown while typing; ``changed`` after every key."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("金額の内訳")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        held = costs()
        self._items: dict[tuple[str, str], TextLine] = {}
        self._notes: dict[str, TextLine] = {}
        self._sums: dict[str, Label] = {}
        for kind, title in zip(("initial", "annual"), held["headings"], strict=True):
            self._sums[kind] = Label(title, self, bold=True, tone="text2", size="remark")
            column.addWidget(self._sums[kind])
            grid = QGridLayout()
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(4)
            for place, item in enumerate(held[kind]):
                line = self._line(item, "")
                self._items[kind, item] = line
                grid.addWidget(Field(item, line, self), place // _WIDE, place % _WIDE)
            note = self._line(held[f"{kind}_note"], "その他に何を含むか")
            self._notes[kind] = note
            last = len(held[kind])
            if last % _WIDE:
                grid.addWidget(Field(held[f"{kind}_note"], note, self), last // _WIDE, last % _WIDE)
            else:
                grid.addWidget(Field(held[f"{kind}_note"], note, self), last // _WIDE, 0, 1, _WIDE)
            for n in range(_WIDE):
                grid.setColumnStretch(n, 1)
            column.addLayout(grid)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        self.subsidy = Chooser(self, name="補助対象")
        self.subsidy.fill((("", "－"), ("yes", "対象"), ("no", "対象外")), "")
        self.subsidy.activated.connect(lambda _n: self._changed())
        grid.addWidget(Field("補助対象", self.subsidy, self), 0, 0)
        self._single: dict[str, TextLine] = {}
        for place, (code, word) in enumerate(_SINGLE, 1):
            self._single[code] = line = self._line(word, "")
            grid.addWidget(Field(word, line, self), 0, place)
        for n in range(4):
            grid.setColumnStretch(n, 1)
        column.addLayout(grid)

    def _line(self, name: str, hint: str) -> TextLine:
        line = TextLine(self, name=name, hint=hint)
        line.textChanged.connect(lambda _text: self._changed())
        line.entered.connect(self.focusNextChild)
        return line

    def put(self, money: Money, notes: tuple[str, str]) -> None:
        """What is known already."""
        for (kind, item), line in self._items.items():
            held = getattr(money, kind).get(item)
            line.setText("" if held is None else shown(held))
        for kind, note in zip(("initial", "annual"), notes, strict=True):
            self._notes[kind].setText(note)
        for code, line in self._single.items():
            one = getattr(money, code)
            line.setText("" if one is None else shown(one))
        self.subsidy.set_code("" if money.subsidy is None else "yes" if money.subsidy else "no")

    def _changed(self) -> None:
        titles = dict(zip(("initial", "annual"), costs()["headings"], strict=True))
        for kind, label in self._sums.items():
            total = sum(amount(line.text()) or 0 for (k, _), line in self._items.items() if k == kind)
            label.setText(f"{titles[kind]}　計 {shown(total)}" if total else titles[kind])
        self.changed.emit()

    def problem(self) -> str:
        """The first amount nobody can read, "" when all can."""
        named = [(item, line) for (_, item), line in self._items.items()]
        named += [(word, self._single[code]) for code, word in _SINGLE]
        for word, line in named:
            if line.text().strip() and amount(line.text()) is None:
                return (
                    f"{word}「{line.text().strip()}」は金額として読めません。1200000、120万円のように書いてください。"
                )
        return ""

    def values(self) -> dict[str, Any]:
        """What the service wants; empty texts where nothing is said."""
        out: dict[str, Any] = {
            kind: {
                item: line.text().strip()
                for (k, item), line in self._items.items()
                if k == kind and line.text().strip()
            }
            for kind in ("initial", "annual")
        }
        out |= {f"{kind}_note": line.text().strip() for kind, line in self._notes.items()}
        out |= {code: line.text().strip() for code, line in self._single.items()}
        out["subsidy"] = {"yes": True, "no": False}.get(self.subsidy.code(), "")
        return out
