"""The bar across the bottom: row 1 records a verdict by one key, row 2 holds the fields of the requirement."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS
from app.services.views import Draft, ItemDetail
from app.ui.comparison.judged_box import JudgedBox
from app.ui.comparison.keys import VerdictKey, make_keys
from app.ui.parts.buttons import Button
from app.ui.parts.chips import Chip, state_look
from app.ui.parts.dispositions import DispositionField
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import tip
from app.ui.parts.ticks import MultiChoice
from app.ui.work.comparison import Fields
from app.ui.work.register import ItemIssue, source

if TYPE_CHECKING:
    from app.services.derived import Derived

DRAFT_MS = 1000
ATOMS = ("verdict", "effect", "memo")


class VerdictBar(QFrame):
    """Never scrolls. ``digit`` and ``record`` go to the screen, which alone commits."""

    digit = Signal(str)
    record = Signal()
    left = Signal()  # Esc: back to the list
    preset_switched = Signal(bool)
    draft_due = Signal()
    draft_dropped = Signal()
    disposed = Signal(object)  # Choice
    issue_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "top2")
        self.setAccessibleName("判定を記録する欄")
        self._stored = Fields(None, "", "", (), "", "")
        self._small, self._wide = False, False
        self._writable = True
        self._keys: list[VerdictKey] = []
        self._cls: str | None = None
        self._derived: Derived | None = None
        self._detailed = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        self._row1 = QHBoxLayout()
        self._row1.setSpacing(6)
        column.addLayout(self._row1)
        self._keys_row = QHBoxLayout()
        self._keys_row.setSpacing(6)
        self._row1.addLayout(self._keys_row)
        self.preset = Button("詳細の9区分にする", self, kind="link", press=self._switch)
        self._row1.addSpacing(8)
        self._row1.addWidget(self.preset)
        self._row1.addStretch(1)
        self._judged = JudgedBox(self)
        self._row1.addWidget(self._judged)
        self._row1.setStretch(0, 0)
        self._row2 = QWidget(self)
        column.addWidget(self._row2)
        self._build_fields(self._row2)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self._due)
        self.set_detailed(False)

    # building

    def _build_fields(self, holder: QWidget) -> None:
        self._fields_row = row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.detail = TextLine(holder, name="差異の内容")
        self.targets = MultiChoice(list(EFFECT_TARGETS.items()), holder, name="影響先")
        self.degree = Chooser(holder, name="影響度")
        self.degree.fill([("", "－"), *EFFECT_DEGREES.items()], "")
        self.disposition = DispositionField(holder, width=184)
        self.disposition.picked.connect(self.disposed)
        self.issue = Button("課題にする", holder, press=self.issue_pressed.emit)
        self.memo = TextLine(holder, name="メモ", hint="なし")
        self._detail_field = Field("差異の内容", self.detail, holder, key="Enter")
        self._more_link = Button("現行・理由", self._detail_field, kind="link", compact=True, press=self._switch_more)
        self._more_link.setToolTip("現行の事実と判定の理由を書く欄を出します")
        self._detail_field.add_to_head(self._more_link)
        row.addWidget(self._detail_field, 5)
        row.addWidget(Field("影響先", self.targets, holder))
        row.addWidget(Field("影響度", self.degree, holder))
        row.addWidget(Field("対応方針", self.disposition, holder, key="D"))
        row.addWidget(Field("課題", self.issue, holder, key="G"))
        row.addWidget(Field("メモ", self.memo, holder, key="M"), 2)
        row.addLayout(self._last_column(holder))
        self._build_more()
        for line, following in (
            (self.detail, self.targets),
            (self.reason, self.targets),
            (self.memo, self.main),
        ):
            line.typed.connect(self._touched)
            line.entered.connect(following.setFocus)
            line.record.connect(self.record)
        self.current.activated.connect(self._touched)
        self.current.activated.connect(self._propose)
        self.degree.activated.connect(self._touched)
        self.targets.picked.connect(self._touched)

    def _last_column(self, holder: QWidget) -> QVBoxLayout:
        last = QVBoxLayout()
        last.setSpacing(2)
        self._draft = QWidget(holder)
        self._draft.setFixedHeight(22)
        draft_row = QHBoxLayout(self._draft)
        draft_row.setContentsMargins(0, 0, 0, 0)
        draft_row.setSpacing(4)
        draft_row.addWidget(Chip(state_look("下書き", "warn"), self._draft))
        draft_row.addWidget(Button("捨てる", self._draft, kind="link", compact=True, press=self.draft_dropped.emit))
        draft_row.addStretch(1)
        keep = self._draft.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._draft.setSizePolicy(keep)
        last.addWidget(self._draft)
        self.main = Button("記録して次へ", holder, kind="main", press=self.record.emit)
        self.main.setToolTip("Ctrl+Enter")
        last.addWidget(self.main)
        return last

    def _build_more(self) -> None:
        """現行 and 理由: beside the others where the window is wide, in a row of their own when asked for."""
        self._more = QWidget(self)
        row = QHBoxLayout(self._more)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.current = Chooser(self._more, name="現行")
        self.current.fill([("", "－"), *CURRENT_FACTS.items()], "")
        self.reason = TextLine(self._more, name="理由")
        row.addWidget(Field("現行", self.current, self._more))
        row.addWidget(Field("理由", self.reason, self._more), 1)
        self._column.addWidget(self._more)
        self._more.hide()
        self._more_open = False

    def _switch_more(self) -> None:
        self._more_open = not self._more_open
        self._arrange()
        if self._more_open:
            self.current.setFocus()

    # presets and sizes

    def set_detailed(self, detailed: bool) -> None:
        """詳細 shows nine keys, 簡易 three; nothing recorded changes."""
        chosen = next((key.verdict for key in self._keys if key.isChecked()), None)
        for key in self._keys:
            self._keys_row.removeWidget(key)
            key.hide()
            key.deleteLater()
        self._detailed = detailed
        self._keys = make_keys(detailed, self)
        for key in self._keys:
            key.clicked.connect(lambda _c=False, key=key: self.digit.emit(key.verdict.key if key.verdict else "0"))
            self._keys_row.addWidget(key, 1)
        self._row1.setStretch(0, 100 if detailed else 0)  # nine keys share the row, three keep their width
        self.preset.set_word("簡易の3区分にする" if detailed else "詳細の9区分にする")
        self._frame_key(chosen.code if chosen else None)
        self._propose()
        self._arrange()
        self.set_writable(self._writable)

    def detailed(self) -> bool:
        """True while all nine keys show."""
        return self._detailed

    def takes(self, digit: str) -> bool:
        """True when the digit is a key of the preset that shows."""
        return any((key.verdict.key if key.verdict else "0") == digit for key in self._keys)

    def _switch(self) -> None:
        self.preset_switched.emit(not self._detailed)

    def set_size(self, *, small: bool, wide: bool) -> None:
        """``small``: only row 1 stays, row 2 opens with Enter."""
        self._small, self._wide = small, wide
        self._more_open = False
        self.disposition.set_room(130 if small else 184)
        if wide:
            self._fields_row.insertWidget(1, self._more, 4)
        elif self._fields_row.indexOf(self._more) >= 0:
            self._fields_row.removeWidget(self._more)
            self._column.addWidget(self._more)
        self._row2.setVisible(not small)
        self._arrange()
        order = [self.detail, *((self.current, self.reason) if wide else ()), self.targets, self.degree]
        order += [self.disposition, self.issue, self.memo, *(() if wide else (self.current, self.reason)), self.main]
        for one, following in pairwise(order):
            QWidget.setTabOrder(one, following)

    def _arrange(self) -> None:
        self._keys_row.setSpacing(3 if self._small and self._detailed else 6)
        for key in self._keys:
            key.set_tight(self._small and self._detailed)
            if not self._detailed:
                key.setFixedWidth(key.sizeHint().width() + 4 if self._small else 150)
        self._judged.set_narrow(self._detailed and not self._wide)
        self._judged.setVisible(not (self._small and self._detailed))
        self.preset.setVisible(not self._detailed or self._wide or self._small is False)
        if self._detailed and not self._wide:
            self.preset.hide()  # no room beside ten keys: the switch stays in the palette and in the file menu
        self.main.set_word("記録して次へ　Ctrl+Enter" if self._wide else "記録して次へ")
        open_ = self._row2.isVisibleTo(self)
        self._more_link.setVisible(not self._wide)
        self._more_link.set_word("現行・理由を閉じる" if self._more_open else "現行・理由")
        self._more.setVisible(self._wide or (open_ and self._more_open))
        self.setFixedHeight((126 if open_ else 62) + (62 if open_ and self._more_open else 0))

    def open_fields(self) -> None:
        """Row 2 comes out where it was folded away."""
        if not self._row2.isVisibleTo(self):
            self._row2.show()
            self._arrange()

    def close_fields(self) -> None:
        """Row 2 goes in again where there is no room for it."""
        if self._small:
            self._row2.hide()
            self._more_open = False
            self._arrange()

    def focus_field(self, name: str) -> None:
        """Goes to a field: detail or memo."""
        self.open_fields()
        line = self.memo if name == "memo" else self.detail
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def set_writable(self, writable: bool, reason: str = "") -> None:
        """Pale when nothing can be recorded."""
        self._writable = writable
        for key in self._keys:
            key.setEnabled(writable)
        for line in (self.current, self.detail, self.reason, self.targets, self.degree, self.memo, self.disposition):
            line.setEnabled(writable)
        self.main.set_usable(writable, reason)

    # contents

    def show_item(self, detail: ItemDetail, drafts: dict[str, Draft], derived: Derived | None = None) -> None:
        """The fields as stored; a draft of the item stands over them. ``derived``: what the facts lead to."""
        self._cls, self._derived = detail.row.cls, derived
        judged, effect = detail.judgement, detail.effect
        self._stored = Fields(
            judged.current if judged else None,
            judged.detail if judged else "",
            judged.reason if judged else "",
            effect.targets if effect else (),
            effect.degree if effect else "",
            detail.memo.text if detail.memo else "",
        )
        self._timer.stop()
        self._fill(self._stored, drafts)
        self._draft.setVisible(bool(drafts))
        self._frame_key(judged.verdict if judged and not judged.conflict else None, judged=judged is not None)
        self._propose()

    def _propose(self) -> None:
        """Marks the keys the facts lead to; another fact chosen in the row counts at once."""
        from app.services.derived import table

        chosen, derived = self.current.code(), self._derived
        if derived is not None and chosen in ("", derived.current):
            proposal = derived.proposal
        else:
            proposal = table().propose(self._cls, chosen or None)
        for key in self._keys:
            key.set_proposed(key.verdict is not None and key.verdict.code in proposal.verdicts)

    def show_issue(self, issue: ItemIssue) -> None:
        """The issue of the item and what may be chosen for it."""
        self.disposition.show_choices(issue.choices, issue.disposition, issue.unlawful, source())
        self.issue.set_word(issue.number or "課題にする")
        self.issue.setToolTip(tip(f"{issue.number} {issue.title}\n課題・決定で開きます" if issue.rid else ""))
        self.issue.setAccessibleName(f"課題 {issue.number} を開く" if issue.rid else "課題にする")

    def open_dispositions(self) -> None:
        """D: the list of dispositions."""
        self.open_fields()
        self.disposition.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.disposition.open()

    def _fill(self, stored: Fields, drafts: dict[str, Draft]) -> None:
        verdict = drafts["verdict"].fields if "verdict" in drafts else {}
        effect = drafts["effect"].fields if "effect" in drafts else {}
        memo = drafts["memo"].fields if "memo" in drafts else {}
        self.current.set_code(str(verdict.get("current", stored.current) or ""))
        self.detail.setText(str(verdict.get("detail", stored.detail)))
        self.reason.setText(str(verdict.get("reason", stored.reason)))
        targets = effect.get("targets", stored.targets)
        self.targets.set_codes(tuple(targets) if isinstance(targets, (list, tuple)) else ())
        self.degree.set_code(str(effect.get("degree", stored.degree)))
        self.memo.setText(str(memo.get("text", stored.memo)))
        for line in (self.detail, self.reason, self.memo):
            line.setCursorPosition(0)
            line.setToolTip("")

    def _frame_key(self, code: str | None, *, judged: bool = True) -> None:
        for key in self._keys:
            key.setChecked(judged and key.verdict is not None and key.verdict.code == code)

    def fields(self) -> Fields:
        """What the bar holds now."""
        return Fields(
            self.current.code() or None,
            self.detail.text(),
            self.reason.text(),
            self.targets.codes(),
            self.degree.code(),
            self.memo.text(),
        )

    def dirty_atoms(self) -> dict[str, dict[str, object]]:
        """The atoms that differ from what is stored, with their fields as a draft keeps them."""
        now, stored = self.fields(), self._stored
        found: dict[str, dict[str, object]] = {}
        if (now.current, now.detail, now.reason) != (stored.current, stored.detail, stored.reason):
            found["verdict"] = {"current": now.current, "detail": now.detail, "reason": now.reason}
        if (now.targets, now.degree) != (stored.targets, stored.degree):
            found["effect"] = {"targets": list(now.targets), "degree": now.degree}
        if now.memo != stored.memo:
            found["memo"] = {"text": now.memo}
        return found

    def accept(self, stored: Fields) -> None:
        """These fields are stored now."""
        self._stored = stored
        self._timer.stop()

    def composing(self) -> bool:
        """True while an input method composes in one of the fields."""
        return any(line.composing() for line in (self.detail, self.reason, self.memo))

    def revert(self) -> None:
        """Back to what is stored."""
        self._timer.stop()
        self._fill(self._stored, {})
        self._draft.hide()

    def mark_draft(self) -> None:
        """Says that what is written is kept as a draft."""
        self._draft.show()

    def set_progress(self, judged: int, total: int) -> None:
        """判定済み n / N."""
        self._judged.say(judged, total)

    def progress(self) -> tuple[int, int]:
        """The numbers shown."""
        return self._judged.numbers()

    # drafts

    def _touched(self, _value: object = None) -> None:
        self._timer.start()

    def _due(self) -> None:
        if self.composing():
            self._timer.start()
        else:
            self.draft_due.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.record.emit()
            return
        super().keyPressEvent(event)
