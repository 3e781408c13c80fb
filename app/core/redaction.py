"""Erasing what should never have been written (a 個人番号): which characters, and what takes their place.

A redact names the operations whose values are erased everywhere. Headers still verify, since they only commit to the
value. What stood at the heads is written again with the marked characters as ■, so that nothing else is lost.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.operations import GONE, REDACT, REDACTION, RETRACT, STATE, Operation
from app.core.stamps import answer_digest, verdict_digest

MASK = "■"
OPERATIONS, CONFIRMS = "operations", "confirms"
LEAST = 2  # characters; a single one would blank the whole file
_SEPARATOR = "[-‐‑‒–—―−－ーｰ﹣ \u3000\u00a0]?"
_DIGITS = re.compile(r"[0-9]{4,}")
_APART = str.maketrans("", "", "-‐‑‒–—―−－ーｰ﹣ \u3000\u00a0")
_ID = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OURS = frozenset({"ref", "stamp", "about"})  # ids and digests of ours: nobody's words
_ESCAPED = re.compile(r'["\\\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts to erase, in half or full width; numbers of four digits or more also with separators between."""

    texts: tuple[str, ...]
    pattern: re.Pattern[str]
    plain: bool  # stands in JSON as it is, so that whole values can be passed over without reading them

    def covers(self, text: str) -> bool:
        """Whether a text holds something to erase."""
        return self.pattern.search(text) is not None

    def mask(self, text: str) -> str:
        """The text with ■ for every character to erase; its length stays."""
        return self.pattern.sub(lambda m: MASK * len(m.group()), text)

    def held(self, value: Any) -> bool:
        """The same for a value of any depth, keys included; ids of ours are nobody's words."""
        if isinstance(value, str):
            return self.covers(value) and not _ID.fullmatch(value)
        if _is_number(value):
            return self.covers(str(value))
        if isinstance(value, Mapping):
            return any(self.covers(k) or self.held(v) for k, v in value.items() if k not in _OURS)
        return isinstance(value, list | tuple) and any(self.held(v) for v in value)

    def masked(self, value: Any) -> Any:
        """A value of any depth with ■; a number has no place for ■ and is left empty."""
        if isinstance(value, str):
            return value if _ID.fullmatch(value) else self.mask(value)
        if _is_number(value):
            return None if self.covers(str(value)) else value
        if isinstance(value, Mapping):
            return {self.mask(k): v if k in _OURS else self.masked(v) for k, v in value.items()}
        return [self.masked(v) for v in value] if isinstance(value, list | tuple) else value

    def may_hold(self, raw: str) -> bool:
        """Whether a JSON text can hold it; never no where it does."""
        return not self.plain or "\\u" in raw or self.covers(raw)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def marked(texts: Iterable[str]) -> Marked | None:
    """What to look for; None when no text is long enough, or nothing but ■."""
    wanted = tuple(dict.fromkeys(t.strip() for t in texts if len(t.strip()) >= LEAST and t.strip().strip(MASK)))
    if not wanted:
        return None
    parts = [_expression(t) for t in sorted(wanted, key=lambda t: (-len(t), t))]
    return Marked(wanted, re.compile("|".join(parts)), not any(_ESCAPED.search(t) for t in wanted))


def _expression(text: str) -> str:
    digits = unicodedata.normalize("NFKC", text).translate(_APART)
    if _DIGITS.fullmatch(digits):
        return _SEPARATOR.join(_either(c) for c in digits)
    return "".join(_either(c) for c in text)


def _either(char: str) -> str:
    """A character in half or full width."""
    code = ord(char)
    if 0x21 <= code <= 0x7E:
        return f"[{re.escape(char)}{chr(code + 0xFEE0)}]"
    if 0xFF01 <= code <= 0xFF5E:
        return f"[{re.escape(chr(code - 0xFEE0))}{char}]"
    return re.escape(char)


def concerned(op: Operation, what: Marked) -> bool:
    """Whether the value of an operation is to be erased. A redaction itself never is: it says what was."""
    return op.type != REDACTION and what.held(op.payload() or {})


