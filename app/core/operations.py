"""Operations: the immutable, content-hashed facts from which all state is derived.

An operation is a header (hashed: its id) and a value that stands beside it. The header carries a commitment to the
value, sha256(salt ‖ value), so a value can be erased (redaction) while every header still verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import canonical, parsed, sha256_hex, text_of

VERSION = 1
STATE = "__state"
PRESENT, DELETED = "present", "deleted"
VALUE_KINDS = frozenset({"create", "set", "add", "delete", "restore", "derive", "resolve", "adopt", "confirm"})
"""Kinds that give an atom a value. Others (redact, unknown ones of newer versions) never become heads."""
GONE = frozenset({"delete", "derive"})
"""Kinds after which a record is no longer there: deleted, or made into others (its links and history stay)."""
RETRACT, RETRACTION = "retract", "retraction"
"""A retract counts on the one atom of its own record (its type), where later ones may take it back, and nowhere else;
what it withdraws no longer counts anywhere (app.core.withdrawals)."""
REDACT, REDACTION = "redact", "redaction"
"""A redact is the one kind on records of its own type; it never has a value that counts (app.core.redaction)."""

HEADER_FIELDS = (
    "v",
    "kind",
    "rid",
    "type",
    "atom",
    "commitment",
    "parents",
    "actor",
    "prev",
    "unit",
    "label",
    "at",
    "by",
    "role",
    "app",
)

_TEXTS = tuple(n for n in HEADER_FIELDS if n not in ("v", "parents"))

Fields = dict[str, Any]


class CorruptOperation(ValueError):
    """Header, value and hashes do not belong together, or the header is not one of ours."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as stored. ``header`` and ``value`` are canonical JSON, kept byte for byte (newer versions'
    unknown fields included); the other attributes are read from the header. ``value`` is None when erased."""

    op_id: str
    header: bytes
    value: bytes | None
    salt: bytes | None
    kind: str
    rid: str
    type: str
    atoms: tuple[str, ...]
    parents: tuple[str, ...]
    actor: str
    prev: str
    unit: str
    label: str
    at: str
    by: str
    role: str
    _said: dict[str, Any] | None = field(default=None, init=False, repr=False, compare=False)  # the value once parsed

    @property
    def counts_as_value(self) -> bool:
        """Whether this kind of operation can be a head."""
        if self.type == RETRACTION:
            return self.kind == RETRACT
        return self.kind in VALUE_KINDS and self.type != REDACTION

    def payload(self) -> dict[str, Any] | None:
        """The parsed value, None when erased. Not to be changed: it is parsed once."""
        if self._said is None and self.value is not None:
            object.__setattr__(self, "_said", parsed(self.value.decode()))
        return self._said

    def fields(self, atom: str) -> Fields | None:
        """The fields this operation gives ``atom``; {} = cleared; None = erased or not about this atom."""
        if atom not in self.atoms:
            return None
        if atom == STATE:
            return {"state": DELETED if self.kind in GONE else PRESENT}
        payload = self.payload()
        if payload is None:
            return None
        if "atoms" in payload:
            found = payload["atoms"].get(atom)
            return None if found is None else dict(found)
        return dict(payload.get("fields", {}))

    def reason(self) -> str:
        """The reason given with the operation, "" if none."""
        return str((self.payload() or {}).get("reason") or "")

    def ref(self) -> dict[str, str] | None:
        """What the record belongs to ({"business","kind","id","branch"} …), None if it stands for itself."""
        found = (self.payload() or {}).get("ref")
        return dict(found) if found else None


def commitment(salt: bytes, value: bytes) -> str:
    """sha256(salt ‖ value), hex."""
    return hashlib.sha256(salt + value).hexdigest()


def make(
    *,
    kind: str,
    rid: str,
    type: str,
    atoms: Iterable[str],
    payload: Mapping[str, Any],
    parents: Iterable[str],
    actor: str,
    prev: str,
    unit: str,
    label: str,
    at: str,
    by: str,
    role: str,
    app: str,
    salt: bytes,
) -> Operation:
    """A new operation. ``payload`` is {"fields": …} or, for create and derive, {"atoms": {atom: fields}}; both may hold
    "reason" and "ref". Atoms and parents are stored sorted."""
    value = canonical(dict(payload))
    header = canonical(
        {
            "v": VERSION,
            "kind": kind,
            "rid": rid,
            "type": type,
            "atom": ",".join(sorted(atoms)),
            "commitment": commitment(salt, value),
            "parents": sorted(set(parents)),
            "actor": actor,
            "prev": prev,
            "unit": unit,
            "label": label,
            "at": at,
            "by": by,
            "role": role,
            "app": app,
        }
    )
    return parse(header, value, salt)


def parse(header: bytes, value: bytes | None, salt: bytes | None, *, op_id: str | None = None) -> Operation:
    """Reads a stored or received operation and verifies it.

    Raises CorruptOperation when the id, the commitment or the form of the header do not match. A value that is absent
    together with its salt is an erased one and is accepted.
    """
    return verified(header, value, salt, op_id=op_id)[0]


def verified(
    header: bytes, value: bytes | None, salt: bytes | None, *, op_id: str | None = None
) -> tuple[Operation, dict[str, Any], dict[str, Any] | None]:
    """The same with the header and the value as they were read, for who looks further into them."""
    if not (isinstance(header, bytes) and isinstance(value or b"", bytes) and isinstance(salt or b"", bytes)):
        raise CorruptOperation("an operation is not stored as bytes")
    actual = sha256_hex(header)
    if op_id is not None and op_id != actual:
        raise CorruptOperation(f"operation {op_id[:12]} has a header with another hash")
    try:
        text = header.decode()
        head = parsed(text)
        head["v"], head["parents"]
        texts = [head[name] for name in _TEXTS]
        written = text_of(head)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise CorruptOperation(f"operation {actual[:12]} has no readable header") from problem
    if set(map(type, texts)) != {str} or not isinstance(head["parents"], list):
        raise CorruptOperation(f"operation {actual[:12]} has a header of another form")
    if not all(isinstance(p, str) for p in head["parents"]):
        raise CorruptOperation(f"operation {actual[:12]} names parents that are no ids")
    if written != text:
        raise CorruptOperation(f"operation {actual[:12]} has a header that isn't canonical")
    payload: dict[str, Any] | None = None
    if (value is None) != (salt is None):
        raise CorruptOperation(f"operation {actual[:12]} has half a value")
    if value is not None and salt is not None:
        if commitment(salt, value) != head["commitment"]:
            raise CorruptOperation(f"operation {actual[:12]} has a value its header doesn't commit to")
        payload = _payload(actual, head, value)
    return _operation(actual, header, value, salt, head), head, payload


def read(op_id: str, header: bytes, value: bytes | None, salt: bytes | None) -> Operation:
    """An operation that was verified when it was stored a moment ago, without verifying it again."""
    return _operation(op_id, header, value, salt, parsed(header.decode()))


def _operation(op_id: str, header: bytes, value: bytes | None, salt: bytes | None, head: dict[str, Any]) -> Operation:
    return Operation(
        op_id=op_id,
        header=header,
        value=value,
        salt=salt,
        kind=head["kind"],
        rid=head["rid"],
        type=head["type"],
        atoms=tuple(a for a in head["atom"].split(",") if a),
        parents=tuple(head["parents"]),
        actor=head["actor"],
        prev=head["prev"],
        unit=head["unit"],
        label=head["label"],
        at=head["at"],
        by=head["by"],
        role=head["role"],
    )


def _payload(op_id: str, head: Mapping[str, Any], value: bytes) -> dict[str, Any]:
    try:
        payload = parsed(value.decode())
    except (ValueError, RecursionError) as problem:
        raise CorruptOperation(f"operation {op_id[:12]} has an unreadable value") from problem
    if not isinstance(payload, dict):
        raise CorruptOperation(f"operation {op_id[:12]} has a value of another form")
    if head["kind"] in VALUE_KINDS and not isinstance(payload.get("atoms", payload.get("fields", {})), dict):
        raise CorruptOperation(f"operation {op_id[:12]} has fields of another form")
    return payload


def digest(op_ids: Iterable[str]) -> str:
    """The digest of a workspace: sha256 over its sorted operation ids. Equal digests = equal content."""
    return sha256_hex("".join(sorted(op_ids)).encode())
