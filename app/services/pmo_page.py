"""Two pages made of the progress: one for the assembly and the mayor, one in the manner of the 団体カルテ.

Which version they speak of stands on them: a closed month by its name, or now. Source: survey practice §1.5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from app.core.pmo import STATUSES
from app.services import monthly, pmo, pmo_exchange, pmo_facts, register_read, survey, transition
from app.services.pmo import Row
from app.services.session import Session
from app.services.sheets import export_refused
from reports.dates import wareki
from reports.html.progress import ProgressPage, ProgressRow, Status, Table, write_progress
from reports.problems import ExportProblem

ONE_PAGE, CITY = "pmo-page", "city-page"
_LOOK = {
    "done": ("済", "done_ground", "done_line"),
    "working": ("中", "soft", "soft_line"),
    "waiting": ("未", "surface", "line2"),
    "out": ("外", "sunken", "line2"),
}
_MOST = 12  # lines of a table of the one page; the registers hold the rest


def write(
    session: Session, out: Path, kind: str, *, colours: Mapping[str, str], printed_at: datetime | None = None
) -> Path:
    """Writes one of the two pages; ``out``. Raises UserProblem when it can't be written."""
    at = printed_at or datetime.now()
    page = _page(session, kind, colours, at)
    try:
        return write_progress(page, out)
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def _page(session: Session, kind: str, colours: Mapping[str, str], at: datetime) -> ProgressPage:
    rows = pmo.board(session, today=at.date())
    month = monthly.look(session, today=at.date())
    labels = pmo.labels()
    closed = month.closed
    version = "締める前の、いまの値"
    if closed is not None:
        same = closed.values == monthly.now(session)
        version = f"{closed.month} を締めた{'値' if same else '後に変わった、いまの値'}（{closed.baseline}）"
    known = pmo_facts.facts(session, [r.business for r in rows], today=at.date())
    shown = []
    for row in rows:
        counts = Counter(s or "waiting" for s in row.statuses)
        f = known[row.business]
        facts = [f"判定 {f.items - (f.unjudged or 0):,}／{f.items:,}"] if f.items else []
        facts += [f"課題 {f.issues:,}（対応方針なし {f.issues_open:,}）"] if f.issues else []
        marks = [f"{c.step} {c.against}" for c in row.cells if c.against]
        shown.append(ProgressRow(row.name, counts, f"{float(row.rates.done) * 100:.1f}%", facts, marks))
    wrong = sum(len(r.marks) for r in shown)
    finished = sum(r.statuses[-1] == "done" for r in rows)
    summary = [
        (f"{len(rows)}", "業務"), (f"{finished}", "運用開始した業務"), (f"{wrong}", "報告と事実のズレ"),
        (f"{sum(f.issues_open for f in known.values())}", "対応方針のない課題"),
    ]  # fmt: skip
    city = kind == CITY
    title = "標準化の進み（団体の状況）" if city else "標準化・共通化の進み"
    place = " ".join(t for t in (pmo_exchange.prefecture(session.code), session.info.municipality) if t)
    facts_ = [("団体", f"{place}（{session.code}）"), ("時点", wareki(at.date())), ("版", version),
              ("次の報告", f"{month.month} 分、{wareki(month.due)}まで")]  # fmt: skip
    tables = _city(session, rows) if city else _one_page(session, month)
    return ProgressPage(
        form="団体の状況（都道府県へ）" if city else "首長・議会への報告",
        title=f"{title}（{session.info.municipality}）",
        facts=facts_,
        summary=summary,
        comment=closed.comment if closed is not None else "",
        statuses=[Status(s, _LOOK[s][0], labels[s], *_LOOK[s][1:]) for s in STATUSES],
        caveat=pmo.caveat(),
        rows=shown,
        tables=tables,
        municipality=session.info.municipality,
        printed_at=at,
        colours=colours,
    )


def _one_page(session: Session, month: monthly.Month) -> list[Table]:
    since = month.last.month if month.last is not None else ""
    changed = []
    for c in month.changed:
        steps = "、".join(f"{s} {b}→{n}" for s, b, n in c.steps[:5])
        steps += f" ほか {len(c.steps) - 5}" if len(c.steps) > 5 else ""
        changed.append((c.name, steps, f"{c.judged:+,}" if c.judged else "", f"{c.issues:+,}" if c.issues else ""))
    waiting = [i for i in register_read.issues(session) if i.priority == "A" or i.degree == "high"]
    waiting = [i for i in waiting if i.status not in ("withdrawn", "done")][:_MOST]
    issues = [
        (i.number, i.title, i.department, i.due or "期限なし",
         "法令上要確認" if i.unlawful is not None else "競合" if i.conflict else "")
        for i in waiting
    ]  # fmt: skip
    return [
        Table(
            "前の締めから変わったこと", f"{since} の締めと比べています。" if since else "",
            ("業務", "ステップ", "判定", "課題"), changed[:_MOST],
            "変わったことはありません。" if since else "前の月の締めがまだありません。",
        ),
        Table(
            "重い課題", "影響度か優先度の高いものです。", ("番号", "件名", "所管課", "期限", "気をつけること"), issues,
            "重い課題はありません。",
        ),
    ]  # fmt: skip


def _city(session: Session, rows: Sequence[Row]) -> list[Table]:
    systems = []
    for row in survey.list_rows(session, "systems"):
        if row.get("scope") not in (None, "", "標準化対象"):
            continue
        systems.append(tuple(str(row.get(k) or "") for k in ("name", "vendor", "pattern", "migration", "difficult")))
    plan = transition.plan(session)
    pairs = [("過渡期の組", f"{plan.counts.pairs:,}"), ("方式が未定", f"{plan.counts.without_method:,}"),
             ("終わりの分からない組", f"{plan.counts.open:,}"), ("契約の切れ目", f"{plan.counts.gaps:,}")]  # fmt: skip
    own = []
    for row_ in rows:
        own += [
            (row_.name, m.step or "－", m.what, m.national, m.own, m.reason)
            for m in pmo.milestones(session, row_.business)
            if m.own
        ]
    return [
        Table("移行するシステム", "移行困難には事由を書いています。",
              ("システム", "事業者", "構築パターン", "移行予定", "特定移行支援"), systems, "システムがありません。"),
        Table("過渡期", "", ("項目", "数"), pairs, ""),
        Table(
            "自団体の期限", "国の目安はいずれも過ぎています。",
            ("業務", "ステップ", "内容", "国の目安", "自団体の期限", "理由"), own, "自団体の期限はまだありません。",
        ),
    ]  # fmt: skip
