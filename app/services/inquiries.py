"""照会 to vendors, ministries and others: asked from an issue, reminded of when overdue, answers that flow back.

An answer is never the last word: what follows from it is written to the issue with who said it and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.core.deadlines import last_day
from app.core.problems import USAGE, UserProblem
from app.services import choices, my_items, register, register_read, survey, targets
from app.services.session import Session, changes
from app.services.sheets import export_refused
from app.services.views import Changes
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing

LIST, TYPE = "inquiries", "inquiry"
WAITING = ("draft", "asked", "")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One inquiry. ``issue`` is the number shown; ``days``: days it is overdue, 0 when it isn't."""

    rid: str
    values: Mapping[str, str]
    state: str
    issue_rid: str
    days: int

    @property
    def number(self) -> str:
        """Q-0001."""
        return self.values["number"]


def inquiries(session: Session, *, overdue: bool = False, today: date | None = None) -> list[Inquiry]:
    """All inquiries by number, or those whose answer is overdue, the longest first."""
    day = today or date.today()
    out = []
    for row in survey.list_rows(session, LIST):
        stored = survey.fields_of(session, row["rid"], TYPE)
        state, due = str(stored.get("state") or ""), last_day(str(row["due"] or ""))
        late = (day - due).days if due is not None and state in WAITING and due < day else 0
        texts = {k: "、".join(map(str, v)) if isinstance(v, list) else str(v or "") for k, v in row.items()}
        out.append(Inquiry(row["rid"], texts, state, str(stored.get("issue") or ""), late))
    return sorted((i for i in out if i.days), key=lambda i: (-i.days, i.number)) if overdue else out


def inquiry(session: Session, name: str) -> Inquiry:
    """One by number, subject or rid. Raises UserProblem when there is none or several."""
    found = [i for i in inquiries(session) if name in (i.rid, i.number, i.values["name"])]
    if len(found) == 1:
        return found[0]
    message = f"「{name}」は {len(found)} 件あります。" if found else f"照会「{name}」はありません。"
    raise UserProblem(
        "no_inquiry", message, hint="番号（Q-0001 など）で指定してください。", exit_code=USAGE if found else 3
    )


def ask(session: Session, issue: str, to: str, *, addressee: str = "", text: str = "", due: str = "",
        asked_on: str = "") -> tuple[str, Changes]:  # fmt: skip
    """An inquiry made from an issue, which gives its subject, business and items; (number, changes).

    ``to``: code or label of the list addressees. With ``asked_on`` it is 照会中, else 下書き. Raises UserProblem for an
    unknown issue or addressee and dates nobody can read.
    """
    found = register_read.issue(session, issue)
    for word, typed in (("回答期限", due), ("照会日", asked_on)):
        register.check_date(word, typed)
    values = {
        "to": choices.check(session, "addressees", to), "addressee": addressee, "business": found.business,
        "name": found.title, "text": text or found.detail, "issue": found.rid, "node": list(found.nodes), "due": due,
        "asked_on": asked_on, "state": "asked" if asked_on else "draft",
        "number": survey.numbered(TYPE, survey.next_number(session, TYPE)),
    }  # fmt: skip
    with session.project.unit(f"照会を作る：{found.number} {found.title}") as unit:
        unit.create(TYPE, survey.atoms_of(TYPE, values))
    return str(values["number"]), changes(unit.changes)


def remind(session: Session, name: str, on: str) -> Changes:
    """Notes that somebody reminded the addressee. Raises UserProblem when it was answered or withdrawn already."""
    found = inquiry(session, name)
    register.check_date("督促した日", on)
    if found.state not in WAITING or not on.strip():
        raise UserProblem("not_waiting", f"{found.number} は回答を待っていません。", exit_code=USAGE)
    with session.project.unit(f"督促：{found.number}") as unit:
        survey.write_changes(session, unit, found.rid, TYPE, {"reminded": on.strip()})
    return changes(unit.changes)


def answer(session: Session, name: str, text: str, *, on: str, by: str = "", cost: str = "") -> Changes:
    """Records an answer and adds it to the note of the issue it was asked for, as one step.

    Raises UserProblem without text or day, and for a day nobody can read.
    """
    found = inquiry(session, name)
    register.check_date("回答日", on)
    if not text.strip() or not on.strip():
        raise UserProblem("incomplete", "回答と回答日が要ります。", exit_code=USAGE)
    known = survey.type_of(session, found.issue_rid) == "issue"
    said = (
        f"{found.number} の回答（{'　'.join(t for t in (by or found.values['addressee'], on) if t)}）：{text.strip()}"
    )
    values = {"answer": text.strip(), "answered_on": on, "answered_by": by, "cost": cost, "state": "answered"}
    if known:
        values["applied"] = "課題の備考に記録"
    with session.project.unit(f"照会の回答：{found.number}") as unit:
        survey.write_changes(session, unit, found.rid, TYPE, {k: v for k, v in values.items() if v})
        if known:
            note = str(survey.fields_of(session, found.issue_rid, "issue").get("note") or "")
            survey.write_changes(
                session, unit, found.issue_rid, "issue", {"note": "\n".join(t for t in (note, said) if t)}
            )
    return changes(unit.changes)


def write_escalation(session: Session, out: Path, *, today: date | None = None) -> Path:
    """エスカレーション票: what has not been answered in time, with the issue that waits for it; ``out``.

    Raises UserProblem when the file can't be written.
    """
    targets.guard(out)
    day = today or date.today()
    late = inquiries(session, overdue=True, today=day)
    issues = {i.rid: i for i in register_read.issues(session)}
    columns = (
        ListColumn("番号", 60, "center", key=True), ListColumn("照会先", 110), ListColumn("件名・照会内容", 260),
        ListColumn("業務", 80), ListColumn("照会日", 70), ListColumn("回答期限", 80),
        ListColumn("超過日数", 60, "right"),
        ListColumn("督促した日", 80), ListColumn("待っている課題と期限", 170), ListColumn("求める対応", 150, fill=True),
    )  # fmt: skip
    rows = []
    for i in late:
        v, waits = i.values, issues.get(i.issue_rid)
        told = f"{waits.number} {waits.title}\n期限 {waits.due or '未定'}" if waits else ""
        rows.append(
            [
                i.number, "\n".join(t for t in (v["to"], v["addressee"]) if t),
                "\n".join(t for t in (v["name"], v["text"]) if t),
                my_items.business_name(v["business"]) if v["business"] else "", v["asked_on"], v["due"], f"{i.days} 日",
                v["reminded"], told, "",
            ]
        )  # fmt: skip
    facts = (("団体", session.info.municipality), ("時点", wareki(day)), ("件数", f"{len(late)} 件"))
    listing = Listing(
        "エスカレーション", "エスカレーション票", facts, columns, rows, (), "回答期限を過ぎた照会はありません。"
    )
    try:
        return write_listing(
            listing, out, author=session.info.municipality, printed_at=datetime.combine(day, datetime.min.time())
        )
    except ExportProblem as problem:
        raise export_refused(problem) from problem
