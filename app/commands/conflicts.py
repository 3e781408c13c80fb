"""Commands about 競合: list, show, take one, write another value, many by a rule."""

from __future__ import annotations

import argparse
from typing import Any

from app.commands.base import Answer, opened
from app.core.problems import USAGE, UserProblem
from app.core.records import ATOMS
from app.services import conflicts
from app.services.conflict_fields import typed
from app.services.conflicts import Conflict, Line, Value
from app.services.session import Session


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("conflict", help="競合（食い違う値）を見る・決める").add_subparsers(
        dest="verb", required=True
    )
    p = group.add_parser("list", help="競合の一覧")
    p.add_argument("ws")
    p.add_argument("--business", default="")
    p.set_defaults(run=list_)
    p = group.add_parser("show", help="一つの競合のすべての値")
    p.add_argument("ws")
    p.add_argument("id", help="一覧にある12桁")
    p.set_defaults(run=show)
    p = group.add_parser("decide", help="理由を書いて決める")
    p.add_argument("ws")
    p.add_argument("id", nargs="?", help="一覧にある12桁")
    p.add_argument("--take", type=int, metavar="番号", help="show の何番目の値か")
    p.add_argument("--set", action="append", default=[], metavar="欄=値", help="書き直す欄（ほかは1番目の値のまま）")
    p.add_argument("--rule", default="", help="まとめて決める規則：filled、by:所属")
    p.add_argument("--business", default="")
    p.add_argument("--reason", default="")
    p.add_argument("--dry-run", action="store_true")
    p.set_defaults(run=decide)


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id, "node": line.node, "record": "" if line.node else line.rid, "title": line.title,
        "about": line.about, "business": line.business, "values": line.values, "who": list(line.who),
    }  # fmt: skip


def _value(value: Value) -> dict[str, Any]:
    return {
        "by": value.by, "role": value.role, "at": value.at, "reason": value.reason, "package": value.package,
        "deleted": value.deleted, "fields": dict(value.fields),
    }  # fmt: skip


def _find(session: Session, id_: str) -> Conflict:
    line = next((c for c in conflicts.listed(session) if c.id == id_), None)
    if line is None:
        raise UserProblem(
            "no_conflict", f"競合「{id_}」はありません。", hint="fitgap conflict list で一覧を見てください。"
        )
    return conflicts.show(session, line.rid, line.atom)


def list_(args: argparse.Namespace) -> Answer:
    """Every conflict, those of one item together."""
    with opened(args, read_only=True) as session:
        found = conflicts.listed(session, business=args.business)
    lines = [f"{c.id} {c.title}　{c.about}　{c.values} つの値：{'、'.join(c.who)}" for c in found]
    return Answer({"total": len(found), "items": [_line(c) for c in found]}, lines or ["競合はありません。"])


def show(args: argparse.Namespace) -> Answer:
    """All values of one conflict, and the last one everybody had seen."""
    with opened(args, read_only=True) as session:
        found = _find(session, args.id)
    data = {
        **_line(found.line),
        "base": _value(found.base) if found.base else None,
        "differing": sorted(found.differing),
        "values_given": [_value(v) for v in found.values],
    }
    lines = [f"{found.line.title}　{found.line.about}"]
    for n, value in enumerate(found.values, 1):
        lines.append(f"{n}. {value.by}　{value.at[:16].replace('T', ' ')}　{value.package or 'この PC'}")
        lines += [f"   {label}：{text}" for label, text in value.fields if text]
    return Answer(data, lines)


def decide(args: argparse.Namespace) -> Answer:
    """Settles one conflict, or what a rule proposes."""
    if args.rule and not (args.id or args.take or args.set):
        return _by_rule(args)
    if args.rule or not args.id or (args.take is None) == (not args.set) or args.dry_run:
        hint = "例：fitgap conflict decide みほん市.fitgap 0123456789ab --take 2 --reason 実機で確かめた"
        raise UserProblem(
            "usage", "ID と、--take か --set のどちらか一つを指定してください。", hint=hint, exit_code=USAGE
        )
    with opened(args) as session:
        found = _find(session, args.id)
        line = found.line
        if args.take is not None:
            if not 1 <= args.take <= len(found.values):
                hint = f"1 から {len(found.values)} までです。"
                raise UserProblem("usage", f"{args.take} 番目の値はありません。", hint=hint, exit_code=USAGE)
            op_id = found.values[args.take - 1].op_id
            done = conflicts.take(session, line.rid, line.atom, op_id, args.reason, heads=found.heads)
        else:
            fields = dict(_pair(line, text) for text in args.set)
            done = conflicts.write(session, line.rid, line.atom, fields, args.reason, heads=found.heads)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}（{done.operations} 件）"])


def _pair(line: Line, text: str) -> tuple[str, Any]:
    """欄=値, as typing it into that field would be understood. 欄 is its label, as ``show`` says it, or its code."""
    code, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        raise UserProblem("usage", f"「{text}」は 欄=値 ではありません。", hint="例：--set detail=…", exit_code=USAGE)
    code = next((f.code for f in ATOMS.get(line.type, {}).get(line.atom, ()) if f.label == code), code)
    return code, typed(line.type, code, value)


def _by_rule(args: argparse.Namespace) -> Answer:
    with opened(args, read_only=args.dry_run) as session:
        chosen = conflicts.preview(session, args.rule, business=args.business)
        done = None if args.dry_run or not chosen else conflicts.apply(session, chosen, args.reason)
    data = {
        "dry_run": args.dry_run,
        "changed": done.operations if done else 0,
        "items": [{**_line(p.conflict.line), "why": p.why, "fields": dict(p.text)} for p in chosen],
    }
    lines = [f"{p.conflict.line.title}　{p.conflict.line.about}：{p.why}" for p in chosen]
    return Answer(data, lines or ["この規則で決められる競合はありません。"])
