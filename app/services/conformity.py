"""適合確認: what a package was seen to do for each 機能ID of an edition, and again for the next edition.

A result belongs to one package and one edition. When another edition comes into force, a result given for an earlier
one may be carried over where the item still says the same; where its text, class or date changed it is 要再確認.
Source: 基本方針 5.1.3, 5.2.2 (手順書 ⑬-1).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import conformity_extra_rid, conformity_rid
from app.services import catalogue, choices, register, survey, targets, vendor_packages
from app.services.session import Session, changes, node_text
from app.services.sheets import export_refused
from app.services.vendor_packages import Package
from app.services.views import Changes, EditionRow
from reports.dates import wareki
from reports.problems import ExportProblem
from reports.sheets.listing import ListColumn, Listing, write_listing
from spec_catalog.ids import CLASS_OF

FIELDS = ("result", "place", "scenario", "evidence", "by", "on", "note")
STATES = {"checked": "確認済み", "changed": "要再確認", "carry": "引き継げる", "open": "未確認"}
"""``changed``: confirmed for an earlier edition and the item says something else since; ``carry``: it says the same."""

NUMBER = re.compile(r"\d{3}(?:-\d)?_\d{13}_\d+")
"""適合確認番号 of the test of data and linkages: 023-1_7370001006432_1."""

_SIGNS = {code: sign for sign, code in CLASS_OF.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One item and what was seen of it. ``earlier``: label of the edition an earlier result is of, with that result."""

    node: str
    rid: str
    section: str
    name: str
    cls: str
    state: str
    values: Mapping[str, str]
    earlier: str
    before: Mapping[str, str]
    basis: str


