"""The schema of the workspace file, as SQLModel tables.

``op``, ``op_parent``, ``op_atom`` and ``edition`` are the truth and only grow. Everything under "projection" can be
dropped and rebuilt from them. ``unit``, ``draft``, ``baseline``, ``sheet_export``, ``overlay…``, ``private_mark``,
``setting`` and ``actor`` are this file's own affairs.
"""

from __future__ import annotations

from sqlmodel import Field, Index, SQLModel

# --- truth -----------------------------------------------------------------------------------------------------------


class Op(SQLModel, table=True):
    """One operation. ``counts`` is 0 for kinds this version doesn't know."""

    __tablename__ = "op"
    seq: int | None = Field(default=None, primary_key=True)
    op_id: str = Field(unique=True)
    kind: str
    rid: str = Field(index=True)
    type: str
    unit: str = Field(index=True)
    actor: str = Field(index=True)
    at: str
    header: bytes
    value: bytes | None = None
    salt: bytes | None = None
    counts: int = 1


class OpParent(SQLModel, table=True):
    """The parents an operation names; they may not have arrived yet."""

    __tablename__ = "op_parent"
    op_id: str = Field(primary_key=True)
    parent: str = Field(primary_key=True, index=True)


class OpAtom(SQLModel, table=True):
    """Which atoms of which record an operation is about."""

    __tablename__ = "op_atom"
    rid: str = Field(primary_key=True)
    atom: str = Field(primary_key=True)
    op_id: str = Field(primary_key=True)


class EditionBlob(SQLModel, table=True):
    """One imported edition: an immutable zlib-compressed canonical JSON, named by the hash of the uncompressed text."""

    __tablename__ = "edition"
    hash: str = Field(primary_key=True)
    business: str = Field(index=True)
    kind: str
    label: str
    published: str
    state: str
    file: str
    items: int
    deleted: int
    imported_at: str
    overall: str = ""  # 全体バージョン
    source: str = ""  # sha256 of the file it was read from
    blob: bytes | None


# --- projection ------------------------------------------------------------------------------------------------------


class Head(SQLModel, table=True):
    """The heads of each atom."""

    __tablename__ = "head"
    rid: str = Field(primary_key=True)
    atom: str = Field(primary_key=True)
    op_id: str = Field(primary_key=True)


class Conflict(SQLModel, table=True):
    """Atoms whose heads disagree."""

    __tablename__ = "conflict"
    rid: str = Field(primary_key=True)
    atom: str = Field(primary_key=True)
    id: str
    type: str


class ItemState(SQLModel, table=True):
    """What this municipality says about one published item."""

    __tablename__ = "item_state"
    rid: str = Field(primary_key=True)
    business: str
    kind: str
    item: str
    branch: str
    verdict: str | None = None
    current: str | None = None
    detail: str = ""
    why: str = ""
    edition: str = ""
    basis: str = ""  # of every head, joined by blanks
    around: str = ""  # JSON: record → what it said when the verdict was given, of every head, joined by blanks
    judged_by: str = ""
    judged_at: str = ""
    conflict: int = 0  # of the verdict
    memo: str = ""
    targets: str = ""  # codes joined by ","
    degree: str = ""
    other_conflict: int = 0  # of anything else said about the item
    review: str = ""  # of the verdict as it stands now
    review_note: str = ""
    reviewed_by: str = ""
    reviewed_at: str = ""
    review_stale: int = 0  # the verdict was changed after it had been reviewed
    assigned: str = ""  # 所属/氏名 or 所属/
    assigned_due: str = ""
    focus: int = 0  # 重点
    focus_note: str = ""
    viewpoint: str = ""
    focus_due: str = ""
    __table_args__ = (Index("item_state_key", "business", "kind", "item", "branch"),)


class Record(SQLModel, table=True):
    """A record people made: department, vendor, system, current function …"""

    __tablename__ = "record"
    rid: str = Field(primary_key=True)
    type: str
    present: int
    state_conflict: int
    conflict: int
    number: str = ""
    name: str = ""
    business: str = ""
    system: str = ""
    search: str = ""  # match key of what a person would look for
    fields: str = "{}"  # JSON of all settled fields
    said: str = ""  # digest of what a verdict leans on (core.stamps)
    __table_args__ = (Index("record_list", "type", "present", "number"),)


class Mapping(SQLModel, table=True):
    """Which current item answers which published item."""

    __tablename__ = "mapping"
    rid: str = Field(primary_key=True)
    business: str
    kind: str
    item: str
    branch: str
    target: str = Field(index=True)
    type: str
    conflict: int = 0
    said: str = ""  # by the target when it was mapped; "" is not known
    __table_args__ = (Index("mapping_key", "business", "kind", "item", "branch"),)


class Adoption(SQLModel, table=True):
    """The edition in force per business and kind of document."""

    __tablename__ = "adoption"
    rid: str = Field(primary_key=True)
    business: str
    kind: str
    edition: str
    conflict: int = 0


class Withdrawn(SQLModel, table=True):
    """Operations that count no more, by the retraction that withdraws them."""

    __tablename__ = "withdrawn"
    rid: str = Field(primary_key=True)
    op_id: str = Field(primary_key=True, index=True)


class Redacted(SQLModel, table=True):
    """Operations whose value is erased, or hidden until that is confirmed, by the redaction that names them."""

    __tablename__ = "redacted"
    rid: str = Field(primary_key=True)
    op_id: str = Field(primary_key=True, index=True)


