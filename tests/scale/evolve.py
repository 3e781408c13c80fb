"""From one edition to the next: what a ministry does to its own document, and the list of what it did."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.scale import text, words
from tests.scale.content import Source, written
from tests.scale.model import Change, Classes, Item

# Of a thousand items so many are …; the rest stays as it is.
# fmt: off
RATES = {
    "removed": 10, "renumbered": 3, "text": 40, "name": 10, "class": 15, "date": 20, "labelled": 7, "moved": 7,
    "note": 10, "width": 5, "split": 2,
}
ADDED = 20
# fmt: on
_WIDE = str.maketrans("0123456789()", "０１２３４５６７８９（）")
SIZES = ("designated", "core", "general")
_SHORTEST = 14  # characters below which equal texts would be chance


def evolve(items: tuple[Item, ...], source: Source, dice: random.Random) -> tuple[tuple[Item, ...], tuple[Change, ...]]:
    """(items of the next edition, changes since this one)."""
    out: list[Item] = []
    changes: list[Change] = []
    few = len(items) < 5  # nobody publishes a document without items
    for item in items:
        if item.deleted:
            continue
        item = item.settled()
        deed = dice.choices([*RATES, ""], [*RATES.values(), 1000 - sum(RATES.values())])[0]
        deed = "text" if few and deed == "removed" else deed
        made, change = _done(deed, item, source, dice)
        out += made
        changes += change
        if dice.random() * 1000 < ADDED and item.kind != "code":
            fresh = replace(source.fresh(item), label=_label(source, dice, "新規追加", 0.8))
            out.append(fresh)
            changes.append(Change(fresh.key, ("added",)))
    out.sort(key=lambda i: i.place)
    return tuple(out), tuple(changes)


def _label(source: Source, dice: random.Random, word: str, often: float) -> str:
    return word if source.look.has("change") and dice.random() < often else ""


def _done(deed: str, item: Item, source: Source, dice: random.Random) -> tuple[list[Item], list[Change]]:
    look = source.look
    if not deed:
        return [item], []
    if item.kind == "code":
        return _code(item, dice) if deed == "text" else ([item], [])
    if deed == "removed":
        return _removed(item, source, dice), [Change(item.key, ("removed",))]
    if deed in ("text", "split"):
        return _text(deed, item, source, dice)
    if look.sizes == "texts":  # several items share a row there: section, name and remarks belong to all of them
        return [item], []
    if deed == "renumbered" and len(item.text) >= _SHORTEST and item.kind in ("req", "form"):
        new = replace(item, id=source.numbers.next(), label=_label(source, dice, "付番変更", 0.5))
        pair = Change(item.key, ("removed", "renumbered"), (), new.key)
        return [new], [pair, Change(new.key, ("added", "renumbered"), (), item.key)]
    if deed == "name" and source.renames and (not look.grouped or item.kind == "flow"):
        named = _other(item.name, source, dice)
        new = replace(item, name=named, label=_label(source, dice, "修正", 0.6))
        return [new], [Change(item.key, ("name",), ("name",))]
    if deed == "class" and look.sizes:
        return _class(item, source, dice)
    if deed == "date" and look.has("applies"):
        new = replace(item, applies=_day(item, source, dice), label=_label(source, dice, "適合基準日変更", 0.5))
        return [new], [Change(item.key, ("date",), ("applies",))]
    if deed == "labelled" and look.has("change"):
        new, kinds, fields = replace(item, label=dice.choice(("軽微修正", "修正"))), ["labelled"], []
        if look.has("applies") and dice.random() < 0.3:
            new, kinds, fields = replace(new, applies=_day(item, source, dice)), ["date", "labelled"], ["applies"]
        return [new], [Change(item.key, tuple(kinds), tuple(fields))]
    if deed == "moved" and source.movable and look.has("section"):
        new = replace(source.moved(item), label=_label(source, dice, "移動", 0.5))
        return [new], [Change(item.key, ("moved",), ("section",))]
    if deed == "note" and look.has("note"):
        new = replace(item, note=f"{item.note}{text.filled(dice, dice.choice(words.NOTES))}")
        return [new], [Change(item.key, (), ("note",))]
    if deed == "width":  # another width alone is no change
        return [replace(item, text=item.text.translate(_WIDE))], []
    return [item], []


def _other(name: str, source: Source, dice: random.Random) -> str:
    head, slash, tail = name.rpartition("／")
    return f"{head}{slash}新たな{tail}" if dice.random() < 0.5 else f"{name}（{dice.choice(words.OBJECTS)}を除く）"


def _day(item: Item, source: Source, dice: random.Random) -> str:
    return dice.choice([d for d in (written(day, source.look) for day in words.DATES) if d != item.applies])


def _removed(item: Item, source: Source, dice: random.Random) -> list[Item]:
    """Gone, or still printed: struck out with or without the label, or with the label alone."""
    labelled = source.look.has("change")
    ways = ["gone"] + ["struck"] * (not source.look.csv) * 2 + ["label"] * labelled
    way = dice.choice(ways)
    if way == "gone":
        return []
    label = "削除" if way == "label" else _label(source, dice, "削除", 0.7)
    return [replace(item, deleted=True, struck_row=way == "struck", label=label)]


def _text(deed: str, item: Item, source: Source, dice: random.Random) -> tuple[list[Item], list[Change]]:
    before, old, new, after = text.changed(dice, item.text)
    changed = before + new + after
    if changed[: text.MOST] != changed:
        return [item], []
    pieces: tuple[tuple[str, str], ...] = ()
    if not source.look.csv and dice.random() < 0.8:
        parts = [(before, "")] + [(old, "struck")] * (dice.random() < 0.6) + [(new, "red"), (after, "")]
        pieces = tuple((t, style) for t, style in parts if t)
    label = _label(source, dice, "分割" if deed == "split" else "修正", 1.0 if deed == "split" else 0.7)
    made = replace(item, text=changed, pieces=pieces, label=label)
    return [made], [Change(item.key, ("text", "split") if label == "分割" else ("text",), ("text",))]


def _class(item: Item, source: Source, dice: random.Random) -> tuple[list[Item], list[Change]]:
    old = item.classes
    other = dice.choice([c for c in ("mandatory", "optional", "prohibited") if c != old[2]])
    new: Classes = (other, other, other)
    if source.look.sizes == "two" and dice.random() < 0.5:
        new = (other if other != old[0] else "unlisted", old[1], old[2])
    elif source.look.sizes == "three" and dice.random() < 0.6:
        new = (old[0], other if other != old[1] else "unlisted", old[2])
    fields = tuple(f"class.{size}" for size, a, b in zip(SIZES, old, new, strict=True) if a != b)
    made = replace(item, classes=new, label=_label(source, dice, "実装区分変更", 0.7))
    return [made], [Change(item.key, ("class",), fields)]


def _code(item: Item, dice: random.Random) -> tuple[list[Item], list[Change]]:
    values = (*item.values, (str(len(item.values) + 1), dice.choice(words.CODE_VALUES)))
    made = replace(item, values=values, text="\n".join(f"{v}　{m}" for v, m in values))
    return [made], [Change(item.key, ("text",), ("text",))]
