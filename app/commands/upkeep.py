"""Commands that keep the file safe: backup, restore, verify, baseline."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.problems import LOCKED
from app.services import upkeep


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("backup", help="控えを取る")
    p.add_argument("ws")
    p.set_defaults(run=backup)
    p = sub.add_parser("restore", help="控えから戻す（新しいファイルに書き出す）")
    p.add_argument("ws")
    p.add_argument("backup")
    p.add_argument("--out", required=True)
    p.set_defaults(run=restore)
    p = sub.add_parser("verify", help="すべてを点検する")
    p.add_argument("ws")
    p.set_defaults(run=verify)
    group = sub.add_parser("baseline", help="版として残す・比べる").add_subparsers(dest="verb", required=True)
    p = group.add_parser("add")
    p.add_argument("ws")
    p.add_argument("name")
    p.set_defaults(run=baseline_add)
    p = group.add_parser("list")
    p.add_argument("ws")
    p.set_defaults(run=baseline_list)
    p = group.add_parser("compare")
    p.add_argument("ws")
    p.add_argument("old")
    p.add_argument("new", nargs="?", help="省くと現在と比べる")
    p.set_defaults(run=baseline_compare)


def backup(args: argparse.Namespace) -> Answer:
    """A verified backup in the program's data folder."""
    with opened(args, read_only=True) as session:
        made = upkeep.backup(session)
    return Answer({"backup": str(made)}, [f"控えを取りました：{made}"])


def restore(args: argparse.Namespace) -> Answer:
    """Writes a backup to --out; the workspace itself isn't touched."""
    found = upkeep.restore(_backup_file(args), Path(args.out))
    data = {
        "out": args.out, "municipality": found.municipality, "operations": found.operations, "judged": found.judged,
        "last_label": found.last_label, "last_at": found.last_at,
    }  # fmt: skip
    return Answer(
        data,
        [f"「{args.out}」に戻しました（操作 {found.operations:,}、最後は {found.last_at[:16]} {found.last_label}）。"],
    )


def _backup_file(args: argparse.Namespace) -> Path:
    given = Path(args.backup)
    if given.exists():
        return given
    with opened(args, read_only=True) as session:
        for path in upkeep.backups(session):
            if path.name == args.backup:
                return path
    return given


def verify(args: argparse.Namespace) -> Answer:
    """Checks everything; exit code 4 when something is wrong."""
    with opened(args, read_only=True) as session:
        result = upkeep.verify(session)
    data = {"ok": result.ok, "digest": result.digest, "operations": result.operations, "faults": list(result.faults)}
    lines = [f"すべて正しい状態です（操作 {result.operations:,}）。"] if result.ok else list(result.faults)
    return Answer(data, lines, 0 if result.ok else LOCKED)


def baseline_add(args: argparse.Namespace) -> Answer:
    """Freezes now under a name."""
    with opened(args) as session:
        b = upkeep.baseline_add(session, args.name)
    return Answer({"id": b.id, "name": b.name, "at": b.at, "digest": b.digest}, [f"「{b.name}」として残しました。"])


def baseline_list(args: argparse.Namespace) -> Answer:
    """Every baseline, oldest first."""
    with opened(args, read_only=True) as session:
        rows = upkeep.baseline_list(session)
    data = [{"id": b.id, "name": b.name, "at": b.at, "by": b.by, "digest": b.digest} for b in rows]
    return Answer({"items": data}, [f"{b.at[:16]} {b.name}（{b.by}）" for b in rows] or ["まだありません。"])


def baseline_compare(args: argparse.Namespace) -> Answer:
    """What changed between two states."""
    with opened(args, read_only=True) as session:
        rows = upkeep.baseline_compare(session, args.old, args.new)
    return Answer(
        {"changes": rows},
        [f"{r['target']} {r['atom']}：{r['old']} → {r['new']}" for r in rows] or ["違いはありません。"],
    )
