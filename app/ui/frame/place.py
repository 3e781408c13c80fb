"""What there is to know about where the open file lies: who writes it, whether work is still only here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.ui.parts.banner import Banner, BannerStack
from app.ui.parts.dialogs import ProblemDialog, SentenceDialog
from app.ui.work import frame as work
from spec_catalog.problems import InputProblem

if TYPE_CHECKING:
    from app.ui.context import Context

WRITING = "から書き込み中です。"


class Place(QObject):
    """Banners about the file's place. ``say`` writes to the status bar; ``reopen`` shows the file anew."""

    def __init__(
        self,
        context: Context,
        banners: BannerStack,
        *,
        say: Callable[[str], object],
        reopen: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context, self._banners, self._window = context, banners, window
        self._say, self._reopen = say, reopen

    def show(self) -> None:
        """What holds for the file just opened; what held for the one before is gone."""
        for code in ("read_only", "far", "warning", "handed"):
            self._banners.drop(code)
        info = self._context.info
        if info is None:
            return
        if self._context.warnings:
            self._put("warning", "warn", "控えを作れませんでした", "　".join(self._context.warnings))
        if info.handed and not info.read_only:
            note = info.handed_note or "自分の課の業務だけを書き換えられます。書き終えたら事務局へ返してください。"
            banner = Banner(
                "info", info.handed, note, self._window, action="返す…",
                press=lambda: self._context.act.emit("parcel.return"),
            )  # fmt: skip
            self._banners.put("handed", banner)
        if info.read_only:
            others = info.read_only_reason.endswith(WRITING)
            what = "ほかの人がこのファイルを書いています" if others else "読むだけで開いています"
            self._put("read_only", "error", what, info.read_only_reason)
        elif info.working_copy:
            banner = Banner(
                "info",
                "共有の場所にあるファイルなので、手元の控えで作業しています",
                f"書いたものは「返す」を押すまで手元にだけあります：{info.path}",
                self._window,
                action="返す",
                press=lambda: self._give_back(unite=False),
            )
            self._banners.put("far", banner)

    def _put(self, code: str, tone: str, what: str, where: str) -> None:
        self._banners.put(code, Banner(tone, what, where, self._window))

    def _give_back(self, *, unite: bool) -> None:
        self._context.run(
            work.give_back, unite, done=self._given, failed=self._failed, label="返しています", owner=self
        )

    def _given(self, taken_in: bool) -> None:
        self._say("返しました")
        info = self._context.info
        if taken_in and info is not None:
            self._reopen(info.path)  # what others wrote is in it now

    def _failed(self, problem: BaseException) -> None:
        if not isinstance(problem, InputProblem):
            raise problem
        if problem.code != "changed_meanwhile":
            dialog: SentenceDialog = ProblemDialog(problem, self._window)
        else:
            dialog = SentenceDialog(
                "ほかの人が、先に書きかえています",
                self._window,
                explanation="取り込んでから返します。どちらの記録も失われず、食い違いは両方残して印を付けます。",
                main="取り込んで返す",
            )
            dialog.accepted.connect(lambda: self._give_back(unite=True))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
