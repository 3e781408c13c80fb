"""Two editions of one document → what changed for whom: the answer of ``catalog diff`` and of the difference screen.

Texts count as changed when their match keys differ: another width or line break alone moves nobody's verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from spec_catalog.model import Edition, SpecItem
from spec_catalog.nodes import node_of
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
_SHORTEST = 10  # characters of a key below which equal texts are chance, not a renumbered item


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
    """All changes in the new edition's document order, removed items where they stood."""

    changes: tuple[Change, ...]

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
    return EditionDiff(tuple(_renumbered([c for _, _, c in found])))


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


def _both(old: SpecItem, new: SpecItem) -> Change | None:
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
    label = new.change_label
    if "修正" in label and not {"text", "name", "class"} & set(kinds):
        kinds.append("labelled")
    kinds += _by_label(label)
    return Change(str(node_of(new)), tuple(kinds), tuple(fields), old, new) if kinds or fields else None


def _place(item: SpecItem) -> str:
    return " › ".join((*item.path, item.section))


def _renumbered(changes: list[Change]) -> list[Change]:
    """A removed and an added item with the same text (one each) are one item under a new id; both stay listed."""
    gone: dict[str, list[int]] = {}
    come: dict[str, list[int]] = {}
    for i, change in enumerate(changes):
        item = change.old or change.new
        if item is None or not {"added", "removed"} & set(change.kinds):
            continue
        key = match_key(item.text or item.name)
        if len(key) >= _SHORTEST:
            (gone if "removed" in change.kinds else come).setdefault(key, []).append(i)
    out = list(changes)
    for key, left in gone.items():
        right = come.get(key, [])
        if len(left) == len(right) == 1:
            a, b = left[0], right[0]
            out[a] = _paired(changes[a], changes[b].node)
            out[b] = _paired(changes[b], changes[a].node)
    return out


def _paired(change: Change, other: str) -> Change:
    return Change(change.node, (*change.kinds, "renumbered"), change.fields, change.old, change.new, other)
