"""Commands on what may be done about an issue: option add|edit|list, choices list|show|set, due."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from app.commands.base import Answer, opened
from app.core.problems import USAGE, UserProblem
from app.services import choices, due_dates, options
from app.services.options import Compared

_TEXTS = {
    "effect": "効果", "risk": "リスク", "residents": "住民への影響", "time": "期間", "cost": "費用（言葉で）",
    "initial_note": "初期費用のその他の説明", "annual_note": "運用経費のその他の説明",
}  # fmt: skip
_SUMS = {"ceiling": "補助上限額", "before": "平成30年度の運用経費", "after": "移行後の運用経費"}


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("option", help="課題の対応案").add_subparsers(dest="verb", required=True)
    p = group.add_parser("add", help="対応案を加える")
    p.add_argument("ws")
    p.add_argument("issue")
    p.add_argument("disposition", help="対応方針（bpr など）")
    p.add_argument("content", help="内容")
    _fields(p)
    p.set_defaults(run=add)
    p = group.add_parser("edit", help="対応案を書き直す")
    p.add_argument("ws")
    p.add_argument("option", help="対応案（rid）")
    p.add_argument("--disposition")
    p.add_argument("--content")
    _fields(p)
    p.set_defaults(run=edit)
    p = group.add_parser("list", help="対応案を並べて比べる")
    p.add_argument("ws")
    p.add_argument("issue")
    p.set_defaults(run=list_)
    group = sub.add_parser("choices", help="選択肢の一覧").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="どの一覧があるか")
    p.add_argument("ws")
    p.set_defaults(run=lists)
    p = group.add_parser("show", help="一覧の中身")
    p.add_argument("ws")
    p.add_argument("name")
    p.set_defaults(run=show)
    p = group.add_parser("set", help="この団体の一覧にする")
    p.add_argument("ws")
    p.add_argument("name")
    p.add_argument("--entry", action="append", default=[], metavar="符号=名前", help="並べたい順に")
    p.add_argument("--hide", action="append", default=[], metavar="符号", help="選べなくする（記録済みのものは読める）")
    p.add_argument("--reset", action="store_true", help="元の一覧に戻す")
    p.set_defaults(run=set_)
    p = sub.add_parser("due", help="期日から逆算した期限")
    p.add_argument("ws")
    p.add_argument("basis", help="期限根拠（budget、contract、rfp、migration、standard）")
    p.add_argument("--business", default="")
    p.set_defaults(run=due)


def _fields(p: Any) -> None:
    for name, items in (("initial", "初期費用"), ("annual", "運用経費（年間）")):
        p.add_argument(f"--{name}", action="append", metavar="項目=金額", help=f"{items}の項目")
    for name, word in (_TEXTS | _SUMS).items():
        p.add_argument(f"--{name.replace('_', '-')}", help=word)
    p.add_argument("--subsidy", choices=("yes", "no"), help="補助対象か")
    p.add_argument("--data", help="方針ごとの必要な記載（JSON）")


def _given(args: argparse.Namespace) -> dict[str, Any]:
    out: dict[str, Any] = {n: v for n in (*_TEXTS, *_SUMS) if (v := getattr(args, n)) is not None}
    for name in ("initial", "annual"):
        if getattr(args, name) is not None:
            out[name] = dict(_pair(text) for text in getattr(args, name))
    if args.subsidy is not None:
        out["subsidy"] = args.subsidy == "yes"
    if args.data is not None:
        try:
            out["data"] = json.loads(args.data)
        except ValueError as problem:
            raise UserProblem(
                "bad_json", f"--data が JSON として読めません（{problem}）。", exit_code=USAGE
            ) from problem
    return out


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UserProblem("bad_pair", f"「{text}」は「項目=値」の形ではありません。", exit_code=USAGE)
    return name.strip(), value.strip()


def add(args: argparse.Namespace) -> Answer:
    """Another way that is considered."""
    with opened(args) as session:
        rid, done = options.add(session, args.issue, args.disposition, args.content, **_given(args))
    return Answer({"unit": done.unit, "rid": rid}, ["対応案を加えました。"])


def edit(args: argparse.Namespace) -> Answer:
    """Writes one anew."""
    given = _given(args) | {n: v for n in ("disposition", "content") if (v := getattr(args, n)) is not None}
    with opened(args) as session:
        done = options.edit(session, args.option, given)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} か所を書き換えました。"])


def list_(args: argparse.Namespace) -> Answer:
    """All of them beside one another, the ladder's first rungs first."""
    with opened(args, read_only=True) as session:
        found = options.compare(session, args.issue)
    lines = [f"{found.issue.number} {found.issue.title}"]
    for one in found.options:
        mark = "決定" if one.chosen else "選べない" if one.barred else "　"
        lines.append(f"{mark} {one.label}：{one.option.content}")
        lines += [f"　　{name} {text}" for name, text in options.money_lines(one.option.money, one.option.money_notes)]
        if skipped := found.skipped[one.option.rid]:
            lines.append(f"　　先に見る段の理由がありません：{'、'.join(skipped)}")
    return Answer({"issue": found.issue.number, "items": [_data(one, found.skipped) for one in found.options]}, lines)


def _data(one: Compared, skipped: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    money = one.option.money
    data = asdict(one.option)
    data["money_notes"] = list(one.option.money_notes)
    return {
        **data,
        "label": one.label,
        "rung": one.rung,
        "barred": one.barred.clause if one.barred else "",
        "cheapest": one.cheapest,
        "chosen": one.chosen,
        "once": money.once,
        "yearly": money.yearly,
        "five_years": money.over(options.YEARS),
        "own_share": money.own_share,
        "reduction": money.reduction,
        "skipped": list(skipped[one.option.rid]),
    }


def lists(args: argparse.Namespace) -> Answer:
    """Every list with where it comes from."""
    with opened(args, read_only=True) as session:
        held = [choices.in_force(session, name) for name in choices.names()]
    data = [{"name": c.name, "title": c.title, "own": c.own, "entries": len(c.offered())} for c in held]
    return Answer({"items": data}, [f"{c.name}　{c.title}{'（団体の一覧）' if c.own else ''}" for c in held])


def show(args: argparse.Namespace) -> Answer:
    """One list."""
    with opened(args, read_only=True) as session:
        held = choices.in_force(session, args.name)
    data = {
        "name": held.name, "title": held.title, "note": held.note, "own": held.own,
        "entries": [asdict(c) for c in held.entries],
    }  # fmt: skip
    return Answer(data, [f"{c.code}　{c.label}{'（選べない）' if c.hidden else ''}" for c in held.entries])


def set_(args: argparse.Namespace) -> Answer:
    """Writes this municipality's own list, or goes back to ours."""
    entries = [choices.Choice(code.lstrip("-"), label, code.startswith("-")) for code, label in map(_pair, args.entry)]
    if args.reset:
        entries = list(choices.published(args.name).entries)
    with opened(args) as session:
        done = choices.write(session, args.name, entries)
    return Answer({"unit": done.unit, "changed": done.operations}, ["一覧を書き換えました。"])


def due(args: argparse.Namespace) -> Answer:
    """What deadline follows from the calendar."""
    with opened(args, read_only=True) as session:
        basis = choices.check(session, "due_bases", args.basis)
        found = due_dates.proposed(session, basis, args.business)
    data = {"due": found.due if found else None, "why": found.why if found else ""}
    return Answer(data, [f"{found.due}　{found.why}" if found else "その根拠の期日は、まだ登録されていません。"])
