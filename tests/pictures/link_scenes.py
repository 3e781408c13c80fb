"""連携検討表 and 連携パターン."""

from __future__ import annotations

from typing import cast

from app.services.session import Session
from app.ui.link_place import LinkPlace
from app.ui.linkreview.asking import AskDialog
from app.ui.linkreview.dialogs import PackageDialog, PatternDialog
from app.ui.linkreview.page import ReviewPage
from app.ui.models.review import PLACE
from app.ui.survey.screen import SurveyScreen
from tests.pictures.stage import Drawn, Stage, scene


def _page(stage: Stage) -> ReviewPage:
    stage.window.go("linkmap")
    stage.rest()
    place = cast(LinkPlace, stage.window.screens.get("linkmap"))
    place.show_part("review")
    stage.rest()
    return cast(ReviewPage, place.page("review"))


@scene
def review(stage: Stage) -> Drawn:
    """The table with a row that has something to look at."""
    page = _page(stage)
    page.business.set_code("001")
    page._narrow()
    page.table.go(next(n for n in range(page.model.rowCount()) if page.model.line(n).warnings), PLACE["need"])
    page.table.setFocus()
    stage.rest()
    return [stage.window]


@scene
def review_package(stage: Stage) -> Drawn:
    """The form of 同一パッケージ内（適用外）."""
    page = _page(stage)
    page.detail.package.click()
    return [stage.window, stage.dialog(PackageDialog)]


@scene
def review_patterns(stage: Stage) -> Drawn:
    """The form that makes rows per environment."""
    page = _page(stage)
    page.pattern_button.click()
    stage.rest()
    return [stage.window, stage.dialog(PatternDialog)]


@scene
def review_asking(stage: Stage) -> Drawn:
    """The inquiries a change asks for."""
    stage.window.go("linkmap")
    stage.rest()
    place = cast(LinkPlace, stage.window.screens.get("linkmap"))
    place.show_part("map")
    stage.rest()
    place.map.impact.ask.click()
    stage.rest()
    return [stage.window, stage.dialog(AskDialog)]


def _fill(session: Session) -> None:
    from app.services import link_patterns

    rows = session.con.execute("SELECT count(*) FROM record WHERE type='link_pattern' AND present=1").fetchone()
    if rows == (0,):
        way = {"method": "ファイル連携（CSV）", "route": "庁内データ連携機能→庁内連携基盤", "needed": "検証用の接続口"}
        roles = {"what": "住民異動", "who": "住民記録の受託者", "how": "夜間に全件、日中は差分"}
        for node, partner in (("link:001/001o001-03", "on_premises"), ("link:001/004o009-00", "other_cloud")):
            link_patterns.add(session, [node], partner, ["production", "test_core", "test_office"], **way, **roles)


@scene
def patterns(stage: Stage) -> Drawn:
    """連携パターン with rows of two linkages."""
    stage.window.go("linkmap")
    stage.rest()
    stage.context.run(_fill)
    stage.rest()
    place = cast(LinkPlace, stage.window.screens.get("linkmap"))
    place.show_part("lists")
    stage.rest()
    cast(SurveyScreen, place.page("lists")).load()
    stage.rest()
    return [stage.window]
