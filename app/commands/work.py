"""Commands on the records: init, judge, check, undo, redo."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.commands.base import Answer, opened, who
from app.core.codes import CURRENT_FACTS, VERDICT
from app.core.problems import USAGE, UserProblem
from app.services import catalogue, checks, comparison, history, judgement_file
from app.services import session as sessions
from app.services.views import Changes
from spec_catalog.model import SIZES


def add_parsers(sub: Any) -> None:
    """Adds the commands."""
    p = sub.add_parser("init", help="新しいファイルを作る")
    p.add_argument("ws")
    p.add_argument("--municipality", required=True)
    p.add_argument("--code", required=True, help="団体コード 6 桁")
    p.add_argument("--size", required=True, choices=SIZES)
    p.add_argument("--kind", default="市区町村", choices=("市区町村", "都道府県", "広域"))
    p.add_argument("--prefecture", default="")
    p.set_defaults(run=init)
    p = sub.add_parser("judge", help="判定を記録する")
    p.add_argument("ws")
    p.add_argument("node", nargs="?")
    p.add_argument("--verdict", choices=(*VERDICT, "none"), help="none = 未判定に戻す")
    p.add_argument("--current", choices=tuple(CURRENT_FACTS))
    p.add_argument("--detail", help="差異の内容")
    p.add_argument("--reason")
    p.add_argument("--from", dest="source", help="node,verdict,current,detail,reason の列を持つ CSV")
    p.set_defaults(run=judge)
    p = sub.add_parser("check", help="自動点検")
    p.add_argument("ws")
    p.add_argument("--only", nargs="+", type=int)
    p.add_argument("--silenced", action="store_true", help="黙らせたものも出す")
    p.set_defaults(run=check)
    p = sub.add_parser("silence", help="点検の指摘を、理由とともに黙らせる")
    p.add_argument("ws")
    p.add_argument("check", type=int, help="点検の番号")
    p.add_argument("target", help="どこの指摘か（NODE）")
    p.add_argument("message", help="指摘の文")
    p.add_argument("--reason", default="", help="理由。省くと、また出るようにする")
    p.set_defaults(run=silence)
    for name, text, run in (("undo", "元に戻す", undo), ("redo", "やり直す", redo)):
        p = sub.add_parser(name, help=text)
        p.add_argument("ws")
        p.set_defaults(run=run)


def init(args: argparse.Namespace) -> Answer:
    """A new workspace file."""
    session = sessions.create(
        Path(args.ws), municipality=args.municipality, code=args.code, size=args.size, kind=args.kind,
        prefecture=args.prefecture, who=who(args),
    )  # fmt: skip
    info = session.info
    session.close()
    lines = [
        f"「{args.ws}」を作りました（{info.municipality} {info.code}）。",
        "次は fitgap catalog import で標準仕様を取り込みます。",
    ]
    warnings = []
    if not sessions.check_digit_fits(args.code):
        warnings = [f"団体コード {args.code} は検査数字が合いません。確かめてください。"]
    data = {
        "workspace": args.ws, "workspace_id": info.workspace_id, "municipality": info.municipality, "code": info.code,
        "size": info.size, "warnings": warnings,
    }  # fmt: skip
    return Answer(data, lines + warnings)


def judge(args: argparse.Namespace) -> Answer:
    """One verdict, or many from a CSV as one step."""
    if (args.node is None) == (args.source is None):
        raise UserProblem("usage", "項目（NODE）か --from のどちらか一つを指定してください。", exit_code=USAGE)
    if args.source is not None:
        return _judge_many(args)
    if args.verdict is None:
        raise UserProblem(
            "usage", "--verdict がありません。", hint="使える判定：" + "、".join(VERDICT), exit_code=USAGE
        )
    with opened(args) as session:
        edition, key = catalogue.find(session, args.node)
        done = comparison.judge(
            session, edition, [key], verdict=None if args.verdict == "none" else args.verdict, current=args.current,
            detail=args.detail, reason=args.reason,
        )  # fmt: skip
    return _judged(done)


def _judged(done: Changes) -> Answer:
    return Answer({"unit": done.unit, "changed": done.operations}, [f"{done.operations} 件を記録しました。"])


def _judge_many(args: argparse.Namespace) -> Answer:
    path = Path(args.source)
    rows = judgement_file.read(path)
    with opened(args) as session:
        done = comparison.judge_each(session, rows, source=path.name)
    return _judged(done)


def check(args: argparse.Namespace) -> Answer:
    """The automatic checks; exit code 1 when one of error level stands."""
    unknown = [n for n in args.only or () if n not in checks.CHECKS]
    if unknown:
        raise UserProblem(
            "no_check",
            f"点検 {unknown[0]} はありません。",
            hint="使える点検：" + "、".join(map(str, checks.CHECKS)),
            exit_code=USAGE,
        )
    with opened(args, read_only=True) as session:
        found = checks.run(session, args.only, silenced=args.silenced)
    kinds = checks.kinds()
    data = [
        {
            "check": f.check, "title": kinds[f.check].title, "level": f.level,
            "node" if ":" in f.target else "rid": f.target, "message": f.message, "silenced": f.silenced,
        }
        for f in found
    ]  # fmt: skip
    code = 1 if any(f.level == "error" and not f.silenced for f in found) else 0
    sources = {str(n): kinds[n].source for n in sorted({f.check for f in found})}
    lines = [f"点検{f.check} {f.message}{f'（黙らせた：{f.silenced}）' if f.silenced else ''}" for f in found]
    return Answer({"findings": data, "sources": sources}, lines or ["見つかったことはありません。"], code)


def silence(args: argparse.Namespace) -> Answer:
    """Nobody wants to hear of a finding any more; without a reason it speaks again."""
    with opened(args) as session:
        done = checks.silence(session, checks.CheckFinding(args.check, "", args.target, args.message), args.reason)
    said = "黙らせました。" if args.reason.strip() else "元に戻しました。"
    return Answer({"unit": done.unit, "changed": done.operations}, [said])


def undo(args: argparse.Namespace) -> Answer:
    """Undoes the newest step."""
    with opened(args) as session:
        done = history.undo(session)
    return Answer({"unit": done.unit, "label": done.label, "left": list(done.left)}, [done.label, *done.left])


def redo(args: argparse.Namespace) -> Answer:
    """Does the last undone step again."""
    with opened(args) as session:
        done = history.redo(session)
    return Answer({"unit": done.unit, "label": done.label, "left": list(done.left)}, [done.label, *done.left])
