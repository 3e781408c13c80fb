"""Read models: what screens, the command line and reports receive. Plain frozen data, no database, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Who:
    """The self-declared person at the PC. ``role`` is one of app.core.codes.ROLES."""

    department: str
    name: str
    role: str = "clerk"


@dataclass(frozen=True, slots=True)
class WorkspaceInfo:
    """What the frame shows about the open workspace."""

    path: str
    municipality: str
    code: str
    size: str  # one of spec_catalog.model.SIZES
    workspace_id: str
    read_only: bool
    read_only_reason: str  # Japanese sentence naming user, PC and time of the writer; "" when writable
    businesses: tuple[tuple[str, str], ...]  # (id, name) with at least one edition, in id order
    handed: str = ""  # of a department's working copy of a package: what it is called (○○課の作業用コピー　期限…)
    handed_note: str = ""  # what the office asks for there
    working_copy: str = ""  # where the local copy lies while ``path`` is on a share, a stick or read-only


FORCE = "*"
"""In place of an edition's hash: all editions in force together."""


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One stored edition."""

    hash: str
    business: str
    business_name: str
    kind: str
    label: str
    published: str  # ISO date or ""
    state: str  # 案 | 公表 | 採用中 | 旧版
    items: int  # valid items of its own kind
    deleted: int
    file: str
    in_force: bool = False  # what this municipality goes by: adopted, or the newest while none is
    overall: str = ""  # 全体バージョン of データ要件・連携要件
    imported_at: str = ""  # ISO time
    source: str = ""  # sha256 of the file it was read from
    held_back: str = ""  # after an import: why it was not adopted with the others (Japanese)

    @property
    def adopted(self) -> bool:
        """True for the edition in force."""
        return self.state == "採用中"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of a list of published items, as seen from this municipality (its size class, its verdict)."""

    key: int  # row id within its edition, stable while the edition is open
    node: str
    business: str
    kind: str
    id: str
    branch: str
    section: str
    path: tuple[str, ...]
    name: str
    cls: str | None  # one of spec_catalog.model.CLASSES for our size class
    deleted: bool
    verdict: str | None  # code, None = 未判定 (or in conflict, see ``conflict``)
    suspect: bool  # 要再確認
    conflict: bool  # 競合
    noted: bool  # has a memo
    by: str  # who judged, "" if nobody
    review: str = ""  # one of codes.REVIEWS, of the verdict as it stands
    assigned: str = ""  # 所属/氏名
    focus: bool = False  # 重点


@dataclass(frozen=True, slots=True)
class CurrentRow:
    """A current function (later also form, linkage) of today."""

    rid: str
    number: str  # K-0214
    business: str
    name: str
    summary: str
    system: str
    usage: str  # one of CURRENT_FACTS
    frequency: str
    department: str
    source: str
    certainty: str
    as_of: str
    mapped: tuple[str, ...]  # nodes it answers


@dataclass(frozen=True, slots=True)
class Judgement:
    """The settled or conflicting verdict of one item, with the heads a new one must name as parents."""

    verdict: str | None
    current: str | None
    detail: str
    reason: str
    by: str
    at: str
    heads: tuple[str, ...]
    conflict: bool
    values: tuple[tuple[str, str, str, str], ...] = ()  # in conflict: (verdict code, detail, by, at) per head


@dataclass(frozen=True, slots=True)
class Effect:
    """影響先 and 影響度 of one item."""

    targets: tuple[str, ...]
    degree: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """The memo of one item."""

    text: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """How far the verdict has been looked at. ``stale``: it was changed afterwards, so ``state`` says 未 again."""

    state: str
    note: str
    by: str
    at: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who has to judge the item, and by when (as written)."""

    department: str
    person: str
    due: str


@dataclass(frozen=True, slots=True)
class Focus:
    """重点: why the office wants this looked at closely, from which viewpoint, and by when it must be settled."""

    note: str
    viewpoint: str
    due: str


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """All the reading pane and the right pane show about one item."""

    row: ItemRow
    edition_hash: str
    edition_label: str
    edition_published: str
    text: str
    struck: str
    reason: str
    note: str
    applies: str
    change_label: str
    classes: tuple[str | None, str | None, str | None]  # designated, core, general
    related: tuple[str, ...]
    extra: tuple[tuple[str, str], ...]  # (Japanese column name, text)
    rows: tuple[tuple[str, str, int], ...]  # (file, sheet, row)
    judgement: Judgement | None
    effect: Effect | None
    memo: Memo | None
    mapped: tuple[CurrentRow, ...]
    id_original: str = ""  # as displayed in the source
    review: Review | None = None
    assignment: Assignment | None = None
    focus: Focus | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What a list shows. Empty = everything. Filters are combined with AND, values inside one with OR."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()  # codes; "" = 未判定
    path: tuple[str, ...] = ()  # prefix of 大/中/小項目
    suspect: bool = False
    conflict: bool = False
    noted: bool = False
    deleted: bool = False  # True: only deleted ones; False: only valid ones
    businesses: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()  # spec_catalog.model.DOCUMENTS
    changes: tuple[str, ...] = ()  # kinds of change since the edition before (only in FORCE)
    departments: tuple[str, ...] = ()  # 所属 of who judged; "" = nobody yet
    reviews: tuple[str, ...] = ()  # codes.REVIEWS; "" = judged, and not yet looked at by others
    focus: bool = False
    mine: str = ""  # 所属/氏名: what is assigned to this person or to the whole 所属


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A 大/中/小項目 of an edition with the number of valid items under it and how many of them are judged."""

    path: tuple[str, ...]
    total: int
    judged: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of the items under a filter, each facet under all others. "" stands for 未判定, 類型なし, nobody."""

    total: int
    by_class: dict[str, int]
    by_verdict: dict[str, int]
    suspect: int
    conflict: int
    noted: int
    by_business: dict[str, int] = field(default_factory=dict)
    by_document: dict[str, int] = field(default_factory=dict)
    by_change: dict[str, int] = field(default_factory=dict)  # an item may have several kinds of change
    by_department: dict[str, int] = field(default_factory=dict)
    by_review: dict[str, int] = field(default_factory=dict)  # of the judged ones
    focus: int = 0
    mine: int = 0  # assigned to the person the filter names


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One named step of the history."""

    unit: str
    label: str
    by: str
    at: str
    operations: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What a committed unit (or undo, merge, adoption) touched; views refresh by it."""

    unit: str
    label: str
    rids: frozenset[str]
    types: frozenset[str]
    nodes: frozenset[str]
    operations: int
    left: tuple[str, ...] = ()  # undo/redo: Japanese sentences about what was left because it changed since


@dataclass(frozen=True, slots=True)
class Draft:
    """Typed and not yet committed text, offered back after a crash."""

    node: str
    atom: str
    fields: dict[str, object]
    parents: tuple[str, ...]
    at: str
