"""The middle of 現行調査: the grids, or what to do while a list is empty or nothing fits the filter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.survey.rows import HOW

GRID, EMPTY, NOTHING = range(3)


class Middle(QStackedWidget):
    """``grids`` holds one page per list."""

    def __init__(
        self,
        parent: QWidget,
        start_import: Callable[[], object] | None,
        add_row: Callable[[], object],
        clear_filter: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self.grids = QStackedWidget(self)
        self.addWidget(self.grids)
        self.empty = EmptyState(
            "table",
            "まだ何も書かれていません",
            HOW,
            self,
            buttons=(
                *((Button("Excelから取り込む…", self, kind="main", press=start_import),) if start_import else ()),
                Button("行を足す", self, icon="plus", press=add_row),
            ),
        )
        self.addWidget(self.empty)
        self.addWidget(
            EmptyState(
                "search",
                "当てはまる行がありません",
                "絞り込みのことばか、業務を替えてください。",
                self,
                buttons=(Button("絞り込みをやめる", self, press=clear_filter),),
            )
        )
