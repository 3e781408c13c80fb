"""Three departments and the office apart for months: every value written is found again, what was decided stays.

市民課 and 税務課 work in packages, 健康課 answers in Excel, the office goes on meanwhile; everything by command.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.core.records import item_rid
from app.services import conflicts, survey
from app.services import session as sessions
from app.services.session import Session
from app.store import history
from spec_catalog.nodes import parse
from tests.helpers.answers import Answered
from tests.helpers.parcels import OFFICE, office_workspace
from tests.journeys.conftest import Fitgap

SHARED = "req:0010004"  # judged by all of them, each otherwise
REWRITTEN = "req:0010003"  # written by 市民課, handed back, and written again
ALIKE = "req:0010005"  # judged by two in the same words
TYPED = "req:0010007"  # typed in Excel, and judged in a package meanwhile
LATE = "req:0100006"  # comes with the package that is withdrawn
SUMMARY = "番号札は三色。窓口が混むと色を分ける。"


@dataclass
class People:
    """The four and what each wrote: (item, field, text), in the order in which it was written."""

    fitgap: Fitgap
    folder: Path
    written: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def office(self) -> Path:
        return self.folder / "office.fitgap"

    def file(self, name: str) -> Path:
        return self.folder / name

    def judge(self, ws: Path, who: str, node: str, verdict: str, reason: str) -> None:
        code, _ = self.fitgap("judge", ws, node, "--verdict", verdict, "--reason", reason, "--as", who)
        assert code == 0
        self.written.append((node, "reason", reason))

    def out(self, name: str, *more: str) -> Path:
        made = self.file(f"{name}へ.fgpkg")
        made.unlink(missing_ok=True)
        assert self.fitgap("package", "create", self.office, "--to", name, "--out", made, *more)[0] == 0
        copy = self.file(f"{name}.fitgap")
        assert self.fitgap("package", "open", made, "--out", copy, "--as", f"{name}/担当")[0] == 0
        return copy

    def back(self, copy: Path, name: str) -> Path:
        made = self.file(name)
        assert self.fitgap("package", "return", copy, "--out", made, "--as", f"{copy.stem}/担当")[0] == 0
        return made

    def merge(self, *files: Path, ws: Path | None = None) -> tuple[int, Any]:
        return self.fitgap(
            "package", "merge", ws or self.office, *files, "--as", "事務局/田中 次郎", "--role", "office"
        )

    def conflicts(self, ws: Path | None = None) -> dict[tuple[str, str], Any]:
        found = self.fitgap("conflict", "list", ws or self.office)[1]["items"]
        return {(c["node"] or c["title"], c["about"]): c for c in found}


@contextmanager
def reading(ws: Path) -> Iterator[Session]:
    session = sessions.open_(ws, who=OFFICE, read_only=True)
    try:
        yield session
    finally:
        session.close()


def digest(ws: Path) -> str:
    with reading(ws) as session:
        return session.project.digest()


def rid_of(session: Session, node: str) -> str:
    n = parse(node)
    return item_rid(session.code, n.business, n.kind, n.id, n.branch)


def texts(session: Session, node: str, name: str) -> list[str]:
    """Everything ever written in a field of an item's verdict, oldest here first."""
    ops = history.of_atom(session.project, rid_of(session, node), "verdict")
    return [str((op.fields("verdict") or {}).get(name) or "") for op in ops]


def now(session: Session, node: str) -> str:
    """The reason that stands now, ≠ for a conflict."""
    heads = session.project.heads(rid_of(session, node), "verdict")
    said = [session.project.operation(h) for h in heads]
    found = {str((op.fields("verdict") or {}).get("reason", "")) for op in said if op is not None}
    return found.pop() if len(found) == 1 else "≠" if found else ""


@pytest.fixture
def people(tmp_path: Path, fitgap: Fitgap) -> People:
    session = office_workspace(tmp_path)
    survey.add_records(session, "departments", [{"name": "健康課", "businesses": ["001"]}])
    session.close()
    return People(fitgap, tmp_path)


