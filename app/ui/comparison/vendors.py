"""What is done with vendors' answers from 比較分析: agreeing, overruling, the import, the list of what disagrees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.comparison.vendor_cards import VendorCards
from app.ui.comparison.vendor_dialogs import AgreeDialog, OverruleDialog
from app.ui.context import Context
from app.ui.work import vendors as work
from app.ui.work.vendors import Done
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.services.vendor_agreement import Line
    from app.services.vendor_layers import VendorAnswer
    from app.ui.comparison.vendor_agreement import AgreementPage
    from app.ui.comparison.vendor_import import VendorImport

BOOKS = (".xlsx", ".xlsm", ".csv", ".tsv")


def books_of(data: QMimeData) -> list[str]:
    """The files among what is dragged that can be a vendor's list."""
    paths = [url.toLocalFile() for url in data.urls()]
    return [p for p in paths if p.lower().endswith(BOOKS)]


class Vendors(QObject):
    """``refused`` brings what could not be recorded; ``item_wanted`` the NODE to go on with."""

    refused = Signal(object)  # InputProblem
    item_wanted = Signal(str)

    def __init__(
        self,
        context: Context,
        cards: VendorCards,
        pages: QStackedWidget,
        home: QWidget,
        business: Callable[[], str],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._pages, self._home, self._window = context, pages, home, parent
        self._business = business
        self._import: VendorImport | None = None
        self._list: AgreementPage | None = None
        self._form = ""
        self.follow(cards)
        cards.import_wanted.connect(self.begin)
        cards.list_wanted.connect(self.show_list)
        context.opened.connect(self.leave)

    def follow(self, cards: VendorCards) -> None:
        """Does what the cards ask for."""
        cards.agreed.connect(lambda shown: self.agree([shown]))
        cards.overruled.connect(self.ask_overrule)
        cards.taken_back.connect(self.take_back)

    # pages

    @property
    def importing(self) -> VendorImport:
        """The page of the import, made when first wanted."""
        if self._import is None:
            from app.ui.comparison.vendor_import import VendorImport

            self._import = VendorImport(self._context, self._window)
            self._import.left.connect(self.leave)
            self._import.finished.connect(self.show_list)
            self._import.set_narrow(self._form == "small")
            self._pages.addWidget(self._import)
        return self._import

    @property
    def list(self) -> AgreementPage:
        """The page of the list, made when first wanted."""
        if self._list is None:
            from app.ui.comparison.vendor_agreement import AgreementPage

            self._list = AgreementPage(self._context, self._window)
            self._list.left.connect(self.leave)
            self._list.import_wanted.connect(self.begin)
            self._list.item_wanted.connect(self._go)
            self._list.agree_wanted.connect(self.ask_agree)
            self.follow(self._list.cards)
            self._list.set_form(self._form)
            self._pages.addWidget(self._list)
        return self._list

    def set_form(self, form: str) -> None:
        """``form``: wide, normal or small."""
        self._form = form
        if self._import is not None:
            self._import.set_narrow(form == "small")
        if self._list is not None:
            self._list.set_form(form)

    def begin(self, path: str = "") -> None:
        """The import; with a file it reads at once."""
        if self._context.read_only:
            self._context.said.emit("読むだけで開いているため取り込めません。")
            return
        self.importing.start(self._business(), path)
        self._pages.setCurrentWidget(self.importing)
        self.importing.focus()

    def drop(self, data: QMimeData) -> bool:
        """Takes a dropped list; False when there is none."""
        books = books_of(data)
        if books:
            self._context.sort_out(books, lambda: self.begin(books[0]))
        return bool(books)

    def show_list(self) -> None:
        """ベンダとの一致."""
        self.list.load(self._business())
        self._pages.setCurrentWidget(self.list)
        self.list.setFocus()

    def leave(self) -> None:
        """Back to the three panes."""
        if self._pages.currentWidget() in (self._import, self._list):
            self._pages.setCurrentWidget(self._home)
            self.item_wanted.emit("")

    def _go(self, node: str) -> None:
        self._pages.setCurrentWidget(self._home)
        self.item_wanted.emit(node)

    # steps

    def agree(self, shown: Sequence[VendorAnswer]) -> None:
        """Agrees with answers as shown."""
        said = f"{len(shown)} 件の回答に同意しました" if len(shown) > 1 else "回答に同意しました"
        self._run(work.agree, list(shown), said=said)

    def ask_agree(self, lines: Sequence[Line], other: int) -> None:
        """Many at once, after a look at them."""
        dialog = AgreeDialog(lines, other, self._window)
        dialog.accepted.connect(lambda: self.agree([n.answer for n in lines]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_overrule(self, shown: VendorAnswer) -> None:
        """What staff see instead, and why."""
        dialog = OverruleDialog(shown, self._window)
        dialog.accepted.connect(
            lambda: self._run(
                work.overrule, shown, dialog.reason(), dialog.own.code(), said="異なる見立てを記録しました"
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take_back(self, shown: VendorAnswer) -> None:
        """Neither agreed nor overruled."""
        self._run(work.take_back, shown, said="回答への見方を取り消しました")

    def _run(self, function: object, *args: object, said: str) -> None:
        def done(step: Done) -> None:
            self._context.note_commit(step.changes, step.history)
            self._context.said.emit(said)

        self._context.run(function, *args, done=done, failed=self._failed, label="書き込み中", owner=self)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, InputProblem):
            self.refused.emit(problem)
