"""Records of today that are probably the same thing written twice (check 12), and joining them without losing a word.

What is joined is deleted as seen, so an edit somebody else made meanwhile shows as 削除 vs 編集; the record that stays
takes over mappings, the places in 課題 and every field it had not filled itself, and keeps the others' words in 備考.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.alike import Bigrams, alike, bigrams, dice
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS, distinct_rid, mapping_rid
from app.core.stamps import said
from app.services import survey
from app.services.around import mapped_to
from app.services.session import Session, changes
from app.services.survey_lists import survey_list
from app.services.views import Changes
from app.store.unit import Unit
from spec_catalog.text import match_key

LEAST = 0.85  # likeness of the names from which two records are shown
SUMMARY_LEAST = 0.3  # … unless both say what they are for and that is altogether different
LISTS = ("functions", "forms", "linkages", "systems", "tasks", "assets")
_IGNORED = str.maketrans("", "", "・･、。，．-－ー＿_/／（）()「」『』〔〕[] 　")
_UNTOLD = frozenset({"number", "note"})


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records that look alike: (rid, number, name, 課) each, and how much their names are alike, 0–100."""

    list: str
    one: tuple[str, str, str, str]
    other: tuple[str, str, str, str]
    likeness: int


def find(session: Session, names: Sequence[str] = LISTS) -> list[Twin]:
    """Pairs of records that look alike, across 課 and businesses, most alike first; those said to be two left out."""
    apart = {
        frozenset((f["one"], f["other"]))
        for (fields,) in session.con.execute("SELECT fields FROM record WHERE type='distinct' AND present=1")
        if (f := json.loads(fields)).get("one")
    }
    out: list[Twin] = []
    for name in names:
        rows = session.con.execute(
            "SELECT rid, number, name, fields FROM record WHERE type=? AND present=1 ORDER BY number, rid",
            (survey.record_type(name),),
        ).fetchall()
        facts = [json.loads(r[3]) for r in rows]
        keys = [match_key(r[2]).translate(_IGNORED) for r in rows]
        use = [bigrams(match_key(str(f.get("summary") or ""))) for f in facts]
        for a, b, likeness in alike(keys, LEAST):
            if frozenset((rows[a][0], rows[b][0])) not in apart and _same_use(facts[a], facts[b], use[a], use[b]):
                one, other = (
                    (rows[n][0], rows[n][1], rows[n][2], str(facts[n].get("department") or "")) for n in (a, b)
                )
                out.append(Twin(name, one, other, round(100 * likeness)))
    return sorted(out, key=lambda t: -t.likeness)


def _same_use(one: Mapping[str, Any], other: Mapping[str, Any], use: Bigrams, other_use: Bigrams) -> bool:
    """False where the records say of themselves that they are two: other ends of a linkage, altogether other use."""
    if "receiver" in one and "receiver" in other and any(one.get(c) != other.get(c) for c in ("system", "receiver")):
        return False
    return not use or not other_use or dice(use, other_use) >= SUMMARY_LEAST


def _record(session: Session, rid: str) -> tuple[str, str, dict[str, Any]]:
    row = session.con.execute(
        "SELECT type, number, fields, conflict + state_conflict FROM record WHERE rid=? AND present=1", (rid,)
    ).fetchone()
    if row is None or row[0] not in {survey.record_type(n) for n in LISTS}:
        raise UserProblem("no_record", "統合する記録がありません。", hint="一覧を読み直してください。")
    if row[3]:
        raise UserProblem(
            "in_conflict",
            f"{row[1]} には食い違う値（競合）があるため統合できません。",
            hint="先に競合を決めてください。",
        )
    return row[0], row[1], json.loads(row[2])


