"""The automatic checks that exist so far, each finding with its place: 1 no verdict · 2 forgotten current items ·
3 unfinished issues · 4 unlawful dispositions · 5 vendors' answers · 6 連携検討表 ·
10 judged differently (departments, municipalities) · 12 near-duplicates · 13 broken ids."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from app.services import (
    catalogue,
    cities,
    city_matrix,
    duplicates,
    home,
    link_review,
    linkage_sides,
    register_read,
    survey,
    vendor_agreement,
    vendor_packages,
    vendor_words,
)
from app.services.city_matrix import Asked
from app.services.register_read import Issue
from app.services.session import Session
from app.services.views import ItemFilter

_BLOCK = 400


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One finding: ``level`` error, warning or info; ``target`` a NODE (published item, current record, issue)."""

    check: int
    level: str
    target: str
    message: str


def run(session: Session, only: Collection[int] | None = None) -> list[CheckFinding]:
    """All findings of the checks asked for, by check and document order."""
    wanted = sorted(set(only) if only else CHECKS)
    return [finding for number in wanted for finding in CHECKS[number](session)]


def _unjudged(session: Session) -> list[CheckFinding]:
    """Check 1: every item of an adopted edition has a verdict (手順書 ③-2)."""
    out = []
    for edition in catalogue.editions(session):
        if not edition.adopted or edition.kind not in home.JUDGED:
            continue
        keys = catalogue.item_keys(session, edition.hash, ItemFilter(kinds=(edition.kind,), verdicts=("",)))
        for row in catalogue.item_rows(session, edition.hash, keys):
            if not row.conflict:
                out.append(CheckFinding(1, "warning", row.node, f"{row.id} {row.name}：判定がありません。"))
    return out


def _forgotten(session: Session) -> list[CheckFinding]:
    """Check 2: a current item that answers nothing and whose fate nobody wrote down (国分寺市の事例)."""
    handled = {r for i in register_read.issues(session) if i.disposition for r in i.records}
    out = []
    for kind, type_ in survey.CURRENT_TYPE.items():
        businesses = {e.business for e in catalogue.in_force(session) if e.kind == kind}
        for row in survey.current_rows(
            session, "r.type=? AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.target=r.rid)", (type_,)
        ):
            if row.business in businesses and row.rid not in handled:
                message = f"{row.number} {row.name}：対応する標準も、対応方針もありません。"
                out.append(CheckFinding(2, "warning", f"{type_}:{row.rid}", message))
    return out


def _unfinished(session: Session) -> list[CheckFinding]:
    """Check 3: an open issue lacks disposition, reason or deadline; a decision lacks decider or date."""
    out = []
    for issue in register_read.issues(session):
        if issue.status in ("done", "withdrawn"):
            continue
        lacks = [
            name
            for name, value in (("対応方針", issue.disposition), ("理由", issue.basis), ("期限", issue.due))
            if not value
        ]
        if lacks:
            out.append(_about(3, "warning", issue, f"{'・'.join(lacks)}がありません。"))
        for decision in register_read.decisions(session, issue.rid):
            if decision.current and not (decision.by and decision.date):
                out.append(_about(3, "error", issue, "決定に決定者か決定日がありません。"))
    return out


def _unlawful(session: Session) -> list[CheckFinding]:
    """Check 4: a disposition the guard rails refuse, arrived by merge or made so by a new edition (法令上要確認)."""
    return [
        _about(
            4,
            "error",
            issue,
            f"法令上要確認：「{register_read.label_of(issue.disposition)}」は選べません。"
            f"{issue.unlawful.message}（{issue.unlawful.clause}）",
        )
        for issue in register_read.issues(session)
        if issue.unlawful is not None and issue.status != "withdrawn"
    ]


def _about(check: int, level: str, issue: Issue, message: str) -> CheckFinding:
    return CheckFinding(check, level, f"issue:{issue.rid}", f"{issue.number} {issue.title}：{message}")


