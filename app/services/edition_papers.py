"""Papers about editions: the difference as sheet, page or 意見照会, suspects per department, findings; from services to
the plain data the writers want."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from app.core.codes import CLASS_LABEL, CLASS_SIGN, SIZE_LABEL, UNJUDGED_LABEL, VERDICT
from app.core.dates import Days
from app.core.lineage import KINDS
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, checks, consistency, suspects, targets, triage
from app.services.checks import CheckFinding
from app.services.session import Session
from app.services.sheets import export_refused
from app.services.suspects import Comparison
from app.services.triage import Triage
from app.services.views import EditionRow
from reports.changes import ChangedField, ChangedItem, ChangePaper
from reports.files import publish_bytes
from reports.html.changes import write_changes_page
from reports.pdf import lists, write_pdf
from reports.pieces import Marked, Piece, plain
from reports.problems import ExportProblem
from reports.sheets.changes import write_changes, write_opinions
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing
from spec_catalog.diff import Change, EditionDiff, FieldChange
from spec_catalog.ids import NAMES
from spec_catalog.model import SIZES, SpecItem
from spec_catalog.nodes import parse
from spec_catalog.wording import diff

KIND_LABELS: dict[str, str] = {
    "added": "＋ 追加", "removed": "－ 削除", "text": "本文", "name": "名称", "class": "類型", "date": "適合基準日",
    "moved": "移動", "labelled": "修正の印のみ", "split": "分割？", "joined": "統合？", "renumbered": "番号変更？",
    "related": "関連するID", "restored": "削除の取り消し", "current": "現行", "vendor": "ベンダの回答",
}  # fmt: skip
"""What happened to an item, as people read it; a ？ marks what waits for confirmation."""
AROUND = ("current", "vendor")  # what stands beside the published item
FIELD_LABELS: dict[str, str] = {
    "text": "本文", "name": "名称", "section": "項番", "class": "類型", "applies": "適合基準日",
    "reason": "考え方・理由", "note": "備考",
}  # fmt: skip
_COUNTS = {
    "added": "追加", "removed": "削除", "changed": "本文・名称", "moved": "移動", "class_changed": "類型",
    "date_changed": "適合基準日", "labelled": "修正の印のみ",
}  # fmt: skip
_MARKS = {"added": "＋", "removed": "－"}
_LEVELS = {"warning": "確かめる", "info": "お知らせ"}

FORMATS: dict[str, Callable[[ChangePaper, Path], Path]] = {
    "xlsx": write_changes,
    "html": write_changes_page,
    "opinion": write_opinions,
    "pdf": lambda made, out: write_pdf(lists.changes(made), out),
}
"""How the difference of two editions can be written: 差異の表, 新旧対照表 (page or PDF), 意見照会."""


def write_difference(
    session: Session,
    old: str,
    new: str,
    out: Path,
    *,
    form: str,
    kind: str | None = None,
    colours: Mapping[str, str],
    printed_at: datetime | None = None,
) -> Path:
    """Writes the difference of two stored editions (hashes) in one of FORMATS; ``out``.

    Raises UserProblem for an unknown format, editions of different businesses, and when it cannot be written.
    """
    if form not in FORMATS:
        raise UserProblem("no_format", f"{form} では書き出せません。", hint="、".join(FORMATS), exit_code=USAGE)
    made = paper(session, old, new, kind=kind, colours=colours, printed_at=printed_at)
    return _written(out, lambda: FORMATS[form](made, out))


def _written(out: Path, write: Callable[[], Path]) -> Path:
    """A paper put in place. Raises UserProblem when it can't be, and never over a workspace."""
    targets.guard(out)
    try:
        return write()
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def write_text(out: Path, text: str) -> Path:
    """An answer kept as a file."""
    return _written(out, lambda: publish_bytes(out, text.encode()))


