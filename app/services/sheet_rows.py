"""The rows of the survey forms: from verdicts, mappings, issues and reviews to column code → text as it shall stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.choices import ISSUE_STATUSES
from app.core.codes import CLASS_SIGN, CURRENT_FACTS, EFFECT_DEGREES, EFFECT_TARGETS, UNJUDGED_LABEL, UNJUDGED_SIGN
from app.core.codes import VERDICT as VERDICTS_BY_CODE
from app.services import link_proposals, link_scope, register_read, succession, survey, survey_grid
from app.services.link_proposals import PROPOSED
from app.services.register_read import Issue
from app.services.session import Session
from app.services.survey_lists import survey_list
from app.services.views import EditionRow
from reports.dates import short_wareki

Rows = Iterator[dict[str, str]]
UNJUDGED = f"{UNJUDGED_SIGN} {UNJUDGED_LABEL}"
CONFLICT = "≠ 競合"
UNLAWFUL = "法令上要確認"
NEED_SIGN = {"required": "〇", "not_required": "×", "not_applicable": "-", "undecided": ""}
"""検討要否 as 札幌市's legend writes it (取組事例集 第2.0版); blank = 未検討."""

NEED_LEGEND = (
    ("〇", "連携要件に関する検討が必要。"),
    ("×", "既に現行で仕様書に沿った実装がされており、連携要件についての検討が不要。"),
    ("-", "該当なし"),
)
"""That legend, word by word; "-" is read so from its rows."""

_COLUMNS = (
    "i.node, i.id, i.branch, {cls}, i.name, i.text, i.section, i.p1, i.p2, i.p3, i.reason, i.note, i.applies, i.extra,"
    " s.current, s.verdict, s.detail, s.why, s.targets, s.degree, s.memo, s.judged_by, coalesce(s.conflict, 0)"
)
_JOIN = " LEFT JOIN main.item_state s ON s.business=i.business AND s.kind=i.kind AND s.item=i.id AND s.branch=i.branch"


@dataclass(frozen=True, slots=True)
class Line:
    """One item with what is recorded about it: ``texts`` by column code, further published columns, mapped records."""

    node: str
    key: tuple[str, str]  # id, branch
    texts: dict[str, str]
    extra: dict[str, str]
    mapped: tuple[dict[str, Any], ...]


def requirements(session: Session, edition: EditionRow) -> Rows:
    """Rows of form F1."""
    for line in _lines(session, edition):
        current = "\n".join(_named(f) + _usage(f) for f in line.mapped)
        yield {**line.texts, "current_functions": current}


def forms(session: Session, edition: EditionRow) -> Rows:
    """Rows of form F2."""
    for line in _lines(session, edition):
        extra = line.extra
        yield {
            **line.texts,
            "audience": extra.get("audience", ""),
            "spec_paper": "　".join(t for c in ("paper", "orientation", "paper_kind") if (t := extra.get(c, ""))),
            "substitute": extra.get("substitute", ""),
            "category": extra.get("category", ""),
            "output": extra.get("output", ""),
            "basis": extra.get("basis", ""),
            "current_forms": "\n".join(_named(f) + _usage(f) for f in line.mapped),
            "paper": _each(line.mapped, "paper"),
            "copies": _each(line.mapped, "copies"),
            "printed_at": _each(line.mapped, "printed_at"),
        }


def survey_rows(session: Session, name: str, wanted: Sequence[str]) -> list[dict[str, str]]:
    """The records of a survey list as rows; ``wanted``: only those of these businesses, and those that name none."""
    codes = [c.code for c in survey_list(name).columns]
    values = {
        str(v["rid"]): v.get("businesses") or ([v["business"]] if v.get("business") else [])
        for v in survey.list_rows(session, name)
    }
    rids = [rid for rid, said in values.items() if not wanted or not said or any(b in wanted for b in said)]
    return [dict(zip(codes, row.texts, strict=True)) for row in survey_grid.rows(session, name, rids)]


