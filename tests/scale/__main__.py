"""``python -m tests.scale OUT --scale 1.0 --seed 1``: write the made-up catalogue."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.scale.generate import generate


def main() -> None:
    """Parse and write."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 = 20,000 requirements an edition (default)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--editions", type=int, default=5)
    parser.add_argument("--quiet", action="store_true", help="name no documents while writing")
    parser.add_argument("--no-expected", action="store_true", help="workbooks only")
    options = parser.parse_args()
    count = generate(
        options.out, scale=options.scale, seed=options.seed, editions=options.editions,
        say=(lambda _: None) if options.quiet else print, expected=not options.no_expected,
    )  # fmt: skip
    print(f"{count} workbooks in {options.out}")


if __name__ == "__main__":
    main()