def join(session: Session, kept: str, others: Sequence[str]) -> Changes:
    """Makes one record of several, as one step. Raises UserProblem for records of different lists, for one named
    twice, for one that isn't there, and for one in conflict."""
    if not others or len({kept, *others}) != len(others) + 1:
        raise UserProblem("usage", "統合する記録を、残すものと別に指定してください。", exit_code=USAGE)
    type_, number, fields = _record(session, kept)
    held = [(rid, *_record(session, rid)) for rid in others]
    if any(t != type_ for _, t, _, _ in held):
        raise UserProblem("usage", "同じ一覧の記録だけを統合できます。", exit_code=USAGE)
    merged, told = dict(fields), []
    labels = {f.code: f.label for atom in ATOMS[type_].values() for f in atom}
    for _rid, _type, other_number, other in held:
        words = []
        for code, value in other.items():
            if code in _UNTOLD or value in ("", None, [], {}):
                continue
            if merged.get(code) in ("", None, [], {}):
                merged[code] = value
            elif merged[code] != value:
                words.append(f"{labels.get(code, code)}「{_text(session, type_, code, value)}」")
        note = str(other.get("note") or "")
        told.append(f"{other_number or '番号なし'} を統合" + (f"：{'、'.join(words)}" if words else ""))
        if note:
            told.append(note)
    merged["note"] = "\n".join(t for t in (str(fields.get("note") or ""), *told) if t)
    new = {c: v for c, v in merged.items() if fields.get(c) != v and c in labels}
    with session.project.unit(f"{number or 'この記録'} に {len(held)} 件を統合") as unit:
        survey.write_changes(session, unit, kept, type_, new)
        gone = frozenset(rid for rid, *_ in held)
        _move_issues(session, unit, gone, kept)
        _move_references(session, unit, type_, gone, kept)
        for rid in sorted(gone):
            _move_mappings(session, unit, rid, kept, said(type_, merged))
            unit.delete(rid, type_, session.project.all_heads(rid))
        unit.create("joining", {"joining": {"kept": kept, "joined": [rid for rid, *_ in held]}})
    return changes(unit.changes)


def _text(session: Session, type_: str, code: str, value: Any) -> str:
    if code in survey.REFERRING.get(type_, ()):
        row = session.con.execute("SELECT name FROM record WHERE rid=?", (value,)).fetchone()
        return str(row[0]) if row else str(value)
    name = next(n for n, t in survey.LISTS.items() if t == type_)
    column = next((c for c in survey_list(name).columns if c.code == code), None)
    if column is not None and column.kind == "choice":
        return dict(column.choices).get(str(value), str(value))
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _move_mappings(session: Session, unit: Unit, rid: str, kept: str, now: str) -> None:
    for pair, business, kind, item, branch, how in session.con.execute(
        "SELECT rid, business, kind, item, branch, type FROM mapping WHERE target=?", (rid,)
    ).fetchall():
        ref = {"business": business, "kind": kind, "id": item, "branch": branch}
        unit.set(pair, "mapping", "mapping", {}, ref={**ref, "target": rid})
        there = mapping_rid(session.code, business, kind, item, branch, kept)
        if not session.con.execute("SELECT 1 FROM mapping WHERE rid=?", (there,)).fetchone():
            unit.set(there, "mapping", "mapping", mapped_to(kept, now, how or "equal"), ref=ref)


def _move_issues(session: Session, unit: Unit, gone: frozenset[str], kept: str) -> None:
    for issue, fields in session.con.execute(
        "SELECT rid, fields FROM record WHERE type='issue' AND present=1 AND json_extract(fields, '$.records') <> '[]'"
    ).fetchall():
        named = json.loads(fields).get("records") or []
        if gone & set(named):
            moved = list(dict.fromkeys(kept if r in gone else r for r in named))
            survey.write_changes(session, unit, issue, "issue", {"records": moved})


def _move_references(session: Session, unit: Unit, type_: str, gone: frozenset[str], kept: str) -> None:
    """What names a joined system names the one that stays; all fields of a record at once, since they share atoms."""
    for referring, codes in survey.REFERRING.items():
        asked = [c for c in codes if survey.REFERENCES[c] == type_]
        if not asked:
            continue
        for rid, fields in session.con.execute(
            "SELECT rid, fields FROM record WHERE type=? AND present=1", (referring,)
        ).fetchall():
            held = json.loads(fields)
            moved = {c: kept for c in asked if held.get(c) in gone}
            if moved:
                survey.write_changes(session, unit, rid, referring, moved)


def keep_apart(session: Session, one: str, other: str) -> Changes:
    """Says that two records that look alike are two; they are not shown again."""
    _, a, _ = _record(session, one)
    _, b, _ = _record(session, other)
    first, second = sorted((one, other))
    with session.project.unit(f"{a} と {b} は別のもの") as unit:
        rid = distinct_rid(session.code, one, other)
        unit.set(rid, "distinct", "distinct", {"one": first, "other": second})
    return changes(unit.changes)


def joined_into(session: Session, rid: str) -> tuple[str, ...]:
    """The records that were made one with this one, directly or by way of another."""
    found: list[str] = []
    waiting = [rid]
    while waiting:
        kept = waiting.pop()
        for (fields,) in session.con.execute(
            "SELECT fields FROM record WHERE type='joining' AND present=1 AND json_extract(fields, '$.kept')=?", (kept,)
        ):
            for other in json.loads(fields).get("joined") or []:
                if other not in found:
                    found.append(other)
                    waiting.append(other)
    return tuple(found)
