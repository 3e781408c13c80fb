"""The command line: parses, runs a command, prints one JSON object or lines, and turns problems into exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from app.commands import (
    audit,
    catalog,
    cities,
    conflicts,
    conformity,
    duplicates,
    followups,
    forms,
    link_review,
    links,
    meetings,
    options,
    outputs,
    oversight,
    parcels,
    plans,
    pmo,
    records,
    redaction,
    register,
    roundtrip,
    survey,
    transition,
    upkeep,
    vendor,
    work,
)
from app.commands.base import Answer
from app.core.problems import LOCKED, REFUSED, USAGE, UserProblem
from app.services import crash
from app.services import upkeep as upkeep_service
from spec_catalog.problems import InputProblem

BUG = 70
_COMMANDS = (
    work, audit, oversight, duplicates, catalog, survey, records, vendor, register, options, plans, conformity,
    followups, meetings, links, link_review, transition, pmo, parcels, conflicts, cities, outputs, forms, roundtrip,
    upkeep, redaction,
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """argparse in Japanese, raising instead of exiting."""

    def error(self, message: str) -> NoReturn:
        raise UserProblem(
            "usage",
            f"命令の書き方が違います（{message}）。",
            hint=f"使い方：{self.format_usage().strip()}",
            exit_code=USAGE,
        )


def build() -> argparse.ArgumentParser:
    """The whole parser."""
    common = argparse.ArgumentParser(add_help=False)
    _common_options(common, default=argparse.SUPPRESS)
    parser = _Parser(prog="fitgap", description="標準化 Fit&Gap ワークベンチ")
    _common_options(parser, default=None)
    sub = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for module in _COMMANDS:
        module.add_parsers(_WithCommon(sub, common))
    return parser


def _common_options(parser: argparse.ArgumentParser, *, default: Any) -> None:
    parser.add_argument("--json", action="store_true", default=False if default is None else default)
    parser.add_argument("--as", dest="as_", metavar="所属/氏名", default=default)
    parser.add_argument("--role", default=default)


class _WithCommon:
    """Sub-parsers that accept the common options at any place."""

    def __init__(self, sub: Any, common: argparse.ArgumentParser) -> None:
        self._sub, self._common = sub, common

    def add_parser(self, name: str, **kwargs: Any) -> Any:
        return _Group(self._sub.add_parser(name, parents=[self._common], **kwargs), self._common)


class _Group:
    def __init__(self, parser: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
        self._parser, self._common = parser, common

    def add_subparsers(self, **kwargs: Any) -> _WithCommon:
        return _WithCommon(self._parser.add_subparsers(parser_class=_Parser, **kwargs), self._common)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)


def main(argv: Sequence[str]) -> int:
    """Runs one command; the exit code of docs/cli.md."""
    wants_json = "--json" in argv
    try:
        if any("\ud800" <= c <= "\udfff" for word in argv for c in word):  # bytes that are no UTF-8
            raise UserProblem("usage", "命令に、文字として読めないところがあります。", exit_code=USAGE)
        args = build().parse_args(transition.with_verb(argv))
        answer: Answer = args.run(args)
    except InputProblem as problem:
        _print_problem(problem.as_dict(), wants_json)
        return getattr(problem, "exit_code", REFUSED)
    except SystemExit as stop:  # --help
        return int(stop.code or 0)
    except KeyboardInterrupt:
        print("中止しました。途中の変更は残っていません。", file=sys.stderr)
        return 130
    except Exception as bug:  # noqa: BLE001  (the last line of defence: everything else is our bug and gets a report)
        known = upkeep_service.explained(bug)
        if known is not None:
            _print_problem(known.as_dict(), wants_json)
            return known.exit_code
        report = crash.write_report(bug)
        message = "プログラムの不具合で止まりました。記録した内容は失われていません。"
        _print_problem(
            {
                "code": "bug",
                "message": message,
                "file": str(report),
                "sheet": "",
                "cell": "",
                "hint": f"報告用のファイル：{report}",
            },
            wants_json,
        )
        return BUG
    try:
        print(
            json.dumps(answer.data, ensure_ascii=False, indent=1) if wants_json else "\n".join(answer.lines), flush=True
        )
    except BrokenPipeError:  # the reader (head, less) has seen enough; the command itself is done
        _drop_output()
    except OSError as problem:  # a full disk behind the redirection: the command is done, its answer is not
        _drop_output()
        print(f"結果を書き出せませんでした（{problem.strerror}）。命令そのものは終わっています。", file=sys.stderr)
        return LOCKED
    return answer.code


def _drop_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_problem(problem: dict[str, str], wants_json: bool) -> None:
    where = " ".join(t for t in (problem["file"], problem["sheet"], problem["cell"]) if t)
    print(f"{problem['message']}{problem['hint']}" + (f"（{where}）" if where else ""), file=sys.stderr)
    if wants_json:
        try:
            print(json.dumps({"error": problem}, ensure_ascii=False, indent=1), flush=True)
        except OSError:  # nobody reads it; the sentence above stands on standard error
            _drop_output()
