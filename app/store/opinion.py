"""Heads computed a second way, by SQL alone over atoms and parents, so that a bug of the projection is seen before
anything is stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from app.store import oplog


def second_opinion(con: sqlite3.Connection, rids: Iterable[str]) -> tuple[int, int]:
    """How many heads SQL finds that the projection lacks, and how many it has beyond these.

    Left out are records that hold operations which don't count, and those one with others: there a path may lead
    through what SQL doesn't follow.
    """
    wanted = sorted(rids)
    apart = {rid for (rid,) in con.execute("SELECT DISTINCT o.rid FROM withdrawn w CROSS JOIN op o ON o.op_id=w.op_id")}
    joined = con.execute("SELECT 1 FROM record WHERE type='succession' LIMIT 1").fetchone() is not None
    other = "counts=0 OR type IN ('item', 'mapping')" if joined else "counts=0"
    missing = beyond = 0
    for start in range(0, len(wanted), oplog.CHUNK):
        part = wanted[start : start + oplog.CHUNK]
        marks = ",".join("?" * len(part))
        apart.update(r for (r,) in con.execute(f"SELECT rid FROM op WHERE rid IN ({marks}) AND ({other})", part))
        part = [rid for rid in part if rid not in apart]
        marks = ",".join("?" * len(part))
        # both sides hold a row once: as many here as there, and none of these missing there, means the same
        by_log = (
            f"SELECT rid, atom, op_id FROM op_atom WHERE rid IN ({marks}) EXCEPT"
            " SELECT a.rid, a.atom, p.parent FROM op_atom a CROSS JOIN op_parent p ON p.op_id=a.op_id"
            f" WHERE a.rid IN ({marks})"
        )
        same = "SELECT 1 FROM head h WHERE h.rid=x.rid AND h.atom=x.atom AND h.op_id=x.op_id"
        count, known = con.execute(
            f"SELECT count(*), total(EXISTS ({same})) FROM ({by_log}) x", [*part, *part]
        ).fetchone()
        held = con.execute(f"SELECT count(*) FROM head WHERE rid IN ({marks})", part).fetchone()[0]
        missing += int(count) - int(known)
        beyond += int(held) - int(known)
    return missing, beyond
