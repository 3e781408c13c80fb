"""Commands on single records of today: map, record add, record set, record delete, as the grid and 比較分析 do it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened
from app.commands.survey import list_
from app.core.problems import USAGE, UserProblem
from app.services import comparison, judgement_file, proposals, survey, survey_grid
from app.services.session import Session
from app.services.survey_cells import understand
from app.services.survey_grid import Edit
from app.services.survey_lists import survey_list

_PAIR = ("node", "record")


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("map", help="現行の記録を標準に対応付ける")
    p.add_argument("ws")
    p.add_argument("node", nargs="?", help="公表された項目（req:0010101 など）")
    p.add_argument("record", nargs="?", help="現行の記録の番号・名前・rid")
    p.add_argument("--off", action="store_true", help="対応付けを外す")
    p.add_argument("--pairs", type=Path, metavar="CSV", help="列 node と record のある表を、一つの操作で")
    p.set_defaults(run=map_)
    group = sub.add_parser("record", help="現行の記録を一件ずつ").add_subparsers(dest="verb", required=True)
    p = group.add_parser("add", help="一件足す")
    p.add_argument("ws")
    p.add_argument("list", choices=tuple(survey.EVERY))
    p.add_argument("values", nargs="+", metavar="欄=値")
    p.set_defaults(run=add)
    p = group.add_parser("list", help="一覧を出す")
    p.add_argument("ws")
    p.add_argument("list", choices=tuple(survey.EVERY))
    p.set_defaults(run=list_)
    p = group.add_parser("set", help="一件を書き換える")
    p.add_argument("ws")
    p.add_argument("list", choices=tuple(survey.EVERY))
    p.add_argument("record", help="番号・名前・rid")
    p.add_argument("values", nargs="+", metavar="欄=値")
    p.set_defaults(run=set_)
    p = group.add_parser("delete", help="消す（元に戻せる）")
    p.add_argument("ws")
    p.add_argument("list", choices=tuple(survey.EVERY))
    p.add_argument("record", nargs="+", help="番号・名前・rid")
    p.set_defaults(run=delete)


def _rid(session: Session, name: str, wanted: str) -> str:
    """The record of a list by rid, number or name. Raises UserProblem when there is none or several."""
    main = next(c.code for c in survey_list(name).columns if c.required)
    found = [r["rid"] for r in survey.list_rows(session, name) if wanted in (r["rid"], r.get("number"), r.get(main))]
    if len(found) != 1:
        message = f"「{wanted}」は {len(found)} 件あります。" if found else f"「{wanted}」という記録はありません。"
        raise UserProblem("no_record", message, hint="番号で指定してください。", exit_code=USAGE if found else 3)
    return str(found[0])


def _values(session: Session, name: str, given: Sequence[str]) -> dict[str, Any]:
    """What 欄=値 means, as a typed cell would be understood. Raises UserProblem for a cell the grid would mark."""
    wanted = survey_list(name)
    by_label = {c.label: c.code for c in wanted.columns} | {c.code: c.code for c in wanted.columns}
    published = survey_grid.published_names(session, name)
    offered = survey.offered(session, name)
    out: dict[str, Any] = {}
    for text in given:
        label, equals, value = text.partition("=")
        code = by_label.get(label.strip())
        if not equals or code is None:
            hint = "使える欄：" + "、".join(c.label for c in wanted.columns)
            raise UserProblem("bad_column", f"「{text}」は 欄=値 ではありません。", hint=hint, exit_code=USAGE)
        found = understand(name, code, value, published, offered.get(code, ()))
        if found.problem:
            hint = "、".join(r.word for r in found.repairs)
            raise UserProblem("bad_value", f"「{label}」の「{value}」：{found.problem}", hint=hint, exit_code=USAGE)
        out[code] = found.value
    return out


def map_(args: argparse.Namespace) -> Answer:
    """Says that a current record answers a published item, or takes that back; or all pairs of a table as one step."""
    if args.pairs is not None and args.node is None and not args.off:
        return _map_pairs(args)
    if args.pairs is not None or args.record is None:
        hint = "fitgap map FILE NODE 記録　または　fitgap map FILE --pairs 表.csv"
        raise UserProblem("usage", "NODE と記録か、--pairs を指定してください。", hint=hint, exit_code=USAGE)
    with opened(args) as session:
        rid = survey.rid_of(session, args.record)
        act = comparison.unmap_current if args.off else comparison.map_current
        done = act(session, args.node, rid)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}：{done.operations} 件"])


def _map_pairs(args: argparse.Namespace) -> Answer:
    rows = judgement_file.read(args.pairs, _PAIR, _PAIR, word="組")
    pairs: list[tuple[str, str]] = []
    with opened(args) as session:
        for n, row in enumerate(rows, 2):
            try:
                pairs.append((row["node"].strip(), survey.rid_of(session, row["record"].strip())))
            except UserProblem as problem:
                message = f"{n} 行目：{problem.message}"
                raise UserProblem(
                    problem.code, message, file=str(args.pairs), cell=f"B{n}", hint=problem.hint
                ) from problem
        done = proposals.map_pairs(session, pairs)
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}：{done.operations} 件"])


def add(args: argparse.Namespace) -> Answer:
    """A new record; its number is given where none is said."""
    with opened(args) as session:
        values = _values(session, args.list, args.values)
        required = next(c for c in survey_list(args.list).columns if c.required)
        if not values.get(required.code):
            raise UserProblem("incomplete", f"「{required.label}」がありません。", exit_code=USAGE)
        label = f"{survey_list(args.list).title}に 1 件を追加"
        stored = survey_grid.store(session, args.list, [Edit("new", "", values, {})], label=label)
        rid = stored.rows["new"].rid
        number = survey.list_rows(session, args.list, [rid])[0].get("number", "")
    data = {"unit": stored.changes.unit, "rid": rid, "number": number}
    return Answer(data, [f"{number or values[required.code]} を足しました。"])


def set_(args: argparse.Namespace) -> Answer:
    """Other values for some columns of a record."""
    with opened(args) as session:
        rid = _rid(session, args.list, args.record)
        heads = survey_grid.rows(session, args.list, [rid])[0].heads
        edit = Edit(rid, rid, _values(session, args.list, args.values), heads)
        label = f"{survey_list(args.list).title}を編集"
        done = survey_grid.store(session, args.list, [edit], label=label).changes
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} か所を書き換えました。"])


def delete(args: argparse.Namespace) -> Answer:
    """Deletes records as one step; undo brings them back."""
    with opened(args) as session:
        done = survey.delete_records(session, args.list, [_rid(session, args.list, r) for r in args.record])
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} 件を消しました。"])
