"""Commands on linkages: graph, impact, confirm-linkage."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.linkbundles import STATES
from app.core.linkgraph import DIRECTIONS, ORIGINS, Node
from app.core.problems import USAGE, UserProblem
from app.services import link_files, link_sheet, link_views, linkage_sides, links, survey
from app.services.link_views import Wish
from app.ui.theme.tokens import tokens


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("graph", help="連携図を書き出す。まわり、二つの間の道、循環、全体")
    p.add_argument("ws")
    p.add_argument("view", nargs="?", choices=(*link_views.VIEWS, "reach", "find"), default="near")
    p.add_argument("--around", metavar="NODE", default="", help="中心。path では道の始まり")
    p.add_argument("--to", metavar="NODE", default="", help="path の終わり")
    p.add_argument("--text", default="", help="find で探す名前")
    p.add_argument("--within", type=int, default=link_views.WITHIN, metavar="N", help="path で見る段数")
    p.add_argument("--depth", type=int, default=1)
    p.add_argument("--direction", choices=DIRECTIONS, default="both")
    p.add_argument("--level", choices=links.LEVELS, default="")
    p.add_argument("--group", choices=tuple(g for g in link_views.GROUPS if g), default="", help="まとめる単位")
    p.add_argument("--unfold", action="append", default=[], metavar="GROUP", help="まとめずに出す group:…")
    p.add_argument("--state", action="append", default=[], choices=tuple(STATES), help="この状態の線だけ")
    p.add_argument("--origin", action="append", default=[], choices=ORIGINS, help="標準・現行・計画のどれか")
    p.add_argument("--format", choices=(*link_files.FORMATS, "xlsx"), default="svg")
    p.add_argument("--long", action="store_true", help="線にデータの名前も書く（相手が少ないとき）")
    p.add_argument("--out")
    p.set_defaults(run=graph)
    p = sub.add_parser("impact", help="変わると影響を受ける連携と所管課")
    p.add_argument("ws")
    p.add_argument("node", nargs="+")
    p.add_argument("--depth", type=int, default=1)
    p.set_defaults(run=impact)
    p = sub.add_parser("confirm-linkage", help="現行の連携を送り側・受け側として確認する")
    p.add_argument("ws")
    p.add_argument("linkage", nargs="+", help="現行連携の番号・名前・rid")
    p.add_argument("--side", required=True, choices=tuple(linkage_sides.SIDES))
    p.add_argument("--off", action="store_true", help="確認を取り消す")
    p.set_defaults(run=confirm)


def confirm(args: argparse.Namespace) -> Answer:
    """One side's confirmation of current linkages, as one step."""
    with opened(args) as session:
        rids = [survey.rid_of(session, name) for name in args.linkage]
        done = linkage_sides.confirm(session, rids, args.side, on=not args.off)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}を記録しました。"])


def graph(args: argparse.Namespace) -> Answer:
    """What is asked for as a file; the same nodes and edges as the answer."""
    _demand(args)
    with opened(args, read_only=True) as session:
        if args.view == "find":
            return _found(link_views.find(session, args.text, level=args.level or "system"))
        if args.view == "reach":
            return _reached(link_views.reach(session, args.around, direction=args.direction, level=args.level))
        wish = Wish(
            args.view, args.around, max(1, args.depth), args.direction, args.level, args.group, frozenset(args.unfold),
            frozenset(args.state), args.to, args.within, tuple(args.origin) or ORIGINS,
        )  # fmt: skip
        out = Path(args.out)
        if args.format == "xlsx":
            link_sheet.write(session, wish, out)
            data = link_files.as_json(link_views.show(session, wish).graph)
        else:
            data = link_files.write(session, wish, out, form=args.format, colours=tokens("light"), long=args.long)
    lines = [f"{len(data['nodes'])} の相手、{len(data['edges'])} の線を「{args.out}」に書き出しました。"]
    return Answer(data, lines)


def _demand(args: argparse.Namespace) -> None:
    """What a view can't do without. Raises UserProblem."""
    needs = {"near": ("around",), "path": ("around", "to"), "reach": ("around",), "find": ("text",)}.get(args.view, ())
    lacking = [f"--{n}" for n in needs if not getattr(args, n)]
    if args.view not in ("reach", "find") and not args.out:
        lacking.append("--out")
    if lacking:
        raise UserProblem(
            "missing_argument", f"graph {args.view} には {'、'.join(lacking)} が要ります。",
            hint="fitgap graph --help で使い方が出ます。", exit_code=USAGE,
        )  # fmt: skip


def _found(nodes: list[Node]) -> Answer:
    data = {"nodes": [{"id": n.id, "label": n.label, "type": n.type, "department": n.department} for n in nodes]}
    return Answer(data, [f"{n.id}  {n.label}　{n.department}" for n in nodes] or ["見つかりません。"])


def _reached(found: list[tuple[Node, int]]) -> Answer:
    data = {"nodes": [{"id": n.id, "label": n.label, "steps": s, "department": n.department} for n, s in found]}
    return Answer(data, [f"{s} 段  {n.label}　{n.department}" for n, s in found] or ["届く相手はありません。"])


def impact(args: argparse.Namespace) -> Answer:
    """The touched linkages grouped by the department that owns the other end; unowned ones first."""
    with opened(args, read_only=True) as session:
        found = links.impact(session, args.node, depth=max(1, args.depth))
        names = {n.id: n.label for level in links.LEVELS for n in links.graph(session, level=level).nodes.values()}
    departments = [
        {
            "name": name,
            "linkages": [i for t in touched for i in t.edge.items],
            "items": list(dict.fromkeys(e for t in touched for e in (t.edge.source, t.edge.target))),
        }
        for name, touched in found.items()
    ]
    lines = []
    for name, touched in found.items():
        lines.append(f"{name or '所管が調査にない相手'}（{len(touched)}）")
        lines += [f"  {names.get(t.edge.source, '')} → {names.get(t.edge.target, '')} {t.edge.label}" for t in touched]
    return Answer({"departments": departments}, lines or ["影響を受ける連携はありません。"])
