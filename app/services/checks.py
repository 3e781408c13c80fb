"""The automatic checks, each finding with its place and its source; a finding may be silenced with a reason.

1 no verdict · 2 forgotten current items · 3 unfinished issues and decisions · 4 unlawful dispositions, verdicts from
outside · 5 vendors' answers · 6 連携検討表 · 7 pairs in transition · 8 contracts · 9 suspects · 10 judged differently ·
12 near-duplicates · 13 broken ids · 15 held back · 16 budgets. What each is called and where it comes from is data
(rules/checks.json).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from app.core.problems import UserProblem
from app.core.records import item_rid, silence_rid
from app.services import (
    catalogue,
    cities,
    city_matrix,
    duplicates,
    home,
    link_direction,
    link_gaps,
    link_review,
    linkage_sides,
    pmo,
    policies,
    register_read,
    survey,
    transition_pairs,
    vendor_agreement,
    vendor_packages,
    vendor_words,
)
from app.services import checks_more as more
from app.services.checks_more import Found
from app.services.city_matrix import Asked
from app.services.register_read import Issue
from app.services.session import Session, changes
from app.services.views import FORCE, Changes, ItemFilter

_BLOCK = 400


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """One finding: ``level`` error, warning or info; ``target`` a NODE (published item, current record, issue).

    ``silenced``: why nobody wants to hear of it any more, "" while it speaks; it speaks again when it says something
    else.
    """

    check: int
    level: str
    target: str
    message: str
    silenced: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a check is called and where its rule comes from."""

    number: int
    title: str
    source: str


@cache
def _rules() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("resources") / "rules" / "checks.json").read_text("utf-8"))
    return found


def kinds() -> dict[int, Kind]:
    """Every check by its number."""
    return {k["number"]: Kind(k["number"], k["title"], k["source"]) for k in _rules()["checks"]}


def run(
    session: Session, only: Collection[int] | None = None, *, silenced: bool = False, today: date | None = None
) -> list[CheckFinding]:
    """All findings of the checks asked for, by check and document order; silenced ones only when ``silenced``."""
    wanted = sorted(set(only) if only else CHECKS)
    day = today or date.today()
    quiet = _silences(session)
    out = []
    for number in wanted:
        for found in CHECKS[number](session, day):
            reason = quiet.get((found.check, found.target, found.message), "")
            if reason and silenced:
                out.append(replace(found, silenced=reason))
            elif not reason:
                out.append(found)
    return out


class Live:
    """The findings kept up to date: after a step only what it may have changed is looked at again.

    Check 1 and 9 are looked at again by business, the others as a whole where a record type they read was touched.
    """

    def __init__(self, session: Session, *, today: date | None = None) -> None:
        self._session, self._day = session, today or date.today()
        self._found = {n: check(session, self._day) for n, check in CHECKS.items()}

    def findings(self) -> list[CheckFinding]:
        """All of them by check and document order, with the reasons of the silenced."""
        every = [f for found in self._found.values() for f in found]
        quiet = _silences(self._session)
        if not quiet:  # tens of thousands of findings, and most offices silence a handful
            return every
        targets = {target for _, target, _ in quiet}
        return [
            replace(f, silenced=quiet.get((f.check, f.target, f.message), "")) if f.target in targets else f
            for f in every
        ]

    def update(self, types: Collection[str], rids: Collection[str]) -> None:
        """After a step that touched these records. Without types everything is looked at again."""
        if not types or set(types) & _EVERYTHING:
            self._found = {n: check(self._session, self._day) for n, check in CHECKS.items()}
            return
        wanted = {n for n, read in _READS.items() if read & set(types)}
        areas: set[str] = set()
        if "item" in types:
            kinds = _places(self._session, rids)
            areas = {business for business, _ in kinds}
            if not any(kind == "link" for _, kind in kinds):  # then only for what else was touched
                wanted -= {n for n in (6, 7) if not (_READS[n] - {"item"}) & set(types)}
        for number in sorted(wanted):
            if number in _BY_AREA and set(types) <= {"item"}:
                kept = [f for f in self._found[number] if area(f.target) not in areas]
                fresh = _BY_AREA[number](self._session, sorted(areas)) if areas else []
                self._found[number] = kept + fresh
            else:
                self._found[number] = CHECKS[number](self._session, self._day)


