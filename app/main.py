"""The program's entry: decides between window, command line and the child processes for workbooks and packages."""

from __future__ import annotations

import os
import sys
import time

STARTED = time.perf_counter()
WINDOW_WORDS = ("gui",)


def main(argv: list[str] | None = None) -> int:
    """Runs ``fitgap``; the process's exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args[:1] == ["--workbook-child"]:
        from spec_catalog.workbook import child

        return int(child.main() or 0)
    if args[:1] == ["--taking-child"]:
        from app.services import taking_child

        return taking_child.main()
    if args[:1] == ["--reading-child"]:
        from app.services import package_reader

        return package_reader.main()
    _speak_utf8()
    if _wants_window(args):
        return _window(args)
    from app import cli

    return cli.main(args)


def _wants_window(args: list[str]) -> bool:
    if not args or args[0] in WINDOW_WORDS:
        return True
    return len(args) == 1 and args[0].lower().endswith((".fitgap", ".fgpkg"))


def _window(args: list[str]) -> int:
    on_linux = sys.platform.startswith("linux")
    if on_linux and not any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        print(
            "画面がないので窓を開けません。「fitgap demo --out フォルダー」で、見本の市を画面なしで動かせます。"
            " (No display: try `fitgap demo --out DIR`.)",
            file=sys.stderr,
        )
        return 2
    from app.ui.app import run

    rest = args[1:] if args and args[0] in WINDOW_WORDS else args
    return int(run(rest, started=STARTED))


def _speak_utf8() -> None:
    """Messages are Japanese whatever the terminal's code page or locale says."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    raise SystemExit(main())
