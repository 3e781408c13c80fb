"""Municipalities that judge the same standard apart from one another, and what they hand one another to look at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.core.operations import Operation, make
from app.services import catalogue, cities, city_package, comparison, parcels, survey
from app.services import session as sessions
from app.services.session import Session
from app.services.views import ItemFilter, Who
from app.store import editions
from app.store.merge import unite
from spec_catalog.model import Edition, LoadedFile
from tests.helpers.workspaces import edition, with_edition

NORTH, SOUTH = ("011002", "北市"), ("131016", "南市")


def city(folder: Path, code: str, name: str, made: Edition | None = None, *, size: str = "general") -> Session:
    """A municipality of its own with an edition in force."""
    opened = sessions.create(
        folder / f"{name}.fitgap", municipality=name, code=code, size=size, who=Who("市民課", f"{name}の人", "office")
    )
    with_edition(opened, made or edition())
    return opened


def judge(session: Session, ids: dict[str, str | None], *, detail: str = "", reason: str = "") -> None:
    """Verdicts by id, each as a step of its own."""
    for id_, verdict in ids.items():
        found, key = catalogue.find(session, f"req:{id_}")
        comparison.judge(session, found, [key], verdict=verdict, detail=detail, reason=reason)


def mapped(session: Session, id_: str, name: str, summary: str = "") -> str:
    """A current function of 001 that answers an item; its record id."""
    survey.add_records(session, "functions", [{"business": "001", "name": name, "summary": summary}])
    rid = session.con.execute("SELECT rid FROM record WHERE type='function' AND name=?", (name,)).fetchone()[0]
    comparison.map_current(session, f"req:{id_}", rid)
    return str(rid)


def handed(session: Session, folder: Path, name: str = "") -> Path:
    """Everything of a municipality as a package."""
    out = folder / f"{name or session.info.municipality}.fgpkg"
    parcels.hand_back(session, out)
    return out


def shown(session: Session, folder: Path) -> Path:
    """What a municipality hands to others to look at."""
    out = folder / f"{session.info.municipality}から.fgpkg"
    city_package.create(session, out)
    return out


def beside(ours: Session, file: Path) -> None:
    """Lays a municipality beside ours."""
    cities.add(ours, cities.read(file, code=ours.code))


def in_conflict(session: Session, id_: str, verdict: str) -> None:
    """Somebody judged an item without having seen the verdict that is there."""
    found, key = catalogue.find(session, f"req:{id_}")
    target = comparison.item_targets(session, found, [key])[0]
    unite(session.project, [_apart(target.rid, target.ref, verdict)])


def _apart(rid: str, ref: dict[str, str], verdict: str) -> Operation:
    return make(
        kind="set", rid=rid, type="item", atoms=("verdict",), parents=(), actor="other", prev="", unit="apart",
        payload={"fields": {"verdict": verdict, "detail": "別の見方", "reason": "", "current": None, "stamp": {}},
                 "ref": ref},
        label="判定", at="2026-11-01T09:00:00+09:00", by="税務課/鈴木 一", role="clerk", app="x", salt=b"0" * 16,
    )  # fmt: skip


WORDS = (
    ("gap", "様式が市の条例と違い、手で書き足している。", "条例の改正までは手で補う。"),
    ("partial", "メモの履歴が残らず、紙の台帳に写している。", "標準では履歴が残るため、書き方の決まりを見直す。"),
    ("fit", "", "今の画面と同じ流れで使える。"),
    ("ask", "", "現行の記録の持ち方を確かめている。"),
)


def write_cities(path: Path, folder: Path) -> list[Path]:
    """Packages of two municipalities that judge part of what a workspace judged, partly otherwise; not added yet."""
    theirs = sessions.open_(path, who=Who("情報政策課", "中村 健"), read_only=True)
    forces = [e for e in catalogue.editions(theirs) if e.adopted and e.kind == "req"][:2]
    held = [(row, editions.load(theirs.con, row.hash)) for row in forces]
    judged = [
        (item.node, found.verdict, found.detail, found.reason)
        for row in forces
        for item in catalogue.item_rows(theirs, row.hash, catalogue.item_keys(theirs, row.hash, ItemFilter()))
        if (found := catalogue.detail(theirs, row.hash, item.key).judgement) and found.verdict
    ]
    theirs.close()
    out = []
    for number, (code, name) in enumerate((NORTH, SOUTH)):
        session = sessions.create(
            folder / f"{name}.fitgap", municipality=name, code=code, size="general", who=Who("市民課", f"{name} 太郎")
        )
        for row, made in held:
            label = "第1.1版" if (number, row.business) == (1, "001") else made.label
            file = LoadedFile(row.file, row.file, row.kind, replace(made, label=label))
            catalogue.take_over(session, [file], adopt=True)
        for at, (node, verdict, detail, reason) in enumerate(judged):
            if (at + 2 * number) % 7 == 3:
                continue
            other = (at + number) % 4 == 1
            said = (
                WORDS[(at + number) % len(WORDS)] if other else (verdict, detail.replace("。", "ことがある。"), reason)
            )
            found, key = catalogue.find(session, node)
            comparison.judge(session, found, [key], verdict=said[0], detail=said[1], reason=said[2], current="in_use")
        out.append(handed(session, folder))
        session.close()
    return out