def paper(
    session: Session,
    old: str,
    new: str,
    *,
    kind: str | None = None,
    colours: Mapping[str, str],
    printed_at: datetime | None = None,
) -> ChangePaper:
    """Everything a paper about the difference of two editions shows."""
    found = catalogue.difference(session, old, new, kind=kind)
    rows = {e.hash: e for e in catalogue.editions(session)}
    graded = triage.of_step(session, old, new)
    verdicts = _verdicts(session, rows[new].business)
    item_kind = next((c.node.partition(":")[0] for c in found.changes), "req")
    return ChangePaper(
        title=f"新旧対照表　{rows[new].business_name}（{rows[old].label} → {rows[new].label}）",
        municipality=session.info.municipality,
        business=f"{rows[new].business} {rows[new].business_name}",
        id_title=NAMES.get(item_kind, "ID"),
        old_edition=_edition(rows[old]),
        new_edition=_edition(rows[new]),
        counts=tuple((label, found.counts[code]) for code, label in _COUNTS.items()),
        items=tuple(_item(c, graded.get(c.node), verdicts) for c in found.changes),
        candidates=_candidates(found),
        printed_at=printed_at or datetime.now(),
        colours=colours,
    )


def _edition(row: EditionRow) -> str:
    return " ".join(t for t in (row.label, row.published) if t)


def _verdicts(session: Session, business: str) -> dict[tuple[str, str, str], str]:
    rows = session.con.execute(
        "SELECT kind, item, branch, verdict, conflict FROM item_state WHERE business=?", (business,)
    )
    return {(k, i, b): "競合" if conflict else _verdict(v) for k, i, b, v, conflict in rows}


def _verdict(code: str | None) -> str:
    found = VERDICT.get(code or "")
    return f"{found.sign} {found.short}" if found else ""


def _candidates(found: EditionDiff) -> tuple[str, ...]:
    def ids(nodes: tuple[str, ...]) -> str:
        return "・".join(parse(n).id for n in nodes)

    return tuple(f"{KINDS[c.kind]}の候補：{ids(c.sources)} → {ids(c.results)}（{c.reason}）" for c in found.candidates)


def _item(change: Change, graded: Triage | None, verdicts: dict[tuple[str, str, str], str]) -> ChangedItem:
    item = change.new or change.old
    assert item is not None
    kinds = [KIND_LABELS[k] for k in change.kinds] or ["考え方・備考"]
    return ChangedItem(
        id=item.id if not item.branch else f"{item.id}-{item.branch}",
        name=item.name,
        section=item.section,
        kinds=tuple(kinds),
        fields=tuple(_whole(change) if not (change.old and change.new) else _fields(change.fields)),
        mark=next((_MARKS[k] for k in change.kinds if k in _MARKS), ""),
        verdict=verdicts.get((item.kind, item.id, item.branch), "") or UNJUDGED_LABEL,
        triage="\n".join(t for t in (graded.grade, graded.note) if t) if graded else "",
    )


def _whole(change: Change) -> list[ChangedField]:
    """An item that is only in one of the two: its class and its text (a form's is its name) on that side."""
    item = change.new or change.old
    assert item is not None
    op = "added" if change.new else "deleted"
    shown = (("類型", classes_text(item)), ("本文", item.text or item.name), ("適合基準日", item.applies))
    out = []
    for title, text in shown:
        side: Marked = (Piece(op, text),) if text else ()
        if side:
            out.append(ChangedField(title, () if change.new else side, side if change.new else ()))
    return out


def _fields(fields: tuple[FieldChange, ...]) -> list[ChangedField]:
    """One line per field, the classes of all sizes in one; what changed is marked."""
    out: list[ChangedField] = []
    classes = [f for f in fields if f.field.startswith("class.")]
    for field in fields:
        if field in classes:
            if field is classes[0]:
                old, new = (_sizes({f.field.removeprefix("class."): v for f, v in pairs}) for pairs in _sides(classes))
                out.append(ChangedField("類型", _whole_side("deleted", old), _whole_side("added", new)))
            continue
        title = FIELD_LABELS[field.field]
        if not field.old or not field.new or field.field in ("applies", "section"):
            out.append(ChangedField(title, _whole_side("deleted", field.old), _whole_side("added", field.new)))
            continue
        pieces = tuple(Piece(s.op, s.text) for s in diff(field.old, field.new))
        out.append(
            ChangedField(
                title, tuple(p for p in pieces if p.op != "added"), tuple(p for p in pieces if p.op != "deleted")
            )
        )
    return out or [ChangedField("本文", plain("（変わりません）"), plain("（変わりません）"))]


