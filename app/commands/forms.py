"""Commands about forms: form list, export, import, reset, fill; sheet lint, read."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    group = sub.add_parser("form", help="様式そのものを見る・変える").add_subparsers(dest="verb", required=True)
    p = group.add_parser("list", help="様式の一覧")
    p.add_argument("ws")
    p.set_defaults(run=form_list)
    p = group.add_parser("export", help="様式を、Excel で直せるブックにする")
    p.add_argument("ws")
    p.add_argument("form", metavar="ID", help="form list の id")
    p.add_argument("--out", required=True, metavar="FILE")
    p.set_defaults(run=form_export)
    p = group.add_parser("import", help="直したブックを読み、この団体の様式にする")
    p.add_argument("ws")
    p.add_argument("file")
    p.set_defaults(run=form_import)
    p = group.add_parser("reset", help="様式を元に戻す")
    p.add_argument("ws")
    p.add_argument("form", metavar="ID")
    p.set_defaults(run=form_reset)
    p = group.add_parser("fill", help="団体のひな形（Excel）の {{…}} を埋める")
    p.add_argument("ws")
    p.add_argument("template")
    p.add_argument("--form", required=True, metavar="ID", help="行の中身にする様式（form list の id）")
    p.add_argument("--business", help="業務ID")
    p.add_argument("--department", help="所属名")
    p.add_argument("--out", required=True, metavar="FILE")
    p.set_defaults(run=form_fill)


def add_sheet_parsers(group: Any) -> None:
    """Adds what is done with a sheet as a file, to the commands about sheets."""
    p = group.add_parser("lint", help="機械判読の決まりに合うかを点検する")
    p.add_argument("file")
    p.set_defaults(run=sheet_lint)
    p = group.add_parser("read", help="様式のファイルを記録として読む（どちらの書き出しかたでも同じ）")
    p.add_argument("ws")
    p.add_argument("file")
    p.add_argument("--form", required=True, metavar="ID")
    p.set_defaults(run=sheet_read)


def form_list(args: argparse.Namespace) -> Answer:
    """Every form, and whether it was edited here."""
    from app.services import form_store

    with opened(args, read_only=True) as session:
        held = form_store.held(session)
    data = [
        {"id": h.id, "number": h.number, "name": h.name, "columns": h.columns, "own": h.own, "missing": list(h.missing)}
        for h in held
    ]
    lines = [f"{h.id}　{h.number}　{h.name}　{h.columns} 欄{'　（この団体で変えた）' if h.own else ''}" for h in held]
    return Answer({"forms": data}, lines)


def form_export(args: argparse.Namespace) -> Answer:
    """A form as a workbook."""
    from app.services import form_store

    with opened(args, read_only=True) as session:
        made = form_store.export(session, args.form, Path(args.out))
    return Answer({"form": args.form, "file": str(made)}, [f"書き出しました：{made}"])


def form_import(args: argparse.Namespace) -> Answer:
    """An edited form taken over."""
    from app.services import form_store

    with opened(args) as session:
        form, _ = form_store.take(session, Path(args.file))
    data = {"form": form.id, "columns": [c.title for c in form.columns]}
    return Answer(data, [f"{form.number}　{form.name}：{len(form.columns)} 欄を読み込みました。"])


def form_reset(args: argparse.Namespace) -> Answer:
    """Back to the program's own form."""
    from app.services import form_store

    with opened(args) as session:
        form_store.reset(session, args.form)
    return Answer({"form": args.form}, [f"様式 {args.form} を元に戻しました。"])


def form_fill(args: argparse.Namespace) -> Answer:
    """A city's own template filled."""
    from app.services import form_fill as service

    with opened(args, read_only=True) as session:
        done = service.fill(
            session, Path(args.template), Path(args.out), form_id=args.form, business=args.business,
            department=args.department,
        )  # fmt: skip
    data = {"file": str(done.path), "rows": done.rows, "fields": list(done.fields)}
    return Answer(data, [f"書き出しました：{done.path}（{done.rows} 行）"])


def sheet_lint(args: argparse.Namespace) -> Answer:
    """What a machine can't read in a file; exit code 1 when there is such a place."""
    from app.services import sheet_lint as service

    data = service.summary(Path(args.file))
    lines = [f"{f['message']}　{f['hint']}" for f in data["findings"]]
    return Answer(data, lines or ["機械で読めない書きかたはありません。"], 0 if data["ok"] else 1)


def sheet_read(args: argparse.Namespace) -> Answer:
    """A sheet of a form as records."""
    from app.services import form_store
    from app.services import sheet_read as service

    with opened(args, read_only=True) as session:
        mode, records = service.records(Path(args.file), form_store.in_force(session, args.form))
    return Answer({"form": args.form, "mode": mode, "records": list(records)}, [f"{len(records)} 件"])
