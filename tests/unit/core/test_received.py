"""What comes from elsewhere is of a form that our screens can read, or it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.operations import CorruptOperation, make
from app.core.received import received

AT = "2026-01-05T09:00:00+09:00"


def arrived(type: str, atom: str, fields: dict[str, Any]) -> None:
    op = make(
        kind="set", rid="a" * 36, type=type, atoms=(atom,), payload={"fields": fields}, parents=(), actor="b" * 32,
        prev="", unit="c" * 32, label="x", at=AT, by="課/人", role="clerk", app="fitgap", salt=b"s" * 16,
    )  # fmt: skip
    received(op.header, op.value, op.salt, op_id=op.op_id)


@pytest.mark.parametrize(
    ("type", "atom", "fields"),
    [
        ("choice_list", "choices", {"entries": [{"code": "a", "label": "あ", "hidden": False}]}),
        ("meeting", "agenda", {"agenda": [{"about": "req:0010001", "point": "", "minutes": 5}]}),
        ("meeting", "attendees", {"attendees": ["あ"]}),
        ("option", "money", {"initial": {"設計": 1}, "ceiling": None}),
        ("issue", "links", {"nodes": ["req:0010001"], "records": None}),
        ("issue", "disposition", {"disposition": "bpr", "data": {"transition": True, "term": "x"}}),
        ("decision", "decision", {"clauses": ["第3条"], "supersedes": []}),
        ("conformity", "check", {"stamp": {"edition": "e", "text": "t"}}),
        ("responsibility", "cells", {"cells": {"市民課": "main"}}),
    ],
)
def test_forms_of_ours(type: str, atom: str, fields: dict[str, Any]) -> None:
    arrived(type, atom, fields)


@pytest.mark.parametrize(
    ("type", "atom", "fields"),
    [
        ("choice_list", "choices", {"entries": 5}),
        ("choice_list", "choices", {"entries": ["a"]}),
        ("choice_list", "choices", {"entries": [{"code": ["a"], "label": "あ"}]}),
        ("meeting", "agenda", {"agenda": "req:0010001"}),
        ("meeting", "attendees", {"attendees": [{"name": "あ"}]}),
        ("responsibility", "cells", {"cells": [1]}),
        ("clause", "text", {"text": {"a": "b"}}),
        ("issue", "links", {"nodes": 5}),
        ("issue", "links", {"records": "req:0010001"}),
        ("issue", "routing", {"flags": {"a": 1}}),
        ("issue", "disposition", {"data": 5}),
        ("issue", "ladder", {"refused": ["1"]}),
        ("issue", "origin", {"sources": [["a"]]}),
        ("option", "money", {"initial": [1]}),
        ("decision", "decision", {"clauses": 5}),
        ("decision", "decision", {"supersedes": "x"}),
    ],
)
def test_other_forms(type: str, atom: str, fields: dict[str, Any]) -> None:
    with pytest.raises(CorruptOperation):
        arrived(type, atom, fields)
