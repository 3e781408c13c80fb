"""Commands on what runs today: survey import, survey list; those on questionnaires stand beside."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands import questionnaires
from app.commands.base import Answer, opened, read_json
from app.services import survey, survey_import, survey_issues, survey_review
from app.services.session import Session

REVIEW = "linkage_review"


def add_parsers(sub: Any) -> None:
    """Adds ``survey`` and its verbs."""
    group = sub.add_parser("survey", help="現行の一覧").add_subparsers(dest="verb", required=True)
    p = group.add_parser("import", help="課の表（Excel・CSV）を取り込む")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument("--list", required=True, choices=(*survey.LISTS, survey_issues.LIST, REVIEW))
    p.add_argument("--profile", help="列の対応（JSON ファイル）")
    p.add_argument("--business", default="", help="業務の列がない表の業務ID")
    p.add_argument("--repair", action="store_true", help="読めない値に、示された直し方を使う")
    p.add_argument("--dry-run", action="store_true", help="見るだけで取り込まない")
    p.set_defaults(run=import_)
    p = group.add_parser("list", help="一覧を出す")
    p.add_argument("ws")
    p.add_argument("list", choices=tuple(survey.LISTS))
    p.set_defaults(run=list_)
    questionnaires.add_parsers(group)


def list_(args: argparse.Namespace) -> Answer:
    """One list of today's records."""
    with opened(args, read_only=True) as session:
        rows = survey.list_rows(session, args.list)
    lines = [" ".join(str(v) for k, v in r.items() if k != "rid" and v) for r in rows]
    return Answer({"items": rows}, lines or ["まだありません。"])


def import_(args: argparse.Namespace) -> Answer:
    """A department's list, or the review columns beside published linkages."""
    with opened(args, read_only=args.dry_run) as session:
        if args.list == REVIEW:
            return _review(session, args)
        profile = read_json(args.profile, "列の対応") if args.profile else None
        if args.list == survey_issues.LIST:
            return _issues(session, args, profile)
        seen = survey_import.preview(
            session, Path(args.file), args.list, profile=profile, business=args.business, repairs=args.repair
        )
        unit = None
        if not args.dry_run:
            unit = survey_import.take_over(session, seen).unit
    return _answer(args, seen, unit)


def _answer(args: argparse.Namespace, seen: survey_import.Preview, unit: str | None) -> Answer:
    data = {
        "unit": unit,
        "list": seen.list,
        "file": args.file,
        "sheet": seen.sheet,
        "profile": seen.profile(),
        "rows": len(seen.rows),
        "new": seen.new,
        "updated": seen.updated,
        "left": [{"row": n, "reason": why} for n, why in seen.left],
        "problems": [
            {"cell": p.cell, "column": p.column, "text": p.text, "message": p.message, "repair": p.repair}
            for p in seen.problems
        ],
        "cells": seen.account.cells,
        "imported": seen.account.imported,
        "skipped": [{"cell": s.cell, "reason": s.reason} for s in seen.account.skipped],
        "dry_run": bool(args.dry_run),
    }
    lines = [f"{seen.file}：{len(seen.rows)} 行（新しい {seen.new}、更新 {seen.updated}）"]
    lines += [f"  {h} → {c or '備考'}" for h, c in seen.mapping.items()]
    lines += [f"  {p.cell} {p.column}「{p.text}」：{p.message}" for p in seen.problems]
    lines += [f"  {n} 行目は除きます（{why}）" for n, why in seen.left]
    return Answer(data, lines)


def _issues(session: Session, args: argparse.Namespace, profile: dict[str, Any] | None) -> Answer:
    """A list of 課題; a row whose disposition the law forbids refuses the whole, with clause and cell."""
    found = survey_issues.preview(
        session, Path(args.file), profile=profile, business=args.business, repairs=args.repair
    )
    unit = None if args.dry_run else survey_issues.take_over(session, found).unit
    answer = _answer(args, found.seen, unit)
    answer.data["unlawful"] = [
        {"row": u.row, "cell": u.cell, "message": u.problem.message, "hint": u.problem.hint} for u in found.unlawful
    ]
    answer.lines += [f"  {u.cell} {u.problem.message}{u.problem.hint}" for u in found.unlawful]
    return answer


def _review(session: Session, args: argparse.Namespace) -> Answer:
    seen = survey_review.preview_review(session, Path(args.file))
    unit = None if args.dry_run else survey_review.take_over_review(session, seen).unit
    unknown = [{"node": survey_review.node_of(r), "row": r.row} for r in seen.unknown]
    data = {
        "unit": unit,
        "list": REVIEW,
        "file": args.file,
        "rows": len(seen.rows),
        "unknown": unknown,
        "dry_run": bool(args.dry_run),
    }
    lines = [f"{seen.file}：{len(seen.rows)} 行"]
    lines += [f"  {u['row']} 行目の {u['node']} は、取り込んだ連携仕様にありません。" for u in unknown]
    return Answer(data, lines)
