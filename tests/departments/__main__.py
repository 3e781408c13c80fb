"""``python -m tests.departments [FOLDER]`` writes docs/survey-books.md, and the books themselves where a folder is named."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.departments.books import every_book
from tests.departments.judge import judged
from tests.departments.paper import write
from tests.departments.results import PAGE, page

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FITGAP_HOME"] = str(Path(folder) / "data")
        verdicts = [judged(made, Path(folder) / str(n)) for n, made in enumerate(every_book())]
        PAGE.write_text(page(verdicts), encoding="utf-8")
    for name in sys.argv[1:]:
        Path(name).mkdir(parents=True, exist_ok=True)
        for made in every_book():
            write(made, Path(name))
