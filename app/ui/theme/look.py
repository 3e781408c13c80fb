"""Puts the tokens on a running application: fonts, palette, style sheet, coloured icons; switches light and dark."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from string import Template

from PySide6.QtCore import QByteArray, QLibraryInfo, QLocale, QObject, QRectF, QSize, Qt, QTranslator, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QStyleFactory

from app.ui.theme.tokens import FAMILIES, THEMES, TYPE, tokens

_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)


class _Notifier(QObject):
    changed = Signal()


class _State:
    name = "light"
    table: dict[str, str] = tokens("light")
    notifier: _Notifier | None = None


def notifier() -> _Notifier:
    """The long-lived object whose ``changed`` signal tells painters that the colours are others now."""
    if _State.notifier is None:
        _State.notifier = _Notifier()
    return _State.notifier


def theme_name() -> str:
    """The theme in use, one of THEMES."""
    return _State.name


def hex_of(token: str) -> str:
    """ "#RRGGBB" of a token in the theme in use."""
    return _State.table[token]


def colour(token: str) -> QColor:
    """The colour of a token in the theme in use."""
    return QColor(_State.table[token])


def font(size: int = TYPE["table"], *, bold: bool = False) -> QFont:
    """A font of the fixed family list. ``size`` in logical pixels, one of TYPE."""
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(size)
    made.setBold(bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def prepare(app: QApplication, theme: str = "auto") -> None:
    """Style, locale and font first, then the colours: a later change of style would throw the sheet away."""
    QLocale.setDefault(QLocale(QLocale.Language.Japanese, QLocale.Country.Japan))
    fusion = QStyleFactory.create("Fusion")
    if fusion is not None:
        app.setStyle(fusion)
    app.setFont(font())
    _speak_japanese(app)
    apply(app, theme)
    app.setWindowIcon(icon("comparison", "accent", 32))


def _speak_japanese(app: QApplication) -> None:
    """Qt's own words (context menus of fields, file dialogs where the system has none) in Japanese."""
    if app.findChild(QTranslator, "qtbase_ja") is not None:
        return
    translator = QTranslator(app)
    translator.setObjectName("qtbase_ja")
    if translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def resolve(choice: str) -> str:
    """ "auto" follows the system, anything unknown is light."""
    if choice == "auto":
        hints = QGuiApplication.styleHints()
        return "dark" if hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    return choice if choice in THEMES else "light"


def apply(app: QApplication, choice: str) -> None:
    """Switches to a theme: palette, style sheet, icons of all widgets, then ``notifier().changed``."""
    _State.name = resolve(choice)
    _State.table = tokens(_State.name)
    _pixmap.cache_clear()
    app.setPalette(_palette())
    app.setStyleSheet(style_sheet(_State.name))
    for widget in app.allWidgets():
        if isinstance(widget, QAbstractButton) and widget.property("iconName"):
            set_icon(widget, widget.property("iconName"), widget.property("iconToken"), widget.iconSize().width())
    notifier().changed.emit()


def style_sheet(theme: str) -> str:
    """The sheet of a theme: the template of resources/qss with every $token replaced."""
    template = (files("resources") / "qss" / "fitgap.qss").read_text("utf-8")
    return Template(template).substitute(tokens(theme))


def pixmap(name: str, token: str = "text2", size: int = 16, scale: float = 1.0) -> QPixmap:
    """An icon of resources/icons in the colour of a token, for a device pixel ratio."""
    return _pixmap(name, _State.table[token], size, scale)


def icon(name: str, token: str = "text2", size: int = 16) -> QIcon:
    """The same as QIcon, drawn anew for every usual display scale so that lines stay sharp; pale when unusable."""
    made = QIcon()
    for scale in _SCALES:
        made.addPixmap(_pixmap(name, _State.table[token], size, scale))
        made.addPixmap(_pixmap(name, _State.table["line2"], size, scale), QIcon.Mode.Disabled)
    return made


def set_icon(button: QAbstractButton, name: str, token: str = "text2", size: int = 16) -> None:
    """Gives a button an icon that follows the theme."""
    button.setProperty("iconName", name)
    button.setProperty("iconToken", token)
    button.setIconSize(QSize(size, size))
    button.setIcon(icon(name, token, size))


@lru_cache(maxsize=512)
def _pixmap(name: str, value: str, size: int, scale: float) -> QPixmap:
    svg = (files("resources") / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", value)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    edge = round(size * scale)
    made = QPixmap(edge, edge)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    made.setDevicePixelRatio(scale)
    return made


def _palette() -> QPalette:
    made = QPalette()
    role = QPalette.ColorRole
    for key, token in {
        role.Window: "bg",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.Highlight: "selection",
        role.HighlightedText: "text",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.PlaceholderText: "text3",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.Light: "surface",
        role.Midlight: "sunken",
        role.Mid: "line",
        role.Dark: "line2",
        role.Shadow: "line2",
        role.Accent: "accent",
    }.items():
        made.setColor(key, colour(token))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, colour("text3"))
    return made
