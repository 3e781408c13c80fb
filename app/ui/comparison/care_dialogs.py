"""The dialogs of 確認・担当・重点: what is sent back and why, who has to judge, what is looked at closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QWidget

from app.core.codes import CURRENT_FACTS, VERDICT
from app.ui.comparison.dialogs import samples_table
from app.ui.parts.dialogs import SentenceDialog
from app.ui.parts.inputs import Field, TextLine
from app.ui.parts.text import Label
from app.ui.work.oversight import Care

if TYPE_CHECKING:
    from app.services.derived import Following

SAMPLES = 8
UNDO = "「元に戻す」で戻せます"


def _what(count: int) -> str:
    return f"選んだ {count} 件" if count > 1 else "この項目"


class ReturnDialog(SentenceDialog):
    """差戻し never goes without its reason."""

    def __init__(self, count: int, parent: QWidget | None) -> None:
        super().__init__(
            f"{_what(count)}の判定を差し戻します",
            parent,
            explanation="判定した課の一覧とホームに「差戻し」として出ます。判定を直すと「未」に戻ります。",
            main="差し戻す",
            undo=UNDO,
        )
        self.setObjectName("return")
        self._reason = TextLine(self, name="差戻しの理由", hint="何を直してほしいか")
        self.body.addWidget(Field("理由", self._reason, self))
        self._reason.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self.reason()), "理由を書いてください")

    def reason(self) -> str:
        """Why."""
        return str(self._reason.text().strip())


class AssignDialog(SentenceDialog):
    """Who has to judge."""

    def __init__(self, count: int, care: Care, parent: QWidget | None) -> None:
        super().__init__(
            f"{_what(count)}の担当を決めます",
            parent,
            explanation="担当者を空にすると、課の全員の「自分の担当」に出ます。",
            main="担当にする",
            undo=UNDO,
        )
        self.setObjectName("assign")
        department, person, due = care.assignment
        self._department = TextLine(self, name="担当課")
        completer = QCompleter(self._department)
        completer.setModel(QStringListModel(list(care.departments), completer))
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._department.setCompleter(completer)
        self._person = TextLine(self, name="担当者", hint="空 = 課の全員")
        self._due = TextLine(self, name="期限", hint="例　令和8年1月末")
        for word, line, text in (
            ("担当課", self._department, department),
            ("担当者", self._person, person),
            ("期限", self._due, due),
        ):
            line.setText(text)
            self.body.addWidget(Field(word, line, self))
        self._department.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.main.set_usable(bool(self._department.text().strip()), "担当課を書いてください")

    def values(self) -> tuple[str, str, str]:
        """(所属, 氏名, 期限)."""
        return self._department.text().strip(), self._person.text().strip(), self._due.text().strip()


class HandOverDialog(SentenceDialog):
    """異動: from whom to whom."""

    def __init__(self, person: str, parent: QWidget | None) -> None:
        super().__init__(
            "担当と課題を後任者に引き継ぎます",
            parent,
            explanation="担当になっている項目と終わっていない課題が後任者のものになります。判定と理由は書いた人の名前のまま"
            "残ります。引継ぎ書も書き出して渡してください。",
            main="引き継ぐ",
            undo="1 回の「元に戻す」で全部戻ります",
        )
        self.setObjectName("hand_over")
        self._person = TextLine(self, name="前任者")
        self._successor = TextLine(self, name="後任者", hint="例　市民課/鈴木 太郎")
        self._person.setText(person)
        for word, line in (("前任者（所属/氏名）", self._person), ("後任者（所属/氏名）", self._successor)):
            self.body.addWidget(Field(word, line, self))
            line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.main.set_usable(all("/" in v for v in self.values()), "所属/氏名 の形で書いてください")

    def values(self) -> tuple[str, str]:
        """(前任者, 後任者)."""
        return self._person.text().strip(), self._successor.text().strip()


class FocusDialog(SentenceDialog):
    """重点 with the office's note and the viewpoint to check from."""

    def __init__(self, count: int, care: Care, parent: QWidget | None) -> None:
        super().__init__(
            f"{_what(count)}を重点にします",
            parent,
            explanation="一覧に旗が付き、判定する人のいまの業務の欄に注記と確認観点が出ます。",
            main="重点にする",
            undo=UNDO,
        )
        self.setObjectName("focus")
        note, viewpoint, due = care.focus
        self._note = TextLine(self, name="事務局の注記", hint="例　帳票の外部委託に影響します")
        self._viewpoint = TextLine(self, name="確認観点", hint="例　封入の順番が変わらないか")
        self._due = TextLine(self, name="確定期限", hint="例　9月補正の要求まで")
        for word, line, text in (
            ("事務局の注記", self._note, note),
            ("確認観点", self._viewpoint, viewpoint),
            ("対応方法の確定期限", self._due, due),
        ):
            line.setText(text)
            self.body.addWidget(Field(word, line, self))

    def values(self) -> tuple[str, str, str]:
        """(注記, 確認観点, 確定期限)."""
        return self._note.text().strip(), self._viewpoint.text().strip(), self._due.text().strip()


class FollowingDialog(SentenceDialog):
    """What the facts leave only one verdict for, with sample rows, before it is recorded in one step."""

    def __init__(self, found: tuple[Following, ...], parent: QWidget | None) -> None:
        count = len(found)
        super().__init__(
            f"利用実態から一つに決まる {count} 件の判定を記録します",
            parent,
            explanation="対応付けた現行の利用実態と実装類型から、判定の表で決まるものです。あとで一件ずつ変えられます。",
            main=f"{count} 件を記録する",
            undo="1 回の「元に戻す」で全部戻ります",
            width=600,
        )
        self.setObjectName("following")
        self.body.addWidget(samples_table([(f.row, None, f.verdict) for f in found[:SAMPLES]], self))
        sums: dict[tuple[str, str], int] = {}
        for f in found:
            sums[f.current, f.verdict] = sums.get((f.current, f.verdict), 0) + 1
        said = [
            f"{CURRENT_FACTS[fact]} → {VERDICT[verdict].label} {n} 件" for (fact, verdict), n in sorted(sums.items())
        ]
        more = [f"ほか {count - SAMPLES} 件"] if count > SAMPLES else []
        self.body.addWidget(Label("　".join([*more, *said]), self, tone="text2", size="remark", wrap=True))
