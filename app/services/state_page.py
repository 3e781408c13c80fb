"""The page of the state: how far each business is, per 大項目, and what needs somebody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from app.core.choices import ISSUE_STATUSES
from app.core.codes import CLASS_LABEL, CLASS_SIGN, SIZE_LABEL, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICTS
from app.core.problems import UserProblem
from app.services import catalogue, my_items, register_read, sheet_rows
from app.services.session import Session
from app.services.sheet_rows import CONFLICT, verdict_text
from app.services.sheets import export_refused
from app.services.views import EditionRow
from reports.dates import short_wareki
from reports.html import Group, IssueLine, Issues, Item, ItemList, Mark, Part, StatePage, write_state
from reports.problems import ExportProblem

SETTLED = ("fit", "out_of_scope", "not_applicable")
# Kind → (title, what its ids are called, what it is grouped by, what one item is called)
KINDS = {
    "req": ("機能要件", "機能ID", "大項目", "要件"),
    "form": ("帳票要件", "帳票ID", "大項目", "帳票"),
    "link": ("連携要件", "連携ID", "連携先", "連携"),
}
_NEEDS = {
    "gap": ("差異のある{}", "どう対応するかを決めます。"),
    "partial": ("一部適合の{}", "足りない部分をどうするかを決めます。"),
    "ask": ("確かめる{}", "事業者または所管課に確かめます。"),
    "option_pending": ("採否を検討する{}", "標準オプション機能を使うかどうかを決めます。"),
}


def write_state_page(
    session: Session,
    out: Path,
    *,
    colours: Mapping[str, str],
    business: str | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes one HTML page over requirements, forms and linkages in force, and the register; ``out``.

    ``colours``: token name → hex of the light theme. Raises UserProblem when there is nothing to show or the file
    cannot be written.
    """
    try:
        return write_state(page_of(session, colours=colours, business=business, printed_at=printed_at), out)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def page_of(
    session: Session,
    *,
    colours: Mapping[str, str],
    business: str | None = None,
    printed_at: datetime | None = None,
) -> StatePage:
    """Everything the page shows. Raises UserProblem when there is nothing."""
    force = (e for e in catalogue.in_force(session) if e.kind in KINDS and business in (None, e.business))
    editions = sorted(force, key=lambda e: (e.business, list(KINDS).index(e.kind)))
    if not editions:
        raise UserProblem(
            "nothing_to_write",
            "標準仕様がまだないため、書き出すものがありません。",
            hint="先に標準仕様を取り込んでください。",
        )
    info = session.info
    at = printed_at or datetime.now()
    return StatePage(
        title=f"標準仕様との比較分析の状況（{info.municipality}）",
        facts=(
            ("団体", f"{info.municipality}（{info.code}）"),
            ("規模", SIZE_LABEL[info.size]),
            ("業務", "、".join(dict.fromkeys(f"{e.business} {e.business_name}" for e in editions))),
            ("版", _versions(editions)),
        ),
        marks=(
            *(Mark(v.code, v.sign, v.short, v.code in SETTLED) for v in VERDICTS),
            Mark("", UNJUDGED_SIGN, UNJUDGED_LABEL),
        ),
        classes=tuple((CLASS_SIGN[c], CLASS_LABEL[c]) for c in ("mandatory", "optional", "prohibited")),
        parts=tuple(
            _part(session, kind, [e for e in editions if e.kind == kind])
            for kind in KINDS
            if any(e.kind == kind for e in editions)
        ),
        issues=_issues(session, business, at.date()),
        colours=colours,
        printed_at=at,
        filter_note=f"業務 {business}" if business else "",
        remarks=_remarks(session),
    )


_JOIN = (
    " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
    " WHERE i.deleted=0 AND i.kind=?"
)


def _versions(editions: list[EditionRow]) -> str:
    """住民基本台帳：機能要件 第1.0版（採用中）・帳票要件 第1.0版（採用中）, one business after another."""
    by_business: dict[str, list[str]] = {}
    for e in editions:
        by_business.setdefault(e.business_name, []).append(f"{KINDS[e.kind][0]} {e.label}（{e.state}）")
    return "\n".join(f"{name}：{'・'.join(versions)}" for name, versions in by_business.items())


def _part(session: Session, kind: str, editions: list[EditionRow]) -> Part:
    title, id_title, group_title, word = KINDS[kind]
    notes = _review_note(session, editions) if kind == "link" else ()
    lists = _lists(session, kind, editions, word)
    return Part(title, id_title, group_title, _groups(session, kind, editions), lists, notes)


