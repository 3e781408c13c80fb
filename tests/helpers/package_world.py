"""Several PCs with real workspace files that write, hand one another packages, and withdraw them; and an oracle.

The oracle shares no code with the program: for every write it keeps which writes its author was shown, directly or
through those, and for every package which writes were in it.
"""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, field, fields
from pathlib import Path

from app.core.canonical import canonical
from app.core.operations import Operation, digest, make
from app.core.parcels import BACK, Manifest
from app.core.problems import UserProblem
from app.core.redaction import marked
from app.store import parcel_file, redacting, retracting, taking
from app.store.project import Author, Project
from app.store.touched import Part
from app.store.verify import verify
from tests.helpers.package_steps import (
    Both,
    Commit,
    Confirm,
    Damaged,
    Edit,
    Hand,
    Mistake,
    Newer,
    Open,
    Redact,
    Retract,
    Send,
    Step,
    Take,
)

RIDS = ("r1", "r2")
ATOMS = ("verdict", "memo")
KEYS = tuple((r, a) for r in RIDS for a in ATOMS)
VALUES = ("fit", "gap", "ask")
NAME = {"verdict": "verdict", "memo": "text"}


@dataclass
class Write:
    """What the oracle knows of a write."""

    number: int
    key: tuple[str, str]
    value: str
    shown: frozenset[int]  # side by side when the author looked
    seen: frozenset[int]  # these, and what their authors had seen
    reason: str


Look = tuple[tuple[str, ...], frozenset[int]]


@dataclass
class Parcel:
    """A package as the oracle knows it: the writes in it, the retractions, and the newer program's operations."""

    file: Path
    writes: frozenset[int]
    retractions: frozenset[int]
    foreign: frozenset[bytes]
    redactions: frozenset[int]


@dataclass
class Pc:
    """One installation."""

    project: Project
    writes: set[int] = field(default_factory=set)
    retractions: set[int] = field(default_factory=set)
    redactions: set[int] = field(default_factory=set)
    foreign: set[bytes] = field(default_factory=set)
    shown: dict[tuple[str, str], Look] = field(default_factory=dict)
    brought: dict[int, set[int | bytes]] = field(default_factory=dict)  # package → what came with it first
    count: int = 0


