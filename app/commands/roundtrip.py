"""Commands of the Excel round trip: sheet send, sheet return, sheet list."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.commands.forms import add_sheet_parsers
from app.services import personal_data, roundtrip
from app.services.roundtrip import Seen


def add_parsers(sub: Any) -> None:
    """Adds ``sheet`` and its verbs."""
    group = sub.add_parser("sheet", help="Excelで回答してもらい、取り込む").add_subparsers(dest="verb", required=True)
    p = group.add_parser("send", help="回答用の Excel を作る")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument(
        "--form", nargs="+", metavar="ID",
        help="F1 機能、F2 帳票、F3 連携検討表、または現行調査の一覧の名（systems、functions など）",
    )  # fmt: skip
    p.add_argument("--department", help="所属名。所管業務が登録されていれば、その業務だけを書き出す")
    p.add_argument("--business", help="業務ID")
    p.set_defaults(run=send)
    p = group.add_parser("return", help="回答済みの Excel を取り込む")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument("--dry-run", "--preview", action="store_true", help="見るだけで取り込まない")
    p.add_argument("--clear", action="store_true", help="空にされた欄の値を消す")
    p.add_argument(
        "--match", nargs="+", type=_match, default=[], metavar="行=記録",
        help="行がどの記録か（rid、ID か番号、新しい記録なら new）",
    )  # fmt: skip
    p.add_argument("--suggested", action="store_true", help="目印の失われた行に、示された候補を使う")
    p.add_argument("--export", default="", metavar="ID", help="隠れたシートが消えているとき、どの回答用シートか")
    p.set_defaults(run=return_)
    p = group.add_parser("list", help="作った回答用シートの一覧")
    p.add_argument("ws")
    p.set_defaults(run=list_)
    add_sheet_parsers(group)


def _match(text: str) -> tuple[int, str]:
    row, _, wish = text.partition("=")
    if not (row.isascii() and row.isdigit() and wish):
        raise argparse.ArgumentTypeError(f"「{text}」は 15=0010003 のような書き方ではありません")
    return int(row), wish


def send(args: argparse.Namespace) -> Answer:
    """Sheets to be answered, into a folder."""
    with opened(args) as session:
        hints = personal_data.find(session, business=args.business)
        sent = roundtrip.send(session, Path(args.out), args.form, business=args.business, department=args.department)
    for hint in hints:
        print(f"個人情報の可能性：{hint.sentence}", file=sys.stderr)
    data = [
        {"file": str(s.path), "export": s.export, "label": s.label, "rows": s.rows, "conflicts": s.disputed}
        for s in sent
    ]
    lines = [f"作りました：{s.path}（{s.rows} 行{f'、競合 {s.disputed} 件' if s.disputed else ''}）" for s in sent]
    return Answer({"files": data, "personal": [h.as_dict() for h in hints]}, lines)


def return_(args: argparse.Namespace) -> Answer:
    """What came back: seen, and without --dry-run taken over. Exit code 1 while questions stand."""
    with opened(args, read_only=args.dry_run) as session:
        seen = roundtrip.preview(
            session, Path(args.file), export=args.export, match=dict(args.match), suggested=args.suggested,
            clear=args.clear,
        )  # fmt: skip
        data = seen_data(seen)
        if not args.dry_run:
            done = roundtrip.take_over(session, seen)
            data |= {"unit": done.unit, "changed": done.operations}
    return Answer(data, _lines(seen, dry=args.dry_run), 1 if seen.questions else 0)


def seen_data(seen: Seen) -> dict[str, Any]:
    """For --json."""
    questions = [
        {**asdict(q), "candidates": [{"rid": rid, "name": name} for rid, name in q.candidates]} for q in seen.questions
    ]
    return {
        "export": seen.export.id, "label": seen.export.label, "file": seen.file, "by": seen.by, "rows": seen.rows,
        "unchanged": seen.unchanged, "new": seen.new, "known": seen.known, "conflicts": seen.conflicts,
        "added": seen.added, "changes": [asdict(c) for c in seen.changes], "questions": questions,
        "notes": list(seen.notes),
    }  # fmt: skip


_STATE = {"new": "", "known": "（取り込み済み）", "conflict": "（競合）"}


def _lines(seen: Seen, *, dry: bool) -> list[str]:
    end = "が反映されます" if dry else "を反映しました"
    out = [
        f"{seen.export.label}　記入者 {seen.by}　{seen.rows} 行のうち変更なし {seen.unchanged} 行",
        f"新しい変更 {seen.new} 件{end}。",
        f"　取り込み済み {seen.known}　競合になる {seen.conflicts}　足した記録 {seen.added}",
    ]
    out += [
        f"  {c.cell} {c.name}「{c.column}」：{c.old or '（空）'} → {c.new or '（空）'}{_STATE[c.state]}"
        for c in seen.changes
    ]
    if seen.questions:
        out.append(f"確かめることが {len(seen.questions)} 件あります。これらは反映していません。")
    for q in seen.questions:
        about = f"「{q.column}」" if q.column else ""
        choices = "、".join(f"{rid}（{name}）" for rid, name in q.candidates)
        out.append(f"  {q.cell} {q.name}{about}：{q.text}　{q.message}{f' 候補：{choices}' if choices else ''}")
    return out + [f"  {n}" for n in seen.notes]


def list_(args: argparse.Namespace) -> Answer:
    """The sheets sent from this file."""
    with opened(args, read_only=True) as session:
        found = roundtrip.exports(session)
    data = [{"export": e.id, "at": e.at, "by": e.by, "label": e.label, "file": e.file} for e in found]
    lines = [f"{e.id[:8]}　{e.at[:16].replace('T', ' ')}　{e.label}　{e.file}" for e in found]
    return Answer({"sheets": data}, lines or ["作った回答用シートはまだありません。"])
