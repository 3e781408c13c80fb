"""異動: what one person leaves to another, as a sheet to read and as one step that gives it over.

Reasons, verdicts and history stay with who wrote them; only who has to act changes (手順書 ①-2 担当者名簿).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.core.choices import ISSUE_STATUSES
from app.core.codes import REVIEWS, UNJUDGED_LABEL, VERDICT
from app.core.problems import USAGE, UserProblem
from app.services import my_items, register_read, survey, targets
from app.services.session import Session, changes, node_text
from app.services.sheets import export_refused
from app.services.views import Changes
from reports.problems import ExportProblem
from reports.sheets.listing import Cell, ListColumn, Listing, write_listing

_COLUMNS = (
    ListColumn("区分", 86, key=True), ListColumn("業務", 44, "center"), ListColumn("番号", 92, key=True),
    ListColumn("名称・件名", 190), ListColumn("状態", 110), ListColumn("内容・理由", 300), ListColumn("期限", 86),
    ListColumn("引き継ぐこと", 190, fill=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """One thing a person leaves: ``kind`` 担当, 差戻し, 課題, 判定, メモ."""

    kind: str
    business: str
    number: str
    name: str
    state: str
    text: str
    due: str


def left_by(session: Session, person: str) -> list[Left]:
    """What 所属/氏名 leaves: items and issues to be dealt with first, then what was judged, with its reasons."""
    names = _names(session)
    first: list[Left] = []
    judged: list[Left] = []
    memos: list[Left] = []
    for row in session.con.execute(
        "SELECT business, kind, item, branch, verdict, conflict, detail, why, memo, judged_by, assigned, assigned_due,"
        " review, review_note FROM item_state WHERE assigned=? OR judged_by=? ORDER BY business, kind, item, branch",
        (person, person),
    ):
        business, kind, item, branch, verdict, conflict, detail, why, memo, by, assigned, due, review, note = row
        id_ = f"{item}-{branch}" if branch else item
        state = "競合" if conflict else VERDICT[verdict].label if verdict else UNJUDGED_LABEL
        name = names.get(node_text(business, kind, item, branch), "")
        said = "\n".join(t for t in (detail, why) if t)
        if assigned == person and (verdict is None or conflict):
            first.append(Left("担当", business, id_, name, state, said, due))
        if by == person and review == "returned":
            first.append(Left("差戻し", business, id_, name, state, f"{REVIEWS[review]}：{note}", due))
        if by == person and verdict:
            judged.append(Left("判定", business, id_, name, state, said, ""))
        if by == person and memo:
            memos.append(Left("メモ", business, id_, name, "", memo, ""))
    department, _, owner = person.partition("/")
    issues = [
        Left("課題", i.business, i.number, i.title, ISSUE_STATUSES.get(i.status, i.status),
             "\n".join(t for t in (i.detail, i.content, i.basis) if t), i.due)
        for i in register_read.issues(session)
        if i.owner == owner and i.department in ("", department) and i.status not in my_items.FINISHED
    ]  # fmt: skip
    return [*first, *issues, *memos, *judged]


def _names(session: Session) -> dict[str, str]:
    from app.services.views import FORCE

    schema = session.attach(FORCE)
    sql = (
        f"SELECT i.node, i.name FROM main.item_state s CROSS JOIN {schema}.item i ON i.business=s.business"
        " AND i.kind=s.kind AND i.id=s.item AND i.branch=s.branch"
    )
    return {node: " ".join(str(name).split()) for node, name in session.con.execute(sql)}


def write_sheet(session: Session, out: Path, person: str, *, printed_at: datetime | None = None) -> Path:
    """Writes what a person leaves as a sheet with a column for the successor; ``out``. Raises UserProblem."""
    targets.guard(out)
    listing = listing_of(session, person)
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=printed_at or datetime.now())
    except ExportProblem as problem:
        raise export_refused(problem) from problem


def listing_of(session: Session, person: str) -> Listing:
    """What a person leaves, with a column for the successor."""
    found = left_by(session, person)
    counts = "　".join(
        f"{kind} {n}"
        for kind in ("担当", "差戻し", "課題", "メモ", "判定")
        if (n := sum(f.kind == kind for f in found))
    )
    department, _, name = person.partition("/")
    facts = (
        ("団体", session.info.municipality),
        ("前任者", f"{department}　{name}"),
        ("件数", f"{len(found)}　{counts}".strip()),
    )
    rows: list[list[Cell]] = [[f.kind, f.business, f.number, f.name, f.state, f.text, f.due, ""] for f in found]
    return Listing("引継ぎ", "引継ぎ書", facts, _COLUMNS, rows, (), "引き継ぐものはありません。")


def transfer(session: Session, person: str, successor: str) -> Changes:
    """Gives assignments and open issues of 所属/氏名 to another, as one step; verdicts keep their author.

    Raises UserProblem when one of the names is no 所属/氏名, both are the same, or there is nothing to give.
    """
    for name in (person, successor):
        department, _, who = name.partition("/")
        if not department.strip() or not who.strip() or "/" in who:
            raise UserProblem(
                "bad_name", f"「{name}」は 所属/氏名 の形ではありません。", hint="例：市民課/佐藤 花子", exit_code=USAGE
            )
    if person == successor:
        raise UserProblem(
            "same_person", "前任者と後任者が同じです。", hint="後任者を確かめてください。", exit_code=USAGE
        )
    items = session.con.execute(
        "SELECT rid, business, kind, item, branch, assigned_due FROM item_state WHERE assigned=? ORDER BY rid",
        (person,),
    ).fetchall()
    department, _, owner = person.partition("/")
    new_department, _, new_owner = successor.partition("/")
    issues = [
        (rid, json.loads(fields))
        for rid, fields in session.con.execute("SELECT rid, fields FROM record WHERE type='issue' AND present=1")
    ]
    mine = [
        (rid, f) for rid, f in issues
        if f.get("owner") == owner and f.get("department") in (None, "", department)
        and f.get("status") not in my_items.FINISHED
    ]  # fmt: skip
    if not items and not mine:
        raise UserProblem(
            "nothing", f"「{person}」が担当するものはありません。", hint="名前と所属の書き方を確かめてください。"
        )
    with session.project.unit(f"引継ぎ：{person} → {successor}（{len(items) + len(mine)} 件）") as unit:
        for rid, business, kind, item, branch, due in items:
            fields = {"department": new_department, "person": new_owner, "due": due}
            ref = {"business": business, "kind": kind, "id": item, "branch": branch}
            unit.set(rid, "item", "assignment", {k: v for k, v in fields.items() if v}, ref=ref)
        for rid, _fields in mine:
            survey.write_changes(session, unit, rid, "issue", {"owner": new_owner, "department": new_department})
    return changes(unit.changes)
