"""Vendors' packages: who offers what in which business, and the edition of the standard their answers are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.problems import USAGE, UserProblem
from app.core.records import package_business_rid
from app.services import survey
from app.services.session import Session, changes
from app.services.views import Changes
from app.store.unit import Unit
from spec_catalog import business as businesses
from spec_catalog.text import match_key


@dataclass(frozen=True, slots=True)
class Package:
    """One vendor's package. ``editions``: business → the edition its answers are about, as the vendor names it."""

    rid: str
    name: str
    vendor: str
    version: str
    businesses: tuple[str, ...]
    editions: Mapping[str, str]
    note: str = ""

    @property
    def shown(self) -> str:
        """みほん住基 V5（みほんソフト）."""
        name = f"{self.name} {self.version}".strip()
        return f"{name}（{self.vendor}）" if self.vendor else name


def packages(session: Session, business: str | None = None) -> list[Package]:
    """The packages, by name; of a business those that cover it."""
    names = dict(session.con.execute("SELECT rid, name FROM record WHERE type='vendor'"))
    covered: dict[str, dict[str, str]] = {}
    for package, of, fields in session.con.execute(
        "SELECT system, number, fields FROM record WHERE type='package_business' AND present=1 ORDER BY number"
    ):
        covered.setdefault(package, {})[of] = str(json.loads(fields).get("edition") or "")
    out = []
    for rid, fields in session.con.execute("SELECT rid, fields FROM record WHERE type='package' AND present=1"):
        f, own = json.loads(fields), covered.get(rid, {})
        vendor = str(f.get("vendor") or "")
        if business is None or business in own:
            editions = {b: e for b, e in own.items() if e}
            name, version, note = (str(f.get(n) or "") for n in ("name", "version", "note"))
            out.append(Package(rid, name, names.get(vendor, vendor), version, tuple(own), editions, note))
    return sorted(out, key=lambda p: (p.name, p.version, p.vendor, p.rid))


def package_of(session: Session, name: str) -> Package:
    """A package by rid, name, or name and version. Raises UserProblem when there is none, or several."""
    wanted = match_key(name)
    found = [
        p
        for p in packages(session)
        if name == p.rid or wanted in (match_key(p.name), match_key(f"{p.name} {p.version}"), match_key(p.shown))
    ]
    if len(found) == 1:
        return found[0]
    known = "、".join(p.shown for p in packages(session)) or "（まだありません）"
    if found:
        raise UserProblem(
            "ambiguous",
            f"パッケージ「{name}」は {len(found)} 件あります。",
            hint="版まで書いてください。",
            exit_code=USAGE,
        )
    raise UserProblem(
        "no_package", f"パッケージ「{name}」は登録されていません。",
        hint=f"登録：fitgap vendor package add。いまあるもの：{known}", exit_code=USAGE,
    )  # fmt: skip


def package_fields(session: Session, name: str, vendor: str, version: str) -> dict[str, Any]:
    """The fields of a package as stored. Raises UserProblem for a blank name."""
    if not name.strip():
        raise UserProblem(
            "package_name", "パッケージの名前がありません。", hint="名前を書いてください。", exit_code=USAGE
        )
    row = session.con.execute(
        "SELECT rid FROM record WHERE type='vendor' AND present=1 AND (name=? OR rid=?) ORDER BY rid LIMIT 1",
        (vendor, vendor),
    ).fetchone()
    return {"name": name.strip(), "vendor": row[0] if row else vendor.strip(), "version": version.strip()}


def business_id(text: str) -> str:
    """The id of a business a person names. Raises UserProblem for an unknown one."""
    found = businesses.find(text)
    if found is None:
        raise UserProblem(
            "no_business",
            f"「{text}」は業務の名前か業務IDではありません。",
            hint="例：001、住民基本台帳",
            exit_code=USAGE,
        )
    return found


def add_package(
    session: Session,
    name: str,
    *,
    vendor: str = "",
    version: str = "",
    covered: Iterable[str] = (),
    editions: Mapping[str, str] | None = None,
) -> tuple[str, Changes]:
    """A new package; (rid, changes). Raises UserProblem when it is there already."""
    fields = package_fields(session, name, vendor, version)
    about = {**{business_id(b): "" for b in covered}, **{business_id(b): e for b, e in (editions or {}).items()}}
    refuse_twin(session, name, version)
    with session.project.unit(f"パッケージを登録：{name.strip()}") as unit:
        rid = unit.create("package", survey.atoms_of("package", fields))
        cover(session, unit, Package(rid, name, vendor, version, (), {}), about)
    return rid, changes(unit.changes)


def refuse_twin(session: Session, name: str, version: str) -> None:
    """Raises UserProblem when a package of this name and version is registered."""
    wanted = (match_key(name), match_key(version))
    twin = next((p for p in packages(session) if (match_key(p.name), match_key(p.version)) == wanted), None)
    if twin is not None:
        raise UserProblem(
            "package_there", f"パッケージ「{twin.shown}」はもう登録されています。",
            hint="版が違うなら版も書いてください。", exit_code=USAGE,
        )  # fmt: skip


def cover(session: Session, unit: Unit, package: Package, about: Mapping[str, str]) -> None:
    """Says within a unit which businesses a package covers, each with the edition its answers are about ("" = as it
    is known)."""
    for business, edition in about.items():
        known = package.editions.get(business, "")
        if business in package.businesses and edition.strip() in ("", known):
            continue
        fields = {"covers": True, "edition": edition.strip() or known}
        ref = {"business": business, "package": package.rid}
        rid = package_business_rid(session.code, package.rid, business)
        unit.set(rid, "package_business", "coverage", {k: v for k, v in fields.items() if v}, ref=ref)
