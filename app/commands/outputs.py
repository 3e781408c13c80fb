"""Commands that write something out: export sheets, demo, self-test."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.services.self_test import Result


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