def _judged_apart(session: Session) -> list[CheckFinding]:
    """Check 10: an item on which departments contradict one another, or that municipalities judge differently: without
    a joint decision (to be told), or against one without a reason (to be looked at)."""
    keys: dict[city_matrix.Key, tuple[str, str]] = {}
    sql = "SELECT business, kind, item, branch FROM item_state WHERE conflict=1 ORDER BY 1, 2, 3, 4"
    for business, kind, item, branch in session.con.execute(sql):
        keys[business, kind, item, branch] = ("warning", "判定が食い違っています（競合）。")
    if cities.listed(session):
        decided = set(city_matrix.find(session, Asked(show="all")).keys) - set(
            city_matrix.find(session, Asked(show="open")).keys
        )
        for key in city_matrix.find(session, Asked(show="apart")).keys:
            keys.setdefault(key, ("warning", "共同の決定と違う団体があり、理由がありません。"))
        for key in city_matrix.find(session, Asked(show="differs")).keys:
            if key not in decided:
                keys.setdefault(key, ("info", "団体によって判定が違い、共同の決定がありません。"))
    wanted, out = sorted(keys), []
    for start in range(0, len(wanted), _BLOCK):
        for line in city_matrix.lines(session, wanted[start : start + _BLOCK]):
            level, message = keys[line.key]
            out.append(CheckFinding(10, level, line.node, f"{line.id} {line.name}：{message}"))
    return out


def _twins(session: Session) -> list[CheckFinding]:
    """Check 12: records of today that look like the same thing written twice, also by two 課."""
    out = []
    for twin in duplicates.find(session):
        (rid, number, name, department), (_, other_number, other_name, other_department) = twin.one, twin.other
        other = " ".join(t for t in (other_number, other_name) if t)
        where = f"（{other_department}）" if other_department and other_department != department else ""
        message = f"{number} {name}：{other}{where} と似ています（{twin.likeness} %）。"
        out.append(CheckFinding(12, "info", f"{survey.record_type(twin.list)}:{rid}", message))
    return out


def _vendor_answers(session: Session) -> list[CheckFinding]:
    """Check 5: an adopted option nobody builds, and what comes late while nobody wrote down how one gets by."""
    rules = {r.id for r in vendor_words.rules() if r.check == 5}
    covered = {b for p in vendor_packages.packages(session) for b in p.businesses}
    found: dict[tuple[str, str], CheckFinding] = {}
    for business in sorted(covered):
        for line in vendor_agreement.agreement(session, business).lines:
            for doubt in line.doubts:
                if doubt.rule in rules:
                    message = f"{line.row.id} {line.row.name}（{line.answer.package.name}）：{doubt.message}"
                    one = CheckFinding(5, doubt.level, line.row.node, message)
                    key = doubt.rule if doubt.level == "error" else line.answer.package.rid  # nobody = said once
                    found.setdefault((line.row.node, key), one)
    return list(found.values())


def _broken_ids(session: Session) -> list[CheckFinding]:
    """Check 13: items that carry a provisional id because the published one could not be read as an id."""
    out = []
    for edition in catalogue.in_force(session):
        schema = session.attach(edition.hash)
        rows = session.con.execute(
            f"SELECT node, id_original, name FROM {schema}.item WHERE id LIKE '~%' AND deleted=0 ORDER BY key"
        ).fetchall()
        for node, original, name in rows:
            shown = f"ID「{original}」が正しい形ではありません" if original else "ID がありません"
            out.append(CheckFinding(13, "warning", node, f"{name}：{shown}（仮番で持っています）。"))
    return out


def _linkage_review(session: Session) -> list[CheckFinding]:
    """Check 6: what a review of 連携検討表 (札幌市) says, its mirror, the places it names; both sides' confirmation."""
    reviewed = [CheckFinding(6, f.level, f.node, f.message) for f in link_review.findings(session)]
    return reviewed + [
        CheckFinding(6, "warning", f"curlink:{rid}", message) for rid, message in linkage_sides.problems(session)
    ]


CHECKS: dict[int, Callable[[Session], list[CheckFinding]]] = {
    1: _unjudged,
    2: _forgotten,
    3: _unfinished,
    4: _unlawful,
    5: _vendor_answers,
    6: _linkage_review,
    10: _judged_apart,
    12: _twins,
    13: _broken_ids,
}
