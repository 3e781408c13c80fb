"""Dialogs of 集約: a value written anew after looking at all of them, and many conflicts decided by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.services.conflict_fields import editable, shown, typed
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.layouts import clear
from app.ui.parts.requirement import Scroller
from app.ui.parts.text import Elided, Label
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.conflicts import Conflict, Proposed

SAMPLES = 4
FILLED = "filled"


class RewriteDialog(SentenceDialog):
    """Every field of the atom, started from a value; what others wrote stands below each."""

    def __init__(self, found: Conflict, start: int, parent: QWidget | None) -> None:
        line = found.line
        super().__init__(
            f"{line.title} の{line.about}を書き直す",
            parent,
            explanation="どの値も残り、履歴で読めます。ここに書いたものが、決めた値になります。",
            main="これに決める",
            undo="「元に戻す」で競合に戻ります",
            width=640,
        )
        self.setObjectName("rewrite")
        self._type = line.type
        self._editors: dict[str, Chooser | TextLine] = {}
        first = found.values[start]
        scroll = Scroller(self)
        fields = scroll.column
        fields.setSpacing(8)
        for field in editable(line.type, line.atom):
            value = shown(line.type, field.code, first.raw.get(field.code))
            editor: Chooser | TextLine
            if field.choices:
                editor = Chooser(self, name=field.label)
                editor.fill([("", "（空）"), *field.choices.items()], str(first.raw.get(field.code) or ""))
            else:
                editor = TextLine(self, name=field.label)
                editor.setText(value)
            self._editors[field.code] = editor
            fields.addWidget(Field(field.label, editor, scroll.page))
            others = [dict(v.fields).get(field.label, "") for n, v in enumerate(found.values) if n != start]
            said = " / ".join(t or "（空）" for t in dict.fromkeys(others))
            if field.label in found.differing:
                fields.addWidget(Elided(f"ほかの値：{said}", scroll.page, tone="text2", size="remark"))
        fields.addStretch(1)
        room = parent.height() - 300 if parent is not None else 320
        scroll.setMinimumHeight(max(120, min(scroll.page.sizeHint().height() + 8, room)))
        self.body.addWidget(scroll, 1)
        self.reason = TextLine(self, name="決める理由", hint="例　両課で読み合わせた")
        self.body.addWidget(Field("決める理由（必須）", self.reason, self))
        self._problem = Label("", self, tone="error", wrap=True)
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.reason.textChanged.connect(lambda _t: self._look())
        self._look()
        next(iter(self._editors.values())).setFocus()

    def _look(self) -> None:
        self.main.set_usable(bool(self.reason.text().strip()), "理由を書いてください")

    def fields(self) -> dict[str, Any]:
        """What was written. Raises UserProblem for a text that cannot stand in its field."""
        return {
            code: typed(self._type, code, editor.code() if isinstance(editor, Chooser) else editor.text().strip())
            for code, editor in self._editors.items()
        }

    def accept(self) -> None:
        try:
            self.fields()
        except InputProblem as problem:
            self._problem.setText(f"{problem.message}{problem.hint}")
            self._problem.show()
            return
        super().accept()


class RuleDialog(SentenceDialog):
    """``asked`` wants the proposals of a rule; they are shown before anything is decided."""

    asked = Signal(str)

    def __init__(self, departments: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(
            "競合をまとめて決める",
            parent,
            explanation="規則に当てはまるものだけを決めます。削除と編集の食い違いは一件ずつ決めてください。",
            main="決める",
            undo="1 回の「元に戻す」で全部戻ります",
            width=720,
        )
        self.setObjectName("rule")
        self.proposals: tuple[Proposed, ...] = ()
        self.rule = Chooser(self, name="規則")
        rules = [(FILLED, "空いている欄だけが違うもの：書いてある方に合わせる")]
        rules += [(f"by:{d}", f"{d}が書いた値を採る") for d in departments]
        self.rule.fill(rules, FILLED)
        self.body.addWidget(Field("規則", self.rule, self))
        self._sum = Label("", self, tone="text2", wrap=True)
        self.body.addWidget(self._sum)
        self._table = QFrame(self)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(2, 2)
        self.body.addWidget(self._table)
        self.reason = TextLine(self, name="決める理由", hint="例　主管課の値を採る（1月10日 打合せ）")
        self.body.addWidget(Field("決める理由（必須）", self.reason, self))
        self.reason.textChanged.connect(lambda _t: self._look())
        self.rule.activated.connect(lambda _i: self.asked.emit(self.rule.code()))
        self._look()

    def put(self, found: tuple[Proposed, ...]) -> None:
        """What the rule would decide."""
        self.proposals = found
        clear(self._grid)
        for column, word in enumerate(("項目", "", "決まる値")):
            self._grid.addWidget(Label(word, self._table, tone="text2", size="remark"), 0, column)
        for row, one in enumerate(found[:SAMPLES], 1):
            line = one.conflict.line
            self._grid.addWidget(Elided(line.title, self._table), row, 0)
            self._grid.addWidget(Label(line.about, self._table, tone="text2"), row, 1)
            said = "　".join(text for _label, text in one.text if text) or "（空）"
            self._grid.addWidget(Elided(said, self._table), row, 2)
        more = len(found) - SAMPLES
        said = f"{len(found):,} 件が決まります" if found else "この規則で決められる競合はありません"
        self._sum.setText(f"{said}（ほか {more:,} 件は表に出していません）" if more > 0 else said)
        self._look()

    def _look(self) -> None:
        count = len(self.proposals)
        self.main.set_word(f"{count:,} 件を決める" if count else "決める")
        why = (
            "決められるものがありません" if not count else "" if self.reason.text().strip() else "理由を書いてください"
        )
        self.main.set_usable(not why, why)
