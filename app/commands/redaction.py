"""Erasing characters for good: where they stand, erasing them, and what arrived from others and waits."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.commands.base import Answer, opened, progress
from app.core.problems import USAGE, UserProblem
from app.services import redaction
from app.services.redaction import Done, Place

REASON = "書いてはいけない文字の誤記入"


def add_parsers(sub: Any) -> None:
    """Adds the command."""
    p = sub.add_parser("redact", help="書いてはいけない文字（個人番号など）を、記録・控え・下書きから消す")
    p.add_argument("ws")
    p.add_argument("op", nargs="?", default="", help="その文字がある操作の番号（8 桁以上）。省くと全体を調べる")
    p.add_argument("--find", "--text", dest="text", default="", metavar="文字", help="消す文字")
    p.add_argument("--apply", action="store_true", help="一覧を確かめたうえで消す（元に戻せない）")
    p.add_argument("--dry-run", action="store_true", help="一覧を出すだけ")
    p.add_argument("--reason", default="", help="消す理由（消す文字は書かない）")
    p.add_argument("--waiting", action="store_true", help="届いた消去で、確かめを待っているもの")
    p.add_argument("--confirm", default="", metavar="番号", help="届いた消去の一覧を確かめて消す（事務局）")
    p.set_defaults(run=redact)


def redact(args: argparse.Namespace) -> Answer:
    """Lists, erases, or carries out what others erased."""
    chosen = [bool(args.text), args.waiting, bool(args.confirm)]
    if sum(chosen) != 1 or (args.apply and args.dry_run):
        raise UserProblem(
            "usage", "--find（消す文字）、--waiting、--confirm のどれか一つを指定してください。",
            hint="例：fitgap redact みほん市.fitgap --find 123456789018", exit_code=USAGE,
        )  # fmt: skip
    if args.waiting:
        return _waiting(args)
    if args.confirm:
        with opened(args) as session:
            done = redaction.confirm(session, args.confirm, progress=progress)
        return _done(done)
    if args.apply or (args.op and not args.dry_run):
        with opened(args) as session:
            reason = args.reason or (REASON if args.op else "")
            done = redaction.apply(session, args.text, reason, op_id=args.op, progress=progress)
        return _done(done)
    return _list(args)


def _list(args: argparse.Namespace) -> Answer:
    with opened(args, read_only=True) as session:
        found = redaction.find(session, args.text, progress=progress)
    data = {
        "operations": found.operations,
        "places": [asdict(p) for p in found.places],
        "beside": dict(found.beside),
        "backups": [str(p) for p in found.backups],
        "damaged_backups": [str(p) for p in found.damaged],
        "headers": list(found.headers),
    }
    lines = [_line(p) for p in found.places]
    lines += [f"{what}：{n} か所" for what, n in found.beside]
    lines += [f"控え・作業用コピー：{len(found.backups)} 個"] if found.backups else []
    lines += [f"控え {p.name} は壊れていて調べられません。" for p in found.damaged]
    lines += [f"操作の名前か氏名にあり、消せません：{h}" for h in found.headers]
    if found.empty:
        return Answer(data, [*lines, "その文字はどこにもありません。"])
    return Answer(
        data, [*lines, "まだ何も消していません。--apply --reason 理由 を付けると消します（元に戻せません）。"]
    )


def _line(p: Place) -> str:
    state = "いまの値" if p.now else "以前の値"
    return f"{p.op_id[:8]} {p.title}　{p.field}（{state}）：{p.text}　{p.by} {p.at[:16].replace('T', ' ')}"


def _done(done: Done) -> Answer:
    data = {
        "unit": done.changes.unit, "changed": done.changes.operations, "operations": done.operations,
        "backups": done.backups, "left": [str(p) for p in done.left], "headers": list(done.headers),
    }  # fmt: skip
    lines = [f"記録 {done.operations} 件から消しました。書き換えた控え・作業用コピー：{done.backups} 個。"]
    lines += [f"「{p}」は書き換えられませんでした。中に残っているので、ファイルごと消してください。" for p in done.left]
    lines += [f"操作の名前か氏名には残っています：{h}" for h in done.headers]
    lines.append("渡したあとの Excel や印刷したものは、それぞれの手元で直してください。")
    return Answer(data, lines, 1 if done.left or done.headers else 0)


def _waiting(args: argparse.Namespace) -> Answer:
    with opened(args, read_only=True) as session:
        found = redaction.waiting(session)
    lines = []
    for w in found:
        said = "事務局が確かめ済み" if w.confirmed else "事務局の確かめを待っている"
        lines.append(f"{w.id[:8]} {w.by} {w.at[:16].replace('T', ' ')}「{w.reason}」{len(w.places)} か所（{said}）")
        lines += [f"   {_line(p)}" for p in w.places]
    data = [{**asdict(w), "places": [asdict(p) for p in w.places]} for w in found]
    return Answer({"items": data}, lines or ["確かめを待っている消去はありません。"])
