"""Commands that write something out: export sheets, report, demo, self-test."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.services.personal_data import PersonalHint
from app.services.self_test import Result


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("export", help="様式を書き出す").add_subparsers(dest="verb", required=True)
    p = group.add_parser("sheets", help="調査様式（Excel）")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument(
        "--form",
        nargs="+",
        metavar="ID",
        help="F1 機能、F2 帳票、F3 連携検討表、S1〜S10 現行調査（なければ、採用中の版がある様式すべて）",
    )
    p.add_argument(
        "--mode",
        choices=("form", "machine", "style"),
        default="form",
        help="form 様式再現（style も同じ）、machine 機械判読",
    )
    p.add_argument(
        "--name", default="", metavar="PATTERN", help="ファイル名の型（{form}_{business}_{department}_{date} など）"
    )
    p.add_argument("--department", help="所属名。所管業務が登録されていれば、その業務だけを書き出す")
    p.add_argument("--business", help="業務ID")
    p.set_defaults(run=export_sheets)
    group = sub.add_parser("report", help="報告を書き出す").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="報告の一覧")
    p.set_defaults(run=report_list)
    p = group.add_parser("write", help="報告を一つ書き出す")
    p.add_argument("ws")
    p.add_argument("report", metavar="ID", help="report list の id")
    p.add_argument("--format", help="html、pdf または xlsx（なければ、その報告のふつうの形式）")
    p.add_argument("--out", required=True, metavar="FILE")
    p.add_argument("--department", help="所属名（my-items に要る。なければ --as の所属）")
    p.add_argument("--business", help="業務ID")
    p.add_argument(
        "--since", type=_day, metavar="YYYY-MM-DD", help="my-items：この日からの決定（なければ三か月前から）"
    )
    p.add_argument("--issue", default="", help="decision-sheet・decision-book：この課題だけ（番号か rid）")
    p.add_argument("--document-number", default="", help="my-items：文書番号")
    p.set_defaults(run=report_write)
    p = sub.add_parser("demo", help="見本の市で一通り動かす（画面なし）")
    p.add_argument("--out", required=True)
    p.set_defaults(run=demo)
    p = sub.add_parser("self-test", help="このプログラム自身を点検する")
    p.set_defaults(run=self_test)


def export_sheets(args: argparse.Namespace) -> Answer:
    """Survey sheets into a folder, one workbook per form and business. Where the workspace can be written, each is
    remembered, so that it can be answered and taken back."""
    from app.services import personal_data, roundtrip, sheets

    forms = tuple(args.form) if args.form else None
    mode = "machine" if args.mode == "machine" else "form"
    with opened(args) as session:
        hints = personal_data.find(session, business=args.business)
        asked = {"business": args.business, "department": args.department}
        sheets.check_forms(forms or ())
        plain = tuple(f for f in forms or () if f not in roundtrip.FORM_FIELDS)
        answered = forms is None or len(plain) < len(forms)
        made: list[Path] = []
        if session.project.read_only or mode == "machine" or args.name:
            made += sheets.export_sheets(session, Path(args.out), forms=forms, mode=mode, pattern=args.name, **asked)
        else:
            if answered:
                wanted = tuple(f for f in forms if f not in plain) if forms else None
                made += [s.path for s in roundtrip.send(session, Path(args.out), wanted, style=True, **asked)]
            if plain:
                made += sheets.export_sheets(session, Path(args.out), forms=plain, **asked)
    _warn(hints)
    data = {"files": [str(p) for p in made], "personal": [h.as_dict() for h in hints]}
    return Answer(data, [f"書き出しました：{p}" for p in made])


def _warn(hints: list[PersonalHint]) -> None:
    """What may be personal data, on standard error: the files are written, the person decides."""
    if hints:
        print("個人情報の可能性があるところがあります。渡す前に確かめてください。", file=sys.stderr)
    for hint in hints:
        print(f"  {hint.sentence}", file=sys.stderr)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"「{text}」は 2026-01-15 のような日付ではありません") from problem


def report_list(args: argparse.Namespace) -> Answer:
    """The reports there are."""
    from app.services import reports

    data = [
        {
            "id": r.id,
            "title": r.title,
            "formats": list(r.formats),
            "audience": r.audience,
            "needs_department": r.needs_department,
        }
        for r in reports.REPORTS
    ]
    return Answer(
        {"reports": data}, [f"{r.id}　{r.title}　{'・'.join(r.formats)}　{r.audience}" for r in reports.REPORTS]
    )


def report_write(args: argparse.Namespace) -> Answer:
    """One report into a file."""
    from app.services import personal_data, reports
    from app.ui.theme.tokens import tokens

    chosen = reports.find(args.report)
    asked = reports.Asked(
        colours=tokens("light"),
        format=args.format or chosen.formats[0],
        department=args.department,
        business=args.business,
        since=args.since,
        document_number=args.document_number,
        issue=args.issue,
    )
    with opened(args, read_only=True) as session:
        hints = personal_data.find(session, business=args.business)
        made = reports.write(session, chosen.id, Path(args.out), asked)
    _warn(hints)
    data = {"report": chosen.id, "file": str(made), "personal": [h.as_dict() for h in hints]}
    return Answer(data, [f"書き出しました：{made}"])


def demo(args: argparse.Namespace) -> Answer:
    """The main job on the sample municipality, headless: catalogue, verdicts, sheet, page, pictures."""
    from app.services import demo as service
    from app.ui.theme.tokens import tokens

    out = Path(args.out)
    result = service.run(out, colours=tokens("light"))
    result["files"] += [str(p) for p in _pictures(Path(result["workspace"]), out / "pictures")]
    lines = [f"{k}：{v}" for k, v in result["counts"].items()] + [f"できたもの：{p}" for p in result["files"]]
    return Answer(result, lines)


def _pictures(workspace: Path, out: Path) -> list[Path]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no window may open, whatever display there is
    from app.ui.render import grab_screens

    made: list[Path] = grab_screens(workspace, out, sizes=[(1366, 768)], themes=["light"])
    return made


def self_test(args: argparse.Namespace) -> Answer:
    """Libraries, store, sheet, fonts, window."""
    from app.services import self_test as service

    results = [*service.run(), _window_test()]
    data = [{"name": r.name, "ok": r.ok, "detail": r.detail} for r in results]
    lines = [f"{'良' if r.ok else '否'} {r.name} {r.detail}" for r in results]
    ok = all(r.ok for r in results)
    return Answer({"ok": ok, "checks": data}, lines, 0 if ok else 1)


def _window_test() -> Result:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from app.ui.render import check_window

        return Result("窓と文字", True, check_window())
    except Exception as problem:  # noqa: BLE001  (a self-test reports whatever is wrong with the installation)
        return Result("窓と文字", False, f"{type(problem).__name__}: {problem}")
