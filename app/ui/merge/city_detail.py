"""One item closely: every municipality's words side by side, field by field, what differs from ours in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CURRENT_FACTS, SIZE_LABEL, VERDICT
from app.services import register_read
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, ChipLook, verdict_look
from app.ui.parts.inputs import TextLine
from app.ui.parts.layouts import clear
from app.ui.parts.reading import ReadingText
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label, rule
from app.ui.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.services.city_detail import CitySaid
    from app.services.city_matrix import Joint
    from app.ui.work.cities import Close
    from spec_catalog.wording import Segment

_CITY_LEAST = 190
_ALIKE = 4  # a text of which less than this part is the same is simply another text
_TODAY = 3  # current items named; the rest is counted


def marks_of(segments: tuple[Segment, ...]) -> list[tuple[int, int]]:
    """Where the words stand that only this text has; nothing where hardly a word is the same, since all would be."""
    same = sum(len(s.text) for s in segments if s.op == "same")
    if same * _ALIKE < sum(len(s.text) for s in segments if s.op != "deleted"):
        return []
    out, at = [], 0
    for part in segments:
        if part.op == "deleted":
            continue
        if part.op == "added":
            out.append((at, at + len(part.text)))
        at += len(part.text)
    return out


class CityDetail(QFrame):
    """``opened`` carries a NODE; ``decide``, ``deviate`` ask for dialogs; ``noted`` carries (mark, note, withhold)."""

    opened = Signal(str)
    deviate = Signal()
    noted = Signal(bool, str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName("一つの項目の見比べ")
        self._close: Close | None = None
        self._size = ""  # our size class: that of another is named where it differs
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._title = Elided("", self, bold=True, size="todo", hug=True)
        head.addWidget(self._title)
        self._joint_word = Label("共同の決定", self, tone="text2", size="remark")
        head.addWidget(self._joint_word)
        self._joint = Chip(verdict_look(None), self)
        head.addWidget(self._joint)
        self._decided = Elided("", self, tone="text2")
        head.addWidget(self._decided, 1)
        self.reason = Button("逸脱の理由…", self, kind="link", compact=True, press=self.deviate.emit)
        head.addWidget(self.reason)
        self._open = Button("この項目を比べる", self, kind="link", compact=True, press=self._go)
        head.addWidget(self._open)
        column.addLayout(head)
        self._scroll = Scroller(self)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._scroll.column.addLayout(self._grid)
        self._scroll.column.addStretch(1)
        column.addWidget(self._scroll, 1)
        column.addWidget(rule(self))
        own = QHBoxLayout()
        own.setSpacing(8)
        own.addWidget(Label("自分用のメモ", self, tone="text2", size="remark", bold=True))
        self.note = TextLine(self, name="自分用のメモ", hint="パッケージにも様式にも入りません")
        self.note.editingFinished.connect(self._note)
        own.addWidget(self.note, 1)
        self.withhold = CheckBox("他団体に渡さない", self)
        self.withhold.toggled.connect(lambda _on: self._note())
        own.addWidget(self.withhold)
        column.addLayout(own)

    def show_item(self, found: Close, *, writable: bool) -> None:
        """Another item."""
        self._close = None  # filling in is no input
        line, mark = found.detail.line, found.mark
        self._title.set_whole(f"{line.id}　{line.name}")
        self._open.setVisible(line.here)
        self._show_joint(line.joint)
        self.reason.set_usable(
            writable and line.joint is not None, "共同の決定がまだありません" if writable else "読むだけで開いています"
        )
        self.note.setText(mark.note)
        self.withhold.setChecked(mark.withheld)
        for widget in (self.note, self.withhold):
            widget.setEnabled(writable)
        self._size = next((c.column.size for c in found.detail.cities if c.column.own), "")
        self._fill(found.detail.cities, bool(line.joint))
        self._close = found

    def item(self) -> Close | None:
        """What is shown."""
        return self._close

    def _show_joint(self, joint: Joint | None) -> None:
        self._joint.setVisible(joint is not None and bool(joint.verdict or joint.conflict))
        if joint is None:
            self._decided.set_whole("まだありません")
            return
        self._joint.set_look(verdict_look(joint.verdict or None, conflict=joint.conflict))
        doing = register_read.label_of(joint.disposition) if joint.disposition else ""
        parts = (doing, joint.content, joint.reason, f"{joint.by} {joint.date}".strip())
        self._decided.set_whole("　".join(p for p in parts if p))

    # the grid

    def _fill(self, cities: tuple[CitySaid, ...], decided: bool) -> None:
        clear(self._grid)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
            self._grid.setColumnMinimumWidth(column, 0)
        for place, city in enumerate(cities, 1):
            self._grid.addWidget(self._head(city), 0, place)
            self._grid.setColumnStretch(place, 1)
            self._grid.setColumnMinimumWidth(place, _CITY_LEAST)
        rows = [
            ("現行の事実", [self._plain(CURRENT_FACTS.get(_of(c, "current"), _of(c, "current"))) for c in cities]),
            ("差異内容", [self._marked(c, "detail", c.detail_marks, "差異内容") for c in cities]),
            ("理由", [self._marked(c, "why", c.why_marks, "理由") for c in cities]),
            ("食い違う値", [self._plain(_values(c)) for c in cities]),
            ("対応方針", [self._plain(_doing(c)) for c in cities]),
            ("いまの業務", [self._plain(_today(c)) for c in cities]),
            ("逸脱の理由", [self._plain(c.deviation.get("reason", "")) for c in cities] if decided else []),
        ]
        at = 1
        for label, cells in rows:
            if not any(cells):
                continue
            name = Label(label, self._scroll.page, tone="text2", size="remark")
            name.setContentsMargins(0, 4, 0, 0)
            self._grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            for place, cell in enumerate(cells, 1):
                shown = cell or self._text("－", (), f"{cities[place - 1].column.name}の{label}なし", "text3")
                self._grid.addWidget(shown, at, place, Qt.AlignmentFlag.AlignTop)
            at += 1

    def _head(self, city: CitySaid) -> QWidget:
        page = self._scroll.page
        made = QWidget(page)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Elided(city.column.name, made, bold=True, hug=True))
        said = city.said
        if said is None or not (said.verdict or said.conflict):
            row.addWidget(Chip(ChipLook("", "未回答", "sunken", "text2"), made))
        else:
            row.addWidget(Chip(verdict_look(said.verdict, conflict=bool(said.conflict)), made))
        row.addStretch(1)
        column.addLayout(row)
        about = [city.edition, said.department if said else "", (said.at if said else "")[:10]]
        size = "" if city.column.size == self._size else SIZE_LABEL.get(city.column.size, "")
        text = "　".join(t for t in (*about, size) if t)
        column.addWidget(Elided(text or "記録なし", made, tone="text2", size="remark"))
        return made

    def _plain(self, text: str) -> QWidget | None:
        return self._text(text, (), text) if text else None

    def _text(self, text: str, marks: Sequence[tuple[int, int]], name: str, tone: str = "text") -> QWidget:
        """All cells of a row are of one kind, so that their first lines stand level."""
        made = ReadingText(self._scroll.page, name=name, size=13, tone=tone)
        made.show_text(text, marks)
        return made

    def _marked(self, city: CitySaid, name: str, segments: tuple[Segment, ...], label: str) -> QWidget | None:
        text = _of(city, name)
        return self._text(text, marks_of(segments), f"{city.column.name}の{label}") if text else None

    # own notes

    def _note(self) -> None:
        found = self._close
        if found is None:
            return
        note, withhold = self.note.text().strip(), self.withhold.isChecked()
        if (note, withhold) != (found.mark.note, found.mark.withheld):
            self.noted.emit(bool(note), note, withhold)

    def _go(self) -> None:
        if self._close is not None:
            self.opened.emit(self._close.detail.line.node)


def _of(city: CitySaid, name: str) -> str:
    return str(getattr(city.said, name)) if city.said is not None else ""


def _values(city: CitySaid) -> str:
    out = []
    for verdict, _current, detail, why, department in city.values:
        found = VERDICT.get(verdict)
        word = f"{found.sign} {found.short}" if found else "□ 未判定"
        out.append("　".join(t for t in (word, department, detail, why) if t))
    return "\n".join(out)


def _doing(city: CitySaid) -> str:
    return "\n".join("：".join(t for t in (register_read.label_of(d), c) if t) for d, c in city.dispositions)


def _today(city: CitySaid) -> str:
    named = [f"{m.number} {m.name}".strip() for m in city.mapped[:_TODAY]]
    more = len(city.mapped) - len(named)
    return "\n".join([*named, *([f"ほか {more} 件"] if more else [])])
