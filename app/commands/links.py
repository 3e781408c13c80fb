"""Commands on linkages: graph, impact, confirm-linkage."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.linkgraph import DIRECTIONS
from app.services import link_files, linkage_sides, links, survey
from app.ui.theme.tokens import tokens


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("graph", help="連携図を書き出す")
    p.add_argument("ws")
    p.add_argument("--around", required=True, metavar="NODE")
    p.add_argument("--depth", type=int, default=1)
    p.add_argument("--direction", choices=DIRECTIONS, default="both")
    p.add_argument("--level", choices=links.LEVELS)
    p.add_argument("--format", choices=link_files.FORMATS, default="svg")
    p.add_argument("--out", required=True)
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
    """The neighbourhood of a NODE as a file; the same nodes and edges as the answer."""
    with opened(args, read_only=True) as session:
        data = link_files.write(
            session, args.around, Path(args.out), form=args.format, colours=tokens("light"), depth=max(1, args.depth),
            direction=args.direction, level=args.level,
        )  # fmt: skip
    lines = [f"{len(data['nodes'])} の相手、{len(data['edges'])} の線を「{args.out}」に書き出しました。"]
    return Answer(data, lines)


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
