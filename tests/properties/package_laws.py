"""The laws P1–P14 over workspaces that exchange packages, as functions that hypothesis drives, so that planted bugs can
be run against the same ones."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import connection, parcel_file, taking
from app.store.project import Project
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
from tests.helpers.package_world import KEYS, RIDS, VALUES, World, snapshot, source, values

EXAMPLES = int(os.environ.get("FITGAP_EXAMPLES", "500"))
PCS = 3
Law = Callable[..., None]
_pc, _key, _value = st.integers(0, PCS - 1), st.sampled_from(KEYS), st.sampled_from(VALUES)
_rids = st.sampled_from([RIDS, RIDS, RIDS[:1], RIDS[1:]])
_few = st.lists(st.integers(0, 9), min_size=1, max_size=3).map(tuple)
STEPS = st.lists(
    st.one_of(
        st.builds(Edit, _pc, _key, _value),
        st.builds(Edit, _pc, _key, _value),
        st.builds(Both, _pc, _value),
        st.builds(Open, _pc, _key),
        st.builds(Commit, _pc, _key, _value),
        st.builds(Send, _pc, _rids),
        st.builds(Take, _pc, _few),
        st.builds(Hand, _pc, _pc, _rids),
        st.builds(Hand, _pc, _pc, _rids),
        st.builds(Mistake, _pc, _pc, _key, _value, st.sampled_from(("", "upon", "unaware"))),
        st.builds(Retract, _pc, st.integers(0, 9)),
        st.builds(Redact, _pc, st.integers(0, 9)),
        st.builds(Confirm, _pc),
        st.builds(Newer, _pc, st.sampled_from(RIDS)),
        st.builds(Damaged, _pc, st.integers(0, 9), st.integers(0, 10**6), st.integers(1, 255)),
    ),
    min_size=6,
    max_size=20,
)
LAW = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@contextmanager
def world(*, same_actor: bool = False) -> Iterator[World]:
    """Three PCs in a folder of their own. What only makes files durable is left out: nothing here pulls a plug."""
    folder = Path(tempfile.mkdtemp(prefix="laws"))
    connect, sync, flush = connection.connect, os.fsync, parcel_file.sync_folder

    def quick(path: Path, *, read_only: bool = False) -> object:
        con = connect(path, read_only=read_only)
        if not read_only:
            con.execute("PRAGMA synchronous=OFF")
            con.execute("PRAGMA journal_mode=MEMORY")
        return con

    connection.connect, os.fsync, parcel_file.sync_folder = quick, lambda handle: None, lambda folder: None
    try:
        template = folder / "empty.fitgap"
        Project.create(template, municipality="みほん市", code="999997", size="general", kind="市区町村", prefecture="")
        made = World(folder, template, PCS, same_actor=same_actor)
        try:
            yield made
        finally:
            made.close()
    finally:
        connection.connect, os.fsync, parcel_file.sync_folder = connect, sync, flush
        shutil.rmtree(folder)


def _everything(world: World) -> list[Path]:
    """One package per PC with all it holds."""
    return [world.send(pc, RIDS).file for pc in world.pcs]


def whatever_happens_is_what_the_oracle_expects(steps: list[Step], same_actor: bool) -> None:
    """P3, P4, P6–P11, P13 after every exchange: see World.take, World.check."""
    with world(same_actor=same_actor) as played:
        played.play(steps)
        for pc in played.pcs:
            played.check(pc)


def order_batches_and_repetition_change_nothing(steps: list[Step], rnd: random.Random) -> None:
    """P1, P2, P14: the packages in any order, grouped anyhow, some of them twice, lead to the same file."""
    with world() as played:
        played.play(steps)
        files = [p.file for p in played.parcels] + _everything(played)
        found = []
        for n in range(2):
            project = played.fresh(f"order{n}")
            rest = [*files, *rnd.sample(files, len(files) // 2)]
            rnd.shuffle(rest)
            while rest:
                size = rnd.randint(1, 3)
                taking.take(project, [source(f) for f in rest[:size]])
                rest = rest[size:]
            found.append((project.digest(), snapshot(project)))
            project.close()
        assert found[0] == found[1]


def who_has_seen_everything_is_alone(steps: list[Step], key: tuple[str, str], value: str) -> None:
    """P5: who decides having seen everything sees exactly this on every PC; P12: back without edits is nothing."""
    with world() as played:
        played.play(steps)
        files = _everything(played)
        office = played.pcs[0]
        played.take(office, [p for p in played.parcels if p.file in files])
        played.write(office, [(key, value, None)])
        out = played.send(office, RIDS)
        for pc in played.pcs[1:]:
            played.take(pc, [out])
            assert values(pc.project, key) == {value}
            played.check(pc)
            back = played.send(pc, RIDS)
            assert taking.take(office.project, [source(back.file)]).new == 0


ALL: dict[Law, tuple[st.SearchStrategy, ...]] = {
    whatever_happens_is_what_the_oracle_expects: (STEPS, st.booleans()),
    order_batches_and_repetition_change_nothing: (STEPS, st.randoms(use_true_random=False)),
    who_has_seen_everything_is_alone: (STEPS, _key, _value),
}
"""Law → what its stories are made of."""


def run(law: Law, **options: object) -> None:
    """Tells a law its stories. Raises whatever one of them breaks."""
    settings(LAW, **options)(given(*ALL[law])(law))()
