"""Commands on what others owe or later steps need: routing list|set, inquiry ask|list|remind|answer."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from app.commands.base import Answer, opened
from app.services import inquiries, routing
from app.services.inquiries import Inquiry

_FACTS = {
    "name": "件名", "amount": "金額（千円）", "year": "年度", "due": "期日", "lead": "準備期間（30日、2か月）",
    "owner": "担当", "state": "状態", "note": "備考", "wanted": "要否（yes か no）",
}  # fmt: skip


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("routing", help="課題から後の工程へ").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="一つの一覧、または一つの工程")
    p.add_argument("ws")
    p.add_argument("--step", help="後の工程（budget、ordinance、pia、test、training、peripheral、asset など）")
    p.set_defaults(run=routes)
    p = group.add_parser("set", help="金額・年度・期日などを書く")
    p.add_argument("ws")
    p.add_argument("issue", help="課題")
    p.add_argument("step", help="後の工程")
    for name, word in _FACTS.items():
        p.add_argument(f"--{name}", help=word)
    p.set_defaults(run=route)
    group = sub.add_parser("inquiry", help="照会").add_subparsers(dest="verb", required=True)
    p = group.add_parser("ask", help="課題から照会を作る")
    p.add_argument("ws")
    p.add_argument("issue")
    p.add_argument("to", help="照会先の種類（vendor、ministry など）")
    p.add_argument("--addressee", default="", help="照会先")
    p.add_argument("--text", default="", help="照会内容（なければ課題の内容）")
    p.add_argument("--due", default="", help="回答期限")
    p.add_argument("--asked-on", default="", help="照会日（なければ下書き）")
    p.set_defaults(run=ask)
    p = group.add_parser("list", help="照会の一覧")
    p.add_argument("ws")
    p.add_argument("--overdue", action="store_true", help="回答期限を過ぎたものだけ、長い順に")
    p.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="この日として数える")
    p.set_defaults(run=list_)
    p = group.add_parser("remind", help="督促した日を記録する")
    p.add_argument("ws")
    p.add_argument("inquiry")
    p.add_argument("--on", required=True)
    p.set_defaults(run=remind)
    p = group.add_parser("answer", help="回答を記録し、課題の備考に写す")
    p.add_argument("ws")
    p.add_argument("inquiry")
    p.add_argument("text")
    p.add_argument("--on", required=True, help="回答日")
    p.add_argument("--by", default="", help="回答者")
    p.add_argument("--cost", default="", help="有償・金額")
    p.set_defaults(run=answer)


def routes(args: argparse.Namespace) -> Answer:
    """What the issues mean for later steps."""
    with opened(args, read_only=True) as session:
        found = routing.routes(session, step=args.step)
    items = [
        {
            "step": r.step, "issue": r.number, "business": r.business, "department": r.department, **r.facts,
            "proposed": sorted(r.proposed), "ready_by": r.ready_by, "related": list(r.related), "assembly": r.assembly,
        }
        for r in found
    ]  # fmt: skip
    lines = [f"{r.label}　{r.number} {r.facts['name']}　{r.facts['amount']}　{r.ready_by}" for r in found]
    return Answer({"items": items}, lines or ["後の工程に回す課題はありません。"])


def route(args: argparse.Namespace) -> Answer:
    """Facts of an issue in a later step."""
    given = {name: value for name in _FACTS if (value := getattr(args, name)) is not None}
    with opened(args) as session:
        done = routing.write(session, args.issue, args.step, given)
    return Answer({"unit": done.unit, "changed": done.operations}, [done.label])


def ask(args: argparse.Namespace) -> Answer:
    """An inquiry from an issue."""
    with opened(args) as session:
        number, done = inquiries.ask(
            session, args.issue, args.to, addressee=args.addressee, text=args.text, due=args.due, asked_on=args.asked_on
        )
    return Answer({"unit": done.unit, "number": number}, [f"{number} を作りました。"])


def _row(found: Inquiry) -> dict[str, Any]:
    names = ("number", "to", "addressee", "name", "issue", "due", "reminded", "answer", "answered_on", "state")
    return {**{n: found.values[n] for n in names}, "days_overdue": found.days}


def list_(args: argparse.Namespace) -> Answer:
    """All inquiries, or those overdue."""
    with opened(args, read_only=True) as session:
        found = inquiries.inquiries(session, overdue=args.overdue, today=args.today)
    lines = [
        f"{i.number} {i.values['name']}　{i.values['state']}{f'　{i.days} 日超過' if i.days else ''}" for i in found
    ]
    return Answer({"items": [_row(i) for i in found]}, lines or ["照会はありません。"])


def remind(args: argparse.Namespace) -> Answer:
    """Notes a reminder."""
    with opened(args) as session:
        done = inquiries.remind(session, args.inquiry, args.on)
    return Answer({"unit": done.unit}, [done.label])


def answer(args: argparse.Namespace) -> Answer:
    """Records an answer."""
    with opened(args) as session:
        done = inquiries.answer(session, args.inquiry, args.text, on=args.on, by=args.by, cost=args.cost)
    return Answer({"unit": done.unit, "changed": done.operations}, [done.label])