def apart(p: People) -> dict[str, Path]:
    """Months without one another; what comes of them by name."""
    citizens = p.out("市民課", "--deadline", "2026-12-25")
    tax = p.out("税務課", "--business", "001", "--business", "010")
    code, sent = p.fitgap(
        "sheet",
        "send",
        p.office,
        "--out",
        p.file("sent"),
        "--form",
        "F1",
        "--department",
        "健康課",
        "--business",
        "001",
    )
    assert code == 0

    p.judge(citizens, "市民課/佐藤", REWRITTEN, "partial", "窓口では半分だけ使う。")
    p.judge(citizens, "市民課/佐藤", SHARED, "gap", "実機にはない。")
    p.judge(citizens, "市民課/佐藤", ALIKE, "fit", "同じ計算。")
    changed = p.fitgap(
        "record", "set", citizens, "functions", "窓口の番号札", f"summary={SUMMARY}", "--as", "市民課/佐藤"
    )
    assert changed[0] == 0
    first = p.back(citizens, "市民課1.fgpkg")
    p.judge(citizens, "市民課/佐藤", REWRITTEN, "fit", "全部使うとわかった。")
    p.judge(citizens, "市民課/佐藤", TYPED, "gap", "様式が違う。")
    second = p.back(citizens, "市民課2.fgpkg")

    p.judge(tax, "税務課/鈴木", SHARED, "fit", "課税では足りる。")
    p.judge(tax, "税務課/鈴木", ALIKE, "fit", "同じ計算。")
    p.judge(tax, "税務課/鈴木", "req:0100002", "fit", "前年と同じ。")
    tax_first = p.back(tax, "税務課1.fgpkg")
    p.judge(tax, "税務課/鈴木", "req:0100002", "ask", "改正で変わるかを聞く。")
    tax_second = p.back(tax, "税務課2.fgpkg")

    with Answered(Path(sent["files"][0]["file"]), p.file("健康課から.xlsx")) as sheet:
        for node, verdict, detail in (
            (TYPED, "● 適合", "健診の一覧で足りる。"),
            ("req:0010008", "▲ 差異あり", "帳票の宛名が違う。"),
        ):
            row = sheet.row("機能ID", node.partition(":")[2])
            sheet.put(row, "判定", verdict)
            sheet.put(row, "差異の内容", detail)
            p.written.append((node, "detail", detail))

    p.judge(p.office, "事務局/田中", SHARED, "ask", "会議で聞いた。")
    assert p.fitgap("record", "delete", p.office, "functions", "窓口の番号札", "--as", "事務局/田中")[0] == 0
    p.judge(p.office, "事務局/田中", "req:0010009", "fit", "事務局で確かめた。")
    return {
        "市民課1": first, "市民課2": second, "税務課1": tax_first, "税務課2": tax_second, "健康課": sheet.path,
        "市民課": citizens, "税務課": tax,
    }  # fmt: skip


