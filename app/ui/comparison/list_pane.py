"""The left pane: requirements with search, facets and groups; current functions nobody mapped as a second list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.codes import CLASS_LABEL, CLASS_SIGN, KIND_WORD, REVIEWS
from app.services.views import CurrentRow, Facets, ItemFilter
from app.ui.models.current import CurrentModel
from app.ui.models.items import ItemModel
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.facets import FacetBar, Segment
from app.ui.parts.inputs import SearchField
from app.ui.parts.tabs import TabStrip
from app.ui.parts.text import Label, amp
from app.ui.parts.ticks import tick
from app.ui.widgets.current_table import CurrentTable
from app.ui.widgets.item_view import ItemView
from app.ui.work.lists import Listing

SINGLE = (
    ("all", "すべて"),
    ("undecided", "未判定"),
    ("gap", "差異あり"),
    ("suspect", "再確認"),
    ("conflict", "競合"),
    ("noted", "メモあり"),
    ("mine", "自分の担当"),
    ("focus", "重点"),
    ("returned", "差戻し"),
    ("unreviewed", "課内未確認"),
)
RARE = frozenset({"suspect", "conflict", "noted", "mine", "focus", "returned", "unreviewed"})
"""Facets that only show while they hold something."""
CLASSES = ("mandatory", "optional", "prohibited")
KINDS = (("req", "機能"), ("form", "帳票"), ("link", "連携"), ("data", "データ"))


class _Offer(QFrame):
    """A bulk step that is proposed under the list."""

    def __init__(self, word: str, parent: QWidget, press: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "top")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        self._text = Label("", self, tone="text2", size="remark")
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(Button(word, self, kind="link", compact=True, press=press))
        self.hide()

    def say(self, text: str, offered: bool) -> None:
        """What is proposed; away when nothing is."""
        self._text.setText(text)
        self.setVisible(offered)


class ListPane(QFrame):
    """Keeps the filter; the screen loads what it asks for."""

    filter_changed = Signal()
    bulk_offered = Signal()
    following_offered = Signal()
    proposals_wanted = Signal()
    care_wanted = Signal(QPoint)  # the menu of confirmations, assignments and 重点, at a place of the screen
    kind_chosen = Signal(str)

    def __init__(
        self, fetch: Callable[[tuple[int, ...]], object], me: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        """``me``: who works here, as 所属/氏名."""
        super().__init__(parent)
        self._me = me
        self.setProperty("ground", "surface")
        self.setProperty("edge", "right")
        self.setAccessibleName("一覧")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = TabStrip(("標準の要件", "対応なしの現行"), self, name="一覧の切り替え")
        self.tabs = strip.bar
        self.kinds = Segment(KINDS, strip, name="比べるもの")
        self.kinds.chosen.connect(lambda: self.kind_chosen.emit(self.kinds.code()))
        strip.add_widget(self.kinds)
        self._kind, self._several, self._crowded = "req", False, False
        column.addWidget(strip)
        self._stack = QStackedWidget(self)
        column.addWidget(self._stack, 1)
        self.model = ItemModel(("id", "cls", "name", "marks", "verdict", "by"), fetch, self)
        self.view = ItemView(self.model, self, name="標準の要件の一覧")
        self._stack.addWidget(self._requirements())
        self.orphan_model = CurrentModel(self)
        self.orphans = CurrentTable(self.orphan_model, self, name="対応なしの現行の一覧")
        self._stack.addWidget(self._orphan_page())
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self._path: tuple[str, ...] = ()
        self._groups: list[tuple[tuple[str, ...], str]] = []
        self.set_wide(False)

    # building

    def _requirements(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QFrame(page)
        strip.setProperty("ground", "sunken")
        strip.setProperty("edge", "bottom")
        box = QVBoxLayout(strip)
        box.setContentsMargins(8, 8, 8, 8)
        box.setSpacing(6)
        self.search = SearchField("一覧を絞り込む", strip, key="F")
        box.addWidget(self.search)
        self.facets = FacetBar(SINGLE, [(c, CLASS_SIGN[c], CLASS_LABEL[c]) for c in CLASSES], strip)
        self.sections = Button("大項目 ▾", strip, kind="link", compact=True, press=self._open_sections)
        self.sections.setAccessibleName("大項目で絞り込む")
        self.facets.add_widget(self.sections)
        self.care = Button("確認・担当 ▾", strip, kind="link", compact=True, press=self._open_care)
        self.care.setToolTip("選んだものの確認、担当、重点（R）")
        self.facets.add_widget(self.care)
        box.addWidget(self.facets)
        column.addWidget(strip)
        self.list_stack = QStackedWidget(page)
        self.list_stack.addWidget(self.view)
        clear = Button("絞り込みをやめる", page, kind="main", press=self.clear_filter)
        self._nothing = EmptyState(
            "search", "当てはまるものがありません", "ことばや札を減らすと出てきます。", page, buttons=(clear,)
        )
        self.list_stack.addWidget(self._nothing)
        column.addWidget(self.list_stack, 1)
        self.offer = _Offer("まとめて適合に…", page, self.bulk_offered.emit)
        column.addWidget(self.offer)
        self.following = _Offer("まとめて記録…", page, self.following_offered.emit)
        column.addWidget(self.following)
        self.search.searched.connect(lambda _text: self.filter_changed.emit())
        self.facets.chosen.connect(self.filter_changed)
        return page

    def _orphan_page(self) -> QWidget:
        page = QStackedWidget(self)
        listed = QWidget(page)
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.orphans, 1)
        self.proposing = _Offer("候補をまとめて見る…", listed, self.proposals_wanted.emit)
        column.addWidget(self.proposing)
        page.addWidget(listed)
        page.addWidget(
            EmptyState("check", "対応なしの現行はありません", "現行はすべて標準に対応付けてあります。", page)
        )
        self._orphan_stack = page
        return page

    # filter

    def filter(self) -> ItemFilter:
        """What the search line, the facets and the 大項目 ask for."""
        on = self.facets.on()
        return ItemFilter(
            text=self.search.text().strip(),
            classes=tuple(c for c in CLASSES if c in on),
            verdicts=("",) if "undecided" in on else ("gap",) if "gap" in on else (),
            path=self._path,
            suspect="suspect" in on,
            conflict="conflict" in on,
            noted="noted" in on,
            reviews=("returned",) if "returned" in on else ("",) if "unreviewed" in on else (),
            focus="focus" in on,
            mine=self._me() if "mine" in on else "",
        )

    def forget_filter(self) -> None:
        """Everything again, without asking for it."""
        self.search.clear()
        self.facets.reset()
        self._path = ()
        self._say_section()

    def clear_filter(self) -> None:
        """Everything again."""
        self.forget_filter()
        self.filter_changed.emit()

    def filtered(self) -> bool:
        """True while something is left out."""
        return self.filter() != ItemFilter()

    def _open_sections(self) -> None:
        menu = QMenu(self)
        for path, title in [((), "すべての大項目"), *self._groups]:
            action = menu.addAction(amp(title))
            action.setCheckable(True)
            action.setChecked(path == self._path)
            tick(action)
            action.triggered.connect(partial(self._choose_section, path))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.sections.mapToGlobal(self.sections.rect().bottomLeft()))

    def _choose_section(self, path: tuple[str, ...], _checked: bool = False) -> None:
        self._path = path
        self._say_section()
        self.filter_changed.emit()

    def _say_section(self) -> None:
        self.sections.setProperty("bold", bool(self._path))
        self.sections.setToolTip(self._path[0] if self._path else "")
        self.sections.set_word("大項目 1 つ ▾" if self._path else "大項目 ▾")

    # contents

    def show_listing(self, listing: Listing) -> None:
        """Another list; selection and place are the screen's to restore."""
        self._groups = [
            (node.path, f"{node.path[0]}　{node.judged} / {node.total}")
            for node in listing.shape.tree
            if len(node.path) == 1
        ]
        self.model.set_names(listing.names)
        self.model.set_content(listing.groups, listing.rows)
        self.sections.setVisible(bool(self._groups))
        self.show_facets(listing.facets)
        self.list_stack.setCurrentIndex(0 if listing.keys else 1)

    def show_facets(self, facets: Facets) -> None:
        """Counts on the facets; those that mean nothing here stay away."""
        by = facets.by_verdict
        counts = {
            "all": facets.total,
            "undecided": by.get("", 0),
            "gap": by.get("gap", 0),
            "suspect": facets.suspect,
            "conflict": facets.conflict,
            "noted": facets.noted,
            "mine": facets.mine,
            "focus": facets.focus,
            "returned": facets.by_review.get("returned", 0),
            "unreviewed": facets.by_review.get("", 0) if any(facets.by_review.get(r) for r in REVIEWS if r) else 0,
            **{c: facets.by_class.get(c, 0) for c in CLASSES},
        }
        self.facets.set_counts(counts)
        rare = {c for c in RARE if counts[c] or c in self.facets.on()}
        self.facets.show_only({"all", "undecided", "gap", *CLASSES, *rare})

    def set_total(self, total: int) -> None:
        """The number on the first tab: all items of the edition."""
        word = "標準" if self._several else f"標準の{KIND_WORD[self._kind]}"
        self.tabs.setTabText(0, f"{word} {total}")

    def show_orphans(self, rows: list[CurrentRow]) -> None:
        """The second list."""
        self.orphan_model.set_rows(rows)
        word = "なし" if self._crowded else "対応なし" if self._several else "対応なしの現行"
        self.tabs.setTabText(1, f"{word} {len(rows)}")
        self._orphan_stack.setCurrentIndex(0 if rows else 1)
        self.proposing.say(f"対応なしの現行 {len(rows):,} 件", len(rows) > 1)

    def show_offer(self, count: int, following: int) -> None:
        """The bulk steps proposed: for × items with nothing today, and for what follows from the facts."""
        self.offer.say(f"× で現行のないもの {count} 件", count > 1)
        self.following.say(f"利用実態から決まるもの {following} 件", following > 1)

    def _open_care(self) -> None:
        self.care_wanted.emit(self.care.mapToGlobal(self.care.rect().bottomLeft()))

    def set_kinds(self, kind: str, offered: tuple[str, ...]) -> None:
        """What is compared, and what could be."""
        self._kind, self._several, self._crowded = kind, len(offered) > 1, len(offered) > 3
        self.kinds.set_code(kind)
        self.kinds.show_only(offered)
        self.kinds.setVisible(self._several)
        self.model.set_id_kind(kind)
        self.view.set_id_kind(kind)
        word = KIND_WORD[kind]
        self.view.setAccessibleName(f"標準の{word}の一覧")
        self.tabs.setTabToolTip(0, f"標準の{word}")
        self.tabs.setTabToolTip(1, f"どの{word}にも対応付けていない現行")

    def set_wide(self, wide: bool) -> None:
        """At 1366 the 記入者 column folds away."""
        self.view.setColumnHidden(self.model.columns().index("by"), not wide)
