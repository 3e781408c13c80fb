"""Work of the list of 標準仕様: what is in force, or one edition, under a filter: a page, then all, then counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.core.codes import KIND_WORD
from app.services.views import FORCE, EditionRow, Facets, ItemFilter, ItemRow, TreeNode
from app.ui.work.lists import Group

if TYPE_CHECKING:
    from app.services.session import Session

FIRST = 120  # lines that come at once, a screen and more


@dataclass(frozen=True, slots=True)
class Scope:
    """What the list is about: one edition, or all editions in force together (``edition`` None)."""

    edition: EditionRow | None = None
    in_force: bool = True  # the edition is searched in the file of all that is in force

    @property
    def hash(self) -> str:
        """What services are asked for."""
        return self.edition.hash if self.edition is not None and not self.in_force else FORCE

    def within(self, flt: ItemFilter) -> ItemFilter:
        """The filter, narrowed to the one document."""
        if self.edition is None or not self.in_force:
            return flt
        return replace(flt, businesses=(self.edition.business,), documents=(self.edition.kind,))


@dataclass(frozen=True, slots=True)
class Lines:
    """A list ready to be shown. ``whole``: nothing was left for later."""

    scope: Scope
    flt: ItemFilter
    groups: tuple[Group, ...]
    rows: tuple[ItemRow, ...]
    whole: bool
    excerpts: dict[int, str] = field(default_factory=dict, repr=False)

    @property
    def count(self) -> int:
        """How many lines."""
        return sum(len(g.keys) for g in self.groups)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts under a filter: facets, and the tree with what is left in each chapter and how much of it is judged."""

    scope: Scope
    flt: ItemFilter
    facets: Facets
    tree: tuple[TreeNode, ...]


def first_lines(session: Session, scope: Scope, flt: ItemFilter) -> Lines:
    """The first page under a filter, found without looking at the rest."""
    return _lines(session, scope, flt, limit=FIRST + 1)


def all_lines(session: Session, scope: Scope, flt: ItemFilter, around: int | None = None) -> Lines:
    """All keys under a filter, with the lines of the first page or around a key."""
    return _lines(session, scope, flt, around=around)


def _lines(
    session: Session, scope: Scope, flt: ItemFilter, *, limit: int | None = None, around: int | None = None
) -> Lines:
    from app.services import catalogue_query as query

    found = query.grouped_keys(session, scope.hash, scope.within(flt), by_document=scope.edition is None, limit=limit)
    flat = [k for _, keys in found for k in keys]
    whole = limit is None or len(flat) < limit
    at = max(0, flat.index(around) - FIRST // 2) if around in flat else 0
    shown = flat[at : at + FIRST]
    rows = query.rows(session, scope.hash, shown)
    groups = tuple(
        Group(path, _title(path) if scope.edition is None else "".join(path), 0, 0, tuple(keys)) for path, keys in found
    )
    pieces = query.excerpts(session, scope.hash, shown, flt.text) if flt.text.strip() else {}
    return Lines(scope, flt, groups, tuple(rows), whole, pieces)


def _title(path: tuple[str, ...]) -> str:
    """001 住民基本台帳　要件."""
    from spec_catalog import business as businesses

    return f"{path[0]} {businesses.name_of(path[0])}　{KIND_WORD.get(path[1], path[1])}".strip()


def numbers(session: Session, scope: Scope, flt: ItemFilter) -> Numbers:
    """Facets and tree under a filter."""
    from app.services import catalogue

    narrowed = scope.within(flt)
    tree = catalogue.tree(session, scope.hash, narrowed)
    if scope.edition is not None and scope.in_force:  # the one business and document stand above all: left out
        tree = [replace(n, path=n.path[2:]) for n in tree if len(n.path) > 2]
    return Numbers(scope, flt, catalogue.facets(session, scope.hash, narrowed), tuple(tree))


def lines_of(session: Session, scope: Scope, keys: tuple[int, ...], text: str) -> tuple[list[ItemRow], dict[int, str]]:
    """Lines of keys, with the pieces of text that hold what was searched."""
    from app.services import catalogue_query as query

    rows = query.rows(session, scope.hash, keys)
    return rows, query.excerpts(session, scope.hash, keys, text) if text.strip() else {}


def key_of(session: Session, scope: Scope, node: str) -> int | None:
    """The key of a NODE in a scope, None when it isn't there."""
    from app.services import catalogue_query as query
    from spec_catalog.nodes import parse

    return query.key_of(session, scope.hash, parse(node))
