"""What an operation from elsewhere must be beyond matching its hashes, before anything is computed from it.

A hash proves that nobody changed an operation after it was written, not that a program of ours wrote it. Values of
another form than ours would break screens and counts long after the import, so they are refused at the door.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core.canonical import text_of
from app.core.operations import REDACT, REDACTION, RETRACT, VERSION, CorruptOperation, Operation, verified
from app.core.records import ATOMS

MAX_VALUE = 16 * 1024 * 1024  # bytes; a retraction of 200,000 operations is 13 MB
MAX_HEADER = 256 * 1024
MAX_DEPTH = 40
_PLAIN = frozenset({"item", "mapping", "adoption", "triage", "vendor_answer"})  # projected field by field
_OWN_TABLES = frozenset({"questionnaire", "answer"})  # fields with tables in them, read defensively
_ROWS = frozenset({("meeting", "agenda"), ("choice_list", "entries")})  # lists of small tables
_PAIRS = frozenset(
    {
        ("issue", "data"), ("issue", "refused"), ("option", "data"), ("option", "initial"), ("option", "annual"),
        ("conformity", "stamp"), ("responsibility", "cells"), ("scenario", "dates"),
        ("month_close", "values"),
    }
)  # fmt: skip
"""Small tables: a plain value each."""
_SEVERAL = frozenset(
    {
        ("issue", "nodes"), ("issue", "records"), ("issue", "departments"), ("issue", "flags"), ("issue", "sources"),
        ("decision", "clauses"), ("decision", "supersedes"), ("meeting", "attendees"),
    }
)  # fmt: skip
"""Lists of texts, read as such."""


def received(header: bytes, value: bytes | None, salt: bytes | None, *, op_id: str) -> Operation:
    """Verifies hashes and form. Raises CorruptOperation with the reason; newer versions' kinds and fields pass."""
    if len(header) > MAX_HEADER or len(value or b"") > MAX_VALUE or len(salt or b"") > 256:
        raise CorruptOperation(f"operation {op_id[:12]} is too long")
    op, head, payload = verified(header, value, salt, op_id=op_id)
    if not isinstance(head["v"], int) or isinstance(head["v"], bool) or head["v"] < 1:
        raise CorruptOperation(f"operation {op_id[:12]} has no version")
    if not (op.rid and op.type and op.unit and op.actor and op.atoms):
        raise CorruptOperation(f"operation {op_id[:12]} says not what it is about")
    try:
        datetime.fromisoformat(op.at)
    except ValueError as problem:
        raise CorruptOperation(f"operation {op_id[:12]} has no readable time") from problem
    if value is not None and payload is not None:
        text = value.decode()
        try:  # only an escape can say what UTF-8 can't; anything else is the same value however it is spaced
            same = _shallow(text, payload) and ("\\u" not in text or text_of(payload) == text)
        except (ValueError, RecursionError):
            same = False
        if not same:
            raise CorruptOperation(f"operation {op_id[:12]} has a value nested too deep, or of no characters")
        if head["v"] == VERSION:
            _check(op, payload)
    return op


def _shallow(text: str, payload: Any) -> bool:
    """Whether a value isn't nested deeper than any of ours; few brackets can't be."""
    return text.count("{") + text.count("[") <= MAX_DEPTH or _depth_fits(payload, MAX_DEPTH)


def _depth_fits(value: Any, left: int) -> bool:
    if isinstance(value, dict):
        return left > 0 and all(_depth_fits(v, left - 1) for v in value.values())
    if isinstance(value, list):
        return left > 0 and all(_depth_fits(v, left - 1) for v in value)
    return True


def _check(op: Operation, payload: Mapping[str, Any]) -> None:
    if "atoms" in payload:
        parts = payload["atoms"]
    else:
        parts = {atom: payload.get("fields", {}) for atom in op.atoms}
    ref = payload.get("ref")
    sound = (
        isinstance(payload.get("reason", ""), str)
        and (ref is None or (isinstance(ref, dict) and all(isinstance(v, str) for v in ref.values())))
        and isinstance(parts, dict)
        and all(isinstance(fields, dict) for fields in parts.values())
    )
    if sound:
        known = ATOMS.get(op.type, {})
        sound = all(
            _sound(op.type, atom, name, value)
            for atom, fields in parts.items()
            if atom in known
            for name, value in fields.items()
        )
    if sound and op.kind == RETRACT:
        sound = op.atoms == (RETRACT,)
    if sound and (op.type == REDACTION or REDACT in (op.kind, *op.atoms)):
        sound = (op.kind, op.type, op.atoms) == (REDACT, REDACTION, (REDACT,))
    if not sound:
        raise CorruptOperation(f"operation {op.op_id[:12]} has a value of another form")


def _sound(type: str, atom: str, name: str, value: Any) -> bool:
    """Whether a field holds what ours hold: text, a number, yes or no, a list of texts; a stamp is a table of texts."""
    if (type, atom, name) == ("item", "verdict", "stamp"):
        return value is None or (isinstance(value, dict) and all(_in_a_stamp(n, v) for n, v in value.items()))
    if type == "succession" and name in ("sources", "results"):
        return isinstance(value, list) and bool(value) and all(_is_ref(v) for v in value)
    if type in _OWN_TABLES:
        return True
    if (type, name) in _ROWS:
        return value is None or (isinstance(value, list) and all(_is_table(v) for v in value))
    if (type, name) in _PAIRS:
        return value is None or _is_table(value)
    if (type, name) in _SEVERAL:
        return value is None or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    if isinstance(value, list):
        return all(isinstance(v, str) for v in value) and (type not in _PLAIN or name == "targets")
    return value is None or isinstance(value, str | int)


def _in_a_stamp(name: str, value: Any) -> bool:
    if name == "around":
        return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    return value is None or isinstance(value, str)


def _is_ref(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"business", "kind", "id"} <= value.keys()
        and all(isinstance(v, str) for v in value.values())
    )


def _is_table(value: Any) -> bool:
    """A table of plain values; which of them it must hold is up to who reads it."""
    return isinstance(value, dict) and all(v is None or isinstance(v, str | int) for v in value.values())