def _places(session: Session, rids: Collection[str]) -> set[tuple[str, str]]:
    held = sorted(rids)
    out: set[tuple[str, str]] = set()
    for start in range(0, len(held), _BLOCK):
        part = held[start : start + _BLOCK]
        marks = ",".join("?" * len(part))
        out.update(session.con.execute(f"SELECT business, kind FROM item_state WHERE rid IN ({marks})", part))
    return out


def area(target: str) -> str:
    """The business of a published item's NODE: req:0010101, link:023/001o003-00."""
    rest = target.partition(":")[2]
    return rest.partition("/")[0] if "/" in rest else rest[:3]


def _silences(session: Session) -> dict[tuple[int, str, str], str]:
    rows = session.con.execute("SELECT fields FROM record WHERE type='silence' AND present=1").fetchall()
    held = [json.loads(fields) for (fields,) in rows]
    return {
        (int(f["check"]), str(f.get("target") or ""), str(f.get("message") or "")): str(f.get("reason") or "")
        for f in held
        if str(f.get("check")).isdecimal()
    }


def silence(session: Session, finding: CheckFinding, reason: str) -> Changes:
    """Nobody wants to hear of a finding any more, and why; "" lets it speak again. One step.

    Raises UserProblem for a finding that doesn't stand (any more).
    """
    standing = {(f.check, f.target, f.message) for f in run(session, (finding.check,), silenced=True)}
    if (finding.check, finding.target, finding.message) not in standing:
        raise UserProblem("no_finding", "その指摘はもうありません。", hint="点検の一覧を読み直してください。")
    rid = silence_rid(session.code, finding.check, finding.target, finding.message)
    fields = {
        "check": str(finding.check),
        "target": finding.target,
        "message": finding.message,
        "reason": reason.strip(),
    }
    label = f"点検{finding.check}を{'黙らせる' if reason.strip() else '元に戻す'}"
    with session.project.unit(label) as unit:
        unit.set(rid, "silence", "silence", fields if reason.strip() else {})
    return changes(unit.changes)


def _unjudged(session: Session, areas: Sequence[str] = ()) -> list[CheckFinding]:
    """Check 1: every item of an adopted edition has a verdict (手順書 ③-2), a linkage at least its 検討要否 (札幌市:
    blank is 未検討); of some businesses only."""
    if not session.sources():
        return []
    out = []
    adopted = {(e.business, e.kind) for e in catalogue.editions(session) if e.adopted}
    schema = session.attach(FORCE)
    considered = link_review.considered(session)
    for kind in home.JUDGED:
        lacks = "検討要否も判定もありません（未検討）。" if kind == "link" else "判定がありません。"
        keys = catalogue.item_keys(
            session, FORCE, ItemFilter(kinds=(kind,), documents=(kind,), verdicts=("",), businesses=tuple(areas))
        )
        for start in range(0, len(keys), _BLOCK):
            part = keys[start : start + _BLOCK]
            marks = ",".join("?" * len(part))
            for node, business, id_, branch, name in session.con.execute(
                f"SELECT i.node, i.business, i.id, i.branch, i.name FROM {schema}.item i LEFT JOIN item_state s"
                " ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"
                f" WHERE i.key IN ({marks}) AND coalesce(s.conflict, 0)=0 ORDER BY i.key",
                part,
            ):
                if (business, kind) not in adopted:
                    continue
                if kind != "link" or item_rid(session.code, business, kind, id_, branch) not in considered:
                    out.append(CheckFinding(1, "warning", node, f"{id_} {name}：{lacks}"))
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
    held = policies.clauses(session)
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
        for clause in policies.against(held, issue):
            out.append(_about(3, "warning", issue, f"決定が全体方針の「{clause.title}」と食い違っています。"))
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
    if not session.sources():
        return []
    schema = session.attach(FORCE)
    rows = session.con.execute(
        f"SELECT node, id_original, name FROM {schema}.item WHERE id LIKE '~%' AND deleted=0 ORDER BY key"
    )
    out = []
    for node, original, name in rows:
        shown = f"ID「{original}」が正しい形ではありません" if original else "ID がありません"
        out.append(CheckFinding(13, "warning", node, f"{name}：{shown}（仮番で持っています）。"))
    return out


