"""``fitgap catalog diff, triage, suspects, confirm, consistency, same, split, joined``: what a new edition changed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, progress
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, confirmation, consistency, edition_papers, succession, suspects, triage
from app.services.session import Session
from app.services.suspects import Comparison
from app.services.views import Changes, EditionRow
from spec_catalog.model import KINDS
from spec_catalog.nodes import parse


def add_to(group: Any) -> None:
    """Adds these verbs to ``catalog``."""
    p = group.add_parser("diff", help="二つの版の違い")
    for name in ("ws", "business", "old", "new"):
        p.add_argument(name)
    p.add_argument("--kind", choices=KINDS)
    p.add_argument("--format", choices=("json", *edition_papers.FORMATS), default="json")
    p.add_argument("--out", help="書き出すファイル")
    p.set_defaults(run=diff)
    p = group.add_parser("triage", help="変わった項目を仕分ける")
    p.add_argument("ws")
    p.add_argument("nodes", nargs="+", metavar="NODE")
    p.add_argument("--grade", required=True, help="A B C D、取り消すなら none")
    p.add_argument("--note", help="所見")
    p.add_argument("--old", required=True)
    p.add_argument("--new", required=True)
    p.set_defaults(run=triage_)
    p = group.add_parser("suspects", help="要再確認の判定")
    p.add_argument("ws")
    p.add_argument("--department")
    p.add_argument("--business")
    p.add_argument("--format", choices=("json", "xlsx"), default="json")
    p.add_argument("--out", help="書き出すファイル")
    p.set_defaults(run=suspects_)
    p = group.add_parser("confirm", help="要再確認の判定をそのままと確かめる")
    p.add_argument("ws")
    p.add_argument("nodes", nargs="*", metavar="NODE")
    p.add_argument("--wording", action="store_true", help="文言だけが変わったものをまとめて")
    p.add_argument("--department", help="--wording を一つの課に絞る")
    p.add_argument("--dry-run", action="store_true", help="何が変わるかだけ")
    p.set_defaults(run=confirm)
    p = group.add_parser("consistency", help="公表された文書の整合の確認")
    p.add_argument("ws")
    p.add_argument("--business")
    p.add_argument("--format", choices=("json", "xlsx"), default="json")
    p.add_argument("--out", help="書き出すファイル")
    p.set_defaults(run=consistency_)
    p = group.add_parser("same", help="番号の変更を確認する")
    p.add_argument("ws")
    p.add_argument("old", metavar="OLD_NODE")
    p.add_argument("new", metavar="NEW_NODE")
    p.add_argument("--withdraw", action="store_true", help="確認を取り消す")
    p.set_defaults(run=same)
    p = group.add_parser("split", help="分割を確認する")
    p.add_argument("ws")
    p.add_argument("old", metavar="OLD_NODE")
    p.add_argument("new", nargs="+", metavar="NEW_NODE")
    p.set_defaults(run=split)
    p = group.add_parser("joined", help="統合を確認する")
    p.add_argument("ws")
    p.add_argument("new", metavar="NEW_NODE")
    p.add_argument("old", nargs="+", metavar="OLD_NODE")
    p.set_defaults(run=joined)


def _target(args: argparse.Namespace) -> Path | None:
    """The paper to write, None for an answer. Raises UserProblem when it is not said where a paper goes."""
    if args.format != "json" and args.out is None:
        raise UserProblem(
            "out_missing",
            "書き出すファイルの名前がありません。",
            hint="例：--format xlsx --out 一覧.xlsx",
            exit_code=USAGE,
        )
    return Path(args.out) if args.out and args.format != "json" else None


def _answer(args: argparse.Namespace, data: dict[str, Any], lines: list[str]) -> Answer:
    """The answer; with --format json --out it goes into a file as well."""
    if args.out:
        edition_papers.write_text(Path(args.out), json.dumps(data, ensure_ascii=False, indent=1) + "\n")
        lines = [*lines, f"書き出しました：{args.out}"]
    return Answer(data, lines)


def diff(args: argparse.Namespace) -> Answer:
    """What changed between two editions of a business, per field, with counts; as a paper with --out."""
    out = _target(args)
    with opened(args, read_only=True) as session:
        old, new = catalogue.resolve_pair(session, args.business, args.old, args.new, kind=args.kind)
        if out is not None:
            from app.ui.theme.tokens import tokens

            made = edition_papers.write_difference(
                session, old.hash, new.hash, out, form=args.format, kind=args.kind, colours=tokens("light")
            )
            return Answer({"file": str(made), "format": args.format}, [f"書き出しました：{made}"])
        found = catalogue.difference(session, old.hash, new.hash, kind=args.kind)
    data = found.as_dict()
    lines = [f"{c['node']} {'・'.join(c['kind_of_change'])}" for c in data["changes"]]
    lines += [f"候補 {c['kind']} {'・'.join(c['sources'])} → {'・'.join(c['results'])}" for c in data["candidates"]]
    counts = "　".join(f"{k} {n}" for k, n in data["counts"].items())
    return _answer(args, data, [counts, *lines])


def triage_(args: argparse.Namespace) -> Answer:
    """Grades changed items of the step from one edition to another."""
    with opened(args) as session:
        old, new = _pair(session, args.nodes[0], args.old, args.new)
        grade = "" if args.grade == "none" else args.grade
        changed = {c.node for c in catalogue.difference(session, old.hash, new.hash).changes}
        if same := [n for n in args.nodes if str(parse(n)) not in changed]:
            raise UserProblem(
                "not_changed",
                f"「{same[0]}」は {old.label} から {new.label} で変わっていません。",
                hint="fitgap catalog diff で変わった項目を確かめてください。旧と新が逆ではありませんか。",
                exit_code=USAGE,
            )
        done = triage.set_grade(session, old.hash, new.hash, args.nodes, grade, note=args.note)
    return _done(done, f"{done.operations} 件を仕分けました。")


def _pair(session: Session, node: str, old: str, new: str) -> tuple[EditionRow, EditionRow]:
    try:
        wanted = parse(node)
    except ValueError as problem:
        raise UserProblem(
            "bad_node", f"「{node}」は項目の書き方ではありません。", hint="例：req:0010101", exit_code=USAGE
        ) from problem
    business = wanted.business or catalogue.resolve_edition(session, new).business
    kinds = {e.kind for e in catalogue.editions(session) if e.business == business}
    kind = wanted.kind if wanted.kind in kinds else None
    return catalogue.resolve_pair(session, business, old, new, kind=kind)


def suspects_(args: argparse.Namespace) -> Answer:
    """Verdicts given for what has changed since, with old and new, departments and days left."""
    out = _target(args)
    with opened(args, read_only=True) as session:
        if out is not None:
            made = edition_papers.write_suspects(session, out, department=args.department, business=args.business)
            return Answer({"file": str(made), "format": args.format}, [f"書き出しました：{made}"])
        found = suspects.listed(session, department=args.department, business=args.business)
        rows = [_suspect(c) for c in suspects.compare(session, found)]
    counts = suspects.counts(found)
    data = {"total": len(found), "by_department": counts, "items": rows}
    lines = [f"{len(found)} 件　" + "　".join(f"{d or '（所管不明）'} {n}" for d, n in counts.items())]
    lines += [f"{s.node} {s.name} {'・'.join(s.kinds)} {edition_papers.days_text(s.days)}".rstrip() for s in found]
    return _answer(args, data, lines)


def _suspect(c: Comparison) -> dict[str, Any]:
    s = c.suspect
    return {
        "node": s.node,
        "name": s.name,
        "verdict": s.verdict,
        "by": s.by,
        "at": s.at,
        "departments": list(s.departments),
        "old_edition": s.old_edition,
        "new_edition": s.new_edition,
        "kind_of_change": list(s.kinds),
        "wording_only": s.wording_only,
        "around": [{"kind": m.kind, "name": m.name, "gone": m.gone} for m in s.around],
        "fields": [{"field": f.field, "old": f.old, "new": f.new} for f in c.fields],
        "applies": s.applies,
        "days_left": {"least": s.days.least, "most": s.days.most} if s.days else None,
        "triage": s.triage.grade if s.triage else "",
    }


def confirm(args: argparse.Namespace) -> Answer:
    """Confirms named suspects, or all whose wording alone moved."""
    if bool(args.nodes) == args.wording:
        raise UserProblem(
            "usage",
            "NODE か --wording の、どちらか一つを指定してください。",
            hint="例：--wording --dry-run",
            exit_code=USAGE,
        )
    with opened(args, read_only=args.dry_run) as session:
        chosen = (
            confirmation.preview(session, department=args.department)
            if args.wording
            else confirmation.find(session, args.nodes)
        )
        nodes = [s.node for s in chosen]
        if args.dry_run:
            lines = [f"{len(nodes)} 件を確認します（まだ何も記録していません）。", *nodes]
            return Answer({"dry_run": True, "changed": len(nodes), "nodes": nodes}, lines)
        done = confirmation.confirm(session, chosen)
    data = {"dry_run": False, "unit": done.unit, "changed": done.operations, "nodes": nodes}
    return Answer(data, [f"{done.operations} 件の判定を確認しました。"])


def consistency_(args: argparse.Namespace) -> Answer:
    """What does not fit together in the published documents in force; never an error of ours or theirs."""
    out = _target(args)
    with opened(args, read_only=True) as session:
        if out is not None:
            made = edition_papers.write_findings(session, out, business=args.business)
            return Answer({"file": str(made), "format": args.format}, [f"書き出しました：{made}"])
        found = consistency.findings(session, business=args.business, progress=progress)
    data = [
        {
            "level": f.level,
            "code": f.code,
            "node": f.node,
            "message": f.message,
            "places": [{"file": p.file, "sheet": p.sheet, "cell": p.cell, "edition": p.edition} for p in f.places],
        }
        for f in found
    ]
    lines = [f"{f.message}（{f.places[0].file} {f.places[0].sheet} {f.places[0].cell}）" for f in found]
    return _answer(args, {"findings": data}, lines or ["食い違いは見つかりませんでした。"])


def same(args: argparse.Namespace) -> Answer:
    """Confirms that an item has a new id, or takes that back."""
    with opened(args) as session:
        if args.withdraw:
            found = [
                s for s in succession.listed(session)
                if s.kind == "renumbered" and (s.sources, s.results) == ((args.old,), (args.new,))
            ]  # fmt: skip
            if not found:
                raise UserProblem("no_record", f"{args.old} → {args.new} は確認されていません。")
            done = succession.withdraw(session, found[0].rid)
            return _done(done, "番号の変更の確認を取り消しました。")
        done = succession.confirm(session, "renumbered", [args.old], [args.new])
    return _done(done, f"{args.old} と {args.new} を同じ項目としました。")


def split(args: argparse.Namespace) -> Answer:
    """Confirms that an item was split."""
    with opened(args) as session:
        done = succession.confirm(session, "split", [args.old], args.new)
    return _done(done, f"{args.old} が {'、'.join(args.new)} に分かれたことを記録しました。")


def joined(args: argparse.Namespace) -> Answer:
    """Confirms that items were joined."""
    with opened(args) as session:
        done = succession.confirm(session, "joined", args.old, [args.new])
    return _done(done, f"{'、'.join(args.old)} が {args.new} にまとまったことを記録しました。")


def _done(done: Changes, line: str) -> Answer:
    return Answer({"unit": done.unit, "changed": done.operations}, [line])
