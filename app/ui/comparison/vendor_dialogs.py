"""Dialogs on vendors' answers: why staff see one differently, and what is agreed with in one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.services.vendor_words import UNANSWERED, answers, chip_of, label_of
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Chooser, Field, TextLine
from app.ui.parts.requirement import shown_id
from app.ui.parts.text import Elided, Label

if TYPE_CHECKING:
    from app.services.vendor_agreement import Line
    from app.services.vendor_layers import VendorAnswer

SAMPLES = 6
UNDO = "「元に戻す」で戻せます"
WIDTH, EDGE = 600, 24


class OverruleDialog(SentenceDialog):
    """The whole answer, the answer staff see instead, and why: never without a reason."""

    def __init__(self, answer: VendorAnswer, parent: QWidget | None) -> None:
        super().__init__(
            f"{answer.package.name}の回答と異なる見立てを記録します",
            parent,
            explanation="ベンダの回答は消えません。見立てを選ぶと、判定の候補と対応方針の確かめにはそちらを使います。",
            main="異なるとして記録する",
            undo=UNDO,
            width=WIDTH,
        )
        self.setObjectName("overrule")
        card = QFrame(self)
        card.setProperty("card", True)
        grid = QGridLayout(card)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        said = "　".join(t for t in (f"{chip_of(answer.answer)}", answer.when) if t)
        rows = (
            ("回答", said), ("画面・操作", answer.place), ("説明", answer.text), ("懸念", answer.concern),
            ("回答した版", answer.edition), ("受領日", answer.received),
        )  # fmt: skip
        for place, (word, text) in enumerate((w, t) for w, t in rows if t):
            grid.addWidget(Label(word, card, tone="text2", size="remark"), place, 0)
            grid.addWidget(Label(text, card, wrap=True), place, 1)
        grid.setColumnStretch(1, 1)
        card.setMinimumHeight(grid.heightForWidth(WIDTH - 2 * EDGE))  # a dialog doesn't ask how high wrapped text gets
        self.body.addWidget(card)
        self.own = Chooser(self, name="職員の見立て")
        others = [(c, a.chip) for c, a in answers().items() if c != UNANSWERED and c != answer.answer]
        self.own.fill([("", "どれとも決めない"), *others], answer.own if answer.own in dict(others) else "")
        self.body.addWidget(Field("職員の見立て", self.own, self))
        self.line = TextLine(self, name="異なるとする理由", hint="例　打合せ（1月10日）で、画面がないことを確かめた")
        self.line.setText(answer.reason if answer.position == "overrule" else "")
        self.body.addWidget(Field("理由", self.line, self))
        self.line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self.reason()), "理由を書いてください")

    def reason(self) -> str:
        """Why."""
        return str(self.line.text().strip())


class AgreeDialog(SentenceDialog):
    """Many answers agreed with at once, with sample rows, before it is recorded in one step."""

    def __init__(self, lines: Sequence[Line], other: int, parent: QWidget | None) -> None:
        count = len(lines)
        super().__init__(
            f"食い違いのない {count} 件の回答に同意します",
            parent,
            explanation="判定と食い違わず、いま使う版の文に答えているものだけです。あとで一件ずつ取り消せます。",
            main=f"{count} 件に同意する",
            undo="1 回の「元に戻す」で全部戻ります",
            width=640,
        )
        self.setObjectName("agreeMany")
        table = QFrame(self)
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for column, word in enumerate(("ID", "名称", "パッケージ", "回答")):
            grid.addWidget(Label(word, table, tone="text2", size="remark"), 0, column)
        for place, line in enumerate(lines[:SAMPLES], 1):
            grid.addWidget(Label(shown_id(line.row), table, tone="text2"), place, 0)
            grid.addWidget(Elided(line.row.name, table), place, 1)
            grid.addWidget(Elided(line.answer.package.name, table), place, 2)
            grid.addWidget(Label(chip_of(line.answer.answer), table), place, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 1)
        table.setMinimumHeight(grid.sizeHint().height())
        self.body.addWidget(table)
        sums: dict[str, int] = {}
        for line in lines:
            sums[line.answer.answer] = sums.get(line.answer.answer, 0) + 1
        texts = [f"ほか {count - SAMPLES} 件"] if count > SAMPLES else []
        texts += [f"{label_of(code)} {n} 件" for code, n in sums.items()]
        if other:
            texts.append(f"版の違う {other} 件は一件ずつ確かめてください")
        self.body.addWidget(Label("　".join(texts), self, tone="text2", size="remark", wrap=True))
