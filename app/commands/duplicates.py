"""Commands on what may have been written twice: duplicates, join, distinct."""

from __future__ import annotations

import argparse
from typing import Any

from app.commands.base import Answer, opened
from app.services import duplicates, survey
from app.services.duplicates import Twin
from app.services.session import Session


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("duplicates", help="似ている現行の記録を探す")
    p.add_argument("ws")
    p.add_argument("--list", choices=duplicates.LISTS, help="この一覧だけ")
    p.set_defaults(run=find)
    p = sub.add_parser("join", help="同じものを表す現行の記録を一つにする")
    p.add_argument("ws")
    p.add_argument("kept", help="残す記録（番号・名前・rid）")
    p.add_argument("other", nargs="+", help="統合する記録")
    p.set_defaults(run=join)
    p = sub.add_parser("distinct", help="似ている二つの記録を別のものとする")
    p.add_argument("ws")
    p.add_argument("one")
    p.add_argument("other")
    p.set_defaults(run=distinct)


def find(args: argparse.Namespace) -> Answer:
    """Pairs that look alike, most alike first."""
    with opened(args, read_only=True) as session:
        found = duplicates.find(session, (args.list,) if args.list else duplicates.LISTS)
    lines = [f"{t.likeness} % {_words(t, 0)} ／ {_words(t, 1)}" for t in found]
    return Answer({"pairs": [_pair(t) for t in found]}, lines or ["似ている記録はありません。"])


def _pair(twin: Twin) -> dict[str, Any]:
    names = ("rid", "number", "name", "department")
    return {
        "list": twin.list, "likeness": twin.likeness, "one": dict(zip(names, twin.one, strict=True)),
        "other": dict(zip(names, twin.other, strict=True)),
    }  # fmt: skip


def _words(twin: Twin, side: int) -> str:
    _, number, name, department = (twin.one, twin.other)[side]
    return " ".join(t for t in (number, name, f"（{department}）" if department else "") if t)


def _rid(session: Session, name: str) -> str:
    row = session.con.execute("SELECT rid FROM record WHERE rid=? AND present=1", (name,)).fetchone()
    return str(row[0]) if row else survey.rid_of(session, name)


def join(args: argparse.Namespace) -> Answer:
    """One record of several; the others' words stay in 備考, their history with the one that stays."""
    with opened(args) as session:
        done = duplicates.join(session, _rid(session, args.kept), [_rid(session, o) for o in args.other])
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}しました。"])


def distinct(args: argparse.Namespace) -> Answer:
    """They are two, and are not shown again."""
    with opened(args) as session:
        done = duplicates.keep_apart(session, _rid(session, args.one), _rid(session, args.other))
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.label}としました。"])
