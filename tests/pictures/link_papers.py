"""Writes the five views of the link picture, light and dark, and each as a printed page, to be looked at.

    python -m tests.pictures.link_papers --out build/links

Their words and legends are checked by tests/journeys/test_link_pictures.py.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from app.services import link_files
from app.ui.theme.tokens import THEMES, tokens
from tests.helpers.link_worlds import NAMES, world

DPI = 130


def main(argv: list[str] | None = None) -> int:
    """Writes them; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build") / "links")
    out: Path = parser.parse_args(argv).out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["FITGAP_HOME"] = str(Path(home) / "data")
        for name in NAMES:
            with world(Path(home) / name, name) as (session, wish):
                for theme in THEMES:
                    file = out / f"{name}-{theme}.png"
                    link_files.write(session, wish, file, form="png", colours=tokens(theme), long=True)
                page = out / f"{name}.pdf"
                link_files.write(session, wish, page, form="pdf", colours=tokens("light"), long=True)
                command = ["pdftoppm", "-r", str(DPI), "-singlefile", "-png", str(page), str(out / f"{name}-page")]
                subprocess.run(command, timeout=120, check=True)
                print(name, "written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