def places(op: Operation, what: Marked) -> Iterator[tuple[str, str, str]]:
    """(atom, field, text with ■) of every place in an operation; field "" is the reason given with it."""
    payload = op.payload() or {}
    parts = payload["atoms"] if "atoms" in payload else {a: payload.get("fields", {}) for a in op.atoms[:1]}
    for atom, fields in parts.items():
        for code, value in fields.items():
            if what.covers(code) or what.held(value):
                yield atom, code, " ".join(_texts(what.masked(value)))
    rest = {k: v for k, v in payload.items() if k not in ("atoms", "fields")}
    if what.held(rest):
        yield op.atoms[0], "", " ".join(_texts(what.masked(rest)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from () if name in _OURS else _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


# --- what is written in their place ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An operation to write: what a head said, with ■. ``after``: places in the same list it descends from as well."""

    kind: str
    rid: str
    type: str
    atoms: tuple[str, ...]
    payload: dict[str, Any]
    parents: tuple[str, ...]
    by: str  # the author of what is written again
    after: tuple[int, ...] = ()


def rewrites(
    erased: Iterable[Operation],
    what: Marked,
    heads: Mapping[str, Mapping[str, tuple[str, ...]]],
    operations: Mapping[str, Operation],
) -> list[Rewrite]:
    """What must be written so that nothing but the marked characters is lost.

    ``heads``: record → atom → heads; ``operations``: every operation of these records by id. A deletion that had seen
    a value is written again over its successor, or the record would come back as 削除 vs 編集.
    """
    out: list[Rewrite] = []
    gone = sorted({o.op_id: o for o in erased}.values(), key=lambda o: (o.rid, o.at, o.op_id))
    for rid in dict.fromkeys(o.rid for o in gone):
        mine = [o for o in gone if o.rid == rid]
        states = heads.get(rid, {})
        first = len(out)
        for op in mine:
            out += [_value(op, atom, what) for atom in op.atoms if atom != STATE and op.op_id in states.get(atom, ())]
        out += _followers(out[first:], states, operations, {o.op_id for o in mine})
        out += _deletes(out, first, {o.op_id for o in mine}, states, operations, what)
    return out


def _value(op: Operation, atom: str, what: Marked) -> Rewrite:
    payload = {"fields": what.masked(op.fields(atom) or {}), **_beside(op, what)}
    kind = op.kind if op.kind in (RETRACT, "adopt") else "set"
    return Rewrite(kind, op.rid, op.type, (atom,), payload, (op.op_id,), op.by)


def _beside(op: Operation, what: Marked) -> dict[str, Any]:
    rest = {k: v for k, v in (op.payload() or {}).items() if k not in ("atoms", "fields")}
    return dict(what.masked(rest))


_OF: dict[tuple[str, str], Any] = {
    ("item", "verdict"): ("review", verdict_digest),
    ("vendor_answer", "answer"): ("staff", answer_digest),
}
"""What somebody thought of a value names it by a digest, which changes with the value."""


def _followers(
    made: list[Rewrite], states: Mapping[str, tuple[str, ...]], operations: Mapping[str, Operation], gone: set[str]
) -> list[Rewrite]:
    """What stands upon a value still stands upon it: a review isn't out of date because of ■."""
    out: list[Rewrite] = []
    done = {(r.atoms[0], p) for r in made for p in r.parents}
    for rewrite in made:
        atom, digest = _OF.get((rewrite.type, rewrite.atoms[0]), ("", None))
        before = operations[rewrite.parents[0]].fields(rewrite.atoms[0]) or {}
        for head in states.get(atom, ()) if digest else ():
            op = operations.get(head)
            fields = (op.fields(atom) if op is not None else None) or {}
            if op is None or head in gone or (atom, head) in done or fields.get("about") != digest(before):
                continue
            done.add((atom, head))
            about = digest(rewrite.payload["fields"])
            payload = {**(op.payload() or {}), "fields": {**fields, "about": about}}
            out.append(Rewrite("set", op.rid, op.type, (atom,), payload, (head,), op.by))
    return out


def _deletes(
    out: list[Rewrite],
    first: int,
    gone: set[str],
    states: Mapping[str, tuple[str, ...]],
    operations: Mapping[str, Operation],
    what: Marked,
) -> list[Rewrite]:
    again: list[Rewrite] = []
    for head in states.get(STATE, ()):
        op = operations.get(head)
        if op is None or op.kind not in (*GONE, "restore"):
            continue
        seen = _before(op, operations)
        after = tuple(n for n in range(first, len(out)) if op.kind in GONE and set(out[n].parents) & seen)
        if after or head in gone:
            said = (op.payload() or {}).get("fields", {})  # what it was split into: ids, never what people wrote
            payload = {"fields": said, **_beside(op, what)}
            again.append(Rewrite(op.kind, op.rid, op.type, (STATE,), payload, (head,), op.by, after))
    return again


def _before(op: Operation, operations: Mapping[str, Operation]) -> set[str]:
    """Everything a deletion names or descends from."""
    seen: set[str] = set()
    stack = list(op.parents)
    while stack:
        at = stack.pop()
        if at not in seen:
            seen.add(at)
            stack += operations[at].parents if at in operations else ()
    return seen


# --- a redaction that comes from somebody else -----------------------------------------------------------------------


def named(op: Operation) -> tuple[str, ...]:
    """The operations a redact erases; () of any other operation."""
    return _listed(op, OPERATIONS)


def confirmed(op: Operation) -> tuple[str, ...]:
    """The redacts whose list this one confirms."""
    return _listed(op, CONFIRMS)


def _listed(op: Operation, name: str) -> tuple[str, ...]:
    if op.kind != REDACT or op.type != REDACTION:
        return ()
    found = (op.fields(REDACT) or {}).get(name)
    return tuple(i for i in found if isinstance(i, str)) if isinstance(found, list) else ()


def texts_of(original: Operation, rewritten: Operation) -> set[str]:
    """What was marked, told from a value and the one with ■ that took its place."""
    found: set[str] = set()
    before, after = original.payload() or {}, rewritten.payload() or {}
    for atom in rewritten.atoms:
        found |= _apart(original.fields(atom), rewritten.fields(atom))
    rest = [{k: v for k, v in p.items() if k not in ("atoms", "fields")} for p in (before, after)]
    return found | _apart(rest[0], rest[1])


def _apart(one: Any, other: Any) -> set[str]:
    if isinstance(one, str) and isinstance(other, str) and len(one) == len(other):
        hidden = "".join(a if b == MASK != a else "\0" for a, b in zip(one, other, strict=True))
        return {part for part in hidden.split("\0") if len(part) >= LEAST}
    if _is_number(one) and other is None:
        return {str(one)}
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return set().union(*(_apart(v, other[k]) for k, v in one.items() if k in other))
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return set().union(*(_apart(a, b) for a, b in zip(one, other, strict=True)))
    return set()


def scrubbed(text: str, what: Marked) -> str:
    """A text that may be JSON, with ■ also where the characters stand escaped."""
    out = what.mask(text)
    for one in what.texts:
        for ascii_only in (False, True):
            escaped = json.dumps(one, ensure_ascii=ascii_only)[1:-1]
            if escaped != one:
                out = out.replace(escaped, MASK * len(one))
    return out
