"""Commands on what follows from the issues: bpr list|show|spread, preset list|take, roles check."""

from __future__ import annotations

import argparse
from typing import Any

from app.commands.base import Answer, opened
from app.core.bpr import AS_IS, TO_BE, shown
from app.services import bpr, presets, responsibility


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("bpr", help="業務の見直し（BPR）の案件").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="案件と削減時間")
    p.add_argument("ws")
    p.add_argument("--business", help="業務ID")
    p.set_defaults(run=cases)
    p = group.add_parser("show", help="一つの案件：現行と改善後の流れ、同じ原因の案件")
    p.add_argument("ws")
    p.add_argument("case", help="番号（B-0001 など）・名前・rid")
    p.set_defaults(run=show)
    p = group.add_parser("spread", help="対策をほかの業務へ横展開する")
    p.add_argument("ws")
    p.add_argument("case")
    p.add_argument("business", nargs="*", help="業務（なければ、同じ原因の案件の業務すべて）")
    p.set_defaults(run=spread)
    group = sub.add_parser("preset", help="公表された例の行").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="どの例があるか")
    p.set_defaults(run=preset_list)
    p = group.add_parser("take", help="例の行を一覧に入れる")
    p.add_argument("ws")
    p.add_argument("name", help="preset list の name")
    p.set_defaults(run=take)
    group = sub.add_parser("roles", help="役割分担表").add_subparsers(dest="verb", required=True)
    p = group.add_parser("check", help="主たる担当がいない、範囲を分けずに何人もいる業務")
    p.add_argument("ws")
    p.add_argument("--table", help="表の名前")
    p.set_defaults(run=check)


def _row(found: bpr.Case) -> dict[str, Any]:
    saving = found.saving
    return {
        "rid": found.rid, "number": found.number, "business": found.business, "name": found.name, "stage": found.stage,
        "issue": found.issue, "decision": bpr.decided(found).replace("\n", "　"), "causes": list(found.causes),
        "spread": list(found.spread), "hours_as_is": shown(saving.as_is.hours),
        "hours_to_be": shown(saving.to_be.hours),
        "unknown_steps": saving.as_is.unknown + saving.to_be.unknown,
        "saved": None if saving.saved is None else shown(saving.saved),
    }  # fmt: skip


def cases(args: argparse.Namespace) -> Answer:
    """All cases with what they save."""
    with opened(args, read_only=True) as session:
        rows = [_row(c) for c in bpr.cases(session, business=args.business)]
    lines = [f"{r['number']} {r['name']}　{r['stage']}　削減 {r['saved'] or '－'} 時間/年" for r in rows]
    return Answer({"items": rows}, lines or ["BPR案件はまだありません。"])


def show(args: argparse.Namespace) -> Answer:
    """One case with both flows and its kin."""
    with opened(args, read_only=True) as session:
        found = bpr.case(session, args.case)
        flows = {side: bpr.flow(session, found, side) for side in (AS_IS, TO_BE)}
        kin = bpr.alike(session, found.rid)
    same = [
        {"cause": a.cause, "number": a.number, "name": a.name, "business": a.business, "carried": a.carried}
        for a in kin
    ]
    as_is, to_be, saved = bpr.said(found.saving)
    lines = [
        f"{found.number} {found.name}", f"現行 {as_is}", *flows[AS_IS], f"改善後 {to_be}", *flows[TO_BE],
        f"削減 {saved or '－'} 時間/年", *(f"同じ原因「{a.cause}」：{a.number} {a.name}" for a in kin),
    ]  # fmt: skip
    return Answer({**_row(found), "as_is": flows[AS_IS], "to_be": flows[TO_BE], "alike": same}, lines)


def spread(args: argparse.Namespace) -> Answer:
    """Carries a case's remedy over to other businesses."""
    with opened(args) as session:
        done = bpr.spread(session, args.case, args.business)
        found = bpr.case(session, args.case)
    return Answer({"unit": done.unit, "spread": list(found.spread)}, [done.label])


def preset_list(_args: argparse.Namespace) -> Answer:
    """The published examples."""
    rows = [{"name": p.name, "title": p.title, "list": p.list, "rows": len(p.rows)} for p in presets.presets()]
    return Answer(
        {"source": presets.source(), "items": rows}, [f"{r['name']}　{r['title']} {r['rows']} 行" for r in rows]
    )


def take(args: argparse.Namespace) -> Answer:
    """Adds the rows of one."""
    with opened(args) as session:
        done = presets.take(session, args.name)
    return Answer({"unit": done.unit, "changed": done.operations}, [done.label])


def check(args: argparse.Namespace) -> Answer:
    """What is wrong in the responsibility tables."""
    with opened(args, read_only=True) as session:
        rows = len(responsibility.rows(session, args.table))
        found = responsibility.check(session, args.table)
    items = [{"rid": f.rid, "work": f.work, "phase": f.phase, "message": f.message} for f in found]
    lines = [f"{f.work}（{f.phase}）：{f.message}" for f in found]
    return Answer({"rows": rows, "findings": items}, lines or [f"{rows} 行に指摘はありません。"])
