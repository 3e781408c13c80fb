"""The one table of colours and measures: style sheets, painting and reports all read it, so no shade is written twice.

Nothing here imports Qt; reports receive the plain hex values through services. Names are those of the visual language.
"""

from __future__ import annotations

THEMES = ("light", "dark")

_BASE: dict[str, tuple[str, str]] = {
    "bg": ("#EEF1F5", "#14171C"),
    "surface": ("#FFFFFF", "#1C2026"),
    "sunken": ("#F6F7F9", "#21262D"),
    "line": ("#DCE0E6", "#333A44"),
    "line2": ("#788291", "#8491A2"),
    "text": ("#181D25", "#E7EAEF"),
    "text2": ("#475160", "#B7BFCA"),
    "text3": ("#586272", "#A5AFBD"),
    "accent": ("#1A5CB8", "#7FB2F5"),
    "on_accent": ("#FFFFFF", "#0B1A2E"),
    "soft": ("#E8F0FB", "#1D2F49"),
    "soft_line": ("#A9C6EF", "#3B5F92"),
    "selection": ("#D9E7FA", "#274263"),
    "hover": ("#F0F4F9", "#262C34"),
    "warn_ground": ("#FFF3D1", "#372C10"),
    "warn_text": ("#664600", "#F3D27C"),
    "warn_line": ("#B58100", "#B88D24"),
    "error_ground": ("#FCE4DA", "#40211A"),
    "error_text": ("#922E08", "#FFB49C"),
    "error_line": ("#C8410A", "#F2784B"),
    "done_ground": ("#DDF3EA", "#15362B"),
    "done_text": ("#0A5B43", "#86E2C2"),
    "done_line": ("#007F5C", "#2DBE92"),
    "added_word": ("#CDEEE1", "#1B5A46"),
    "added_ink": ("#0A4F3A", "#D5FBEC"),
    "added_row": ("#F0FAF6", "#18281F"),
    "deleted_word": ("#FBD9CB", "#6B2E1B"),
    "deleted_ink": ("#8A2B07", "#FFDCCF"),
    "deleted_row": ("#FEF5F1", "#2B1F1C"),
    "differing_word": ("#FFE9A8", "#5A4710"),
    "differing_ink": ("#4A3500", "#FFEBB0"),
}

# verdict → ((bar, chip ground, ink) light, (…) dark); "none" is 未判定
_VERDICT: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "fit": (("#007F5C", "#DDF3EA", "#0A5B43"), ("#2DBE92", "#15362B", "#86E2C2")),
    "partial": (("#B88600", "#FFF1CC", "#664700"), ("#DDAA2E", "#392E11", "#F3D27C")),
    "gap": (("#A8320A", "#FCE3D8", "#922E08"), ("#F79A7A", "#43221A", "#FFB49C")),
    "standard_only": (("#1F66C2", "#DEEBFC", "#17488F"), ("#2F80E6", "#18304F", "#A8CFFF")),
    "current_only": (("#47216C", "#EFE3F7", "#5A2A80"), ("#B48AE0", "#34254B", "#DFC3F6")),
    "option_pending": (("#1D9ACD", "#DAF1FA", "#0A5470"), ("#A6E0F5", "#12343F", "#9FE2F7")),
    "out_of_scope": (("#687281", "#E9ECF0", "#434B57"), ("#8D97A6", "#2C323A", "#C5CCD6")),
    "not_applicable": (("#7F8896", "#F1F3F5", "#4F5865"), ("#6F7988", "#252A31", "#AFB8C4")),
    "ask": (("#CC3A88", "#FBE2EF", "#861853"), ("#CF3A86", "#45203A", "#FFB5DA")),
    "none": (("#FFFFFF", "#FFFFFF", "#586272"), ("#1C2026", "#1C2026", "#A5AFBD")),
}

SPACE = (4, 8, 12, 16, 24, 32)
RADIUS = {"key": 3, "control": 4, "card": 6, "dialog": 8}
TYPE = {"remark": 12, "table": 13, "todo": 14, "reading": 15, "screen": 16, "object": 18, "number": 28}
READING_LINE = 26  # 15 px at line height 1.7, in whole pixels so that lines never fall between two
HEIGHT = {
    "rail": 54,
    "rail_wide": 36,
    "top": 44,
    "status": 26,
    "pane_header": 36,
    "row": 28,
    "grid_row": 26,
    "header": 28,
    "control": 30,
    "dialog_control": 36,
    "verdict_key": 40,
    "chip": 20,
    "facet": 24,
}
FAMILIES = ("Yu Gothic UI", "Meiryo", "BIZ UDPGothic", "Noto Sans CJK JP")

# text token → grounds it is allowed to stand on; the unit test computes every ratio
TEXT_ON: dict[str, tuple[str, ...]] = {
    "text": ("bg", "surface", "sunken", "soft", "selection", "hover"),
    "text2": ("bg", "surface", "sunken", "soft", "selection", "hover"),
    "text3": ("bg", "surface", "sunken", "hover"),
    "accent": ("bg", "surface", "sunken", "soft", "hover"),
    "on_accent": ("accent",),
    "warn_text": ("warn_ground", "surface"),
    "error_text": ("error_ground", "surface", "sunken"),
    "done_text": ("done_ground", "surface", "bg"),
    "added_ink": ("added_word", "added_row"),
    "deleted_ink": ("deleted_word", "deleted_row"),
    "differing_ink": ("differing_word",),
}


def tokens(theme: str) -> dict[str, str]:
    """Token name → "#RRGGBB" for one of THEMES; verdict colours as ``verdict_<code>_bar|ground|ink``."""
    i = THEMES.index(theme)
    table = {name: pair[i] for name, pair in _BASE.items()}
    for code, pair in _VERDICT.items():
        for part, value in zip(("bar", "ground", "ink"), pair[i], strict=True):
            table[f"verdict_{code}_{part}"] = value
    return table


def contrast(a: str, b: str) -> float:
    """WCAG contrast ratio of two "#RRGGBB" colours, 1 … 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
