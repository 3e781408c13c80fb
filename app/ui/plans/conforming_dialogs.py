"""The forms of 適合確認: what was seen of one item, and that a package implements nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.conformity import NUMBER, Extra, Line
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.fields import DayLine, TextArea
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.text import Label


class CheckDialog(SentenceDialog):
    """Where it was seen, how, with what result; what an earlier edition's check said stands in the fields."""

    def __init__(self, line: Line, results: Sequence[tuple[str, str]], who: str, parent: QWidget | None) -> None:
        earlier = f"前の版（{line.earlier}）で確かめたことが入っています。変わったところを確かめてください。"
        super().__init__(
            f"{line.node.partition(':')[2]} {line.name} の適合確認",
            parent,
            explanation=earlier if line.state in ("changed", "carry") else "",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=720,
        )
        self.setObjectName("check")
        held = line.values if line.state == "checked" or not line.earlier else line.before
        self.place = TextLine(self, name="画面・操作")
        self.place.setText(held["place"])
        self.body.addWidget(Field("画面・操作", self.place, self))
        self.scenario = TextArea(self, name="確かめる手順", text=held["scenario"], lines=2)
        self.body.addWidget(Field("確かめる手順（シナリオ）", self.scenario, self))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.result = Chooser(self, name="結果")
        self.result.fill((("", "－"), *results), line.values["result"])
        self.by = TextLine(self, name="確認者")
        self.by.setText(line.values["by"] or who)
        self.on = DayLine(self, name="確認日", text=line.values["on"])
        for word, editor in (("結果", self.result), ("確認者", self.by), ("確認日", self.on)):
            row.addWidget(Field(word, editor, self))
        self.body.addLayout(row)
        self.evidence = TextLine(self, name="証跡", hint="画面の写し、試験結果書の番号など")
        self.evidence.setText(held["evidence"])
        self.body.addWidget(Field("証跡", self.evidence, self))
        self.note = TextLine(self, name="備考")
        self.note.setText(line.values["note"])
        self.body.addWidget(Field("備考", self.note, self))
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self.result.currentIndexChanged.connect(lambda _n: self._look())
        for editor in (self.by, self.on):
            editor.textChanged.connect(self._look)
        self.place.setFocus()
        self._look()

    def _look(self) -> None:
        said = self.on.problem()
        if not said and self.result.code() not in ("", "unknown"):
            lacks = [w for w, line in (("確認者", self.by), ("確認日", self.on)) if not line.text().strip()]
            said = f"結果には{'と'.join(lacks)}が要ります。" if lacks else ""
        self.problem.setText(said)
        self.main.set_usable(not said, said)

    def values(self) -> dict[str, str]:
        """What the service wants."""
        return {
            "result": self.result.code(), "place": self.place.text().strip(),
            "scenario": self.scenario.toPlainText().strip(), "evidence": self.evidence.text().strip(),
            "by": self.by.text().strip(), "on": self.on.day(), "note": self.note.text().strip(),
        }  # fmt: skip


class ExtraDialog(SentenceDialog):
    """Whether the package holds functions the standard doesn't know, and the 適合確認番号."""

    def __init__(self, extra: Extra, who: str, parent: QWidget | None) -> None:
        super().__init__(
            "標準仕様にない機能が実装されていないことを確かめます",
            parent,
            explanation="標準準拠システムは、標準仕様にない機能を実装できません（標準化基本方針 5.1.3）。",
            main="記録する",
            undo="1 回の「元に戻す」で戻ります",
            width=640,
        )
        self.setObjectName("extra")
        self.held = Chooser(self, name="ほかの機能")
        self.held.fill((("", "未確認"), ("yes", "ほかに実装した機能はない"), ("no", "ほかに実装した機能がある")))
        self.held.set_code({True: "yes", False: "no", None: ""}[extra.nothing_else])
        self.body.addWidget(Field("ほかの機能", self.held, self))
        self.how = TextArea(self, name="確かめ方", text=extra.how, lines=2)
        self.body.addWidget(Field("確かめ方", self.how, self))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.number = TextLine(self, name="適合確認番号", hint="例　023-1_7370001006432_1")
        self.number.setText(extra.number)
        self.by = TextLine(self, name="確認者")
        self.by.setText(extra.by or who)
        self.on = DayLine(self, name="確認日", text=extra.on)
        fields = (("データ・連携の適合確認番号", self.number), ("確認者", self.by), ("確認日", self.on))
        for word, editor in fields:
            row.addWidget(Field(word, editor, self))
            editor.textChanged.connect(self._look)
        self.body.addLayout(row)
        self.problem = Label("", self, tone="error", wrap=True)
        self.body.addWidget(self.problem)
        self.held.setFocus()
        self._look()

    def _look(self) -> None:
        number = self.number.text().strip()
        said = self.on.problem()
        if number and not NUMBER.fullmatch(number):
            said = "適合確認番号の形が違います。例：023-1_7370001006432_1"
        self.problem.setText(said)
        self.main.set_usable(not said, said)

    def values(self) -> dict[str, object]:
        """What the service wants."""
        return {
            "nothing_else": {"yes": True, "no": False}.get(self.held.code()),
            "how": self.how.toPlainText().strip(), "number": self.number.text().strip(),
            "by": self.by.text().strip(), "on": self.on.day(),
        }  # fmt: skip
