"""A process that records verdicts and says aloud what is stored; run under injected faults by the tests beside it.

Usage: worker.py WORKSPACE KIND. Each acknowledged step is printed and flushed only after its commit returned.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.core.problems import UserProblem
from app.services import catalogue, comparison, history, upkeep
from app.services import session as sessions
from app.services.views import ItemFilter, Who


def say(*words: object) -> None:
    """One line, at once, with a single system call outside the ones under test."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(path: str, kind: str) -> int:
    session = sessions.open_(Path(path), who=Who("市民課", "佐藤"))
    edition = catalogue.editions(session)[0].hash
    keys = catalogue.item_keys(session, edition, ItemFilter())
    say("ready")
    try:
        if kind == "edit":
            for n, key in enumerate(keys[:4]):
                done = comparison.judge(session, edition, [key], verdict="gap", detail=f"内容{n}")
                say("unit", done.unit)
            say("unit", history.undo(session).unit)
            done = comparison.judge(session, edition, keys, verdict="fit")
            say("unit", done.unit)
        elif kind == "backup":
            say("backup", upkeep.backup(session))
    except UserProblem as problem:
        say("problem", problem.code)
        if kind == "edit":  # what was typed is still at hand, and recording it again works
            done = comparison.judge(session, edition, [keys[-1]], verdict="ask", detail="もう一度")
            say("unit", done.unit)
    session.close()
    say("end")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2]))
