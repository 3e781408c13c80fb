"""The record of everything: steps with who and when, narrowed down, what each changed, and as a file."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, whole
from app.services import audit, audit_file, field_history, history
from app.services.audit import Step, Wanted
from app.services.session import Session


def add_parsers(sub: Any) -> None:
    """Adds the command."""
    p = sub.add_parser("log", help="操作の履歴（だれが、いつ、何を変えたか）")
    p.add_argument("ws")
    p.add_argument("--record", metavar="RID", help="一つの記録の操作だけ")
    p.add_argument("--find", default="", metavar="語", help="操作の名前か、書いた値にある語")
    p.add_argument("--who", default="", metavar="所属/氏名")
    p.add_argument("--department", default="", metavar="所属")
    p.add_argument("--since", default="", metavar="YYYY-MM-DD")
    p.add_argument("--until", default="", metavar="YYYY-MM-DD")
    p.add_argument("--kind", default="", help="種類：" + "、".join((*audit.KINDS, *audit.ORIGINS)))
    p.add_argument("--limit", type=whole, default=0, metavar="件数", help="新しい方から")
    p.add_argument("--details", action="store_true", help="何を何に変えたかも出す")
    p.add_argument("--out", default="", metavar="FILE", help=".xlsx か .csv に書き出す")
    p.set_defaults(run=log)
    p = sub.add_parser("history", help="一つの項目・記録の経緯（だれが、いつ、何を何に変えたか）")
    p.add_argument("ws")
    p.add_argument("record", help="項目（req:0010101 など）か、記録の rid")
    p.add_argument("--field", default="", metavar="欄", help="欄の名前か符号")
    p.set_defaults(run=past)


def log(args: argparse.Namespace) -> Answer:
    """The named steps, oldest first."""
    wanted = Wanted(args.find, args.who, args.department, args.since, args.until, args.kind)
    with opened(args, read_only=True) as session:
        if args.out:
            out, count = audit_file.write(session, Path(args.out), wanted)
            return Answer({"out": str(out), "units": count}, [f"「{out}」に {count:,} 件の操作を書き出しました。"])
        found = _steps(session, args, wanted)
        data = [_unit(session, step, args.details) for step in found]
    lines = []
    for step, unit in zip(found, data, strict=True):
        more = "　".join(t for t in (step.package and f"{step.package} から", step.state) if t)
        lines.append(f"{step.at[:19]} {step.by} {step.label}（{step.operations}）{more and f'　{more}'}")
        for line in unit.get("lines", ()):
            lines += [
                f"   {line['title']}　{label}：{old or '（空）'} → {new or '（空）'}"
                for label, old, new in line["fields"]
            ]
    return Answer({"units": data}, lines or ["当てはまる操作はありません。"])


def past(args: argparse.Namespace) -> Answer:
    """Every value a record or one of its fields had, the newest first."""
    with opened(args, read_only=True) as session:
        found = field_history.of(session, args.record, field=args.field)
    data = {"record": found.rid, "title": found.title, "fields": found.fields}
    moments = [asdict(m) for m in found.moments]
    lines = [found.title]
    for m in found.moments:
        more = f"　{m.state}" if m.state else ""
        lines.append(f"{m.at[:19]} {m.by} {m.step}{more}")
        lines += [f"   {label}：{old or '（空）'} → {new or '（空）'}" for label, old, new in m.line.fields]
        lines += [f"   理由：{m.line.reason}"] if m.line.reason else []
    return Answer({**data, "moments": moments}, lines)


def _steps(session: Session, args: argparse.Namespace, wanted: Wanted) -> list[Step]:
    if args.limit:
        return audit.steps(session, wanted, limit=args.limit)[::-1]
    out: list[Step] = []
    while page := audit.steps(session, wanted, before=out[-1].seq if out else None, oldest=True):
        out += page
    if not args.record:
        return out
    mine = {row.unit for row in history.log(session, rid=args.record)}
    return [step for step in out if step.unit in mine]


def _unit(session: Session, step: Step, details: bool) -> dict[str, Any]:
    said = {
        "unit": step.unit, "label": step.label, "by": step.by, "role": step.role, "at": step.at,
        "operations": step.operations, "origin": step.origin, "package": step.package, "state": step.state,
    }  # fmt: skip
    if details:
        said["lines"] = [asdict(line) for line in audit.details(session, step.unit, limit=step.operations)]
    return said
