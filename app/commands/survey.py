"""Commands on what runs today: survey import, survey list; those on questionnaires stand beside."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands import questionnaires
from app.commands.base import Answer, opened, read_json
from app.services import survey, survey_import, survey_issues, survey_profiles, survey_review
from app.services.session import Session
from app.services.survey_headings import Choice
from app.services.survey_lists import survey_list
from app.services.survey_views import Preview

REVIEW = "linkage_review"


def add_parsers(sub: Any) -> None:
    """Adds ``survey`` and its verbs."""
    group = sub.add_parser("survey", help="現行の一覧").add_subparsers(dest="verb", required=True)
    p = group.add_parser("import", help="課の表（Excel・CSV）を取り込む")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument(
        "--list", default="", choices=("", *survey.LISTS, survey_issues.LIST, REVIEW), help="省くと見出しから判断"
    )
    p.add_argument("--table", type=int, help="何番目の表か（--preview の tables の番号）")
    p.add_argument("--sheet", help="シート名")
    p.add_argument("--profile", help="列と値の対応（JSON ファイル）")
    p.add_argument("--no-profile", action="store_true", help="前に使った対応を使わない")
    p.add_argument("--values", help="書かれた言葉の意味（JSON ファイル：{欄: {書かれた言葉: 値}}）")
    p.add_argument("--duplicates", choices=survey_import.DUPLICATES, default="update", help="登録済みの行をどうするか")
    p.add_argument("--business", default="", help="業務の列がない表の業務ID")
    p.add_argument("--repair", action="store_true", help="読めない値に、示された直し方を使う")
    p.add_argument("--dry-run", "--preview", action="store_true", help="見るだけで取り込まない")
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
        profile = read_json(args.profile, "列の対応") if args.profile else {}
        if args.list == survey_issues.LIST:
            return _issues(session, args, profile or None)
        book = survey_import.read_book(Path(args.file))
        table = survey_import.chosen(
            book, args.list or profile.get("list", ""), profile=profile, table=args.table, sheet=args.sheet
        )
        kept = {} if profile or args.no_profile else survey_profiles.find(args.list, table.headers)
        given = profile or kept
        seen = survey_import.preview_table(
            session, table, Path(args.file),
            args.list or given.get("list") or survey_import.detected(table),
            columns=given.get("columns") or {}, values=_values(args, given), business=args.business,
            repairs=args.repair, duplicates=args.duplicates,
        )  # fmt: skip
        unit = None
        if not args.dry_run:
            unit = survey_import.take_over(session, seen).unit
            survey_profiles.save(seen.profile(), table.headers, args.file)
        answer = _answer(args, seen, unit)
        answer.data["profile_kept"] = bool(kept)
        answer.data["tables"] = [_table(c) for c in survey_import.tables(book)]
    return answer


def _values(args: argparse.Namespace, given: dict[str, Any]) -> dict[str, dict[str, str]]:
    found = {code: dict(words) for code, words in (given.get("values") or {}).items()}
    for code, words in (read_json(args.values, "値の対応") if args.values else {}).items():
        found[code] = {**found.get(code, {}), **dict(words)}
    return found


def _table(choice: Choice) -> dict[str, Any]:
    table = choice.table
    return {
        "table": choice.number,
        "sheets": list(dict.fromkeys(table.origins)) or [table.sheet],
        "range": table.range if len(table.areas) == 1 else "",
        "list": choice.list,
        "rows": len(table.rows),
        "headings": list(table.headers),
    }


def _answer(args: argparse.Namespace, seen: Preview, unit: str | None) -> Answer:
    data = {
        "unit": unit,
        "list": seen.list,
        "file": args.file,
        "sheet": seen.sheet,
        "profile": seen.profile(),
        "rows": len(seen.rows),
        "new": seen.new,
        "updated": seen.updated,
        "same": seen.same,
        "skipped_rows": seen.count("skip"),
        "duplicates": [
            {"row": r.number, "sheet": r.sheet, "rid": r.rid, "action": r.action, "changes": sorted(r.changed)}
            for r in seen.rows
            if r.rid
        ],
        "twins": [{"row": r.number, "sheet": r.sheet, "same_as": r.twin} for r in seen.rows if r.twin],
        "left": [{"row": x.row, "sheet": x.sheet or seen.sheet, "reason": x.reason, "text": x.text} for x in seen.left],
        "problems": [
            {"cell": p.cell, "column": p.column, "text": p.text, "message": p.message, "repair": p.repair}
            for p in seen.problems
        ],
        "unknown": {code: list(words) for code, words in seen.unknown().items()},
        "said": list(seen.said),
        "cells": seen.account.cells,
        "imported": seen.account.imported,
        "to_note": seen.noted,
        "skipped": [{"cell": s.cell, "reason": s.reason} for s in seen.account.skipped],
        "dry_run": bool(args.dry_run),
    }
    counts = f"新しい {seen.new}、更新 {seen.updated}、変わらない {seen.same}"
    lines = [f"{seen.file}（{seen.sheet}）を{survey_list(seen.list).title}の一覧へ：{len(seen.rows)} 行（{counts}）"]
    lines += [f"  {h} → {_shown(c)}" for h, c in seen.mapping.items()]
    lines += [f"  {p.cell} {p.column}「{p.text}」：{p.message}" for p in seen.problems]
    lines += [f"  {r.number} 行目は {r.twin} 行目と同じ項目のようです" for r in seen.rows if r.twin]
    lines += [f"  {x.place}は除きます（{x.reason}）：{x.text}" for x in seen.left]
    lines += [f"  {said}" for said in seen.said]
    cells = seen.account
    lines.append(
        f"  セル {cells.cells} ＝ 取り込む {cells.imported}（うち備考 {seen.noted}）＋ 除く {len(cells.skipped)}"
    )
    return Answer(data, lines)


def _shown(code: str) -> str:
    return {"": "備考", "-": "取り込まない"}.get(code, code)


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