# --- this file's own affairs -----------------------------------------------------------------------------------------


class UnitLog(SQLModel, table=True):
    """The named steps, in the order they entered this file. ``origin``: do, undo, redo, merge."""

    __tablename__ = "unit"
    seq: int | None = Field(default=None, primary_key=True)
    unit: str = Field(unique=True)
    label: str
    by: str
    at: str
    operations: int
    origin: str
    target: str = ""  # the unit undone or redone


class Ledger(SQLModel, table=True):
    """A package that came in, or was set aside.

    What it brought that wasn't here before are the operations ``first`` ≤ seq ≤ ``last`` (both 0: nothing).
    """

    __tablename__ = "ledger"
    seq: int | None = Field(default=None, primary_key=True)
    package: str = Field(index=True)  # its id; of a damaged one the hash of the file
    state: str  # merged, aside
    reason: str  # why it was set aside
    file: str
    workspace: str
    direction: str  # out, back
    department: str  # record id
    department_name: str
    by: str
    created_at: str
    merged_at: str
    merged_by: str
    operations: int
    new: int
    first: int
    last: int
    manifest: bytes | None


class Hidden(SQLModel, table=True):
    """Values that somebody elsewhere redacted: shown to nobody, in no package, and gone once that is confirmed here."""

    __tablename__ = "hidden"
    op_id: str = Field(primary_key=True)
    value: bytes
    salt: bytes


class Erased(SQLModel, table=True):
    """Redactions that were carried out in this file: what they name is dropped whenever it comes again."""

    __tablename__ = "erased"
    rid: str = Field(primary_key=True)
    at: str
    by: str


class Draft(SQLModel, table=True):
    """Typed, not yet committed."""

    __tablename__ = "draft"
    rid: str = Field(primary_key=True)
    atom: str = Field(primary_key=True)
    node: str
    fields: str
    parents: str
    at: str


class Baseline(SQLModel, table=True):
    """A named frozen state: everything up to ``seq``, whose digest was ``digest``."""

    __tablename__ = "baseline"
    id: str = Field(primary_key=True)
    name: str
    at: str
    by: str
    seq: int
    digest: str


class HandedOut(SQLModel, table=True):
    """A package or a sheet that was written for a department here, so that its answer can be waited for."""

    __tablename__ = "handed_out"
    seq: int | None = Field(default=None, primary_key=True)
    kind: str  # package, sheet
    id: str = Field(index=True)  # of the package or of the sheet
    department: str = Field(index=True)  # record id
    department_name: str
    businesses: str  # JSON list of ids
    deadline: str  # ISO date or ""
    at: str
    by: str
    file: str
    returned_at: str = ""  # of a sheet; packages that came back stand in the ledger


class SheetExport(SQLModel, table=True):
    """A sheet sent out to be answered in a spreadsheet program, and what its way back needs."""

    __tablename__ = "sheet_export"
    id: str = Field(primary_key=True)
    secret: bytes  # never leaves the file: a value erased later can't be guessed from its salt
    at: str
    by: str
    label: str
    file: str
    manifest: bytes  # compressed JSON: columns, and per row its id, heads and hashes; no text of a cell


class Overlay(SQLModel, table=True):
    """What another municipality gave us to look at beside ours. Its operations never enter ours: only what is compared
    is kept, in the two tables below. One row per 団体コード."""

    __tablename__ = "overlay"
    code: str = Field(primary_key=True)
    municipality: str
    size: str
    source: str  # id of the package, or the hash of the file
    file: str
    by: str  # 所属/氏名 of who gave it
    created_at: str  # when it was written there
    added_at: str
    added_by: str
    items: int
    editions: str  # JSON: first digits of the hash → label


class OverlayItem(SQLModel, table=True):
    """What another municipality says of one published item."""

    __tablename__ = "overlay_item"
    business: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    branch: str = Field(primary_key=True)
    code: str = Field(primary_key=True, index=True)
    verdict: str | None = None  # settled; None in conflict and 未判定
    current: str = ""
    detail: str = ""
    why: str = ""
    edition: str = ""  # first digits of the hash of the edition it was judged for
    department: str = ""
    at: str = ""
    conflict: int = 0
    apart: str = ""  # of a conflict: JSON [[verdict, current, detail, why, department], …]
    dispositions: str = ""  # JSON [[disposition, content], …]
    name: str = ""  # of the item, where the edition came along


class OverlayMapped(SQLModel, table=True):
    """A current item of another municipality, beside the published item it answers there."""

    __tablename__ = "overlay_mapped"
    business: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    branch: str = Field(primary_key=True)
    code: str = Field(primary_key=True, index=True)
    rid: str = Field(primary_key=True)
    number: str = ""
    name: str = ""
    summary: str = ""
    usage: str = ""


class PrivateMark(SQLModel, table=True):
    """自分用の印とメモ. Never an operation, so no package, sheet or page can hold it."""

    __tablename__ = "private_mark"
    business: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    branch: str = Field(primary_key=True)
    mark: int = 0
    note: str = ""
    withheld: int = 0  # 他団体に渡さない
    at: str = ""


class Setting(SQLModel, table=True):
    """Facts about the file itself: workspace id, municipality, clean close."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str


class Actor(SQLModel, table=True):
    """The random author id each installation uses in this file."""

    __tablename__ = "actor"
    installation: str = Field(primary_key=True)
    actor: str