def linkages(session: Session, edition: EditionRow) -> Rows:
    """Rows of form F3 (連携検討表): 札幌市's columns; where a review says nothing, today's linkage stands as 提案.

    A linkage within one package keeps its row; its method says so where nobody wrote another.
    """
    reviews = _reviews(session, edition.business)
    proposed = link_proposals.proposals(session, edition.hash, edition.business)
    scopes = link_scope.scopes(session)
    for line in _lines(session, edition):
        review = reviews.get(line.key, {})
        level1, slash, level2 = line.texts["name"].partition("／")
        if line.extra.get("name.lv2"):
            level2 = line.extra["name.lv2"]
            level1 = line.texts["name"].removesuffix(f"／{level2}")
        row = {
            **line.texts,
            "source": line.extra.get("source", ""),
            "level1": level1,
            "level2": level2 if slash else "",
            "io": line.extra.get("io", ""),
            "counterpart": line.extra.get("partner", ""),
            "need": CONFLICT if review.get("conflict") else NEED_SIGN.get(need := review.get("need", ""), need),
        }
        row.update({c: review.get(c, "") for c in ("current_id", "partner", "method", "timing", "note")})
        found = proposed.get(line.key)
        if found and not any(review.get(c) for c in ("need", "current_id", "partner", "method")):
            row.update(link_proposals.cells(found, inward=row["io"].strip().upper() != "O"))
        scope = scopes.get(line.node)
        if scope is not None and (not row["method"] or row["method"].startswith(PROPOSED)):
            row["method"] = link_scope.LABEL
        row["scope"] = f"{link_scope.LABEL}　{scope.package}" if scope is not None else ""
        row["current_links"] = "\n".join(_named(f) + _usage(f) for f in line.mapped)
        yield row


def _lines(session: Session, edition: EditionRow) -> Iterator[Line]:
    """The valid items of an edition in document order."""
    mapped = _mapped(session, edition)
    issues = issues_by_node(session)  # looks into other editions, which can push an attached one out
    schema = session.attach(edition.hash)
    sql = f"SELECT {_COLUMNS.format(cls=f'i.{session.size}')} FROM {schema}.item i{_JOIN}"
    for row in session.con.execute(f"{sql} WHERE i.deleted=0 AND i.kind=? ORDER BY i.key", (edition.kind,)).fetchall():
        node, id_, branch, cls, name, text, section, p1, p2, p3, why, note, applies, extra = row[:14]
        current, verdict, detail, reason, targets, degree, memo, by, conflict = row[14:]
        shown = CONFLICT if conflict else verdict_text(verdict)
        texts = {
            "id": id_,
            "branch": branch,
            "class": CLASS_SIGN.get(cls or "", ""),
            "name": name,
            "text": text,
            "section": section,
            "path1": p1,
            "path2": p2,
            "path3": p3,
            "why": why,
            "spec_note": note,
            "applies": applies,
            "current": CURRENT_FACTS.get(current or "", ""),
            "verdict": shown,
            "detail": detail or "",
            "reason": reason or "",
            "effect": "、".join(EFFECT_TARGETS.get(t, t) for t in (targets or "").split(",") if t),
            "degree": EFFECT_DEGREES.get(degree or "", ""),
            "memo": memo or "",
            "by": by or "",
            **_handling(issues.get(node, ())),
        }
        yield Line(node, (id_, branch), texts, dict(json.loads(extra)), mapped.get((id_, branch), ()))


def verdict_text(code: str | None) -> str:
    """● 適合; □ 未判定 without a verdict."""
    found = VERDICTS_BY_CODE.get(code or "")
    return f"{found.sign} {found.short}" if found else UNJUDGED


def issues_by_node(session: Session) -> dict[str, list[Issue]]:
    """The issues that are not withdrawn, by the NODE they are about, in the order of their numbers.

    A renumbered item has them under all its ids.
    """
    found: dict[str, list[Issue]] = {}
    others = succession.other_nodes(session)
    for issue in register_read.issues(session):
        if issue.status != "withdrawn":
            for node in dict.fromkeys(n for own in issue.nodes for n in (own, *others.get(own, ()))):
                found.setdefault(node, []).append(issue)
    return found


