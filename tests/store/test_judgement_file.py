"""A table of judgements is read strictly: what is unclear is refused with its line and wipes out nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.problems import UserProblem
from app.services import catalogue, comparison, judgement_file
from app.services.session import Session


def test_quotes_line_breaks_and_both_encodings(tmp_path: Path) -> None:
    path = tmp_path / "判定.csv"
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        path.write_bytes('node,verdict,detail\r\nreq:1,gap,"一行目\n二行目、""引用"""\r\n\r\n'.encode(encoding))
        assert judgement_file.read(path) == [{"node": "req:1", "verdict": "gap", "detail": '一行目\n二行目、"引用"'}]


@pytest.mark.parametrize(
    ("content", "cell"),
    [
        (b"node,verdict,detail\nreq:1,gap\n", "A2"),
        (b"node,verdict\nreq:1,gap,x\n", "A2"),
        (b'node,verdict,detail\nreq:1,gap,"open\nreq:2,fit,x\n', "A3"),
        (b"node\nreq:1\n", "A1"),
        (b"node,verdict,colour\nreq:1,gap,x\n", "A1"),
        (b"node,verdict,verdict\nreq:1,gap,fit\n", "A1"),
        (b"node,verdict\n", "A1"),
        (b"", "A1"),
        (b"node,verdict,detail\nreq:1,gap,a\x00b\n", "A1"),
        (b"PK\x03\x04\xff\xfe\x81", "A1"),
    ],
)
def test_what_is_unclear_is_refused_with_its_line(tmp_path: Path, content: bytes, cell: str) -> None:
    path = tmp_path / "判定.csv"
    path.write_bytes(content)
    with pytest.raises(UserProblem) as refused:
        judgement_file.read(path)
    assert (refused.value.code, refused.value.cell) == ("bad_csv", cell)


@pytest.mark.parametrize(("verdict", "twice"), [("", False), ("fit", True)])
def test_an_empty_verdict_or_an_item_twice_changes_nothing(
    session: Session, edition: str, verdict: str, twice: bool
) -> None:
    key = catalogue.find(session, "req:0010003")[1]
    comparison.judge(session, edition, [key], verdict="gap", current="in_use", detail="大事な文")
    before = session.project.digest()
    rows = [{"node": "req:0010003", "verdict": verdict}] * (2 if twice else 1)
    with pytest.raises(UserProblem) as refused:
        comparison.judge_each(session, rows, source="判定.csv")
    assert refused.value.cell == ("A3" if twice else "A2")
    assert session.project.digest() == before
