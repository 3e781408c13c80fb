"""Cards of the right pane: why an item is 重点, what the facts lead to, how far it is confirmed, whose it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CURRENT_FACTS, REVIEWS, VERDICT
from app.services.views import Focus
from app.ui.parts.banner import ThemedIcon
from app.ui.parts.text import Label
from app.ui.work.lists import Reading

Line = tuple[str, str, str]
"""(word, text, tone)"""


def person(by: str) -> str:
    """市民課/佐藤 花子 → 市民課　佐藤 花子."""
    return by.replace("/", "　").strip()


def moment(at: str) -> str:
    """2026-11-20T14:03:22… → 2026-11-20 14:03."""
    return at[:16].replace("T", " ")


def care_lines(reading: Reading) -> list[Line] | None:
    """What the card says; None when there is nothing to say."""
    detail, derived = reading.detail, reading.derived
    lines: list[Line] = []
    judged = detail.judgement
    if derived is not None and derived.proposal.verdicts:
        allowed = derived.proposal.verdicts
        verdicts = "・".join(VERDICT[v].label for v in allowed)
        fact = CURRENT_FACTS.get(derived.current or "", "")
        why = f"{CLASS_LABEL.get(detail.row.cls or '', '')} × {fact}"
        if judged is None or judged.verdict is None:
            lines.append(("事実から", f"{verdicts}（{why}）", ""))
            lines.append(("", derived.proposal.advice, "text2"))
        elif not judged.conflict and judged.verdict not in allowed:
            lines.append(("事実から", f"表では {verdicts}（{why}）です。変えた理由があれば書いてください。", ""))
    if detail.review is not None:
        r = detail.review
        if r.stale:
            lines.append(("確認", "未（確認の後に判定が変わりました）", "warn"))
        else:
            lines.append(("確認", f"{REVIEWS[r.state]}　{person(r.by)}　{r.at[:10]}", ""))
            if r.note:
                lines.append(("", r.note, "error" if r.state == "returned" else ""))
    if detail.assignment is not None:
        a = detail.assignment
        due = f"　期限 {a.due}" if a.due else ""
        lines.append(("担当", f"{a.department}　{a.person or '（課の全員）'}{due}", ""))
    return lines or None


class CareCard(QFrame):
    """Lines of word and text."""

    def __init__(self, lines: list[Line], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, (word, text, tone) in enumerate(lines):
            label = Label(word, self, tone="text2", size="remark")
            label.setContentsMargins(0, 2, 0, 0)
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(text, self, tone=tone, wrap=True), place, 1)
        grid.setColumnStretch(1, 1)


class FocusCard(QFrame):
    """重点: the first thing in the pane, so that nobody judges past it."""

    def __init__(self, focus: Focus, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(ThemedIcon("flag", "warn_line", self))
        head.addWidget(Label("重点", self, bold=True))
        head.addStretch(1)
        if focus.due:
            head.addWidget(Label(f"期限 {focus.due}", self, tone="text2", size="remark"))
        column.addLayout(head)
        for word, text in (("事務局", focus.note), ("確認観点", focus.viewpoint)):
            if text:
                column.addWidget(Label(f"{word}：{text}", self, wrap=True))
