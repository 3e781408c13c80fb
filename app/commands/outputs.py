"""Commands that write something out: export sheets, demo, self-test."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("export", help="様式を書き出す").add_subparsers(dest="verb", required=True)
    p = group.add_parser("sheets", help="調査様式（Excel）")
    p.add_argument("ws")
    p.add_argument("--out", required=True)
    p.add_argument("--form", nargs="+", default=["F1"])
    p.add_argument("--mode", choices=("style",), default="style")
    p.add_argument("--department")
    p.add_argument("--business")
    p.set_defaults(run=export_sheets)
    p = sub.add_parser("demo", help="見本の市で一通り動かす（画面なし）")
    p.add_argument("--out", required=True)
    p.set_defaults(run=demo)
    p = sub.add_parser("self-test", help="このプログラム自身を点検する")
    p.set_defaults(run=self_test)


def export_sheets(args: argparse.Namespace) -> Answer:
    """Survey sheets into a folder, one workbook per form and business."""
    from app.services import sheets

    with opened(args, read_only=True) as session:
        made = sheets.export_sheets(
            session, Path(args.out), forms=tuple(args.form), business=args.business, department=args.department
        )
    return Answer({"files": [str(p) for p in made]}, [f"書き出しました：{p}" for p in made])


def demo(args: argparse.Namespace) -> Answer:
    """The main job on the sample municipality, headless."""
    from app.services import demo as service
    from app.services.pictures import grab

    result = service.run(Path(args.out), grab=grab)
    lines = [f"{k}：{v}" for k, v in result["counts"].items()] + [f"できたもの：{p}" for p in result["files"]]
    return Answer(result, lines)


def self_test(args: argparse.Namespace) -> Answer:
    """Libraries, fonts, window, store, sheet."""
    from app.services import self_test as service

    results = service.run()
    data = [{"name": r.name, "ok": r.ok, "detail": r.detail} for r in results]
    lines = [f"{'良' if r.ok else '否'} {r.name} {r.detail}" for r in results]
    ok = all(r.ok for r in results)
    return Answer({"ok": ok, "checks": data}, lines, 0 if ok else 1)
