"""Excelで回答してもらう: which forms and lists, for whom, where to. Stays open and shows what was made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.export.dialog import ExportDialog, Job
from app.ui.work import roundtrip as work

SEND = Job(
    "Excelで回答してもらうシートを作ります",
    "戻ってきたら「回答済みのExcelを取り込む」で、変わったところだけを反映します。",
    "作る",
    "作るシート",
    work.offered,
    work.send,
    department="答える所属（所管業務が分かれば、その業務だけ）",
    columns=3,
)


class SendDialog(ExportDialog):
    """The same dialog for sheets that come back."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(context, (), parent, job=SEND)
        self.setObjectName("send")
