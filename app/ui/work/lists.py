"""Work both screens share: the list of an edition under a filter, its counts, one requirement with what it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.services.views import EditionRow, Facets, ItemDetail, ItemFilter, ItemRow, TreeNode

if TYPE_CHECKING:
    from app.services.city_matrix import Cell, Column, Joint
    from app.services.derived import Derived
    from app.services.session import Session
    from app.services.suggest import Candidate
    from app.services.vendor_agreement import Line
    from app.ui.work.register import ItemIssue

CANDIDATES = 4
FIRST = 160  # lines that come with the list, so that the first page needs no second question


@dataclass(frozen=True, slots=True)
class Group:
    """A 大項目 with the keys shown under it. ``total`` and ``judged`` count the whole group, whatever the filter."""

    path: tuple[str, ...]
    title: str
    total: int
    judged: int
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What does not change with a filter: the tree of an edition and the 大項目 of every key."""

    edition: EditionRow
    tree: tuple[TreeNode, ...]
    group_of: dict[int, tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list ready to be shown."""

    shape: Shape
    flt: ItemFilter
    groups: tuple[Group, ...]
    rows: tuple[ItemRow, ...]
    facets: Facets
    keys: tuple[int, ...]
    judged: int
    total: int
    names: dict[str, str] = field(default_factory=dict, repr=False)  # node → the name shown instead


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers after a commit."""

    tree: tuple[TreeNode, ...]
    facets: Facets
    judged: int
    total: int


@dataclass(frozen=True, slots=True)
class Related:
    """Something a requirement leads to; ``id`` and ``name`` are empty when it is in no imported edition."""

    node: str
    kind: str
    id: str
    name: str
    back: bool = False  # the other item refers to this one


@dataclass(frozen=True, slots=True)
class Reading:
    """One requirement with its links resolved and the words only the standard has."""

    detail: ItemDetail
    related: tuple[Related, ...]
    marks: tuple[tuple[int, int], ...]
    flow: str = ""  # linkages: who provides to whom
    candidates: tuple[Candidate, ...] = ()
    issue: ItemIssue | None = None
    derived: Derived | None = None
    beside: tuple[tuple[int, int], ...] = ()  # sentences of the text that speak to other size classes only
    vendors: tuple[Line, ...] = ()  # what each package's vendor says of it
    cities: tuple[tuple[Column, Cell], ...] = ()  # what other municipalities say of it
    joint: Joint | None = None  # what was decided together with them


def load_shape(session: Session, edition: EditionRow) -> Shape:
    """The tree of an edition and the 大項目 of its items."""
    from app.services import catalogue

    tree = catalogue.tree(session, edition.hash)
    group_of: dict[int, tuple[str, ...]] = {}
    for node in tree:
        if len(node.path) == 1:
            for flt in (ItemFilter(path=node.path), ItemFilter(path=node.path, deleted=True)):
                group_of.update(dict.fromkeys(catalogue.item_keys(session, edition.hash, flt), node.path))
    return Shape(edition, tuple(tree), group_of)


def load_list(
    session: Session, edition: EditionRow, flt: ItemFilter, shape: Shape | None, around: int | None = None
) -> Listing:
    """Keys under a filter grouped by 大項目, the lines of the first page (or around a key), and the facets."""
    from app.services import catalogue

    if shape is None or shape.edition.hash != edition.hash:
        shape = load_shape(session, edition)
    keys = catalogue.item_keys(session, edition.hash, flt)
    groups = group(shape, catalogue.tree(session, edition.hash), keys)
    flat = [key for g in groups for key in g.keys]
    start = max(0, flat.index(around) - FIRST // 2) if around in flat else 0
    rows = catalogue.item_rows(session, edition.hash, flat[start : start + FIRST])
    facets = load_facets(session, edition.hash, flt)
    names = partners(session, edition.business) if edition.kind == "link" else {}
    return Listing(shape, flt, tuple(groups), tuple(rows), facets, tuple(flat), *progress(session, edition.hash), names)


def progress(session: Session, edition_hash: str) -> tuple[int, int]:
    """(judged, all) valid items of an edition."""
    from app.services import catalogue

    found = catalogue.facets(session, edition_hash, ItemFilter())
    return found.total - found.by_verdict.get("", 0), found.total


def partners(session: Session, business: str) -> dict[str, str]:
    """Linkage → its partner first (提供→介護保険　住民基本情報). Where the sentence could not be read, nothing."""
    from app.services import links
    from spec_catalog import business as businesses

    found = {}
    for link in links.standard_links(session):
        if not link.node.startswith(f"link:{business}/"):
            continue
        provides = link.source == business
        other = link.target if provides else link.source
        if other:
            partner, what = businesses.name_of(other) or other, link.data or link.name
            found[link.node] = f"提供→{partner}　{what}" if provides else f"受領←{partner}　{what}"
    return found


def group(shape: Shape, tree: list[TreeNode], keys: list[int]) -> list[Group]:
    """Keys under their 大項目 in the order of the document; those without one come first, without a heading."""
    members: dict[tuple[str, ...], list[int]] = {(): []}
    for node in tree:
        if len(node.path) == 1:
            members[node.path] = []
    for key in keys:
        members.setdefault(shape.group_of.get(key, ()), []).append(key)
    numbers = {node.path: (node.total, node.judged) for node in tree}
    return [
        Group(path, path[0] if path else "", *numbers.get(path, (len(found), 0)), tuple(found))
        for path, found in members.items()
        if found
    ]


def load_facets(session: Session, edition_hash: str, flt: ItemFilter) -> Facets:
    """Counts for facets of which one of すべて, 未判定, 差異あり, 再確認 … is always on: these are counted without each
    other, the classes under the chosen one.
    """
    from app.services import catalogue

    base = replace(flt, verdicts=(), suspect=False, conflict=False, noted=False, reviews=(), focus=False, mine="")
    found = catalogue.facets(session, edition_hash, base)
    if base == flt:
        return found
    return replace(found, by_class=catalogue.facets(session, edition_hash, flt).by_class)


def load_rows(session: Session, edition_hash: str, keys: tuple[int, ...]) -> list[ItemRow]:
    """Lines of keys."""
    from app.services import catalogue

    return catalogue.item_rows(session, edition_hash, keys)


def load_counts(session: Session, edition_hash: str, flt: ItemFilter) -> Counts:
    """Tree and facets after something was committed."""
    from app.services import catalogue

    return Counts(
        tuple(catalogue.tree(session, edition_hash)),
        load_facets(session, edition_hash, flt),
        *progress(session, edition_hash),
    )


def load_reading(session: Session, edition_hash: str, key: int, *, judging: bool = False) -> Reading:
    """One requirement as the reading pane shows it; for ``judging`` with candidates of today and with its issue."""
    from app.services import catalogue
    from spec_catalog.sizetext import not_for
    from spec_catalog.text import only_in_first

    detail = catalogue.detail(session, edition_hash, key)
    marks: tuple[tuple[int, int], ...] = ()
    if detail.mapped:
        today = "\n".join(f"{c.name}\n{c.summary}" for c in detail.mapped)
        marks = tuple(only_in_first(detail.text, today))
    beside = tuple(not_for(detail.text, session.size))
    marks = tuple((a, b) for a, b in marks if not any(start <= a < end for start, end in beside))
    flow = partners(session, detail.row.business).get(detail.row.node, "") if detail.row.kind == "link" else ""
    reading = Reading(detail, _related(session, detail), marks, flow, beside=beside)
    if not judging:
        return reading
    from app.services import city_matrix, derived, suggest, vendor_agreement
    from app.ui.work import register

    row = detail.row
    cities, joint = city_matrix.beside(session, (row.business, row.kind, row.id, row.branch))
    candidates = suggest.for_item(session, edition_hash, key, limit=CANDIDATES)
    issue = register.item_issue(session, detail)
    return replace(
        reading,
        candidates=tuple(candidates),
        issue=issue,
        derived=derived.derive(session, detail),
        vendors=tuple(vendor_agreement.about(session, detail.row.node)),
        cities=cities,
        joint=joint,
    )


def _related(session: Session, detail: ItemDetail) -> tuple[Related, ...]:
    """What an item refers to and what refers to it, by kind, each once; then what is in no imported edition."""
    from app.services import catalogue_query as query

    own = detail.row.node
    back = [n for n in query.referring(session, own) if n not in detail.related and n != own]
    nodes = list(dict.fromkeys([*(n for n in detail.related if n != own), *back]))
    held = query.named(session, nodes)
    found = []
    for node in nodes:
        kind, _, rest = node.partition(":")
        row = held.get(node)
        id_ = f"{row.id}-{row.branch}" if row and row.branch else row.id if row else rest
        found.append(Related(node, kind, id_, row.name or row.id if row else "", back=node in back))
    order = ("req", "form", "screen", "link", "data", "code", "flow", "nonfunc")
    return tuple(sorted(found, key=lambda r: (not r.name, order.index(r.kind) if r.kind in order else 9)))


def find_key(session: Session, node: str) -> tuple[str, int]:
    """(edition hash, key) of a NODE."""
    from app.services import catalogue

    return catalogue.find(session, node)