def damaged(file: Path) -> Path:
    """The package with one byte changed in its middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    out = file.with_name(f"{file.stem}（壊れた）.fgpkg")
    out.write_bytes(data)
    return out


def take_excel(p: People, file: Path, ws: Path) -> Any:
    code, answer = p.fitgap("sheet", "return", ws, file, "--as", "事務局/田中", "--role", "office")
    assert (code, answer["questions"]) == (0, [])
    return answer


def decide(p: People, ids: dict[tuple[str, str], Any]) -> dict[str, str]:
    """Settles every conflict with a reason; node → the reason that stands in the verdict afterwards."""
    out = {}
    for (node, _), line in ids.items():
        shown = p.fitgap("conflict", "show", p.office, line["id"])[1]["values_given"]
        wanted = [n for n, v in enumerate(shown, 1) if v["by"].startswith("市民課") and not v["deleted"]]
        assert len(wanted) == 1, shown
        done = p.fitgap(
            "conflict", "decide", p.office, line["id"], "--take", wanted[0], "--reason", "主管課が実機で見た。",
            "--as", "事務局/田中", "--role", "office",
        )  # fmt: skip
        assert done[0] == 0
        out[node] = shown[wanted[0] - 1]["fields"].get("理由", "")
    return out


def test_three_departments_and_the_office(people: People) -> None:
    p = people
    came = apart(p)
    other = Path(shutil.copy(p.office, p.file("other.fitgap")))

    # the second before the first, and one that broke on its way beside those that are whole
    broken = damaged(came["市民課2"])
    before = digest(p.office)
    code, said = p.merge(broken)
    assert (code, digest(p.office)) == (3, before)
    code, said = p.merge(broken, came["税務課2"])
    assert code == 3
    assert [bool(x["set_aside"]) for x in said["packages"]] == [True, False]
    assert p.merge(came["市民課2"])[0] == 0
    late = [p.merge(came[name])[1] for name in ("市民課1", "税務課1")]
    assert [x["new"] for x in late] == [0, 0], "what came with the second is known"
    back = take_excel(p, came["健康課"], p.office)
    assert (back["new"], back["conflicts"]) == (2, 1)

    found = p.conflicts()
    assert {key[0]: line["values"] for key, line in found.items() if key[0].startswith("req:")} == {SHARED: 3, TYPED: 2}
    (deleted,) = [line for key, line in found.items() if not key[0].startswith("req:")]
    assert "窓口の番号札" in deleted["title"]
    with reading(p.office) as session:
        assert now(session, REWRITTEN) == "全部使うとわかった。", "the first, coming later, is not newer"
        assert now(session, ALIKE) == "同じ計算。"

    # in another order, on another PC: the same records and the same conflicts
    take_excel(p, came["健康課"], other)
    for name in ("税務課1", "市民課1", "市民課2", "税務課2"):
        assert p.merge(came[name], ws=other)[0] == 0
    assert digest(other) == digest(p.office)
    assert {c["id"] for c in p.conflicts(other).values()} == {c["id"] for c in found.values()}

    stands = decide(p, found)
    assert p.conflicts() == {}

    # what is older comes again, and what was written without knowing the decision comes for the first time
    for name in ("市民課1", "市民課2", "税務課1", "税務課2"):
        assert p.merge(came[name])[1]["new"] == 0
    assert take_excel(p, came["健康課"], p.office)["changed"] == 0
    p.judge(came["税務課"], "税務課/鈴木", LATE, "fit", "間違えて別の市の表を見た。")
    assert p.merge(p.back(came["税務課"], "税務課3.fgpkg"))[1]["new"] == 1
    assert p.conflicts() == {}

    # withdrawn: it counts no more, comes back no more, and is still to be read
    ledger = p.fitgap("package", "ledger", p.office)[1]["items"]
    wrong = ledger[-1]["package"]
    done = p.fitgap("package", "retract", p.office, wrong, "--reason", "別の市の表だった。", "--role", "office")
    assert (done[0], done[1]["operations"]) == (0, 1)
    assert p.merge(p.file("税務課3.fgpkg"))[1]["new"] == 0
    p.judge(came["税務課"], "税務課/鈴木", "req:0100007", "gap", "自分の市の表で見た。")
    assert p.merge(p.back(came["税務課"], "税務課4.fgpkg"))[1]["new"] == 1

    # what was decided and withdrawn goes out with the next package, and nothing of it is asked again
    for name, more in (("市民課", ()), ("税務課", ("--business", "001", "--business", "010"))):
        copy = p.out(name, *more)
        assert p.conflicts(copy) == {}
        with reading(copy) as session:
            assert now(session, SHARED) == stands[SHARED]
            assert name != "税務課" or now(session, LATE) == ""
        assert p.merge(p.back(copy, f"{name}5.fgpkg"))[1]["new"] == 0
    assert p.fitgap("verify", p.office)[1]["ok"]
    status = {s["department"]: s["state"] for s in p.fitgap("package", "status", p.office)[1]["items"]}
    assert status == {"市民課": "back", "税務課": "back", "健康課": "back"}

    with reading(p.office) as session:
        assert conflicts.listed(session) == []
        assert {node: now(session, node) for node in (SHARED, TYPED)} == {n: stands[n] for n in (SHARED, TYPED)}
        assert now(session, LATE) == ""
        lost = [(node, name, text) for node, name, text in p.written if text not in texts(session, node, name)]
        assert lost == []
        assert len(p.written) == 15
        card = survey.rid_of(session, "窓口の番号札")
        said = [op.fields("identity") for op in history.of_atom(session.project, card, "identity")]
        assert SUMMARY in [(f or {}).get("summary") for f in said]
        assert [r["summary"] for r in survey.list_rows(session, "functions") if r["rid"] == card] == [SUMMARY]
