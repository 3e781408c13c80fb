"""Draws every screen in every form and checks what a program can check.

    python -m tests.pictures.make --out docs/pictures [--only NAME]

All pictures go to build/pictures; the few that stand for the program go to ``--out`` as well. Exit code 1 with a list
when a check fails.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "pictures"


@dataclass(frozen=True, slots=True)
class Form:
    """A size in logical pixels at a scale."""

    scale: float
    width: int
    height: int

    @property
    def name(self) -> str:
        """100-1366x690."""
        return f"{round(self.scale * 100)}-{self.width}x{self.height}"


FORMS = (
    Form(1.0, 1366, 690),
    Form(1.0, 1366, 768),
    Form(1.0, 1920, 1080),
    Form(1.25, 1093, 550),  # what 1366x768 leaves at 125 %
    Form(1.5, 1280, 720),  # 1920x1080 at 150 %
)
THEMES = ("light", "dark")
KEPT = {
    "first-start-100-1366x690-light": "first-start",
    "import-findings-100-1366x690-light": "import",
    "home-100-1366x768-light": "home",
    "standard-100-1366x768-light": "standard",
    "standard-difference-100-1366x768-light": "difference",
    "standard-suspects-100-1366x768-light": "suspects",
    "import-mapping-100-1366x768-light": "mapping",
    "survey-100-1366x768-light": "survey",
    "survey-questions-notes-100-1366x768-light": "questions",
    "comparison-100-1366x768-light": "comparison",
    "vendors-list-100-1366x768-light": "vendors",
    "comparison-proposals-100-1366x768-light": "proposals",
    "comparison-detailed-100-1366x768-dark": "comparison-dark",
    "comparison-100-1920x1080-light": "comparison-wide",
    "register-100-1366x768-light": "issues",
    "register-compare-100-1366x768-light": "compare",
    "register-past-100-1366x768-light": "register-past",
    "plan-conformity-100-1366x768-light": "conformity",
    "plan-inquiries-100-1366x768-light": "inquiries",
    "transition-trial-100-1366x768-light": "transition",
    "handin-100-1366x768-light": "handin",
    "pmo-100-1366x768-light": "pmo",
    "checks-100-1366x768-light": "checks",
    "merge-packages-100-1366x768-light": "arrived",
    "merge-chosen-100-1366x768-light": "merge",
    "merge-cities-100-1366x768-light": "cities",
    "linkmap-near-100-1366x768-light": "linkmap",
    "review-100-1366x768-light": "review",
    "linkmap-town-100-1920x1080-light": "linkmap-town",
    "meeting-workshop-100-1920x1080-light": "workshop",
}


def main(argv: list[str] | None = None) -> int:
    """Runs one worker per scale; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--only", default="", help="first word of the scenes wanted")
    parser.add_argument("--scale", type=float, default=0.0, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.scale:
        from tests.pictures.worker import work

        faults = work([f for f in FORMS if f.scale == given.scale], THEMES, given.only, given.out, BUILD, KEPT)
        print(json.dumps(faults, ensure_ascii=False))
        return 0
    faults = []
    for scale in sorted({form.scale for form in FORMS}):
        faults += _run(scale, given.only, given.out)
    for fault in faults:
        print(fault)
    print(f"{len(list(BUILD.glob('*.png')))} pictures in {BUILD}, {len(faults)} faults")
    return 1 if faults else 0


def _run(scale: float, only: str, out: Path) -> list[str]:
    environment = {**os.environ, "QT_SCALE_FACTOR": str(scale), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.pictures.make", "--scale", str(scale), "--out", str(out), "--only", only]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return [f"the worker for scale {scale} failed:\n{done.stderr[-4000:]}"]
    noise = [x for x in done.stderr.splitlines() if x.strip() and "This plugin does not support" not in x]
    return [*json.loads(done.stdout.strip().splitlines()[-1]), *(f"scale {scale}: {line}" for line in noise)]


if __name__ == "__main__":
    raise SystemExit(main())
