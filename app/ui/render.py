"""Draws screens to PNG without a display: for ``fitgap demo`` and for the pictures that are laid beside the mocks."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.context import Context

SIZES = ((1366, 768),)
THEMES = ("light",)
SCREENS = ("home", "standard", "survey", "comparison", "register", "linkmap", "transition")


def _offscreen() -> None:
    """Chooses the platform before the first QApplication; on Windows it finds the system's fonts only when told."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.platform == "win32" and os.environ["QT_QPA_PLATFORM"] == "offscreen":
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ.get("SYSTEMROOT", "C:\\Windows")) / "Fonts"))


def grab_screens(
    workspace_path: Path | str,
    out: Path | str,
    *,
    sizes: Sequence[tuple[int, int]] = SIZES,
    themes: Sequence[str] = THEMES,
) -> list[Path]:
    """All screens of a workspace as PNG in ``out``; the files written.

    Must run on the thread that has, or shall have, the QApplication. Raises what opening the workspace raises.
    """
    _offscreen()
    from app.services.views import Who
    from app.ui.app import make_application
    from app.ui.context import Context
    from app.ui.settings import Settings
    from app.ui.window import Window
    from app.ui.work import frame as work

    app = make_application([sys.argv[0]], themes[0])
    context = Context(Settings(memory_only=True))
    refused: list[BaseException] = []
    context.tasks.unexpected.connect(refused.append)
    window = Window(context)
    written: list[Path] = []
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        context.open_with(work.open_file, str(workspace_path), Who("", "", "clerk"), label="", failed=refused.append)
        context.tasks.wait()
        for theme in themes:
            context.set_theme(theme)
            for width, height in sizes:
                window.resize(width, height)
                window.show()
                for screen in SCREENS:
                    window.go(screen)
                    settle(context)
                    path = folder / f"{screen}-{width}x{height}-{theme}.png"
                    if not window.grab().save(str(path)):
                        raise OSError(f"cannot write {path}")
                    written.append(path)
        if refused:
            raise refused[0]
    finally:
        context.close()
        window.close()
        window.deleteLater()
        app.processEvents()
    return written


def check_window() -> str:
    """Opens the sample in a window nobody sees and proves that Japanese text is drawn; the family it is drawn with.

    Raises RuntimeError when no family of ours has the characters, or the picture holds nothing.
    """
    import tempfile

    _offscreen()
    from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QImage

    from app.services import sample
    from app.ui.app import make_application

    app = make_application([sys.argv[0]], THEMES[0])
    family = QFontInfo(QFont(app.font())).family()
    metrics = QFontMetrics(app.font())
    missing = [c for c in "標準仕様判定◎○×△▲●＋髙𠮷" if not metrics.inFontUcs4(ord(c))]
    if missing:
        raise RuntimeError(f"{family} lacks {''.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="fitgap-self-test-") as folder:
        sample.start_sample(Path(folder) / "t.fitgap").close()
        for picture in grab_screens(Path(folder) / "t.fitgap", Path(folder) / "pictures"):
            image = QImage(str(picture))
            colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
            if len(colours) < 20:
                raise RuntimeError(f"{picture.name} shows nothing")
    return family


def settle(context: Context, rounds: int = 3) -> None:
    """Serves events until nothing is under way and the layout rests."""
    from PySide6.QtCore import QCoreApplication, QElapsedTimer

    for _ in range(rounds):
        context.tasks.wait()
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < 50:
            QCoreApplication.processEvents()
