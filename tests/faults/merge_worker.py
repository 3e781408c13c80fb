"""A process that takes packages in and says aloud how far it is; killed under the tests beside it.

Usage: merge_worker.py WORKSPACE (direct|beside) PACKAGE …
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.core.problems import UserProblem
from app.services import session as sessions
from app.services import taking
from app.services.views import Who


def say(*words: object) -> None:
    """One line, at once."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(path: str, way: str, files: list[str]) -> int:
    """Takes them in, straight or by a copy that comes home."""
    session = sessions.open_(Path(path), who=Who("事務局", "田中", "office"))
    packages = [Path(f) for f in files]
    try:
        if way == "direct":
            say("taken", taking.merge(session, packages).digest)
        else:
            prepared = taking.prepare(session, packages)
            taking.keep_before(session)
            if taking.finish(session, prepared):
                say("taken", session.project.digest())
            prepared.close()
    except UserProblem as problem:
        say("problem", problem.code)
    session.close()
    say("end")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
