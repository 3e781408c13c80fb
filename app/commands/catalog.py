"""``fitgap catalog …``: import, list, items, search, show, adopt; the rest of its verbs stand in ``editions``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.commands import editions
from app.commands.base import Answer, opened, progress, read_json, whole
from app.core.codes import CLASS_LABEL, CLASS_SIGN
from app.core.problems import REFUSED, UserProblem
from app.services import catalogue, succession
from app.services.views import FORCE, ItemDetail, ItemFilter, ItemRow
from spec_catalog.model import KINDS, SIZES, LoadedFile


def add_parsers(sub: Any) -> None:
    """Adds ``catalog`` and its verbs."""
    group = sub.add_parser("catalog", help="標準仕様の取り込みと検索").add_subparsers(dest="verb", required=True)
    p = group.add_parser("import", help="公表された表を取り込む")
    p.add_argument("ws")
    p.add_argument("paths", nargs="+")
    p.add_argument("--profile", help="列の対応（JSON ファイル）")
    p.add_argument("--business", help="業務ID（ファイルから分からないとき）")
    p.add_argument("--adopt", action="store_true", help="取り込んだ版を採用する")
    p.add_argument("--dry-run", action="store_true", help="読むだけで取り込まない")
    p.set_defaults(run=import_)
    p = group.add_parser("list", help="版の一覧")
    p.add_argument("ws")
    p.set_defaults(run=list_)
    p = group.add_parser("items", help="項目の一覧")
    p.add_argument("ws")
    p.add_argument("--edition")
    p.add_argument("--kind", choices=KINDS)
    p.add_argument("--deleted", action="store_true")
    p.set_defaults(run=items)
    p = group.add_parser("search", help="語で探す")
    p.add_argument("ws")
    p.add_argument("text")
    p.add_argument("--kind", choices=KINDS)
    p.add_argument("--business")
    p.add_argument("--limit", type=whole, default=50)
    p.set_defaults(run=search)
    p = group.add_parser("show", help="一項目を詳しく")
    p.add_argument("ws")
    p.add_argument("node")
    p.set_defaults(run=show)
    p = group.add_parser("adopt", help="版を採用する")
    p.add_argument("ws")
    p.add_argument("edition")
    p.set_defaults(run=adopt)
    editions.add_to(group)


def import_(args: argparse.Namespace) -> Answer:
    """Named files that are refused make exit code 3; the readable ones are taken over all the same."""
    profile = read_json(args.profile, "列の対応") if args.profile else None
    named = [Path(p) for p in args.paths]
    found, ignored = catalogue.expand(named)
    with opened(args, read_only=args.dry_run) as session:
        results = catalogue.read_files(found, business=args.business, profile=profile, progress=progress)
        good = [r.loaded for r in results if r.loaded is not None]
        held: dict[str, str] = {}
        if good and not args.dry_run:
            stored = catalogue.take_over(session, good, adopt=args.adopt, progress=progress)
            held = {row.hash: row.held_back for row in stored if row.held_back}
    files: list[dict[str, Any]] = []
    lines: list[str] = []
    first: dict[str, str] | None = None
    for result in results:
        if result.loaded is not None:
            files.append(_file_json(result.loaded))
            lines += _file_lines(result.loaded)
            if why := held.get(str(files[-1]["edition_hash"])):
                told = {"level": "warning", "code": "not_adopted", "message": why, "sheet": "", "cell": ""}
                files[-1]["findings"].append(told)
                lines.append(f"  {why}")
            continue
        problem = result.problem
        assert problem is not None
        is_named = Path(result.path) in named
        level = "error" if is_named else "warning"
        finding = {
            "level": level,
            "code": problem.code,
            "message": f"{problem.message}{problem.hint}",
            "sheet": problem.sheet,
            "cell": problem.cell,
        }
        files.append(
            {
                "file": result.path,
                "recognised": None,
                "sheets": [_left_out(name, cells) for name, cells in problem.left_out],
                "items": 0,
                "by_class": {},
                "deleted": 0,
                "findings": [finding],
            }
        )
        print(f"{result.path}：{problem.message}{problem.hint}", file=sys.stderr)
        if is_named and first is None:
            first = {**problem.as_dict(), "file": result.path}
    data: dict[str, Any] = {"files": files, "ignored": [str(p) for p in ignored], "dry_run": bool(args.dry_run)}
    lines += [f"表ではないので見ていないもの：{p}" for p in ignored]
    if first is not None:
        data["error"] = first
        return Answer(data, lines, REFUSED)
    if not found:
        raise UserProblem(
            "nothing_found",
            "取り込める表（.xlsx .csv）がありません。",
            file=args.paths[0],
            hint="フォルダーの中身を確かめてください。",
        )
    return Answer(data, lines)


def _left_out(name: str, cells: Sequence[str]) -> dict[str, Any]:
    """The account of a sheet of which nothing was read: every cell is left out for the same reason."""
    skipped = [{"cell": c, "reason": "様式が判別できないブック"} for c in cells]
    return {"name": name, "cells": len(cells), "imported": 0, "skipped": skipped}


def _file_json(file: LoadedFile) -> dict[str, Any]:
    edition = file.edition
    own = [i for i in edition.items if i.kind == edition.item_kind] if edition else []
    valid = [i for i in own if not i.deleted]
    by_class: dict[str, dict[str, int]] = {}
    for size in SIZES:
        counts: dict[str, int] = {}
        for item in valid:
            cls = item.classes.of(size)
            if cls:
                counts[cls] = counts.get(cls, 0) + 1
        by_class[size] = counts
    by_kind: dict[str, int] = {}
    for item in edition.items if edition else ():
        by_kind[item.kind] = by_kind.get(item.kind, 0) + (not item.deleted)
    return {
        "file": file.path,
        "recognised": edition.item_kind if edition else None,
        "document": file.recognised,
        "layout": file.layout,
        "business": edition.business if edition else None,
        "edition": edition.label if edition else None,
        "edition_hash": edition.hash() if edition else None,
        "sheets": [
            {
                "name": s.name,
                "cells": s.cells,
                "imported": s.imported,
                "skipped": [{"cell": c.cell, "reason": c.reason} for c in s.skipped],
            }
            for s in file.sheets
        ],
        "items": len(valid),
        "by_kind": by_kind,
        "by_class": by_class,
        "deleted": len(own) - len(valid),
        "findings": [
            {"level": f.level, "code": f.code, "message": f.message, "sheet": f.sheet, "cell": f.cell}
            for f in file.findings
        ],
    }


def _file_lines(file: LoadedFile) -> list[str]:
    edition = file.edition
    own = [i for i in edition.items if i.kind == edition.item_kind] if edition else []
    cells = sum(s.cells for s in file.sheets)
    skipped = sum(len(s.skipped) for s in file.sheets)
    head = f"{file.file}：{edition.business} {edition.label} {len(own)} 項目" if edition else file.file
    lines = [f"{head}（空でないセル {cells:,} ＝ 取り込む {cells - skipped:,} ＋ 理由があって除く {skipped:,}）"]
    lines += [f"  {f.sheet} {f.cell} {f.message}" for f in file.findings]
    return lines


def list_(args: argparse.Namespace) -> Answer:
    """Every edition in the workspace."""
    with opened(args, read_only=True) as session:
        rows = catalogue.editions(session)
    data = [
        {
            "edition_hash": e.hash,
            "business": e.business,
            "business_name": e.business_name,
            "kind": e.kind,
            "edition": e.label,
            "published": e.published,
            "state": e.state,
            "adopted": e.adopted,
            "items": e.items,
            "deleted": e.deleted,
            "file": e.file,
        }
        for e in rows
    ]
    lines = [f"{e.hash[:8]} {e.business} {e.business_name} {e.kind} {e.label} {e.state} {e.items} 項目" for e in rows]
    return Answer(
        {"editions": data}, lines or ["まだ標準仕様を取り込んでいません。fitgap catalog import で取り込みます。"]
    )


def items(args: argparse.Namespace) -> Answer:
    """Items of one edition or of all, valid ones unless --deleted."""
    flt = ItemFilter(kinds=(args.kind,) if args.kind else (), deleted=args.deleted)
    out: list[dict[str, Any]] = []
    with opened(args, read_only=True) as session:
        editions = [catalogue.resolve_edition(session, args.edition)] if args.edition else catalogue.editions(session)
        for edition in editions:
            for key in catalogue.item_keys(session, edition.hash, flt):
                out.append(_item_json(catalogue.detail(session, edition.hash, key)))
    return Answer({"total": len(out), "items": out}, [f"{i['node']} {i['name']}" for i in out])


def search(args: argparse.Namespace) -> Answer:
    """Items whose text holds every word, over the editions in force."""
    with opened(args, read_only=True) as session:
        total, hits = catalogue.search(session, args.text, kind=args.kind, business=args.business, limit=args.limit)
        out = [_item_json(catalogue.detail(session, FORCE, row.key)) for _, row in hits]
    lines = [f"{total} 件"] + [_line(row) for _, row in hits]
    return Answer({"total": total, "items": out}, lines)


def _line(row: ItemRow) -> str:
    return f"{row.node} {CLASS_SIGN.get(row.cls or '', ' ')} {row.name}"


def _item_json(d: ItemDetail) -> dict[str, Any]:
    return {
        "node": d.row.node,
        "business": d.row.business,
        "kind": d.row.kind,
        "id": d.row.id,
        "branch": d.row.branch,
        "edition": d.edition_label,
        "edition_hash": d.edition_hash,
        "section": d.row.section,
        "name": d.row.name,
        "class": dict(zip(SIZES, d.classes, strict=True)),
        "text": d.text,
        "struck": d.struck,
        "deleted": d.row.deleted,
        "id_original": d.id_original,
        "extra": [{"column": c, "text": t} for c, t in d.extra],
        "rows": [{"file": f, "sheet": s, "row": r} for f, s, r in d.rows],
    }


def show(args: argparse.Namespace) -> Answer:
    """One item with all that is published about it and our verdict."""
    with opened(args, read_only=True) as session:
        edition, key = catalogue.find(session, args.node)
        d = catalogue.detail(session, edition, key)
        data = _item_json(d)
        origins = succession.hints(session, d.row.node)
    j = d.judgement
    data.update(
        path=list(d.row.path), reason=d.reason, note=d.note, applies=d.applies, change_label=d.change_label,
        related=list(d.related), verdict=j.verdict if j else None, current=j.current if j else None,
        detail=j.detail if j else "", suspect=d.row.suspect, conflict=d.row.conflict, mapped=[m.rid for m in d.mapped],
        origins=[{"label": o.label, "node": o.node, "name": o.name, "verdict": o.verdict} for o in origins],
    )  # fmt: skip
    cls = f"{CLASS_SIGN[d.row.cls]} {CLASS_LABEL[d.row.cls]}" if d.row.cls else ""
    lines = [f"{d.row.id} {d.row.name} {cls} {d.edition_label}", " › ".join(d.row.path), "", d.text]
    if d.reason:
        lines += ["", "考え方・理由", d.reason]
    lines += [f"{o.label} {o.node} {o.name}　判定 {o.verdict or 'なし'}" for o in origins]
    return Answer(data, lines)


def adopt(args: argparse.Namespace) -> Answer:
    """Puts an edition in force."""
    with opened(args) as session:
        row = catalogue.resolve_edition(session, args.edition)
        done = catalogue.adopt(session, row.hash)
    return Answer(
        {"unit": done.unit, "edition_hash": row.hash, "changed": done.operations},
        [f"{row.business_name} {row.label} を採用しました。"],
    )
