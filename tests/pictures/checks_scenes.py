"""点検 as it is pictured."""

from __future__ import annotations

from app.ui.checking.dialog import ChecksDialog
from tests.pictures.stage import Drawn, Stage, scene


@scene
def checks(stage: Stage) -> Drawn:
    stage.compare()
    stage.window.action("checks").trigger()
    stage.rest()
    return [stage.window, stage.dialog(ChecksDialog)]
