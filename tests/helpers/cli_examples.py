"""The examples of docs/cli.md: found, run, compared. In an expected answer "…" stands for anything.

A list that ends in "…" may be longer; every other key and value must be as printed.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOC = Path(__file__).parents[2] / "docs" / "cli.md"
ANY = "…"
_BLOCK = re.compile(r"```console\n\$ fitgap (?P<command>[^\n]*)\n```\n+(?:```json\n(?P<answer>.*?)\n```)?", re.DOTALL)
_VOLATILE = re.compile(
    r"^([0-9a-f]{32}|[0-9a-f]{64}|(\w+:)?[0-9a-f]{8}-[0-9a-f]{4}-.*|\d{4}-\d\d-\d\dT.*|.*\d{8}T\d{6}-.*|/.*)$",
    re.DOTALL,
)


@dataclass(frozen=True)
class Example:
    """One command line and the answer printed under it (None: only the exit code 0 is promised)."""

    words: tuple[str, ...]
    answer: Any


def examples(text: str | None = None) -> list[Example]:
    """All examples, in the order of the document."""
    found = []
    for match in _BLOCK.finditer(DOC.read_text(encoding="utf-8") if text is None else text):
        found.append(
            Example(tuple(shlex.split(match["command"])), json.loads(match["answer"]) if match["answer"] else None)
        )
    return found


def differences(expected: Any, actual: Any, where: str = "") -> list[str]:
    """Where an answer isn't as printed; [] when it is."""
    if expected == ANY:
        return []
    if isinstance(expected, dict) and isinstance(actual, dict):
        out = [f"{where}.{k}: missing" for k in expected if k not in actual]
        out += [f"{where}.{k}: not documented" for k in actual if k not in expected]
        for key in expected.keys() & actual.keys():
            out += differences(expected[key], actual[key], f"{where}.{key}")
        return out
    if isinstance(expected, list) and isinstance(actual, list):
        open_end = bool(expected) and expected[-1] == ANY
        wanted = expected[:-1] if open_end else expected
        if len(actual) < len(wanted) or (len(actual) > len(wanted) and not open_end):
            return [f"{where}: {len(actual)} entries"]
        return [d for n, w in enumerate(wanted) for d in differences(w, actual[n], f"{where}[{n}]")]
    return [] if expected == actual else [f"{where}: {actual!r} instead of {expected!r}"]


def shortened(answer: Any, most: int = 1) -> Any:
    """An answer as it is printed in the document: what changes from run to run and long lists become "…"."""
    if isinstance(answer, dict):
        return {k: shortened(v) for k, v in answer.items()}
    if isinstance(answer, list):
        return [shortened(v) for v in answer[:most]] + ([ANY] if len(answer) > most else [])
    if isinstance(answer, str) and (_VOLATILE.match(answer) or len(answer) > 60):
        return ANY
    return answer
