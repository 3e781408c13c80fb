"""Texts people write in a fixed shape, taken apart and put together: pairs of 課題 and 対策, and labelled remarks.

Source of the shape: 三重県の調査票 (先行事例集); its answers read ■課題：… ■対策：…, and the 対策 may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MARK = re.compile(r"[■□◆●]\s*(?P<word>課題|対策)\s*[0-9０-９①-⑳]*\s*(?:[：:]|$)")
_BLANKS = " \t\r\u3000"


@dataclass(frozen=True, slots=True)
class Pair:
    """One 課題 with its 対策; "" where none was given."""

    issue: str
    measure: str = ""


def parse_pairs(text: str) -> tuple[Pair, ...]:
    """The pairs of a text. What stands before the first mark is a 課題 of its own, so that nothing is lost.

    Several 対策 after one 課題 belong together; lines without a mark go on with what stands above them.
    """
    parts: list[tuple[str, list[str]]] = []
    for line in re.split(r"\r\n|\r|\n", text):
        start = 0
        marks = [m for m in _MARK.finditer(line) if _opens(line, m.start(), m.group())]
        for n, mark in enumerate(marks):
            _go_on(parts, line[start : mark.start()], said=n > 0 or bool(line[: mark.start()].strip(_BLANKS)))
            parts.append((mark["word"], []))
            start = mark.end()
        _go_on(parts, line[start:], said=True)
    pairs: list[Pair] = []
    for word, lines in parts:
        said = _clean(lines)
        if word == "対策" and pairs:
            before = pairs[-1].measure
            pairs[-1] = Pair(pairs[-1].issue, "\n".join(t for t in (before, said) if t))
        else:
            pairs.append(Pair("", said) if word == "対策" else Pair(said))
    return tuple(p for p in pairs if p.issue or p.measure)


def _opens(line: str, at: int, mark: str) -> bool:
    """A mark opens a part at the beginning of a line, or later in it when it carries its colon (■課題：a ■対策：b)."""
    return not line[:at].strip(_BLANKS) or mark[-1] in "：:"


def _go_on(parts: list[tuple[str, list[str]]], text: str, *, said: bool) -> None:
    if not said:
        return
    if not parts:
        parts.append(("課題", []))
    parts[-1][1].append(text)


def _clean(lines: Iterable[str]) -> str:
    """Lines without the blanks people indent with, without empty lines at both ends."""
    return "\n".join(line.strip(_BLANKS) for line in lines).strip("\n")


def print_pairs(pairs: Iterable[Pair]) -> str:
    """The pairs as the form writes them; :func:`parse_pairs` reads them back."""
    out = []
    for pair in pairs:
        lines = [f"■課題：{pair.issue}"]
        if pair.measure:
            lines.append(f"■対策：{pair.measure}")
        out.append("\n".join(lines))
    return "\n\n".join(out)


def parse_remark(labels: Sequence[str], text: str) -> tuple[dict[str, str], str]:
    """The labelled parts of a remark (ツール名：… 使途：…) and what belongs to none of them."""
    if not labels:
        return {}, text.strip()
    marks = re.compile("(?:^|(?<=[\\s\u3000、，,／/;；]))(" + "|".join(map(re.escape, labels)) + ")\\s*[：:]", re.M)
    found: dict[str, str] = dict.fromkeys(labels, "")
    pieces = marks.split(text)
    for label, said in zip(pieces[1::2], pieces[2::2], strict=True):
        said = said.strip(f"{_BLANKS}\n、，,／/;；")
        found[label] = "\n".join(t for t in (found[label], said) if t)
    return found, pieces[0].strip()


def print_remark(parts: Mapping[str, str], rest: str = "") -> str:
    """A remark from its parts; :func:`parse_remark` reads it back."""
    lines = [rest.strip()] if rest.strip() else []
    return "\n".join([*lines, *(f"{label}：{said.strip()}" for label, said in parts.items() if said.strip())])