def _sides(classes: list[FieldChange]) -> tuple[list[tuple[FieldChange, str]], list[tuple[FieldChange, str]]]:
    return [(f, f.old) for f in classes], [(f, f.new) for f in classes]


def _whole_side(op: str, text: str) -> Marked:
    return (Piece(op, text),) if text else ()


def classes_text(item: SpecItem) -> str:
    """◎ 実装必須, or per size class where they differ; "" where the document says nothing."""
    return _sizes({size: item.classes.of(size) or "" for size in SIZES})


def _sizes(classes: Mapping[str, str]) -> str:
    named = {size: f"{CLASS_SIGN.get(c, '')} {CLASS_LABEL.get(c, c)}".strip() for size, c in classes.items()}
    if len(set(named.values())) == 1 and len(named) == len(SIZES):
        return next(iter(named.values()))
    return "\n".join(f"{SIZE_LABEL[size]} {text}" for size, text in named.items() if text)


# --- suspects --------------------------------------------------------------------------------------------------------

_SUSPECT_COLUMNS = (
    ListColumn("所管課", 66), ListColumn("ID", 66, "center", key=True), ListColumn("名称", 88, key=True),
    ListColumn("いまの判定", 70), ListColumn("差異の内容", 92), ListColumn("記入者", 62), ListColumn("変わった点", 70),
    ListColumn("判定したときの本文", 186), ListColumn("いまの本文", 186), ListColumn("適合基準日", 72),
    ListColumn("残り日数", 62, "center"), ListColumn("仕分け", 56),
)  # fmt: skip


