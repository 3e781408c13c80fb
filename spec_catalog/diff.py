"""Two editions of one document → what changed for whom: the answer of ``catalog diff`` and of the difference screen.

Texts count as changed when their match keys differ: another width or line break alone moves nobody's verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from spec_catalog.model import Edition, SpecItem
from spec_catalog.nodes import node_of
from spec_catalog.succession import Candidate, Piece, candidates
from spec_catalog.text import match_key

FIELDS: tuple[tuple[str, Callable[[SpecItem], str]], ...] = (
    ("text", lambda i: i.text),
    ("name", lambda i: i.name),
    ("section", lambda i: i.section),
    ("class.designated", lambda i: i.classes.designated or ""),
    ("class.core", lambda i: i.classes.core or ""),
    ("class.general", lambda i: i.classes.general or ""),
    ("applies", lambda i: i.applies),
    ("reason", lambda i: i.reason),
    ("note", lambda i: i.note),
)
_KIND_OF = {"text": "text", "name": "name", "section": "moved", "applies": "date"}
_LABELS = (("分割", "split"), ("統合", "joined"))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field (see FIELDS) before and after, as stored; "" where it is empty or the item is not there."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one item. ``kinds`` ⊆ added removed text name class date moved labelled split joined renumbered.

    ``kinds`` is empty when only 考え方・理由 or 備考 changed. ``counterpart`` is the other node of a renumbered item.
    """

    node: str
    kinds: tuple[str, ...]
    fields: tuple[FieldChange, ...]
    old: SpecItem | None = None
    new: SpecItem | None = None
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """All changes in the new edition's document order, removed items where they stood.

    ``candidates``: which items may have been split, joined or renumbered; for a person to confirm.
    """

    changes: tuple[Change, ...]
    candidates: tuple[Candidate, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Items per count of docs/cli.md; ``changed`` = text or name."""

        def having(*kinds: str) -> int:
            return sum(any(k in c.kinds for k in kinds) for c in self.changes)

        return {
            "added": having("added"),
            "removed": having("removed"),
            "changed": having("text", "name"),
            "moved": having("moved"),
            "class_changed": having("class"),
            "date_changed": having("date"),
            "labelled": having("labelled"),
        }

    def only(self, kind: str) -> EditionDiff:
        """The changes of one kind of item."""
        begins = f"{kind}:"
        return EditionDiff(
            tuple(c for c in self.changes if c.node.startswith(begins)),
            tuple(c for c in self.candidates if c.sources[0].startswith(begins)),
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of ``catalog diff``."""
        return {
            "counts": self.counts,
            "changes": [
                {
                    "node": c.node,
                    "kind_of_change": list(c.kinds),
                    "fields": [{"field": f.field, "old": f.old, "new": f.new} for f in c.fields],
                    **({"counterpart": c.counterpart} if c.counterpart else {}),
                }
                for c in self.changes
            ],
            "candidates": [
                {
                    "kind": c.kind,
                    "sources": list(c.sources),
                    "results": list(c.results),
                    "score": c.score,
                    "reason": c.reason,
                }
                for c in self.candidates
            ],
        }


def _key(item: SpecItem) -> tuple[str, str, str]:
    """What an item is recognised by in the other edition; a 仮番 without its document's hash. The business may gain a
    branch between editions, the id holds it anyway."""
    id = "~" + item.id.partition("/")[2] if item.id.startswith("~") else item.id
    return (item.kind, id, item.branch)


def compare(old: Edition, new: Edition) -> EditionDiff:
    """Compare the valid items of two editions; an item deleted in the new one is removed."""
    before = {_key(i): i for i in old.items if not i.deleted}
    after = {_key(i): i for i in new.items if not i.deleted}
    place = {_key(i): i.order for i in new.items}
    found: list[tuple[float, int, Change]] = []
    for key, item in after.items():
        change = _both(before[key], item) if key in before else _one("added", item)
        if change is not None:
            found.append((item.order, 1, change))
    last = -1.0
    for key, item in before.items():
        last = place.get(key, last)
        if key not in after:
            found.append((last + (0.0 if key in place else 0.5), item.order, _one("removed", item)))
    found.sort(key=lambda f: f[:2])
    return _with_candidates([c for _, _, c in found])


def _one(kind: str, item: SpecItem) -> Change:
    added = kind == "added"
    fields = tuple(
        FieldChange(name, "" if added else value, value if added else "")
        for name, get in FIELDS
        if (value := get(item))
    )
    kinds = (kind, *_by_label(item.change_label))
    return Change(str(node_of(item)), kinds, fields, None if added else item, item if added else None)


def _by_label(label: str) -> Iterable[str]:
    return (kind for word, kind in _LABELS if word in label)


def changed(old: SpecItem, new: SpecItem) -> tuple[tuple[str, ...], tuple[FieldChange, ...]]:
    """(kinds of change, fields that differ) between two texts of one item, labels aside."""
    fields: list[FieldChange] = []
    kinds: list[str] = []
    for name, get in FIELDS:
        a, b = get(old), get(new)
        if a == b or match_key(a) == match_key(b):
            continue
        fields.append(FieldChange(name, a, b))
        kind = "class" if name.startswith("class.") else _KIND_OF.get(name)
        if kind and kind not in kinds:
            kinds.append(kind)
    if old.path != new.path and "moved" not in kinds:
        fields.append(FieldChange("section", _place(old), _place(new)))
        kinds.append("moved")
    return tuple(kinds), tuple(fields)


def _both(old: SpecItem, new: SpecItem) -> Change | None:
    found, fields = changed(old, new)
    kinds = list(found)
    label = new.change_label
    if "修正" in label and not {"text", "name", "class"} & set(kinds):
        kinds.append("labelled")
    kinds += _by_label(label)
    return Change(str(node_of(new)), tuple(kinds), fields, old, new) if kinds or fields else None


def _place(item: SpecItem) -> str:
    return " › ".join((*item.path, item.section))


def _with_candidates(changes: list[Change]) -> EditionDiff:
    """Names in each change what it may be part of; both ends of a renumbered item stay listed."""
    gone = [_piece(c, c.old) for c in changes if c.old and ("removed" in c.kinds or "text" in c.kinds)]
    come = [_piece(c, c.new) for c in changes if c.new and ("added" in c.kinds or "text" in c.kinds)]
    found = tuple(
        c
        for kind in dict.fromkeys(p.node.partition(":")[0] for p in (*gone, *come))
        for c in _of_kind(kind, gone, come)
    )
    roles: dict[str, Candidate] = {n: c for c in found for n in (*c.sources, *c.results)}
    out = []
    for change in changes:
        if role := roles.get(change.node):
            kinds = change.kinds if role.kind in change.kinds else (*change.kinds, role.kind)
            other = (role.results if "removed" in kinds else role.sources)[0] if role.kind == "renumbered" else ""
            change = replace(change, kinds=kinds, counterpart=other)
        out.append(change)
    return EditionDiff(tuple(out), found)


def _of_kind(kind: str, gone: list[Piece], come: list[Piece]) -> tuple[Candidate, ...]:
    return candidates(*([p for p in side if p.node.startswith(f"{kind}:")] for side in (gone, come)))


def _piece(change: Change, item: SpecItem) -> Piece:
    return Piece(change.node, item.text or item.name, bool(change.old and change.new))
