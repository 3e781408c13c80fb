"""``python -m tests.handmade [FOLDER]`` writes docs/recognition.md, and the books themselves where a folder is named."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.handmade.paper import write
from tests.handmade.results import PAGE, every_book, judge_all, page

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(page(judge_all(Path(folder))), encoding="utf-8")
    for name in sys.argv[1:]:
        Path(name).mkdir(parents=True, exist_ok=True)
        for made in every_book():
            write(made, Path(name))
