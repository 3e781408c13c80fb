"""What other municipalities say of the item that is compared, and what was decided together with them."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services import register_read
from app.ui.parts.chips import Chip, ChipLook, verdict_look
from app.ui.parts.text import Elided, Label
from app.ui.work.lists import Reading


def city_card(reading: Reading, parent: QWidget) -> QFrame | None:
    """A line per municipality; None where none lies beside ours and nothing was decided."""
    if not reading.cities and reading.joint is None:
        return None
    card = QFrame(parent)
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    column.addWidget(Label("他団体", card, tone="text2", size="remark", bold=True))
    for city, cell in reading.cities:
        missing = cell.state == "missing"
        chip = (
            ChipLook("", "未回答", "sunken", "text2")
            if missing
            else verdict_look(cell.verdict, conflict=cell.verdict is None)
        )
        off = "" if not cell.off else "決定と違う（理由あり）" if cell.reasoned else "決定と違う"
        _line(card, chip, city.name, "　".join(t for t in (cell.edition, off) if t))
    joint = reading.joint
    if joint is not None:
        doing = register_read.label_of(joint.disposition) if joint.disposition else ""
        decided = bool(joint.verdict or joint.conflict)
        chip = verdict_look(joint.verdict or None, conflict=joint.conflict) if decided else None
        _line(card, chip, f"共同の決定　{doing}".strip("　"), joint.date)
        column.addWidget(Label(joint.reason, card, wrap=True))
    return card


def _line(card: QFrame, chip: ChipLook | None, text: str, remark: str) -> None:
    row = QHBoxLayout()
    row.setSpacing(8)
    if chip is not None:
        row.addWidget(Chip(chip, card))
    row.addWidget(Elided(text, card), 1)
    if remark:
        row.addWidget(Label(remark, card, tone="text2", size="remark"))
    layout = card.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addLayout(row)