class World:
    """Plays steps on workspaces and oracle alike, and checks after each what can be checked there."""

    def __init__(self, folder: Path, template: Path, pcs: int, *, same_actor: bool = False) -> None:
        self.folder = folder
        self.template = template
        self.same_actor = same_actor
        self.writes: dict[int, Write] = {}
        self.retractions: dict[int, frozenset[int | bytes]] = {}
        self.redactions: dict[int, int] = {}  # its number → the write whose reason it erases
        self.parcels: list[Parcel] = []
        self._counter = itertools.count()
        self._files = itertools.count()
        self.pcs = [Pc(self.fresh(f"pc{n}")) for n in range(pcs)]

    def fresh(self, name: str) -> Project:
        """A new copy of the empty workspace, all of one municipality and one origin."""
        path = self.folder / f"{name}-{next(self._files)}.fitgap"
        shutil.copy(self.template, path)
        actor = "same" if self.same_actor else path.name
        return Project.open(path, installation=actor, author=Author("", f"課/{name}", "clerk"))

    def close(self) -> None:
        for pc in self.pcs:
            pc.project.close()

    def play(self, steps: list[Step]) -> None:
        for step in steps:
            pc = self.pcs[step.pc]
            self._step(pc, step)
            now = int(pc.project.con.execute("SELECT count(*) FROM op").fetchone()[0])
            assert now >= pc.count, "P4: an operation disappeared"
            pc.count = now

    def _step(self, pc: Pc, step: Step) -> None:
        match step:
            case Edit():
                self.write(pc, [(step.key, step.value, None)])
            case Both():
                self.write(pc, [((r, "memo"), step.value, None) for r in RIDS])
            case Open():
                pc.shown[step.key] = self.look(pc, step.key)
            case Commit() if step.key in pc.shown:
                self.write(pc, [(step.key, step.value, pc.shown.pop(step.key))])
            case Newer():
                self._newer(pc, step.rid)
            case Send():
                self.send(pc, step.rids)
            case Take() if self.parcels:
                self.take(pc, [self.parcels[n % len(self.parcels)] for n in step.packages])
            case Damaged() if self.parcels:
                self._damaged(pc, self.parcels[step.package % len(self.parcels)], step)
            case Hand() if step.source != step.pc:
                self.take(pc, [self.send(self.pcs[step.source], step.rids)])
            case Mistake() if step.source != step.pc:
                self._mistake(pc, self.pcs[step.source], step)
            case Redact():
                self._redact(pc, step.write)
            case Confirm():
                for one in redacting.waiting(pc.project.con):
                    redacting.carry_out(pc.project, [one.rid], None)
            case Retract() if any(pc.brought.values()):
                known = sorted(n for n, brought in pc.brought.items() if brought)
                self._retract(pc, known[step.package % len(known)])

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, pc: Pc, what: list[tuple[tuple[str, str], str, Look | None]]) -> None:
        made = []
        with pc.project.unit("試し") as unit:
            for key, value, shown in what:
                heads, side_by_side = shown or self.look(pc, key)
                seen = side_by_side.union(*(self.writes[n].seen for n in side_by_side))
                if shown is None and not heads and seen:
                    raise AssertionError(f"the oracle shows {seen} where the program shows nothing")
                number = next(self._counter)
                fields = {NAME[key[1]]: value}
                if key[1] == "verdict":
                    fields["stamp"] = {"edition": "e", "basis": str(number)}
                several = len(self.standing(pc, key)) > 1 and shown is None
                unit.set(
                    key[0], "item", key[1], fields, parents=heads, reason=f"理由{number}。",
                    kind="resolve" if several or len(heads) > 1 else "set", ref=REF[key[0]],
                )  # fmt: skip
                made.append(Write(number, key, value, side_by_side, seen, f"理由{number}。"))
        for write in made:
            self.writes[write.number] = write
            pc.writes.add(write.number)

    def _newer(self, pc: Pc, rid: str) -> None:
        n = next(self._counter)
        op = make(
            kind="annotate", rid=rid, type="item", atoms=("colour",), payload={"fields": {"shade": f"{n}"}}, parents=(),
            actor="newer", prev="", unit=f"newer{n}", label="新しい版", at="2030-01-01T00:00:00+09:00", by="課/新",
            role="clerk", app="fitgap 9", salt=n.to_bytes(16, "big"),
        )  # fmt: skip
        file = self._pack(pc, [op])
        assert taking.take(pc.project, [source(file)]).new == 1
        pc.foreign.add(op.header)

    def standing(self, pc: Pc, key: tuple[str, str]) -> set[int]:
        """The writes that stand side by side: counted, and shown to nobody who wrote what is counted."""
        gone = set().union(*(self.retractions[r] for r in pc.retractions)) if pc.retractions else set()
        there = [self.writes[n] for n in pc.writes - gone if self.writes[n].key == key]
        shown = set().union(*(w.seen for w in there)) if there else set()
        return {w.number for w in there if w.number not in shown}

    def look(self, pc: Pc, key: tuple[str, str]) -> Look:
        """What somebody is shown who opens an atom now: the program's heads, and the writes the oracle knows there."""
        return pc.project.heads(*key), frozenset(self.standing(pc, key))

    # --- packages ----------------------------------------------------------------------------------------------------

    def send(self, pc: Pc, rids: tuple[str, ...]) -> Parcel:
        held = set(rids) | {
            r[0] for r in pc.project.con.execute("SELECT rid FROM op WHERE type IN ('retraction', 'redaction')")
        }
        rows = parcel_file.rows_of(pc.project.con, held)
        gone = [self.writes[n].reason.encode() for n in self.erased(pc)]
        assert not any(g in (r[2] or b"") for r in rows for g in gone), "what is erased or hidden travels"
        file = self._write(pc, [r[:4] for r in rows], {r[4] for r in rows}, [r[5] for r in rows])
        inside = frozenset(n for n in pc.writes if self.writes[n].key[0] in rids)
        foreign = frozenset(h for h in pc.foreign if any(f'"rid":"{r}"'.encode() in h for r in rids))
        made = Parcel(file, inside, frozenset(pc.retractions), foreign, frozenset(pc.redactions))
        self.parcels.append(made)
        return made

    def _pack(self, pc: Pc, ops: list[Operation]) -> Path:
        rows = [(o.op_id, o.header, o.value, o.salt) for o in ops]
        return self._write(pc, rows, {o.rid for o in ops}, [o.type for o in ops])

    def _write(self, pc: Pc, rows: list, rids: set[str], types: list[str]) -> Path:
        file = self.folder / f"{next(self._files)}.fgpkg"
        setting = pc.project.setting
        manifest = Manifest(
            BACK, setting("workspace_id"), setting("code"), "みほん市", "general", "市区町村", "", pc.project.author.by,
            "clerk", "2026-11-20T10:00:00+09:00", "", "", (), "", "", "", len(rows), len(rids), 0,
            {t: types.count(t) for t in types}, digest(r[0] for r in rows), (),
        )  # fmt: skip
        parcel_file.write(file, manifest, rows, {})
        return file

    def take(self, pc: Pc, parcels: list[Parcel]) -> None:
        before = pc.project.digest()
        sources = [source(p.file) for p in parcels]
        seen = taking.take(pc.project, sources, dry_run=True)
        assert pc.project.digest() == before, "P13: a dry run changed something"
        done = taking.take(pc.project, sources)
        assert _numbers(seen) == _numbers(done), "P13: the preview isn't the result"
        assert all(p.problem is None for p in done.packages)
        for parcel, result in zip(parcels, done.packages, strict=True):
            new = parcel.writes - pc.writes
            foreign = parcel.foreign - pc.foreign
            more = len(parcel.retractions - pc.retractions) + len(foreign) + len(parcel.redactions - pc.redactions)
            assert result.new == len(new) + more, "what a package brought isn't what was in it"
            pc.brought.setdefault(self.parcels.index(parcel), set()).update(new | foreign)
            pc.writes |= parcel.writes
            pc.retractions |= parcel.retractions
            pc.redactions |= parcel.redactions
            pc.foreign |= parcel.foreign
        again = taking.take(pc.project, sources)
        assert (again.new, again.digest) == (0, done.digest), "P3: taking in again added something"

    def _damaged(self, pc: Pc, parcel: Parcel, step: Damaged) -> None:
        data = bytearray(parcel.file.read_bytes())
        data[step.place % len(data)] ^= step.xor
        bad = self.folder / f"{next(self._files)}-bad.fgpkg"
        bad.write_bytes(bytes(data))
        before = pc.project.digest()
        done = taking.take(pc.project, [source(bad)])
        assert done.packages[0].problem is not None, "P7: a changed byte was accepted"
        assert pc.project.digest() == before, "P7: a refused package changed something"

    def _retract(self, pc: Pc, index: int) -> None:
        brought = pc.brought.get(index)
        if brought is None:
            return
        gone = set().union(*(self.retractions[r] for r in pc.retractions)) if pc.retractions else set()
        mine = brought - gone
        others = [self.writes[n] for n in pc.writes - gone - mine]
        built_upon = any(w.shown & mine for w in others)  # it was itself shown to who wrote, not what it replaced
        package = parcel_file.read(self.parcels[index].file).id
        try:
            retracting.retract(pc.project, package, "誤り")
            code = ""
        except UserProblem as refused:
            code = refused.code
        expected = ("built_upon" if built_upon else "") if mine else "nothing_to_retract"
        assert code == expected, f"withdrawing {mine}: {code!r} instead of {expected!r}"
        if code:
            return
        number = next(self._counter)
        self.retractions[number] = frozenset(mine)
        pc.retractions.add(number)

    def _mistake(self, pc: Pc, author: Pc, step: Mistake) -> None:
        for value in ("ask", step.value):
            self.write(author, [(step.key, value, None)])
            made = self.send(author, RIDS)
            self.take(pc, [made])
        if step.then == "upon":
            self.write(pc, [(step.key, "gap", None)])
        self._retract(pc, self.parcels.index(made))
        if step.then == "unaware":
            self.write(author, [(step.key, "gap", None)])
            self.take(pc, [self.send(author, RIDS)])

    def erased(self, pc: Pc) -> set[int]:
        """The writes here whose value nobody can read any more."""
        return {self.redactions[r] for r in pc.redactions} & pc.writes

    def _redact(self, pc: Pc, choice: int) -> None:
        readable = sorted(n for n in pc.writes - self.erased(pc) if "■" not in self.writes[n].reason)
        if not readable:
            return
        write = self.writes[readable[choice % len(readable)]]
        there = self.standing(pc, write.key)
        what = marked([write.reason])
        assert what is not None
        redacting.erase(pc.project, redacting.scan(pc.project.con, what), what, "誤記")
        number = next(self._counter)
        self.redactions[number] = write.number
        pc.redactions.add(number)
        if write.number in there:  # what it says stays, by an operation that has seen it
            again = next(self._counter)
            hidden = "■" * len(write.reason)
            seen = write.seen | {write.number}
            self.writes[again] = Write(again, write.key, write.value, frozenset({write.number}), seen, hidden)
            pc.writes.add(again)

    # --- looking -----------------------------------------------------------------------------------------------------

    def check(self, pc: Pc) -> None:
        """P6, P9, P10, P11: values, conflicts and words are exactly those the oracle expects, and the file is sound."""
        for key in KEYS:
            gone = self.erased(pc)
            there = self.standing(pc, key)
            expected = {self.writes[n].value for n in there - gone}
            assert values(pc.project, key) == expected, f"{key}: {values(pc.project, key)} instead of {expected}"
            row = pc.project.con.execute("SELECT 1 FROM conflict WHERE rid=? AND atom=?", key).fetchone()
            apart = len(expected) + len(there & gone)  # what is erased equals nothing but itself
            assert (row is not None) == (apart > 1), f"{key}: conflict {row} of {expected} and {there & gone} erased"
        reasons = {
            reason for (reason,) in pc.project.con.execute(
                "SELECT json_extract(cast(value AS TEXT), '$.reason') FROM op WHERE type='item' AND kind<>'annotate'"
            )
        }  # fmt: skip
        gone = self.erased(pc)
        told = {self.writes[n].reason for n in pc.writes - gone} | ({None} if gone else set())
        assert reasons == told, "P11: a reason can't be read any more, or one that was erased still can"
        headers = {r[0] for r in pc.project.con.execute("SELECT header FROM op WHERE kind='annotate'")}
        assert headers == pc.foreign, "P10: operations of a newer version were lost or changed"
        found = verify(pc.project)
        assert found.ok, found.faults


REF = {r: {"business": "001", "kind": "req", "id": f"001000{n}", "branch": ""} for n, r in enumerate(RIDS)}


def source(file: Path) -> taking.Source:
    return taking.Source(file, lambda: parcel_file.read(file), file.name)


def _numbers(taken: taking.Taken) -> bytes:
    return canonical(
        [[p.new, p.known, p.pending, p.conflicts, [_part(x) for x in p.parts], p.writers] for p in taken.packages]
        + [taken.new, taken.known, taken.pending, taken.conflicts, taken.digest]
    )


def _part(part: Part) -> dict[str, object]:
    said = {f.name: getattr(part, f.name) for f in fields(part)}
    return {**said, "verdicts": dict(part.verdicts)}  # asdict() counts the pairs of a Counter


def values(project: Project, key: tuple[str, str]) -> set[str]:
    """The values a workspace shows for an atom."""
    found = (project.operation(i) for i in project.heads(*key))
    return {v for op in found if op is not None and (v := (op.fields(key[1]) or {}).get(NAME[key[1]]))}


def snapshot(project: Project) -> object:
    """Everything the projection says."""
    return {
        table: sorted(project.con.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
        for table in ("head", "conflict", "item_state", "withdrawn", "redacted")
    }
