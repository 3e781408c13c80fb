"""The list of 標準仕様: a page at once while one types, the rest and the counts when typing pauses.

Three answers follow a question one after the other: the first page, all lines, the numbers. A newer question drops what
is still waiting, so nothing typed ever waits for a count.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.core.codes import CLASS_LABEL, COMPARED, KIND_WORD, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICT, VERDICTS
from app.services.views import Changes, Facets, ItemFilter
from app.ui.context import Context
from app.ui.models.items import ItemModel
from app.ui.parts.hits import words_of
from app.ui.standard.browse_layout import CLASSES, SINGLE, BrowsePanes
from app.ui.tasks import Job
from app.ui.widgets.item_view import ItemView
from app.ui.work import catalogue_list as work
from app.ui.work import lists
from app.ui.work.catalogue_list import Lines, Numbers, Scope
from app.ui.work.lists import Reading
from spec_catalog.model import DOCUMENTS

PAUSE = 80  # ms without typing before the rest is asked for
CHANGE_WORD = {
    "added": "＋ 追加",
    "text": "≠ 本文",
    "name": "≠ 名称",
    "class": "↕ 類型",
    "date": "日 適合基準日",
    "moved": "→ 移動",
    "labelled": "修正とだけ書かれた",
}


class Browse(QWidget):
    """One edition, or all that are in force."""

    compare_wanted = Signal(str)
    elsewhere = Signal(str)  # a node that is not in this list
    found = Signal()  # a question was answered to its end

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scope: Scope | None = None
        self._node = ""  # what is read
        self._wanted: str | None = None  # a node to stand on when the list is there
        self._waiting: list[Job | None] = []
        self._numbers: Numbers | None = None
        self._in_groups: dict[tuple[str, ...], tuple[int, int]] = {}
        self.model = ItemModel(("id", "cls", "name", "marks", "verdict", "by"), self._fetch, self)
        self.view = ItemView(self.model, self, name="標準仕様の一覧")
        self.view.setColumnHidden(5, True)
        self.panes = panes = BrowsePanes(self, self.view)
        self.search, self.facets, self.tree, self.reading = panes.search, panes.facets, panes.tree, panes.reading
        self.banners, self.results = panes.banners, panes.results
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE)
        self._rest.timeout.connect(self._ask_rest)
        self._connect()

    def _connect(self) -> None:
        self._missed: frozenset[str] = frozenset()  # nodes committed and not yet read again
        self._context.committed.connect(self._committed)
        self.view.current_key.connect(self._chosen)
        self.view.letter.connect(self._letter)
        self.view.fields.connect(self._compare)
        self.panes.compare.clicked.connect(lambda _c=False: self._compare())
        self.panes.clear.clicked.connect(lambda _c=False: self.clear_filter())
        self.search.searched.connect(lambda _text: self.reload())
        self.search.entered.connect(self.view.setFocus)
        self.facets.chosen.connect(self.reload)
        self.panes.facet_list.chosen.connect(self.reload)
        self.tree.picked.connect(lambda _path: self.reload())
        self.reading.followed.connect(self._follow)
        self.reading.marks_switched.connect(self._marks)

    # what it is about

    def scope(self) -> Scope | None:
        """What the list is about."""
        return self._scope

    def show_scope(self, scope: Scope, node: str | None = None) -> None:
        """Another edition, or everything in force; ``node`` is where one wants to stand."""
        if scope != self._scope:
            self._scope = scope
            self.tree.forget()
            edition = scope.edition
            kind = edition.kind if edition is not None else ""
            self.model.set_id_kind(DOCUMENTS.get(kind, kind))
            self.view.set_id_kind(DOCUMENTS.get(kind, kind))
        self._wanted = node
        if node is not None:
            self.clear_filter()
        else:
            self.reload()

    def forget(self) -> None:
        """Another file is open."""
        self._scope = None
        self.search.clear()
        self.facets.reset()
        self.panes.facet_list.set_on({})
        self.tree.forget()
        self.reading.set_marks(self._context.settings.get("marks"))

    def filter(self) -> ItemFilter:
        """What search line, facets and tree ask for."""
        on, side, path = self.facets.on(), self.panes.facet_list.on, self.tree.path()
        verdicts = side("verdicts")
        if "undecided" in on:
            verdicts = ("",)
        elif "judged" in on and not verdicts:
            verdicts = tuple(v.code for v in VERDICTS)
        everything = self._everything()
        return ItemFilter(
            text=self.search.text().strip(),
            classes=tuple(c for c in CLASSES if c in on),
            verdicts=verdicts,
            suspect="suspect" in on,
            conflict="conflict" in on,
            deleted="deleted" in on,
            businesses=path[:1] if everything else (),
            documents=path[1:2] if everything and len(path) > 1 else side("documents"),
            changes=side("changes"),
            departments=side("departments"),
            path=path[2:] if everything else path,
        )

    def set_filter(self, state: dict[str, object]) -> None:
        """A saved filter again."""
        self.search.setText(str(state.get("text", "")))
        self.facets.reset()
        for code in state.get("quick", ()):  # type: ignore[attr-defined]
            self.facets.put(str(code))
        self.panes.facet_list.set_on(state.get("side", {}))  # type: ignore[arg-type]
        self.tree.want(tuple(state.get("path", ())))  # type: ignore[arg-type]
        self.reload()

    def filter_state(self) -> dict[str, object]:
        """What :meth:`set_filter` takes; plain values that a settings file holds."""
        side = self.panes.facet_list
        return {
            "text": self.search.text().strip(),
            "quick": sorted(self.facets.on()),
            "side": {g: list(side.on(g)) for g in ("documents", "changes", "verdicts", "departments") if side.on(g)},
            "path": list(self.tree.path()),
        }

    def said(self) -> str:
        """What the list is narrowed by, in words; "" for nothing."""
        flt = self.filter()
        words = [f"「{flt.text}」"] if flt.text else []
        words += [" › ".join(self._heading(p) if self._everything() else p[-1] for p in _prefixes(self.tree.path()))]
        words += [CLASS_LABEL[c] for c in flt.classes]
        quick = dict(SINGLE)
        words += [quick[c] for c in ("undecided", "judged", "suspect", "conflict", "deleted") if c in self.facets.on()]
        side = self.panes.facet_list.on
        words += [KIND_WORD.get(d, d) for d in side("documents")]
        words += [f"前の版から {CHANGE_WORD[c].split()[-1]}" for c in side("changes") if c in CHANGE_WORD]
        words += [VERDICT[v].short if v else UNJUDGED_LABEL for v in side("verdicts") if not v or v in VERDICT]
        words += list(side("departments"))
        return "・".join(w for w in words if w)

    def _everything(self) -> bool:
        return self._scope is not None and self._scope.edition is None

    def clear_filter(self) -> None:
        """Everything again."""
        self.search.clear()
        self.facets.reset()
        self.panes.facet_list.set_on({})
        self.tree.want(())
        self.reload()

    # asking

    def reload(self) -> None:
        """Asks for the first page; what was still asked for an older question is dropped."""
        if self._scope is None:
            return
        for job in self._waiting:
            if job is not None:
                job.cancel()
        flt = self.filter()
        done = self._first
        self._waiting = [self._context.run(work.first_lines, self._scope, flt, done=done, owner=self)]
        self._rest.start()

    def _current(self, scope: Scope, flt: ItemFilter) -> bool:
        return scope == self._scope and flt == self.filter()

    def _first(self, lines: Lines) -> None:
        if not self._current(lines.scope, lines.flt):
            return
        words = words_of(lines.flt.text)
        self.model.set_found(words, lines.excerpts)
        self.reading.set_words(words)
        self._put(lines)
        if lines.whole and self._wanted is None:
            self._stand(lines)

    def _ask_rest(self) -> None:
        if self._scope is None:
            return
        flt = self.filter()
        run = self._context.run
        self._waiting.append(run(work.all_lines, self._scope, flt, self.view.key(), done=self._all, owner=self))
        self._waiting.append(run(work.numbers, self._scope, flt, done=self._counted, label="数えています", owner=self))

    def _all(self, lines: Lines) -> None:
        if not self._current(lines.scope, lines.flt):
            return
        if lines.count != len(self.model.all_keys()):
            at = self.view.verticalScrollBar().value()
            self.model.set_found(words_of(lines.flt.text), lines.excerpts)
            self._put(lines)
            self.view.executeDelayedItemsLayout()
            self.view.verticalScrollBar().setValue(at)
        self._stand(lines)

    def _put(self, lines: Lines) -> None:
        key = self.view.key()
        numbers = self._group_numbers()
        self.model.set_content(lines.groups, lines.rows)
        self.model.put_counts(numbers)
        self.results.setCurrentIndex(0 if lines.count else 1)
        if key is None or not self.model.has(key) or not self.view.choose(key):
            first = next((k for g in lines.groups for k in g.keys), None)
            if first is not None and self._wanted is None:
                self.view.choose(first)

    def _stand(self, lines: Lines) -> None:
        """Goes to what somebody asked for, once the list is there."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._context.run(work.key_of, lines.scope, wanted, done=self._go_to, owner=self)

    def _go_to(self, key: int | None) -> None:
        if key is None or not self.view.choose(key):
            self._context.said.emit("その項目は、いま開いている版にありません。")

    def _counted(self, numbers: Numbers) -> None:
        if not self._current(numbers.scope, numbers.flt):
            return
        self._numbers = numbers
        depth = 2 if numbers.scope.edition is None else 1
        self._in_groups = {n.path: (n.total, n.judged) for n in numbers.tree if len(n.path) == depth}
        everything = numbers.scope.edition is None
        self.tree.show_tree(numbers.tree, word=self._heading if everything else None)
        self.model.put_counts(self._group_numbers())
        self._show_counts(numbers.facets)
        self.found.emit()

    def _group_numbers(self) -> dict[tuple[str, ...], tuple[int, int]]:
        if self._numbers is None or self._numbers.scope != self._scope:
            return {}
        return self._in_groups

    def _heading(self, path: tuple[str, ...]) -> str:
        if len(path) == 1:
            return f"{path[0]} {dict(self._context.businesses()).get(path[0], '')}".strip()
        return KIND_WORD.get(path[1], path[1]) if len(path) == 2 else path[-1]

    def _show_counts(self, found: Facets) -> None:
        by = found.by_verdict
        edition = self._scope.edition if self._scope else None
        judged = sum(n for code, n in by.items() if code)
        chosen = self.facets.on()
        counts = {"all": sum(by.values()), "undecided": by.get("", 0), "judged": judged, "suspect": found.suspect}
        counts["conflict"] = found.conflict
        deleted = edition.deleted if edition else sum(e.deleted for e in self._context.editions if e.adopted)
        counts["deleted"] = deleted
        if "deleted" in chosen:
            counts = {"deleted": found.total}
        counts |= {c: found.by_class.get(c, 0) for c in CLASSES}
        judges = edition is None or DOCUMENTS.get(edition.kind) in COMPARED
        classes = [c for c in CLASSES if found.by_class.get(c) or c in chosen]
        shown = {"all", *classes, *(("undecided", "judged") if judges else ())}
        shown |= {c for c in ("suspect", "conflict") if counts.get(c) or c in chosen}
        self.facets.set_counts(counts)
        self.facets.show_only(shown | ({"deleted"} if deleted else set()))
        self.view.setColumnHidden(4, not judges)
        self.view.setColumnHidden(1, not classes and not chosen & set(CLASSES))
        self.panes.compare.setVisible(judges and (edition is None or edition.adopted))
        self._show_side(found)

    def _show_side(self, found: Facets) -> None:
        side = self.panes.facet_list
        kinds = [(d, KIND_WORD.get(d, d), found.by_document.get(d, 0)) for d in DOCUMENTS if self._everything()]
        side.show_counts("documents", kinds)
        side.show_counts("changes", [(c, w, found.by_change.get(c, 0)) for c, w in CHANGE_WORD.items()])
        verdicts = [(v.code, f"{v.sign} {v.short}", found.by_verdict.get(v.code, 0)) for v in VERDICTS]
        open_ = ("", f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}", found.by_verdict.get("", 0))
        side.show_counts("verdicts", [*verdicts, open_])
        departments = sorted(found.by_department.items(), key=lambda d: (-d[1], d[0]))
        side.show_counts("departments", [(d, d or "（所属の記入なし）", n) for d, n in departments])

    def _fetch(self, keys: tuple[int, ...]) -> None:
        if self._scope is not None:
            text = self.search.text().strip()
            self._context.run(work.lines_of, self._scope, keys, text, done=self._fetched, owner=self)

    def _fetched(self, found: tuple[list, dict[int, str]]) -> None:
        self.model.put_found(found[1])
        self.model.put_rows(found[0])

    # one item

    def _chosen(self, key: object) -> None:
        if isinstance(key, int) and self._scope is not None:
            done = lambda reading: self._read(reading, key)  # noqa: E731
            self._context.run(lists.load_reading, self._scope.hash, key, done=done, owner=self)

    def node(self) -> str:
        """The item that is read, "" while none is."""
        return self._node

    def _read(self, reading: Reading, key: int) -> None:
        if key == self.view.key():
            self._node = reading.detail.row.node
            self.reading.show_reading(reading)

    def _committed(self, changes: Changes) -> None:
        self._missed |= changes.nodes
        if self.parentWidget().isVisible():
            self.catch_up()

    def catch_up(self) -> None:
        """Reads what was committed, also while the screen was away: whoever judges elsewhere must not wait for it."""
        nodes, self._missed = self._missed, frozenset()
        keys = self.model.keys_of_nodes(nodes)
        if keys:
            self._fetch(tuple(keys))
            if self.view.key() in keys:
                self._chosen(self.view.key())
        if self._scope is not None and nodes:
            self._context.run(work.numbers, self._scope, self.filter(), done=self._counted, owner=self)

    def _compare(self) -> None:
        reading = self.reading.reading()
        if reading is not None and self.panes.compare.isVisible():
            self.compare_wanted.emit(reading.detail.row.node)

    def _marks(self, on: bool) -> None:
        self._context.settings.put("marks", on)
        self.reading.set_marks(on)

    def _letter(self, letter: str) -> None:
        if letter == "F":
            self.find()

    def find(self) -> None:
        """Goes to the search line."""
        self.search.setFocus()
        self.search.selectAll()

    def _follow(self, node: str) -> None:
        """Another item: in this list if it is there, otherwise among all that is in force."""
        if self._scope is None:
            return

        def arrived(key: int | None) -> None:
            if key is None or not self.view.choose(key):
                self.elsewhere.emit(node)

        self._context.run(work.key_of, self._scope, node, done=arrived, owner=self)

    def set_form(self, form: str, width: int) -> None:
        """``form``: wide, normal or small."""
        self.panes.set_form(form, width, self.view)


def _prefixes(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [path[: n + 1] for n in range(len(path))]
