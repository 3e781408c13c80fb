"""連携図: a neighbourhood of one business or system, the same linkages as a table, and who is touched by a change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.linkgraph import Node
from app.services.link_table import Impact, LinkRow
from app.services.views import Changes
from app.ui.context import Context
from app.ui.linkmap.canvas import PART, Canvas
from app.ui.linkmap.finder import Finder
from app.ui.linkmap.panels import NEAR_STATES, TOWN_STATES, ImpactPanel, Legend
from app.ui.linkmap.side import HINT, TableSide
from app.ui.linkmap.tools import Tools, ViewBar
from app.ui.parts.buttons import Button
from app.ui.parts.empty import EmptyState
from app.ui.parts.tabs import TabStrip
from app.ui.theme.tokens import tokens
from app.ui.work import links as work
from app.ui.work.links import View

IMPACT, IMPACT_WIDE, NARROW = 280, 372, 1250
PICTURE, TABLE, TOUCHED = 0, 1, 2  # tabs of small windows
UNBOUND = 16_777_215
TYPES = frozenset(
    {"adoption", "curlink", "system", "department", "vendor", "edition", "item", "issue", "dependency", "transition"}
)
SHEETS = "Excel (*.xlsx)"
FILES = "SVG（図） (*.svg);;PDF (*.pdf);;画像 (*.png);;グラフ（GraphML） (*.graphml);;データ（JSON） (*.json)"


class LinkScreen(QWidget):
    """Loads when it is shown and after what it shows has changed."""

    import_wanted = Signal()
    issue_wanted = Signal(tuple, str)  # (NODEs of linkages, what it is about)
    ask_wanted = Signal(list)  # NODEs that change: inquiries to those who are touched
    impact_file_wanted = Signal(list)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: View | None = None
        self._stale = True
        self._heights: dict[str, float] = {}
        self._unfolded: frozenset[str] = frozenset()
        self._long = False
        self._asked = 0
        self._sought = 0
        self._impact_asked = 0
        self._changing: list[str] = []  # what the impact panel is about
        self._wanted = ""  # NODE of a linkage to choose once the picture is here
        self._build()
        context.opened.connect(self._opened)
        context.editions_changed.connect(self._changed)
        context.committed.connect(self._committed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget(self)
        outer.addWidget(self._stack)
        self._empty = EmptyState(
            "link",
            "まだ描く連携がありません",
            "機能別連携仕様の Excel を取り込むか、現行調査に連携を書くと、ここに図が出ます。",
            self,
            buttons=(Button("標準仕様を取り込む…", self, kind="main", press=self.import_wanted.emit),),
        )
        self._stack.addWidget(self._empty)
        self._work = QWidget(self)
        self._stack.addWidget(self._work)
        column = QVBoxLayout(self._work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tabs = TabStrip(("図", "図と同じ線の表", "影響"), self._work, name="図・表・影響の切り替え")
        self._tabs.bar.currentChanged.connect(lambda _place: self._share_room())
        column.addWidget(self._tabs)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row, 1)
        self._left = QWidget(self._work)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        self._split = QSplitter(Qt.Orientation.Vertical, self._left)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._picture = self._picture_side()
        self._table = self._table_side()
        left.addWidget(self._tools())
        left.addWidget(self._split, 1)
        self._split.addWidget(self._picture)
        self._split.addWidget(self._table)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.setSizes([430, 200])
        row.addWidget(self._left, 1)
        self.impact = ImpactPanel(self._work)
        self.impact.issue_wanted.connect(self.issue_wanted)
        self.impact.ask_wanted.connect(lambda: self.ask_wanted.emit(self._changing))
        self.impact.file_wanted.connect(lambda: self.impact_file_wanted.emit(self._changing))
        row.addWidget(self.impact)
        self.set_form("normal", 1286)

    def _tools(self) -> QWidget:
        both = QWidget(self._left)
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tools = Tools(both)
        self.centre, self.depth, self.direction = self.tools.centre, self.tools.depth, self.tools.direction
        self.tools.add(Button("全体を入れる", both, kind="quiet", press=self.canvas.fit))
        self.export_button = Button("書き出す…", both, icon="download", press=self.export)
        self.tools.add(self.export_button)
        self.views = ViewBar(both)
        for bar in (self.tools, self.views):
            bar.changed.connect(self._asked_for)
            column.addWidget(bar)
        return both

    def _picture_side(self) -> QWidget:
        side = QFrame(self._split)
        side.setProperty("ground", "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.canvas = Canvas(side)
        column.addWidget(self.canvas, 1)
        self.legend = Legend(side)
        column.addWidget(self.legend)
        self.canvas.box_chosen.connect(self._box)
        self.canvas.line_chosen.connect(self._line)
        self.canvas.walked.connect(self.go_to)
        self.canvas.fold_asked.connect(self._fold)
        self.canvas.find_asked.connect(self._open_finder)
        self.canvas.seen_whole.connect(self._tell)
        self.finder = Finder(self.canvas)
        self.finder.typed.connect(self._look_for)
        self.finder.taken.connect(self._found)
        self.finder.left.connect(self.canvas.setFocus)
        return side

    def _table_side(self) -> QWidget:
        side = TableSide(self._split, export=self.export_table)
        self.table, self.count, self.said = side.table, side.count, side.said
        self.table.current_link.connect(self._row)
        return side

    # frame

    def focus(self) -> None:
        """Where the keys go when one comes here; loads what is stale."""
        if self._stale:
            self.load()
        (self.canvas if self._stack.currentWidget() is self._work else self._empty).setFocus()

    def find(self) -> None:
        """Goes to the choice of what stands in the middle."""
        self.centre.setFocus()
        self.centre.showPopup()

    def set_form(self, form: str, width: int) -> None:
        """Small windows show picture, table and impact one at a time."""
        self._small = form == "small"
        self._tabs.setVisible(self._small)
        self.table.set_compact(width - (0 if self._small else IMPACT) < NARROW - IMPACT)
        self._panel = IMPACT_WIDE if form == "wide" else IMPACT
        self._long = form == "wide"
        self._share_room()

    def _share_room(self) -> None:
        shown = self._tabs.bar.currentIndex()
        small = self._small
        self._left.setVisible(not small or shown != TOUCHED)
        self._picture.setVisible(not small or shown == PICTURE)
        self._table.setVisible(not small or shown == TABLE)
        self.impact.setVisible(not small or shown == TOUCHED)
        self.impact.setMinimumWidth(0 if small else self._panel)
        self.impact.setMaximumWidth(UNBOUND if small else self._panel)

    # loading

    def _opened(self) -> None:
        self._view, self._stale, self._heights, self._unfolded = None, True, {}, frozenset()
        self.impact.clear()

    def _changed(self) -> None:
        self._stale = True
        if self.isVisible():
            self.load()

    def _committed(self, changes: Changes) -> None:
        if changes.types & TYPES:
            self._changed()

    def load(self) -> None:
        """The choice of centres, then the picture."""
        self._stale = False
        self.impact.set_writable(not self._context.read_only)
        self._context.run(work.centres, done=self._centres, label="連携を読んでいます", owner=self)

    def _centres(self, found: list[tuple[str, str]]) -> None:
        self._stack.setCurrentWidget(self._work if found else self._empty)
        kept = self.centre.code()
        wanted = f"business:{self._context.business}"
        if self._wanted:
            kept = _business_of(self._wanted)
        codes = [code for code, _name in found]
        current = kept if kept in codes else wanted if wanted in codes else (codes[0] if codes else "")
        self.tools.fill(found, current)
        if found:
            self.reload()

    def reload(self) -> None:
        """The picture that is asked for."""
        wish = self.views.wish(self.tools, self._unfolded)
        if wish.view in ("near", "path") and not wish.around:
            return
        self._asked += 1
        asked = self._asked
        self._context.run(
            work.load,
            wish,
            dict(self._heights),
            self._long,
            done=lambda view: self._arrived(asked, view),
            label="図を描いています",
            owner=self,
        )

    def _asked_for(self, anew: bool) -> None:
        """Something of the rows above was changed; ``anew``: it is another picture, no growth of this one."""
        if anew:
            self._heights, self._unfolded = {}, frozenset()
            self.views.clear_states()
        for bar in (self.tools, self.views):
            bar.set_view(self.views.view.code())
        self.reload()

    def _arrived(self, asked: int, view: View) -> None:
        if asked != self._asked:
            return  # something else was asked for meanwhile
        grown = bool(self._heights)
        self._view = view
        self._heights = {b.id: b.y for b in view.picture.boxes}
        self.canvas.show_picture(view.picture, view.wish.around, grown=grown)
        self.table.rows.set_rows(view.rows)
        self.count.set_count(len(view.rows))
        states = TOWN_STATES if view.wish.view == "town" else NEAR_STATES
        self.legend.show_of(states, {b.style for b in view.picture.boxes})
        self.views.set_counts(view.shown.counts, self._left.width())
        self.said.set_whole(view.shown.note or HINT)
        self._tell()
        if view.wish.view == "near":
            self._ask_impact([view.wish.around], self.centre.currentText())
        else:
            self.impact.clear()
        self._choose_wanted()

    def _tell(self) -> None:
        """How much the picture shows, and whether there is more of it beyond its edges."""
        view = self._view
        if view is not None:
            depth = f"、深さ {view.wish.depth}" if view.wish.view == "near" else ""
            more = "" if self.canvas.whole() else f"　{PART}"
            self._context.said.emit(f"{len(view.picture.boxes)} の相手、{len(view.rows)} 連携{depth}{more}")

    # choosing

    def show_link(self, node: str) -> None:
        """The picture around the business of a published linkage, with that linkage chosen."""
        self._wanted = node
        business = _business_of(node)
        self.direction.set_code("both")
        self.views.view.set_code("near")
        if self.centre.findData(business) >= 0 and self.centre.code() != business:
            self.centre.set_code(business)
            self._heights = {}
        if self.centre.count():
            self.reload()

    def _choose_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        place = self.table.rows.place_of(wanted) if wanted else -1
        if place >= 0:
            self.table.setCurrentIndex(self.table.rows.index(place, 0))
        elif wanted:
            self._context.said.emit("その連携は、この中心と深さの図にはありません。")

    def go_to(self, node: str) -> None:
        """Makes a node the centre."""
        if node.startswith("group:"):
            self._fold(node)
        elif self.tools.offer(node, self.canvas.label_of(node)):
            self.centre.set_code(node)
            self.views.view.set_code("near")
            self._asked_for(True)
        else:
            self._context.said.emit("この相手は調査にないため、中心にできません。現行調査に登録すると見られます。")

    def _fold(self, node: str) -> None:
        """Unfolds a group, or folds the group of a box again."""
        if self._view is None:
            return
        group = self._view.shown.member_of.get(node, "")
        if node in self._view.shown.folded:
            self._unfolded |= {node}
        elif group:
            self._unfolded -= {group}
        else:
            self._context.said.emit("まとめる単位を選ぶと、スペースでまとめる・ひらくができます。")
            return
        self.reload()

    def _open_finder(self) -> None:
        self.finder.open()

    def _look_for(self, text: str) -> None:
        self._sought += 1
        sought = self._sought

        def found(nodes: list[Node]) -> None:
            if sought == self._sought:
                self.finder.show_found(nodes)

        self._context.run(work.find, text, self.views.level.code(), done=found, owner=self)

    def _found(self, node: str) -> None:
        """The ring on what was found; where it isn't in the picture, the picture around it."""
        if any(b.id == node for b in self.canvas.picture().boxes):
            self.canvas.choose_box(node)
            self._box(node)
        else:
            self.go_to(node)

    def _box(self, node: str) -> None:
        box = next((b for b in self.canvas.picture().boxes if b.id == node), None)
        if box is None:
            return
        self.table.choose_none()
        if node.startswith(("business:", "system:")):
            self._ask_impact([node], box.label)
        else:
            rows = [r for r in self._rows() if node in (r.source, r.target)]
            self._ask_impact([r.node for r in rows], box.label)

    def _line(self, source: str, target: str) -> None:
        rows = [r for r in self._rows() if (r.source, r.target) == (source, target)]
        if not rows:  # over the common platform a line stands for all that its system gives and gets
            rows = [r for r in self._rows() if r.state == "via" and source in (r.source, r.target)]
        if rows:
            self.table.choose(rows[0].node)
            self._ask_impact([r.node for r in rows], f"{rows[0].source_name} → {rows[0].target_name}")

    def _row(self, row: LinkRow | None) -> None:
        if row is not None:
            self.canvas.show_line(row.source, row.target)
            self._ask_impact([row.node], f"{row.source_name} → {row.target_name}")

    def _rows(self) -> tuple[LinkRow, ...]:
        return self._view.rows if self._view is not None else ()

    def _ask_impact(self, changed: list[str], subject: str) -> None:
        self._impact_asked += 1
        asked = self._impact_asked
        self._changing = changed
        nodes = tuple(node for node in changed if node.startswith(("link:", "curlink:")))

        def arrived(found: Impact) -> None:
            if asked == self._impact_asked:
                self.impact.show_impact(subject, found, nodes)

        self._context.run(work.impact, changed, done=arrived, owner=self)

    # files

    def export(self) -> None:
        """Writes the picture as a file the person chooses."""
        if self._view is None:
            return
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getSaveFileName(self, "連携図を書き出す", f"{folder}/連携図.svg", FILES)
        if path:
            self.export_to(path)

    def export_table(self) -> None:
        """Writes the table as a workbook the person chooses."""
        if self._view is None:
            return
        folder = self._context.settings.get("folder")
        path, _kind = QFileDialog.getSaveFileName(self, "連携の一覧を書き出す", f"{folder}/連携一覧.xlsx", SHEETS)
        if path:
            self.export_to(path)

    def export_to(self, path: str) -> None:
        """Writes what is shown; print always has the light colours."""
        view = self._view
        assert view is not None
        self._context.run(
            work.export,
            view,
            path,
            tokens("light"),
            done=lambda written: self._context.said.emit(f"書き出しました：{written}"),
            label="連携図を書き出しています",
            owner=self,
        )


def _business_of(link: str) -> str:
    """The business whose document a published linkage stands in: link:001/001o001-03 → business:001."""
    return f"business:{link.partition(':')[2].partition('/')[0]}"
