"""みほん市: the sample municipality, made the way a person would make it, through import, records and verdicts."""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.core.records import item_rid, mapping_rid
from app.core.stamps import stamp
from app.services import catalogue
from app.services import session as sessions
from app.services.session import Session
from app.services.views import EditionRow, Who
from app.store.unit import Unit
from spec_catalog.sample import write_workbooks

WHO = Who("情報政策課", "見本 太郎", "office")


def start_sample(path: Path, *, who: Who | None = None, books: Path | None = None) -> Session:
    """Writes the sample workspace and opens it as ``who``; everything in it can be undone or tried out.

    ``books``: a folder where the published-style workbooks are left as well. Raises UserProblem when ``path`` exists
    or cannot be written.
    """
    facts = json.loads((files("resources") / "sample" / "mihon.json").read_text("utf-8"))
    city = facts["municipality"]
    session = sessions.create(path, municipality=city["name"], code=city["code"], size=city["size"], who=WHO)
    try:
        _fill(session, facts, books)
        sessions.set_who(session, who or WHO)
    except BaseException:
        session.close()
        raise
    return session


def _fill(session: Session, facts: dict[str, Any], books: Path | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fitgap-sample-"))
    try:
        made = write_workbooks(books or folder)
        results = catalogue.read_files(made)
        refused = [r.problem for r in results if r.problem is not None]
        if refused:
            raise refused[0]
        loaded = [r.loaded for r in results if r.loaded is not None]
        rows = catalogue.take_over(session, loaded, adopt=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    first: dict[str, EditionRow] = {}
    for row in rows:  # the first edition of each business is in force; the next one waits to be adopted
        first.setdefault(row.business, row)
    for row in first.values():
        catalogue.adopt(session, row.hash)
    rids = _organisation(session, facts)
    _functions(session, facts, rids)
    for business, row in first.items():
        _verdicts(session, facts, row, business)


def _organisation(session: Session, facts: dict[str, Any]) -> dict[str, str]:
    rids: dict[str, str] = {}
    with session.project.unit("見本：課・事業者・システムを登録") as unit:
        for d in facts["departments"]:
            rids[d["name"]] = unit.create("department", {"identity": d})
        for v in facts["vendors"]:
            rids[v["name"]] = unit.create("vendor", {"identity": v})
        for s in facts["systems"]:
            operation = {k: s[k] for k in ("form", "environment", "contract_end") if s.get(k)}
            identity = {k: v for k, v in s.items() if k not in operation}
            identity["vendor"] = rids.get(s.get("vendor", ""), "")
            identity["department"] = rids.get(s.get("department", ""), "")
            rids[s["name"]] = unit.create("system", {"identity": identity, "operation": operation})
    return rids


def _functions(session: Session, facts: dict[str, Any], rids: dict[str, str]) -> None:
    by_number: dict[str, str] = {}
    with session.project.unit(f"見本：現行機能 {len(facts['functions'])} 件を登録") as unit:
        for f in facts["functions"]:
            by_number[f["number"]] = unit.create(
                "function",
                {
                    "identity": {
                        "number": f["number"],
                        "business": f["business"],
                        "system": rids.get(f["system"], ""),
                        "name": f["name"],
                        "summary": f["summary"],
                        "department": f["department"],
                    },
                    "usage": {"usage": f["usage"], "frequency": f["frequency"]},
                    "provenance": {"source": f["source"], "certainty": f["certainty"], "as_of": f["as_of"]},
                },
            )
    with session.project.unit("見本：現行機能を要件に対応付け") as unit:
        for f in facts["functions"]:
            for id_ in f["answers"]:
                _map(unit, session.code, id_, by_number[f["number"]])


def _map(unit: Unit, code: str, id_: str, target: str) -> None:
    key = (id_[:3], "req", id_, "")
    ref = dict(zip(("business", "kind", "id", "branch"), key, strict=True))
    unit.set(mapping_rid(code, *key, target), "mapping", "mapping", {"target": target, "type": "equal"}, ref=ref)


def _verdicts(session: Session, facts: dict[str, Any], edition: EditionRow, business: str) -> None:
    schema = session.attach(edition.hash)
    bases = dict(session.con.execute(f"SELECT id, basis FROM {schema}.item WHERE kind='req'"))
    by_person: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for v in facts["verdicts"]:
        if v["id"][:3] == business:
            by_person.setdefault((v["department"], v["by"]), []).append(v)
    for (department, name), verdicts in by_person.items():
        sessions.set_who(session, Who(department, name))
        with session.project.unit(f"見本：判定 {len(verdicts)} 件を記録") as unit:
            for v in verdicts:
                _judge(unit, session.code, v, stamp(edition.hash, bases[v["id"]]))
    sessions.set_who(session, WHO)


def _judge(unit: Unit, code: str, v: dict[str, Any], stamped: dict[str, str]) -> None:
    ref = {"business": v["id"][:3], "kind": "req", "id": v["id"], "branch": ""}
    rid = item_rid(code, ref["business"], "req", v["id"], "")
    fields = {
        "verdict": v["verdict"],
        "current": v.get("current"),
        "detail": v.get("detail", ""),
        "reason": v.get("reason", ""),
        "stamp": stamped,
    }
    unit.set(rid, "item", "verdict", fields, ref=ref)
    if v.get("memo"):
        unit.set(rid, "item", "memo", {"text": v["memo"]}, ref=ref)
    if v.get("targets") or v.get("degree"):
        unit.set(rid, "item", "effect", {"targets": v.get("targets", []), "degree": v.get("degree", "")}, ref=ref)