def _linkage_review(session: Session) -> list[CheckFinding]:
    """Check 6: what a review of 連携検討表 (札幌市) says, its mirror, the places it names; both sides' confirmation;
    ends nobody knows or owns."""
    reviewed = [(f.level, f.node, f.message) for f in link_review.findings(session)]
    reviewed += [("warning", node, message) for node, message in link_direction.problems(session)]
    named = [CheckFinding(6, level, n, f"{n.rpartition('/')[2]}：{message}") for level, n, message in reviewed]
    sides = [(f"curlink:{rid}", message) for rid, message in linkage_sides.problems(session)]
    return named + [CheckFinding(6, "warning", node, m) for node, m in (*sides, *link_gaps.problems(session))]


def _of(number: int, found: Iterable[Found]) -> list[CheckFinding]:
    return [CheckFinding(number, f.level, f.target, f.message) for f in found]


CHECKS: dict[int, Callable[[Session, date], list[CheckFinding]]] = {
    1: lambda s, _day: _unjudged(s),
    2: lambda s, _day: _forgotten(s),
    3: lambda s, _day: _unfinished(s),
    4: lambda s, _day: [*_unlawful(s), *_of(4, more.outside(s))],
    5: lambda s, _day: _vendor_answers(s),
    6: lambda s, _day: _linkage_review(s),
    7: lambda s, _day: _of(7, transition_pairs.unfinished(s)),
    8: lambda s, _day: _of(8, more.contracts(s)),
    9: lambda s, _day: _of(9, more.suspects(s)),
    10: lambda s, _day: _judged_apart(s),
    11: lambda s, day: _of(11, pmo.mismatches(s, today=day)),
    12: lambda s, _day: _twins(s),
    13: lambda s, _day: _broken_ids(s),
    15: lambda s, day: _of(15, more.held_back(s, int(_rules()["hold_months"]), day)),
    16: lambda s, day: _of(16, more.budgets(s, day)),
}
"""Number → the check. 11 and 14 need what later stages bring (PMO, the lint of written sheets)."""

_BY_AREA: dict[int, Callable[[Session, Sequence[str]], list[CheckFinding]]] = {
    1: _unjudged,
    9: lambda s, areas: _of(9, more.suspects(s, areas)),
    11: lambda s, areas: _of(11, pmo.mismatches(s, areas)),
}
_EVERYTHING = frozenset({"edition", "adoption", "succession", "retraction", "redaction"})
_MOVED = frozenset(
    {"system", "curlink", "vendor", "transition", "transition_answer", "transition_rules", "choice_list"}
)
_ISSUES = frozenset({"issue", "option", "decision"})
_READS: dict[int, frozenset[str]] = {
    1: frozenset({"item"}),
    2: frozenset({"mapping", "function", "curform", "curlink", "curdata"}) | _ISSUES,
    3: _ISSUES | {"clause"},
    4: _ISSUES | {"item", "department", "vendor_answer", "system", "function", "curform", "curlink"},
    5: frozenset({"package", "package_business", "vendor_answer", "item"}) | _ISSUES,
    6: frozenset({"item", "curlink", "system", "department"}) | _ISSUES,
    7: _MOVED | {"item"},
    8: frozenset({"system"}),
    9: frozenset({"item", "mapping", "function", "curform", "curlink", "curdata", "vendor_answer"}),
    10: frozenset({"item", "joint", "deviation"}),
    11: _ISSUES | {"step_status", "item", "system", "curlink", "route", "conformity", "due_event"},
    12: frozenset({"function", "curform", "curlink", "system", "task", "asset", "distinct"}),
    13: frozenset(),
    15: _ISSUES,
    16: _ISSUES | {"route", "due_event"},
}
"""Which types of records a check reads besides the editions."""
