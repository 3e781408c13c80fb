"""An office's workspace with two departments, and the moves of sending out, judging there and handing back."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from app.core.canonical import canonical
from app.services import catalogue, comparison, parcels, survey
from app.services.session import Session
from app.services.views import Who
from app.store import container
from tests.helpers.workspaces import edition, with_edition, workspace

OFFICE = Who("事務局", "田中 次郎", "office")
TAX = Who("税務課", "鈴木 一")


def office_workspace(folder: Path) -> Session:
    session = workspace(folder, "office.fitgap", who=OFFICE)
    for business in ("001", "010"):
        with_edition(session, edition(business=business))
    survey.add_records(
        session,
        "departments",
        [{"name": "市民課", "businesses": ["001"]}, {"name": "税務課", "businesses": ["010"]}],
    )
    survey.add_records(
        session,
        "functions",
        [
            {"business": "001", "name": "窓口の番号札", "department": "市民課"},
            {"business": "010", "name": "台帳の印刷", "department": "税務課"},
        ],
    )
    judge(session, "001", [1, 2], "fit")
    judge(session, "010", [1], "gap")
    return session


def edition_of(session: Session, business: str) -> str:
    return next(e.hash for e in catalogue.editions(session) if e.business == business)


def judge(session: Session, business: str, keys: list[int], verdict: str | None, reason: str = "") -> None:
    comparison.judge(session, edition_of(session, business), keys, verdict=verdict, reason=reason)


def verdicts(session: Session, business: str) -> dict[str, str | None]:
    found = edition_of(session, business)
    return {
        r.id: "conflict" if r.conflict else r.verdict
        for r in catalogue.item_rows(session, found, list(range(1, 13)))
        if r.verdict or r.conflict
    }


def copy_of(office: Session, folder: Path, name: str = "税務課", who: Who = TAX) -> Session:
    made = parcels.create(office, name, folder / f"{name}.fgpkg", deadline="2026-12-25", note="年内にお願いします。")
    return parcels.open_copy(made.file, who=who, out=folder / f"{name}.fitgap")


def back(session: Session, folder: Path, name: str = "back.fgpkg") -> Path:
    parcels.hand_back(session, folder / name)
    return folder / name


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def rewrapped(file: Path, change: Change) -> bytes:
    """The package again with other contents, all hashes of the container made to fit."""
    box = container.Container(file)
    contents = {name: box.read(name) for name in box.entries}
    manifest = json.loads(contents.pop("manifest.json"))
    change(manifest, contents)
    members = [container.packed(n, d) for n, d in contents.items()]
    manifest["members"] = {m.name: {**m.said, "sha256": container.sha256_hex(contents[m.name])} for m in members}
    out = BytesIO()
    container.write(out, [container.packed("manifest.json", canonical(manifest)), *members])
    return out.getvalue()
