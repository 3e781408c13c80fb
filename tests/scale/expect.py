"""What a reader must find in the written files, as JSON, from the generator's own model."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.scale.draw import Drawn
from tests.scale.looks import CANON, Look
from tests.scale.model import MARKS, Document, Item

_OWN = {"class": 2, "class.designated": 0, "class.core": 1, "class.general": 2}
_RELATED = {"req": ("forms", "form")} | dict.fromkeys(("form", "link", "data", "screen", "flow"), ("source", "req"))
_OF_NAME = {"flow": "task", "nonfunc": "metric"}  # columns whose text stands at the end of the name
_IMPLIED = ("req", "form", "data")


def node(business: str, key: tuple[str, str, str], sha256: str) -> str:
    """``req:0010101``, ``link:001/004o008-00``, ``req:~12345678/1.1/◎``."""
    kind, id, branch = key
    if id.startswith("~"):
        return f"{kind}:~{sha256[:8]}/{id[1:]}"
    shown = "" if kind in _IMPLIED else f"{business}/"
    return f"{kind}:{shown}{id}{'-' + branch if branch else ''}"


def book(document: Document, look: Look, drawn: Drawn, path: Path) -> dict[str, Any]:
    """The expected content of one file."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "file": path.name, "sha256": sha256, "look": look.name, "business": document.business, "kind": document.kind,
        "label": document.label, "published": document.published, "title": drawn.title,
        "sheets": [{"name": "" if look.csv else s.name, "cells": len(s.cells)} for s in drawn.sheets],
        "items": [_item(i, look, drawn, sha256) for i in document.items],
    }  # fmt: skip


def _item(item: Item, look: Look, drawn: Drawn, sha256: str) -> dict[str, Any]:
    code, kind = _RELATED.get(item.kind, ("", ""))
    return {
        "node": node(item.business, item.key, sha256), "business": item.business, "kind": item.kind,
        "id": item.id or f"~{sha256[:8]}/{item.section}/{MARKS[item.classes[2]]}", "branch": item.branch,
        "id_original": item.id, "section": item.section, "path": list(item.path), "name": item.name,
        "text": item.valid, "struck": item.struck, "classes": [c or None for c in item.classes],
        "reason": item.reason, "note": item.note, "applies": item.applies, "change_label": item.label,
        "deleted": item.deleted, "related": [f"{kind}:{i}" for i in item.related],
        "rows": [["" if look.csv else sheet, row] for sheet, row in drawn.rows[item.key]],
        "extra": [list(pair) for pair in _extra(item, look, code)],
    }  # fmt: skip


def _extra(item: Item, look: Look, related: str) -> list[tuple[str, str]]:
    """Columns that have no field of their own: (code, text as printed)."""
    if item.kind == "code":
        return [pair for value, meaning in item.values for pair in (("value", value), ("meaning", meaning))]
    out = [(code, text) for code, text in item.cells if code != "source"]
    if item.kind != "data":
        for code, size in _OWN.items():
            value = item.classes[size]
            if look.has(code) and value and look.mark(value) != CANON[value]:
                out.append((code, look.mark(value)))
    if item.kind in _OF_NAME and look.has(_OF_NAME[item.kind]):
        out.append((_OF_NAME[item.kind], item.name.rpartition("／")[2]))
    if printed := item.cell("source") or "/".join(item.related):
        out.append((related, printed))
    return out


def changes(old: dict[str, Any], new: dict[str, Any], document: Document) -> dict[str, Any]:
    """The expected difference of two editions; old and new as given by :func:`book`."""
    out = []
    for change in document.changes:
        gone = "removed" in change.kinds
        entry: dict[str, Any] = {
            "node": node(document.business, change.key, old["sha256"] if gone else new["sha256"]),
            "kinds": sorted(change.kinds), "fields": sorted(change.fields),
        }  # fmt: skip
        if change.counterpart:
            entry["counterpart"] = node(document.business, change.counterpart, new["sha256"] if gone else old["sha256"])
        out.append(entry)
    return {"old": old["file"], "new": new["file"], "changes": sorted(out, key=lambda c: c["node"])}


def save(path: Path, content: dict[str, Any]) -> None:
    """One JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
