"""Whether the program reads a department's book as a person does: records field by field, every cell accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services import survey, survey_import
from app.services.survey_views import Preview
from tests.departments.paper import Book, Record, write
from tests.helpers.workspaces import workspace


@dataclass(frozen=True)
class Verdict:
    """What came of a book: ``wrong`` in words, empty when all is as it should be."""

    made: Book
    seen: Preview
    again: Preview
    wrong: tuple[str, ...]


def judged(made: Book, folder: Path) -> Verdict:
    """Imports the book into an empty workspace, compares, and looks at it a second time."""
    folder.mkdir(parents=True, exist_ok=True)
    path = write(made, folder)
    session = workspace(folder)
    try:

        def look() -> Preview:
            return survey_import.preview(
                session, path, made.shown, profile=made.profile, business=made.business,
                table=made.table or None,
            )  # fmt: skip

        seen = look()
        survey_import.take_over(session, seen)
        rows = survey.list_rows(session, seen.list)
        again = look()
        wrong = [*_wrong_account(made, seen), *_wrong_records(made.records, rows)]
        if seen.list != made.list:
            wrong.insert(0, f"一覧が {seen.list}（{made.list} のはず）")
        if (again.new, again.updated) != (0, 0):
            wrong.append(
                f"二回目に新しい {again.new}、更新 {again.updated}：{[r.changed or r.values for r in again.rows]}"
            )
        return Verdict(made, seen, again, tuple(wrong))
    finally:
        session.close()


def _wrong_account(made: Book, seen: Preview) -> list[str]:
    account = seen.account
    out = []
    if not account.balanced or account.cells != made.count:
        out.append(f"セル {account.cells}（{made.count} のはず）＝{account.imported}＋{len(account.skipped)}")
    reasons = {s.cell.rpartition("!")[2] if len(made.pages) == 1 else s.cell: s.reason for s in account.skipped}
    if len(reasons) != len(account.skipped):
        out.append("同じセルが二度除かれている")
    for cell, word in made.left.items():
        at = next((c for c in (cell, f"{made.pages[0].name}!{cell}") if c in reasons), "")
        if word not in reasons.get(at, ""):
            out.append(f"{cell} の理由は「{reasons.get(at, '取り込まれた')}」（{word}）")
    cells = sorted(p.cell.rpartition("!")[2] for p in seen.problems)
    if cells != sorted(made.problems):
        out.append(f"読めないセル {[(p.cell, p.text) for p in seen.problems]}（{list(made.problems)} のはず）")
    return out


def _wrong_records(expected: tuple[Record, ...] | list[Record] | object, rows: list[Record]) -> list[str]:
    wanted = list(expected)  # type: ignore[call-overload]
    found = [{k: v for k, v in row.items() if k != "rid" and v not in ("", [], None)} for row in rows]
    out = []
    for record in wanted:
        keys = set(record)
        match = [f for f in found if f.get("name") == record["name"]]
        near = next((f for f in match if all(f.get(k) == record[k] for k in keys)), match[0] if match else None)
        if near is None:
            out.append(f"ない：{record}")
            continue
        found.remove(near)
        given = {k: v for k, v in near.items() if k != "number" or "number" in record}
        if given != record:
            differs = {k: (given.get(k), record.get(k)) for k in {*given, *record} if given.get(k) != record.get(k)}
            out.append(f"{record['name']}：{differs}")
    return out + [f"余計：{f}" for f in found]
