"""Before anything leaves: where people's own words look like personal data. It warns and never blocks.

The published catalogue isn't looked through: its samples hold names and dates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.personal import LABELS, hints, without_hints
from app.core.records import ATOMS
from app.services.session import Session, node_text

_LABEL = {(t, f.code): f.label for t, atoms in ATOMS.items() for fields in atoms.values() for f in fields}
_STATE = (("detail", "差異内容"), ("why", "理由"), ("memo", "メモ"))
_NODE_KIND = {"department": "dept"}
_PUBLISHED_FIELDS = {
    "nodes", "records", "number", "date", "due", "supersedes", "businesses", "option", "issue", "definition",
    "one", "other", "side",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonalHint:
    """One place: NODE of the item or record, its number or name, the field, and the code of what it may be."""

    node: str
    name: str
    field: str
    kind: str
    count: int

    @property
    def sentence(self) -> str:
        """Japanese, for the list shown before writing; what was typed doesn't stand in it."""
        more = f"（{self.count} か所）" if self.count > 1 else ""
        return f"{self.name} の「{self.field}」：{LABELS[self.kind]}があります{more}。"

    def as_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "node": self.node,
            "field": self.field,
            "kind": self.kind,
            "count": self.count,
            "message": self.sentence,
        }


def find(session: Session, *, business: str | None = None) -> list[PersonalHint]:
    """Every field people wrote that looks like personal data, of a business or of all."""
    found: list[PersonalHint] = []
    for node, name, field, text in (*_items(session, business), *_reviews(session, business), *_records(session)):
        counts: dict[str, int] = {}
        for hint in hints(text):
            counts[hint.kind] = counts.get(hint.kind, 0) + 1
        found += [PersonalHint(node, without_hints(name), field, kind, n) for kind, n in counts.items()]
    return found


def _items(session: Session, business: str | None) -> Iterator[tuple[str, str, str, str]]:
    sql = "SELECT business, kind, item, branch, detail, why, memo FROM item_state WHERE (? IS NULL OR business=?)"
    rows = session.con.execute(f"{sql} ORDER BY business, kind, item, branch", (business, business)).fetchall()
    for b, kind, item, branch, *texts in rows:
        for (_, label), text in zip(_STATE, texts, strict=True):
            if text:
                yield node_text(b, kind, item, branch), item, label, text


def _reviews(session: Session, business: str | None) -> Iterator[tuple[str, str, str, str]]:
    heads = session.con.execute(
        "SELECT op_id, atom FROM head WHERE atom IN ('linkage_review', 'linkage_scope') ORDER BY rid, op_id"
    ).fetchall()
    for op_id, atom in heads:
        operation = session.project.operation(op_id)
        ref = (operation.ref() if operation else None) or {}
        if operation is None or business not in (None, ref.get("business")):
            continue
        name = "-".join(t for t in (ref.get("id", ""), ref.get("branch", "")) if t)
        node = node_text(ref.get("business", ""), ref.get("kind", "link"), ref.get("id", ""), ref.get("branch", ""))
        for code, value in (operation.fields(atom) or {}).items():
            if isinstance(value, str) and value:
                yield node, name, _LABEL.get(("item", code), code), value


def _records(session: Session) -> Iterator[tuple[str, str, str, str]]:
    rows = session.con.execute(
        "SELECT rid, type, number, name, fields FROM record WHERE present=1 ORDER BY type, number, rid"
    ).fetchall()
    numbers = {rid: number for rid, type_, number, _, _ in rows if type_ == "issue"}
    systems = {rid: name for rid, type_, _, name, _ in rows if type_ == "system"}
    for rid, type_, number, name, fields in rows:
        values: dict[str, Any] = json.loads(fields)
        if "one" in values and "other" in values:  # said of two systems
            name = "⇔".join(sorted(systems.get(str(values[side]), "") for side in ("one", "other")))
        asked = f"質問票 {values.get('questionnaire')} 問{values.get('question')}" if type_ == "answer" else ""
        if type_ == "triage":  # its number holds the hashes of two editions
            number = ""
        shown = number or numbers.get(str(values.get("issue") or ""), "") or name or asked or rid
        for code, value in values.items():
            if code in _PUBLISHED_FIELDS:
                continue
            for text in _texts(value):
                yield f"{_NODE_KIND.get(type_, type_)}:{rid}", shown, _LABEL.get((type_, code), code), text


def _texts(value: Any) -> Iterator[str]:
    """Every text and number in a value, however deep: pairs of 課題 and 対策 stand in lists."""
    if isinstance(value, str):
        if value:
            yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