def write_suspects(
    session: Session,
    out: Path,
    *,
    department: str | None = None,
    business: str | None = None,
    today: date | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes the list of 要再確認, of a department or all, old and new side by side; ``out``."""
    at = printed_at or datetime.now()
    listing = suspects_list(session, department, business, today or at.date())
    return _written(out, lambda: write_listing(listing, out, author=session.info.municipality, printed_at=at))


def suspects_list(session: Session, department: str | None, business: str | None, today: date) -> Listing:
    """The list of 要再確認 as it is written."""
    found = suspects.listed(session, department=department, business=business, today=today)
    rows = [_suspect_row(c) for c in suspects.compare(session, found)]
    counts = "　".join(f"{name or '（所管不明）'} {n}" for name, n in suspects.counts(found).items())
    facts = (
        ("団体", session.info.municipality),
        ("所管課", department or "すべて"),
        ("件数", f"{len(found)}　{counts}"),
    )
    legend = (
        (
            Piece("same", "凡例　"), Piece("deleted", "取り消し線"), Piece("same", "＝なくなった文言　"),
            Piece("added", "下線"), Piece("same", "＝加わった文言"),
        ),
    )  # fmt: skip
    return Listing("要再確認", "要再確認の一覧", facts, _SUSPECT_COLUMNS, rows, legend, "要再確認の判定はありません。")


def _suspect_row(c: Comparison) -> list[Cell]:
    s = c.suspect
    pieces = tuple(Piece(x.op, x.text) for x in c.segments)
    others = [f for f in _fields(c.fields) if f.title != "本文"] if c.fields else []
    changed = [KIND_LABELS[k] for k in s.kinds if k not in AROUND]
    changed += [f"{KIND_LABELS[m.kind]}：{m.name}{'（削除）' if m.gone else ''}" for m in s.around]
    changed = changed or ["（版未着）"]
    old: Marked = tuple(p for p in pieces if p.op != "added") if c.old else plain("（判定したときの版がありません）")
    new: Marked = tuple(p for p in pieces if p.op != "deleted")
    for field in others:
        old, new = _appended(old, field.title, field.old), _appended(new, field.title, field.new)
    return [
        "\n".join(s.departments), s.id if not s.branch else f"{s.id}-{s.branch}", s.name, _verdict(s.verdict),
        s.detail, s.by, "\n".join(changed), old, new, s.applies, days_text(s.days),
        "\n".join(t for t in (s.triage.grade, s.triage.note) if t) if s.triage else "",
    ]  # fmt: skip


def _appended(text: Marked, title: str, pieces: Marked) -> Marked:
    return (*text, Piece("same", f"\n【{title}】"), *(pieces or plain("（なし）")))


def days_text(days: Days | None) -> str:
    """あと 131 日, 過ぎています, あと 10〜40 日, 過ぎた可能性; "" without a date."""
    if days is None:
        return ""
    if days.past:
        return "過ぎています"
    if days.may_be_past:
        return "過ぎた可能性"
    return f"あと {days.least} 日" if days.least == days.most else f"あと {days.least}〜{days.most} 日"


# --- findings --------------------------------------------------------------------------------------------------------

_CHECK_COLUMNS = (
    ListColumn("程度", 62), ListColumn("点検", 150), ListColumn("対象", 110, key=True),
    ListColumn("見つかったこと", 420), ListColumn("黙らせた理由", 160), ListColumn("根拠", 220),
)  # fmt: skip


def write_checks(
    session: Session, out: Path, found: Sequence[CheckFinding], *, printed_at: datetime | None = None
) -> Path:
    """Writes findings of the automatic checks, a row each; ``out``."""
    at = printed_at or datetime.now()
    kinds = checks.kinds()
    rows: list[list[Cell]] = [
        [
            _LEVELS[f.level], f"{f.check} {kinds[f.check].title}", _place(session, f.target), f.message, f.silenced,
            kinds[f.check].source,
        ]
        for f in found
    ]  # fmt: skip
    facts = (("団体", session.info.municipality), ("件数", f"{len(found):,} 件"))
    listing = Listing("点検", "点検の一覧", facts, _CHECK_COLUMNS, rows)
    return _written(out, lambda: write_listing(listing, out, author=session.info.municipality, printed_at=at))


def _place(session: Session, target: str) -> str:
    kind, _, rest = target.partition(":")
    parts = rest.split("/") if kind == "transition" else [rest]  # two systems
    return "⇔".join(_number(session, part) for part in parts)


def _number(session: Session, rid: str) -> str:
    row = session.con.execute("SELECT number FROM record WHERE rid=?", (rid,)).fetchone()
    return str(row[0]) if row and row[0] else rid


_FINDING_COLUMNS = (
    ListColumn("程度", 62), ListColumn("種類", 110), ListColumn("項目", 100, key=True), ListColumn("内容", 330),
    ListColumn("ファイル", 180), ListColumn("シート", 140), ListColumn("セル", 50, "center"), ListColumn("版", 66),
)  # fmt: skip


def write_findings(
    session: Session, out: Path, *, business: str | None = None, printed_at: datetime | None = None
) -> Path:
    """Writes what does not fit together in the documents in force, a row per place; ``out``.

    What cannot be judged yet has one row: how often, and the first place.
    """
    at = printed_at or datetime.now()
    found = consistency.findings(session, business=business)
    rows: list[list[Cell]] = [
        [
            _LEVELS[f.level], consistency.CODES[f.code], f.node.partition(":")[2], f.message, p.file, p.sheet, p.cell,
            p.edition,
        ]
        for f in found
        for p in (f.places[:1] if f.code == "undecidable" else f.places)
    ]  # fmt: skip
    facts = (
        ("団体", session.info.municipality), ("業務", business or "すべて"),
        ("件数", f"{len(found)} 件（公表された文書が述べていることで、取り込みの誤りではありません）"),
    )  # fmt: skip
    listing = Listing("整合の確認", "標準仕様の整合の確認", facts, _FINDING_COLUMNS, rows)
    return _written(out, lambda: write_listing(listing, out, author=session.info.municipality, printed_at=at))
