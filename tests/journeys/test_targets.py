"""Output never takes the place of a workspace, and the demo clears away only what a demo left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.problems import UserProblem
from app.services import demo, sample

Fitgap = Callable[..., tuple[int, Any]]


@pytest.fixture
def ws(tmp_path: Path) -> Path:
    sample.start_sample(tmp_path / "みほん市.fitgap").close()
    return tmp_path / "みほん市.fitgap"


@pytest.mark.parametrize(
    "words",
    [
        ("report", "write", "WS", "register", "--format", "xlsx", "--out", "WS"),
        ("report", "write", "WS", "state", "--format", "html", "--out", "WS"),
        ("graph", "WS", "--around", "business:001", "--format", "svg", "--out", "WS"),
        ("graph", "WS", "--around", "business:001", "--format", "json", "--out", "WS"),
        ("restore", "WS", "WS", "--out", "WS"),
    ],
)
def test_a_workspace_is_never_overwritten(ws: Path, fitgap: Fitgap, words: tuple[str, ...]) -> None:
    before = hashlib.sha256(ws.read_bytes()).hexdigest()
    code, answer = fitgap(*[str(ws) if w == "WS" else w for w in words])
    assert code == 3
    assert answer["error"]["code"] in ("would_replace_workspace", "exists")
    assert hashlib.sha256(ws.read_bytes()).hexdigest() == before


def test_the_demo_clears_away_only_a_demo(ws: Path) -> None:
    (ws.parent / "大事な表.xlsx").write_bytes(b"mine")
    with pytest.raises(UserProblem) as refused:
        demo.run(ws.parent, colours={})
    assert refused.value.code == "not_empty"
    assert "大事な表.xlsx" in refused.value.message
    assert (ws.parent / "大事な表.xlsx").read_bytes() == b"mine"
    assert ws.exists()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("dispose", "WS", "G-0001", "--as-disposition", "bpr", "--data", '{"zz": "x"}'), "bad_data"),
        (("dispose", "WS", "G-0001", "--as-disposition", "bpr", "--data", '{"content": 5}'), "bad_data"),
        (("dispose", "WS", "G-0001", "--as-disposition", "bpr", "--data", '{"term": 1.5}'), "bad_data"),
        (("dispose", "WS", "G-0001", "--as-disposition", "bpr", "--data", "["), "bad_json"),
        (("issue", "set", "WS", "G-0001", "--due", "zzz"), "bad_date"),
        (("issue", "set", "WS", "G-0001", "--priority", "ZZ"), "bad_priority"),
        (("decide", "WS", "G-0001", "--level", "section", "--by", "長", "--date", "2026-02-31", "--reason", "x"),
         "bad_date"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_words(ws: Path, fitgap: Fitgap, words: tuple[str, ...], error: str) -> None:
    code, answer = fitgap(*[str(ws) if w == "WS" else w for w in words])
    assert (code, answer["error"]["code"]) == (2, error)
