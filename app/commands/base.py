"""What every command shares: its context, and the pair of answers (JSON for programs, lines for people)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.codes import ROLES
from app.core.problems import USAGE, UserProblem
from app.services import session as sessions
from app.services import upkeep
from app.services.session import Session
from app.services.views import Who
from spec_catalog.problems import InputProblem


@dataclass(slots=True)
class Answer:
    """``data`` is printed with --json, ``lines`` without; ``code`` is the exit code."""

    data: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    code: int = 0


Command = Callable[[argparse.Namespace], Answer]


def who(args: argparse.Namespace) -> Who:
    """The person: --as 所属/氏名 and --role, else FITGAP_USER and FITGAP_ROLE, else 未記入."""
    text = args.as_ or os.environ.get("FITGAP_USER", "")
    role = args.role or os.environ.get("FITGAP_ROLE", "clerk")
    if role not in ROLES:
        raise UserProblem(
            "bad_role", f"役割「{role}」はありません。", hint="使える役割：" + "、".join(ROLES), exit_code=USAGE
        )
    department, _, name = text.partition("/")
    return Who(department, name, role)


@contextmanager
def opened(args: argparse.Namespace, *, read_only: bool = False) -> Iterator[Session]:
    """The workspace named by ``args.ws``, closed afterwards; one on a share is put back when the command is done."""
    session = sessions.open_(Path(args.ws), who=who(args), read_only=read_only)
    try:
        yield session
        if upkeep.unpublished(session):
            upkeep.publish(session)
    except InputProblem:
        raise
    except Exception as bug:
        upkeep.blame_file(session, bug)
        raise
    finally:
        session.close()


def progress(done: int, total: int, name: str) -> None:
    """Progress on standard error, so that standard output stays one JSON object."""
    if name and sys.stderr.isatty():
        print(f"{done + 1}/{total} {name}", file=sys.stderr)


def read_json(path: str, what: str) -> dict[str, Any]:
    """A JSON object from a file named on the command line. Raises UserProblem when it can't be read."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise UserProblem(
            "no_file", f"{what}のファイル「{path}」が読めません。", file=path, exit_code=USAGE
        ) from problem
    except ValueError as problem:
        raise UserProblem(
            "bad_json", f"{what}のファイル「{path}」が JSON として読めません（{problem}）。", file=path
        ) from problem
    if not isinstance(found, dict):
        raise UserProblem(
            "bad_json",
            f"{what}のファイル「{path}」の形が違います。",
            file=path,
            hint="docs/cli.md の例を見てください。",
        )
    return found


def whole(text: str) -> int:
    """A number of things for argparse: 0 or more."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError(f"0 以上の数で指定してください：{text}")
    return number
