"""Commands on 適合確認: conformity list|set|carry|state|sheet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.core.problems import USAGE, UserProblem
from app.services import conformity, judgement_file, slas
from app.services.conformity import FIELDS, STATES, Line
from app.services.session import Session

_COLUMNS = ("node", *FIELDS)


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("conformity", help="適合確認").add_subparsers(dest="verb", required=True)

    def verb(name: str, help_text: str, run: Any) -> Any:
        p = group.add_parser(name, help=help_text)
        p.add_argument("ws")
        p.add_argument("--package", required=True, help="パッケージ")
        p.add_argument("--business", required=True, help="業務ID")
        p.set_defaults(run=run)
        return p

    p = verb("list", "機能ID ごとの結果", list_)
    p.add_argument("--state", choices=tuple(STATES), help="この状態のものだけ")
    p = verb("set", "結果を記録する", set_)
    p.add_argument("node", nargs="?", help="機能ID（req:0010101 など）")
    p.add_argument("--from", dest="file", type=Path, metavar="CSV", help=f"列 {'、'.join(_COLUMNS)} の表を一つの操作で")
    for name in FIELDS:
        p.add_argument(f"--{name}")
    p = verb("carry", "変わっていない要件の結果を、前の版から引き継ぐ", carry)
    p.add_argument("--preview", "--dry-run", dest="preview", action="store_true", help="見るだけで書き込まない")
    p = verb("state", "進みぐあいと、標準仕様にない機能の確認", state)
    p.add_argument("--nothing-else", choices=("yes", "no"), help="標準仕様にない機能は実装されていない")
    p.add_argument("--how", help="確かめ方")
    p.add_argument("--number", help="適合確認番号（023-1_7370001006432_1）")
    p.add_argument("--by", help="確認者")
    p.add_argument("--on", help="確認日")
    p = verb("sheet", "一覧を Excel に書き出す", sheet)
    p.add_argument("--out", required=True, type=Path)
    p = group.add_parser("sla", help="採用中の非機能要件から、まだない SLA の行を作る")
    p.add_argument("ws")
    p.add_argument("--preview", action="store_true", help="作らずに数えるだけ")
    p.set_defaults(run=sla)


def _row(line: Line) -> dict[str, Any]:
    told = {k: v for k, v in line.values.items() if v}
    return {
        "node": line.node,
        "name": line.name,
        "class": line.cls,
        "state": line.state,
        **told,
        "earlier": line.earlier,
    }


def list_(args: argparse.Namespace) -> Answer:
    """The items of a business with what was seen of them."""
    with opened(args, read_only=True) as session:
        rows = [_row(x) for x in conformity.lines(session, args.package, args.business, state=args.state)]
    return Answer({"items": rows}, [f"{r['node']} {r['name']}　{STATES[r['state']]}" for r in rows] or ["ありません。"])


def set_(args: argparse.Namespace) -> Answer:
    """Records what was seen of one item, or of those in a table."""
    if (args.node is None) == (args.file is None):
        raise UserProblem("usage", "機能ID か --from のどちらかを指定してください。", exit_code=USAGE)
    if args.file is not None:
        rows = judgement_file.read(args.file, ("node", "result"), _COLUMNS, word="結果")
    else:
        rows = [{"node": args.node, **{f: v for f in FIELDS if (v := getattr(args, f)) is not None}}]
    with opened(args) as session:
        done = conformity.record(session, args.package, args.business, rows)
    return Answer({"unit": done.unit, "items": len(rows)}, [done.label])


def carry(args: argparse.Namespace) -> Answer:
    """Takes over what still holds; with --preview only lists it."""
    with opened(args, read_only=args.preview) as session:
        found = conformity.lines(session, args.package, args.business, state="carry")
        again = conformity.lines(session, args.package, args.business, state="changed")
        unit = None if args.preview else conformity.carry(session, args.package, args.business).unit
    data = {"unit": unit, "carried": [x.node for x in found], "again": [x.node for x in again]}
    return Answer(data, [f"引き継ぎ {len(found)} 件、要再確認 {len(again)} 件"])


def _wanted(args: argparse.Namespace) -> dict[str, Any]:
    given = {k: getattr(args, k) for k in ("how", "number", "by", "on")}
    if args.nothing_else:
        given["nothing_else"] = args.nothing_else == "yes"
    return {k: v for k, v in given.items() if v is not None}


def state(args: argparse.Namespace) -> Answer:
    """How far a package is; with anything stated, records the statement first."""
    given = _wanted(args)
    with opened(args, read_only=not given) as session:
        if given:
            conformity.state_nothing_else(session, args.package, args.business, **given)
        return _state(session, args)


def _state(session: Session, args: argparse.Namespace) -> Answer:
    found = conformity.state(session, args.package, args.business)
    extra = found.extra
    data = {
        "counts": dict(found.counts), "results": dict(found.results), "nothing_else": extra.nothing_else,
        "how": extra.how, "number": extra.number, "by": extra.by, "on": extra.on, "slas": found.slas,
        "nonfunctional": found.nonfunctional,
    }  # fmt: skip
    return Answer(data, [f"{STATES[s]} {n} 件" for s, n in found.counts.items()])


def sheet(args: argparse.Namespace) -> Answer:
    """The list as a workbook."""
    with opened(args, read_only=True) as session:
        out = conformity.write_sheet(session, args.out, args.package, args.business)
    return Answer({"file": str(out)}, [str(out)])


def sla(args: argparse.Namespace) -> Answer:
    """SLA rows from the non-functional items nobody wrote one for."""
    with opened(args, read_only=args.preview) as session:
        found = slas.missing(session)
        unit = slas.take(session).unit if found and not args.preview else None
    return Answer(
        {"added": len(found), "unit": unit},
        [f"非機能要件 {len(found)} 件の行がまだありません。" if args.preview else f"{len(found)} 行を作りました。"],
    )
