"""What a published document becomes: an Edition of SpecItems, plus the account of every cell that led there.

Everything here is frozen and knows nothing of municipalities. Texts are kept exactly as displayed in the source
(never normalised); match keys live in ``spec_catalog.text``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spec_catalog.workbook.grid import Workbook

KINDS = ("req", "form", "link", "data", "code", "nonfunc", "screen", "flow")
DOCUMENTS = {**{k: k for k in KINDS}, "form_detail": "form", "link_own": "link", "tree": "flow"}
"""Kind of document → kind of its items. 帳票詳細要件, 独自施策システム等連携仕様 and ツリー図 come into force apart
from the document whose kind of item they hold."""
CLASSES = ("mandatory", "optional", "prohibited", "unlisted", "excluded", "outside")
SIZES = ("designated", "core", "general")
STATES = ("draft", "published")  # 案, 公表; 採用中 and 旧版 are facts of a workspace, not of a document


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where an item stands in its document. ``row`` is 1-based as the office program shows it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class SizeClasses:
    """Implementation class (see CLASSES) per size class of municipality; ``None`` = the document does not say.

    Source: 標準化基本方針 5.1.1.1; with two published columns 中核市等 uses 一般市区町村's.
    """

    designated: str | None = None
    core: str | None = None
    general: str | None = None

    def of(self, size: str) -> str | None:
        """The class for one of SIZES."""
        return {"designated": self.designated, "core": self.core, "general": self.general}[size]


@dataclass(frozen=True, slots=True)
class SpecItem:
    """One published item. Key: (business, kind, id, branch)."""

    business: str  # "001", with a business branch "023-1"
    kind: str  # one of KINDS
    id: str  # canonical text id, or a provisional key "~HASH8/項番/◎"
    branch: str = ""  # 枝番 of a linkage
    id_original: str = ""  # as displayed in the source
    order: int = 0  # document order, 0-based, within the edition
    section: str = ""  # 項番 as published
    path: tuple[str, ...] = ()  # 大項目, 中項目, 小項目 as far as given
    name: str = ""
    text: str = ""  # valid text: struck-out runs taken out
    struck: str = ""  # the struck-out text, joined by line breaks
    classes: SizeClasses = field(default_factory=SizeClasses)
    reason: str = ""  # 要件の考え方・理由
    note: str = ""  # 備考
    applies: str = ""  # 適合基準日 as published
    change_label: str = ""  # 改定種別 as published
    deleted: bool = False  # struck out or labelled as deleted in this edition
    related: tuple[str, ...] = ()  # NODE texts
    rows: tuple[SourceRow, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()  # further published columns in their order: (column code, displayed text)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """(business, kind, id, branch)."""
        return (self.business, self.kind, self.id, self.branch)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of one document of one business. Its hash is that of its canonical JSON, so content alone decides."""

    business: str
    kind: str  # one of DOCUMENTS: what the document is about; items may also hold its companions (data → code)
    label: str  # 版, free text: "第1.0版"; never compared as a number
    published: str = ""  # ISO date or ""
    state: str = "published"
    title: str = ""
    source_sha256: str = ""  # of the file it was read from
    items: tuple[SpecItem, ...] = ()
    overall: str = ""  # 全体バージョン of データ要件・連携要件, free text
    columns: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # (sheet, ((column code, letters), …)) as read

    @property
    def item_kind(self) -> str:
        """The kind of item this document is about."""
        return DOCUMENTS[self.kind]

    def column_of(self, sheet: str, code: str) -> str:
        """The letters of the sheet column a field was read from, "" where that is not known."""
        return dict(dict(self.columns).get(sheet, ())).get(code, "")

    def canonical(self) -> bytes:
        """UTF-8 JSON, keys sorted, no blanks: the immutable content that is hashed and stored.

        ``overall`` and ``columns`` are left out when empty: editions stored before they existed keep their hash.
        """
        # asdict copies every text and tuple first, which takes longer than writing them.
        return _ENCODE({**_plain(self), "items": [_plain_item(i) for i in self.items]}).encode()

    def hash(self) -> str:
        """sha256 of :meth:`canonical`, 64 hex digits."""
        return hashlib.sha256(self.canonical()).hexdigest()

    @classmethod
    def from_canonical(cls, data: bytes) -> Edition:
        """The inverse of :meth:`canonical`. Raises ValueError/KeyError/TypeError for anything else."""
        raw: dict[str, Any] = json.loads(data)
        items = tuple(
            SpecItem(
                **{
                    **i,
                    "path": tuple(i["path"]),
                    "classes": SizeClasses(**i["classes"]),
                    "related": tuple(i["related"]),
                    "rows": tuple(SourceRow(**r) for r in i["rows"]),
                    "extra": tuple((str(k), str(v)) for k, v in i["extra"]),
                }
            )
            for i in raw.pop("items")
        )
        sheets = tuple((str(s), tuple((str(k), str(v)) for k, v in of)) for s, of in raw.pop("columns", ()))
        return cls(**raw, items=items, columns=sheets)


def numbered(items: list[SpecItem]) -> list[SpecItem]:
    """The same items with their places as ``order``. Only for items just made that nobody else holds yet: a copy of
    each would take a tenth of the time of reading."""
    for order, item in enumerate(items):
        object.__setattr__(item, "order", order)
    return items


_OMITTED = ("overall", "columns")


_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode
_ITEM_FIELDS = tuple(sorted(f.name for f in fields(SpecItem)))
_item_values = attrgetter(*_ITEM_FIELDS)


def _plain(edition: Edition) -> dict[str, Any]:
    """The fields of an edition as they are stored."""
    held = {f.name: getattr(edition, f.name) for f in fields(Edition)}
    return {n: v for n, v in held.items() if v or n not in _OMITTED}


def _plain_item(item: SpecItem) -> dict[str, Any]:
    """The fields of an item. Written out, since an edition has thousands: a general way takes half as long again."""
    out = dict(zip(_ITEM_FIELDS, _item_values(item), strict=True))
    out["classes"] = _plain_classes(item.classes)
    out["rows"] = [{"row": r.row, "sheet": r.sheet} for r in item.rows]
    return out


@lru_cache(maxsize=512)
def _plain_classes(classes: SizeClasses) -> dict[str, str | None]:
    return {size: classes.of(size) for size in SIZES}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about an input. What a published document says is never of level "error".

    ``level``: "error" 直す (must be decided before taking over) · "warning" 確かめる · "info" お知らせ.
    ``repairs``: proposed canonical ids, best first (only for findings with code "broken_id").
    """

    level: str
    code: str
    message: str
    sheet: str = ""
    cell: str = ""
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A non-empty cell that was not taken into an item, and why (Japanese)."""

    cell: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetAccount:
    """The reconciliation of one sheet: ``cells`` (independent raw count) = ``imported`` + len(``skipped``)."""

    name: str
    cells: int
    imported: int
    skipped: tuple[Skipped, ...] = ()

    @property
    def balanced(self) -> bool:
        """True when nothing was lost silently."""
        return self.cells == self.imported + len(self.skipped)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One input file as read: recognised or not, with its edition, its account and its findings."""

    path: str
    file: str  # base name
    recognised: str | None  # one of DOCUMENTS
    edition: Edition | None
    sheets: tuple[SheetAccount, ...] = ()
    findings: tuple[Finding, ...] = ()
    layout: str = ""  # Japanese description of the recognised layout, for the import screen
    workbook: Workbook | None = field(default=None, compare=False, repr=False)  # for neighbours and repairs
    options: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what it was built with

    @property
    def balanced(self) -> bool:
        """True when every sheet is."""
        return all(s.balanced for s in self.sheets)
