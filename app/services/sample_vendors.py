"""What two vendors answered みほん市, and what the 市民課 made of it: resources/sample/vendors.json as records."""

from __future__ import annotations

from typing import Any

from app.services import session as sessions
from app.services import vendor_layers, vendor_packages
from app.services.sample_records import facts
from app.services.session import Session
from app.services.survey import atoms_of
from app.services.vendor_layers import answer_ref, answer_rid, key_of
from app.services.vendor_packages import Package
from app.services.views import Who

OFFICE, CLERK = Who("情報政策課", "見本 太郎", "office"), Who("市民課", "佐倉 みのり")


def layers(session: Session) -> None:
    """The packages with their answers, each list one step as an import would be; then the positions of the staff."""
    rids: dict[str, str] = {}
    for given in facts("vendors")["packages"]:
        sessions.set_who(session, OFFICE)
        rids[given["name"]] = _package(session, given)
    sessions.set_who(session, CLERK)
    for held in facts("vendors")["staff"]:
        package = rids[held["package"]]
        shown = [a for n in held["nodes"] for a in vendor_layers.answers_of(session, n) if a.package.rid == package]
        if held["position"] == vendor_layers.AGREE:
            vendor_layers.agree(session, shown)
        else:
            for one in shown:
                vendor_layers.overrule(session, one, reason=held["reason"], own=held.get("own", ""))


def _package(session: Session, given: dict[str, Any]) -> str:
    fields = vendor_packages.package_fields(session, given["name"], given["vendor"], given["version"])
    answers = given["answers"]
    with session.project.unit(f"見本：{given['name']} の回答 {len(answers)} 件を取り込み") as unit:
        rid = unit.create("package", atoms_of("package", fields))
        made = Package(rid, given["name"], given["vendor"], given["version"], (), {})
        vendor_packages.cover(session, unit, made, given["editions"])
        for node, said in answers.items():
            key = key_of(node)
            whole = {**said, "edition": given["editions"][key[0]], "received": given["received"]}
            unit.set(answer_rid(session, rid, key), "vendor_answer", "answer", whole, ref=answer_ref(key, rid))
    return rid