@dataclass(frozen=True, slots=True)
class Extra:
    """The statement on a package in one edition of a business that it implements nothing else, and its number."""

    nothing_else: bool | None
    how: str
    number: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a package is. ``results``: result → items; ``slas``, ``nonfunctional``: agreed of how many."""

    counts: Mapping[str, int]
    results: Mapping[str, int]
    extra: Extra
    slas: int
    nonfunctional: int


def edition_of(session: Session, business: str) -> EditionRow:
    """The requirements in force of a business. Raises UserProblem when there are none."""
    found = next((e for e in catalogue.in_force(session) if (e.business, e.kind) == (business, "req")), None)
    if found is None:
        raise UserProblem(
            "no_edition", f"業務 {business} の機能要件がまだありません。", hint="先に標準仕様を取り込んでください。"
        )
    return found


def lines(session: Session, package: str, business: str, *, state: str | None = None) -> list[Line]:
    """Every item in force of a business with what was seen of it in a package, in document order."""
    held, ours = (
        vendor_packages.package_of(session, package),
        edition_of(session, vendor_packages.business_id(business)),
    )
    stored = _stored(session, held)
    earlier = _earlier(session, held, ours, stored)
    schema = session.attach(ours.hash)
    rows = session.con.execute(
        f"SELECT business, kind, id, branch, section, name, {session.info.size}, basis FROM {schema}.item"
        " WHERE deleted=0 AND kind='req' ORDER BY key"
    ).fetchall()
    out = []
    for *key, section, name, cls, basis in rows:
        rid = conformity_rid(session.code, held.rid, ours.hash, *key)
        now = stored.get(rid, {})
        label, before = _first(session, held, earlier, key)
        found = (
            "checked" if now.get("result") not in (None, "", "unknown")
            else "open" if not before
            else "carry" if _basis(before) == basis
            else "changed"
        )  # fmt: skip
        out.append(
            Line(
                node_text(*key),
                rid,
                section or "",
                name or "",
                cls or "",
                found,
                _texts(now),
                label,
                _texts(before),
                basis,
            )
        )
    return [line for line in out if state in (None, line.state)]


def _stored(session: Session, held: Package) -> dict[str, dict[str, Any]]:
    found = session.con.execute("SELECT rid, fields FROM record WHERE type='conformity' AND present=1").fetchall()
    fields = {rid: json.loads(f) for rid, f in found}
    return {rid: f for rid, f in fields.items() if f.get("package") == held.rid}


def _earlier(
    session: Session, held: Package, ours: EditionRow, stored: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, Mapping[str, Mapping[str, Any]]]]:
    """Other editions something was confirmed for: (hash, label, records), the newest first."""
    hashes = {str(f.get("edition")) for f in stored.values() if f.get("business") == ours.business}
    known = {e.hash: e for e in catalogue.editions(session)}
    order = sorted(
        hashes - {ours.hash}, key=lambda h: (known[h].published, known[h].imported_at) if h in known else ("", ""),
        reverse=True,
    )  # fmt: skip
    return [(h, known[h].label if h in known else f"版未着（{h[:8]}）", stored) for h in order]


def _first(
    session: Session, held: Package, earlier: Sequence[tuple[str, str, Mapping[str, Mapping[str, Any]]]],
    key: Sequence[str],
) -> tuple[str, Mapping[str, Any]]:  # fmt: skip
    business, kind, id_, branch = key
    for edition, label, stored in earlier:
        found = stored.get(conformity_rid(session.code, held.rid, edition, business, kind, id_, branch), {})
        if found.get("result") not in (None, "", "unknown"):
            return label, found
    return "", {}


def _basis(fields: Mapping[str, Any]) -> str:
    stamp = fields.get("stamp")
    return str(stamp.get("basis") or "") if isinstance(stamp, dict) else ""


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(fields.get(name) or "") for name in FIELDS}


def record(session: Session, package: str, business: str, rows: Sequence[Mapping[str, str]]) -> Changes:
    """Writes what was seen, as one step: ``node`` and any of FIELDS each; what isn't named stays as it is.

    Raises UserProblem for an item the edition in force doesn't hold, an item named twice, an unknown result, a date
    nobody can read, and a result without who and when.
    """
    held = vendor_packages.package_of(session, package)
    known = {line.node: line for line in lines(session, package, business)}
    wanted: list[tuple[Line, dict[str, str]]] = []
    for n, row in enumerate(rows, 1):
        node = row["node"].strip()
        node = node if ":" in node else f"req:{node}"
        line = known.get(node)
        if line is None:
            raise UserProblem(
                "no_item", f"{n} 行目：{node} は、採用中の版の機能要件にありません。", exit_code=USAGE,
                hint="機能ID を確かめてください。",
            )  # fmt: skip
        values = {**line.values, **{k: v.strip() for k, v in row.items() if k in FIELDS}}
        wanted.append((line, _checked(session, n, values)))
    if len({line.node for line, _ in wanted}) < len(wanted):
        raise UserProblem(
            "twice", "同じ機能ID が二度書かれています。", exit_code=USAGE, hint="一行にまとめてください。"
        )
    with session.project.unit(f"適合確認：{held.shown}（{len(wanted)} 件）") as unit:
        for line, values in wanted:
            _write(session, unit, held, business, line, values)
    return changes(unit.changes)


def _checked(session: Session, n: int, values: dict[str, str]) -> dict[str, str]:
    out = dict(values)
    if out["result"]:
        out["result"] = choices.check(session, "conformity_results", out["result"])
    register.check_date("確認日", out["on"])
    if out["result"] not in ("", "unknown") and not (out["by"] and out["on"]):
        hint = "だれがいつ確かめたかを書いてください。"
        raise UserProblem("incomplete", f"{n} 行目：確認者と確認日がありません。", hint=hint, exit_code=USAGE)
    return out


def _write(session: Session, unit: Any, held: Package, business: str, line: Line, values: Mapping[str, str]) -> None:
    edition = edition_of(session, vendor_packages.business_id(business)).hash
    about = {"package": held.rid, "edition": edition, "business": vendor_packages.business_id(business)}
    ref = {**about, "node": line.node}
    note = values.get("note", "")
    check = {k: v for k, v in values.items() if v and k != "note"}
    unit.set(line.rid, "conformity", "subject", about, ref=ref)
    unit.set(line.rid, "conformity", "check", {**check, "stamp": {"basis": line.basis}}, ref=ref)
    if note != line.values.get("note", ""):
        unit.set(line.rid, "conformity", "note", {"note": note} if note else {}, ref=ref)


def carry(session: Session, package: str, business: str) -> Changes:
    """Takes over every result of an earlier edition whose item still says the same, as one step.

    What would come is listed by ``lines(state="carry")``. Raises UserProblem when there is nothing.
    """
    found = lines(session, package, business, state="carry")
    if not found:
        raise UserProblem(
            "nothing_to_carry", "引き継げる適合確認はありません。", hint="変わった要件は、もう一度確かめます。"
        )
    held = vendor_packages.package_of(session, package)
    with session.project.unit(f"適合確認を前の版から引き継ぐ：{held.shown}（{len(found)} 件）") as unit:
        for line in found:
            told = "　".join(t for t in (line.before["note"], f"{line.earlier}の確認を引き継ぎ") if t)
            _write(session, unit, held, business, line, {**line.before, "note": told})
    return changes(unit.changes)


def state_nothing_else(session: Session, package: str, business: str, **given: Any) -> Changes:
    """Records that nothing else is implemented (``nothing_else`` True or False), how that was seen, the 適合確認番号,
    by whom and when. Raises UserProblem for a number of another form and a date nobody can read."""
    held, id_ = vendor_packages.package_of(session, package), vendor_packages.business_id(business)
    edition = edition_of(session, id_).hash
    number = str(given.get("number") or "")
    if number and not NUMBER.fullmatch(number):
        raise UserProblem(
            "bad_number", f"適合確認番号「{number}」の形が違います。", hint="例：023-1_7370001006432_1", exit_code=USAGE
        )
    register.check_date("確認日", str(given.get("on") or ""))
    rid = conformity_extra_rid(session.code, held.rid, edition, id_)
    about = {"package": held.rid, "edition": edition, "business": id_}
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
    now = json.loads(row[0]) if row else {}
    kept = {k: now[k] for k in ("nothing_else", "how", "number", "by", "on") if k in now}
    fields = {k: v for k, v in {**kept, **{k: v for k, v in given.items() if v is not None}}.items() if v != ""}
    with session.project.unit(f"標準仕様にない機能の確認：{held.shown}") as unit:
        unit.set(rid, "conformity_extra", "subject", about, ref=about)
        unit.set(rid, "conformity_extra", "statement", fields, ref=about)
    return changes(unit.changes)


def state(session: Session, package: str, business: str) -> State:
    """How far a package is in a business."""
    held, id_ = vendor_packages.package_of(session, package), vendor_packages.business_id(business)
    found = lines(session, package, id_)
    rid = conformity_extra_rid(session.code, held.rid, edition_of(session, id_).hash, id_)
    row = session.con.execute("SELECT fields FROM record WHERE rid=? AND present=1", (rid,)).fetchone()
    f = json.loads(row[0]) if row else {}
    extra = Extra(f.get("nothing_else"), *(str(f.get(k) or "") for k in ("how", "number", "by", "on")))
    agreed = {n for r in survey.list_rows(session, "slas") for n in r["node"] or () if r["business"] in ("", id_)}
    wanted = {
        node_text(*key)
        for e in catalogue.in_force(session)
        if e.kind == "nonfunc"
        for key in session.con.execute(
            f"SELECT business, kind, id, branch FROM {session.attach(e.hash)}.item WHERE deleted=0"
        ).fetchall()
    }
    states = Counter(line.state for line in found)
    results = Counter(line.values["result"] for line in found if line.state == "checked")
    return State({s: states[s] for s in STATES}, dict(results), extra, len(agreed & wanted), len(wanted))


def write_sheet(
    session: Session, out: Path, package: str, business: str, *, printed_at: datetime | None = None
) -> Path:
    """Writes the list of a package and business; ``out``. Raises UserProblem when the file can't be written."""
    targets.guard(out)
    at = printed_at or datetime.now()
    held, id_ = vendor_packages.package_of(session, package), vendor_packages.business_id(business)
    edition, now = edition_of(session, id_), state(session, package, id_)
    words = choices.in_force(session, "conformity_results").labels()
    said = {True: "標準仕様にない機能は実装されていない", False: "標準仕様にない機能がある", None: "未確認"}
    facts = (
        ("団体", session.info.municipality),
        ("パッケージ", held.shown),
        ("標準仕様", f"{id_} {edition.business_name} {edition.label}"),
        ("件数", "　".join(f"{STATES[s]} {n}" for s, n in now.counts.items())),
        (
            "ほかの機能",
            "　".join(t for t in (said[now.extra.nothing_else], now.extra.how, now.extra.by, now.extra.on) if t),
        ),
        ("適合確認番号", now.extra.number),
        ("時点", wareki(at.date())),
    )
    columns = (
        ListColumn("機能ID", 70, key=True), ListColumn("項番", 60), ListColumn("機能", 170),
        ListColumn("類型", 40, "center"),
        ListColumn("画面・操作", 130), ListColumn("確かめる手順", 170), ListColumn("結果", 60, "center"),
        ListColumn("証跡", 120), ListColumn("確認者", 80), ListColumn("確認日", 80), ListColumn("状態", 110),
    )  # fmt: skip
    rows = [
        [
            line.node.partition(":")[2], line.section, line.name, _SIGNS.get(line.cls, ""), line.values["place"],
            line.values["scenario"], words.get(line.values["result"], line.values["result"]), line.values["evidence"],
            line.values["by"], line.values["on"],
            "\n".join(t for t in (STATES[line.state], line.earlier, words.get(line.before["result"], "")) if t),
        ]
        for line in lines(session, package, id_)
    ]  # fmt: skip
    listing = Listing("適合確認", "適合確認一覧", facts, columns, rows, (), "確かめる機能要件がありません。")
    try:
        return write_listing(listing, out, author=session.info.municipality, printed_at=at)
    except ExportProblem as problem:
        raise export_refused(problem) from problem
