"""確認・担当・重点: what is done with the chosen items beside judging them, each with its own short dialog."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.core.codes import REVIEWS
from app.ui.comparison.care_dialogs import AssignDialog, FocusDialog, FollowingDialog, HandOverDialog, ReturnDialog
from app.ui.context import Context
from app.ui.work import comparison as comparison_work
from app.ui.work import oversight as work
from app.ui.work.oversight import Care, Overseen
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.derived import Following


class Overseeing(QObject):
    """``refused`` brings what could not be recorded."""

    refused = Signal(object)  # InputProblem

    def __init__(self, context: Context, chosen: Callable[[], list[int]], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._chosen, self._window = context, chosen, parent
        self._edition = ""

    def set_edition(self, edition: str) -> None:
        """Keys are those of this edition."""
        self._edition = edition

    def open(self, place: QPoint) -> None:
        """The menu for the chosen items."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def menu(self) -> QMenu:
        """What can be done with the chosen items; all of it pale while nothing can be recorded."""
        keys = self._chosen()
        menu = QMenu(self._window)
        many = f"（{len(keys)} 件）" if len(keys) > 1 else ""
        actions: tuple[tuple[str, Callable[[], object]] | None, ...] = (
            (f"課内確認にする{many}", lambda: self.review("section", keys)),
            (f"事務局確認にする{many}", lambda: self.review("office", keys)),
            (f"差し戻す{many}…", lambda: self._ask_return(keys)),
            ("確認を取り消す", lambda: self.review("", keys)),
            None,
            (f"担当を決める{many}…", lambda: self._ask(keys, self._ask_assign)),
            ("担当を外す", lambda: self.assign(keys, "", "", "")),
            ("自分の担当を後任者に引き継ぐ…", self._ask_hand_over),
            None,
            (f"重点にする{many}…", lambda: self._ask(keys, self._ask_focus)),
            ("重点を外す", lambda: self.focus(keys, False, "", "", "")),
        )
        usable = bool(keys) and not self._context.read_only
        menu_of_sheets = (("sheet.send", "Excelで回答してもらう…"), ("sheet.return", "回答済みのExcelを取り込む…"))
        for entry in actions:
            if entry is None:
                menu.addSeparator()
                continue
            word, press = entry
            action = menu.addAction(word)
            action.setEnabled(usable)
            action.triggered.connect(lambda _c=False, press=press: press())
        menu.addSeparator()
        menu.addAction("この項目の経緯…").triggered.connect(lambda _c=False: self._context.act.emit("past"))
        for name, word in menu_of_sheets:
            action = menu.addAction(word)
            action.setEnabled(not self._context.read_only)
            action.triggered.connect(lambda _c=False, name=name: self._context.act.emit(name))
        return menu

    # steps

    def review(self, state: str, keys: list[int], note: str = "") -> None:
        """Confirms or returns the chosen items."""

        def done(step: Overseen) -> None:
            self._noted(step)
            kept = f"　{step.left} 件は判定がないか競合しているため、そのままです" if step.left else ""
            self._context.said.emit(f"{step.changes.operations} 件を「{REVIEWS[state]}」にしました{kept}")

        self._run(work.review, keys, state, note, done=done)

    def assign(self, keys: list[int], department: str, person: str, due: str) -> None:
        """Gives the chosen items to somebody."""

        def done(step: Overseen) -> None:
            self._noted(step)
            who = f"{department} {person}".strip()
            said = f"の担当を{who}にしました" if who else "の担当を外しました"
            self._context.said.emit(f"{step.changes.operations} 件{said}")

        self._run(work.assign, keys, department, person, due, done=done)

    def focus(self, keys: list[int], on: bool, note: str, viewpoint: str, due: str) -> None:
        """Makes the chosen items 重点, or no longer."""

        def done(step: Overseen) -> None:
            self._noted(step)
            self._context.said.emit(f"{step.changes.operations} 件を重点{'にしました' if on else 'から外しました'}")

        self._run(work.focus, keys, on, note, viewpoint, due, done=done)

    def _run(self, function: object, *args: object, done: Callable[[Overseen], None]) -> None:
        self._context.run(
            function, self._edition, *args, done=done, failed=self._failed, label="書き込み中", owner=self
        )

    def _noted(self, step: Overseen) -> None:
        self._context.note_commit(step.changes, step.history)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self.refused.emit(problem)

    # dialogs

    def _ask(self, keys: list[int], then: Callable[[list[int], Care], None]) -> None:
        self._context.run(work.care, self._edition, keys[0], done=lambda care: then(keys, care), owner=self)

    def _ask_return(self, keys: list[int]) -> None:
        dialog = ReturnDialog(len(keys), self._window)
        dialog.accepted.connect(lambda: self.review("returned", keys, dialog.reason()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_assign(self, keys: list[int], care: Care) -> None:
        dialog = AssignDialog(len(keys), care, self._window)
        dialog.accepted.connect(lambda: self.assign(keys, *dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_hand_over(self) -> None:
        who = self._context.who()
        dialog = HandOverDialog(f"{who.department}/{who.name}", self._window)
        dialog.accepted.connect(lambda: self._hand_over(*dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _hand_over(self, person: str, successor: str) -> None:
        def done(step: Overseen) -> None:
            self._noted(step)
            self._context.said.emit(f"{step.changes.operations} 件を {successor} に引き継ぎました")

        self._run(work.hand_over, person, successor, done=done)

    def _ask_focus(self, keys: list[int], care: Care) -> None:
        dialog = FocusDialog(len(keys), care, self._window)
        dialog.accepted.connect(lambda: self.focus(keys, True, *dialog.values()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # what follows from the facts

    def offer_following(self) -> None:
        """What 利用実態 leaves only one verdict for, as one step with a preview."""

        def arrived(found: tuple[Following, ...]) -> None:
            if not found:
                self._context.said.emit("利用実態から一つに決まる未判定のものはありません。")
                return
            dialog = FollowingDialog(found, self._window)
            dialog.accepted.connect(lambda: self._record_following(found))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self._context.run(comparison_work.following, self._edition, done=arrived, owner=self)

    def _record_following(self, found: tuple[Following, ...]) -> None:
        def done(step: Overseen) -> None:
            self._noted(step)
            self._context.said.emit(f"{step.changes.operations} 件の判定を記録しました")

        self._run(work.judge_following, found, done=done)