def _groups(session: Session, kind: str, editions: list[EditionRow]) -> tuple[Group, ...]:
    out: list[Group] = []
    for edition in editions:
        schema = session.attach(edition.hash)
        counts: dict[str, dict[str, int]] = {}
        for p1, extra, verdict in session.con.execute(
            f"SELECT i.p1, i.extra, coalesce(s.verdict, '') FROM {schema}.item i{_JOIN} ORDER BY i.key", (kind,)
        ):
            name = dict(json.loads(extra)).get("partner", "").strip() if kind == "link" else p1
            found = counts.setdefault(name, {})
            found[verdict] = found.get(verdict, 0) + 1
        prefix = f"{edition.business_name}　" if len(editions) > 1 else ""
        out += [Group(prefix + (name or f"（{KINDS[kind][2]}なし）"), c) for name, c in counts.items()]
    return tuple(out)


def _lists(session: Session, kind: str, editions: list[EditionRow], word: str) -> tuple[ItemList, ...]:
    found: dict[str, list[Item]] = {}
    for edition in editions:
        schema = session.attach(edition.hash)
        for key, id_, branch, cls, section, name, verdict, detail, by, conflict in session.con.execute(
            f"SELECT i.key, i.id, i.branch, i.{session.size}, i.section, i.name, coalesce(s.verdict, ''),"
            f" coalesce(s.detail, ''), coalesce(s.judged_by, ''), coalesce(s.conflict, 0) FROM {schema}.item i{_JOIN}"
            " ORDER BY i.key",
            (kind,),
        ).fetchall():
            shown = "-".join(t for t in (id_, branch) if t)
            sign = CLASS_SIGN.get(cls or "", "")
            if conflict:
                said = catalogue.detail(session, edition.hash, key).judgement
                values = said.values if said else ()
                detail = "\n".join(f"{who}：{verdict_text(code)} {text}".strip() for code, text, who, _ in values)
                found.setdefault(CONFLICT, []).append(Item(shown, sign, section, name, "", detail, "", CONFLICT))
            else:
                found.setdefault(verdict, []).append(Item(shown, sign, section, name, verdict, detail, by))
    lists = []
    if CONFLICT in found:
        lists.append(
            ItemList(f"競合のある{word}", "二人以上の判定が食い違っています。どれかに決めます。", found[CONFLICT])
        )
    lists += [ItemList(title.format(word), note, found[c]) for c, (title, note) in _NEEDS.items() if c in found]
    if "" in found:
        lists.append(ItemList(f"未判定の{word}", "判定がまだないものです。", found[""]))
    return tuple(lists)


def _review_note(session: Session, editions: list[EditionRow]) -> tuple[str, ...]:
    """How far the linkage review is, in the signs of 連携検討表."""
    counts = {"〇": 0, "×": 0, "-": 0, CONFLICT: 0, "": 0}
    for edition in editions:
        for row in sheet_rows.linkages(session, edition):
            counts[row["need"] if row["need"] in counts else ""] += 1
    conflict = f"、{CONFLICT} {counts[CONFLICT]} 件" if counts[CONFLICT] else ""
    return (
        f"連携検討：〇（検討が必要）{counts['〇']} 件、×（検討が不要）{counts['×']} 件、"
        f"-（該当なし）{counts['-']} 件、未検討 {counts['']} 件{conflict}",
    )


def _issues(session: Session, business: str | None, today: date) -> Issues | None:
    """The register in short; None when nothing was ever registered."""
    found = register_read.issues(session, business=business)
    if not found:
        return None
    states = [(name, sum(i.status == code for i in found)) for code, name in ISSUE_STATUSES.items()]
    lines = tuple(
        IssueLine(
            number=i.number,
            title=i.title,
            department=i.department,
            disposition=register_read.label_of(i.disposition) if i.disposition else "",
            due=short_wareki(i.due),
            status=ISSUE_STATUSES.get(i.status, i.status),
            marks=tuple(word for word, _ in my_items.marks_of(i, today)),
        )
        for i in found
        if i.status not in my_items.FINISHED
    )
    return Issues(tuple((name, n) for name, n in states if n), lines)


def _remarks(session: Session) -> tuple[str, ...]:
    conflicts = session.con.execute("SELECT count(*) FROM (SELECT DISTINCT id, atom FROM conflict)").fetchone()[0]
    return (f"競合（食い違う値）が {conflicts} 件あります。該当する項目は未判定に数えています。",) if conflicts else ()