def disposition_label(code: str) -> str:
    """The name of a disposition as it fits a cell: without its explanation in brackets."""
    return register_read.label_of(code).partition("（")[0] if code else ""


def _handling(issues: Sequence[Issue]) -> dict[str, str]:
    """How the issues of one item are handled; several ones stand under one another with their numbers."""
    if not issues:
        return {}

    def joined(*texts: str) -> str:
        pairs = [(i.number, t) for i, t in zip(issues, texts, strict=True) if t]
        return pairs[0][1] if len(issues) == 1 and pairs else "\n".join(f"{n} {t}" for n, t in pairs)

    decisions = [i.decision for i in issues]
    return {
        "disposition": joined(*(_disposition(i) for i in issues)),
        "due": joined(*(short_wareki(i.due) for i in issues)),
        "owner": joined(*(i.owner or i.department for i in issues)),
        "issue": "\n".join(f"{i.number} {i.title}" for i in issues),
        "handling": joined(*(i.content for i in issues)),
        "handling_basis": joined(*(i.basis for i in issues)),
        "status": joined(*(ISSUE_STATUSES.get(i.status, i.status) for i in issues)),
        "decided_by": joined(*(d.by if d else "" for d in decisions)),
        "decided_on": joined(*(short_wareki(d.date) if d else "" for d in decisions)),
    }


def _disposition(issue: Issue) -> str:
    marks = [UNLAWFUL] * (issue.unlawful is not None) + [CONFLICT] * issue.conflict
    return "\n".join(t for t in (disposition_label(issue.disposition), *marks) if t)


def _mapped(session: Session, edition: EditionRow) -> dict[tuple[str, str], tuple[dict[str, Any], ...]]:
    """The fields of the current records that answer each item, by (id, branch)."""
    found: dict[tuple[str, str], tuple[dict[str, Any], ...]] = {}
    sql = (
        "SELECT m.item, m.branch, r.fields FROM mapping m JOIN record r ON r.rid=m.target"
        " WHERE m.business=? AND m.kind=? AND r.present=1 ORDER BY m.item, m.branch, r.number, r.rid"
    )
    for item, branch, fields in session.con.execute(sql, (edition.business, edition.kind)):
        found[item, branch] = (*found.get((item, branch), ()), json.loads(fields))
    return found


def _named(fields: Mapping[str, Any]) -> str:
    return f"{fields.get('number') or ''} {fields.get('name') or ''}".strip()


def _usage(fields: Mapping[str, Any]) -> str:
    usage = str(fields.get("usage") or "")
    return f"（{CURRENT_FACTS.get(usage, usage)}）" if usage else ""


def _each(mapped: Sequence[Mapping[str, Any]], code: str) -> str:
    """One field of all mapped records: the value alone for one, with the record's number for several."""
    values = [(str(f.get("number") or ""), str(f.get(code) or "")) for f in mapped]
    if len(values) == 1:
        return values[0][1]
    return "\n".join(f"{number} {value}".strip() for number, value in values if value)


def _reviews(session: Session, business: str) -> dict[tuple[str, str], dict[str, str]]:
    """What was recorded in the linkage review, by (id, branch). Values in conflict stand together, marked so."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    heads = session.con.execute("SELECT op_id FROM head WHERE atom='linkage_review' ORDER BY rid, op_id").fetchall()
    for (op_id,) in heads:
        operation = session.project.operation(op_id)
        ref = (operation.ref() if operation else None) or {}
        fields = (operation.fields("linkage_review") if operation else None) or {}
        if ref.get("business") != business or not fields:
            continue
        key = (str(ref.get("id") or ""), str(ref.get("branch") or ""))
        values = {c: str(v) for c, v in fields.items() if v}
        if key in found and found[key] != values:
            old = found[key]
            both = {c: " ≠ ".join(dict.fromkeys((old.get(c, ""), values.get(c, "")))) for c in {**old, **values}}
            values = {**both, "conflict": "1"}
        found[key] = values
    return found
