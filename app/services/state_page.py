"""The page of the state: how far each business is, per 大項目, and what needs somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from app.core.codes import CLASS_LABEL, CLASS_SIGN, SIZE_LABEL, UNJUDGED_LABEL, UNJUDGED_SIGN, VERDICTS
from app.core.problems import UserProblem
from app.services import catalogue
from app.services.session import Session
from app.services.sheets import export_refused
from app.services.views import EditionRow
from reports.html import Group, Item, ItemList, Mark, StatePage, write_state
from reports.problems import ExportProblem

SETTLED = ("fit", "out_of_scope", "not_applicable")
_NEEDS = {
    "gap": ("差異のある要件", "どう対応するかを決めます。"),
    "partial": ("一部適合の要件", "足りない部分をどうするかを決めます。"),
    "ask": ("確かめる要件", "事業者または所管課に確かめます。"),
    "option_pending": ("採否を検討する要件", "標準オプション機能を使うかどうかを決めます。"),
}


def write_state_page(
    session: Session,
    out: Path,
    *,
    colours: Mapping[str, str],
    business: str | None = None,
    printed_at: datetime | None = None,
) -> Path:
    """Writes one HTML page over the requirements in force; ``out``.

    ``colours``: token name → hex of the light theme. Raises UserProblem when there is nothing to show or the file
    cannot be written.
    """
    editions = [e for e in catalogue.in_force(session) if e.kind == "req" and business in (None, e.business)]
    if not editions:
        raise UserProblem(
            "nothing_to_write",
            "標準仕様がまだないため、書き出すものがありません。",
            hint="先に標準仕様を取り込んでください。",
        )
    info = session.info
    page = StatePage(
        title=f"標準仕様との比較分析の状況（{info.municipality}）",
        facts=(
            ("団体", f"{info.municipality}（{info.code}）"),
            ("規模", SIZE_LABEL[info.size]),
            ("業務", "、".join(f"{e.business} {e.business_name}" for e in editions)),
            ("版", "、".join(f"{e.business_name} {e.label}（{e.state}）" for e in editions)),
        ),
        marks=(
            *(Mark(v.code, v.sign, v.short, v.code in SETTLED) for v in VERDICTS),
            Mark("", UNJUDGED_SIGN, UNJUDGED_LABEL),
        ),
        classes=tuple((CLASS_SIGN[c], CLASS_LABEL[c]) for c in ("mandatory", "optional", "prohibited")),
        groups=_groups(session, editions),
        lists=_lists(session, editions),
        colours=colours,
        printed_at=printed_at or datetime.now(),
        remarks=_remarks(session),
    )
    try:
        return write_state(page, out)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


_JOIN = (
    " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
    " WHERE i.deleted=0 AND i.kind='req'"
)


def _groups(session: Session, editions: list[EditionRow]) -> tuple[Group, ...]:
    out: list[Group] = []
    for edition in editions:
        schema = session.attach(edition.hash)
        counts: dict[str, dict[str, int]] = {}
        for name, verdict, n in session.con.execute(
            f"SELECT i.p1, coalesce(s.verdict, ''), count(*) FROM {schema}.item i{_JOIN}"
            " GROUP BY 1, 2 ORDER BY min(i.key)"
        ):
            counts.setdefault(name, {})[verdict] = n
        prefix = f"{edition.business_name}　" if len(editions) > 1 else ""
        out += [Group(prefix + (name or "（大項目なし）"), c) for name, c in counts.items()]
    return tuple(out)


def _lists(session: Session, editions: list[EditionRow]) -> tuple[ItemList, ...]:
    found: dict[str, list[Item]] = {}
    for edition in editions:
        schema = session.attach(edition.hash)
        for id_, cls, section, name, verdict, detail, by in session.con.execute(
            f"SELECT i.id, i.{session.size}, i.section, i.name, coalesce(s.verdict, ''), coalesce(s.detail, ''),"
            f" coalesce(s.judged_by, '') FROM {schema}.item i{_JOIN} ORDER BY i.key"
        ):
            item = Item(id_, CLASS_SIGN.get(cls or "", ""), section, name, verdict, detail, by)
            found.setdefault(verdict, []).append(item)
    lists = [ItemList(title, note, found[code]) for code, (title, note) in _NEEDS.items() if code in found]
    if "" in found:
        lists.append(ItemList("未判定の要件", "判定がまだないものです。", found[""]))
    return tuple(lists)


def _remarks(session: Session) -> tuple[str, ...]:
    conflicts = session.con.execute("SELECT count(*) FROM conflict").fetchone()[0]
    return (f"競合（食い違う値）が {conflicts} 件あります。該当する項目は未判定に数えています。",) if conflicts else ()
