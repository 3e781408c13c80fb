"""Cell styles reduced to what changes the meaning of a value: number format, strike-through, red."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from spec_catalog.workbook.package import local


@dataclass(frozen=True, slots=True)
class Style:
    """One entry of cellXfs. ``format`` is a format code ("General", "00000" …), ``builtin`` its number."""

    format: str = "General"
    strike: bool = False
    red: bool = False


# Format codes that a file names by number only. 14 and 22 follow the Japanese locale, as do 27–36 and 50–58
# (ECMA-376 Part 1, 18.8.30, list for ja-jp).
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "[$-411]ge.m.d",
    28: '[$-411]ggge"年"m"月"d"日"', 29: '[$-411]ggge"年"m"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "[$-411]ge.m.d",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0", 42: '"¥"#,##0;"¥"-#,##0', 43: "#,##0.00;-#,##0.00", 44: '"¥"#,##0.00;"¥"-#,##0.00',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: "[$-411]ge.m.d",
    51: '[$-411]ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: '[$-411]ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d", 58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip


def truth(value: str | None) -> bool:
    """An XML boolean attribute whose absence means true (``<strike/>``)."""
    return value is None or value.strip().lower() not in ("0", "false", "off")


def is_red(attributes: dict[str, str]) -> bool:
    """Whether a ``<color>`` means red to a reader: by RGB with tolerance, or by the two red palette entries."""
    rgb = attributes.get("rgb", "")
    if len(rgb) in (6, 8):
        try:
            value = int(rgb[-6:], 16)
        except ValueError:
            return False
        return value >> 16 >= 0xC0 and (value >> 8) & 0xFF <= 0x50 and value & 0xFF <= 0x50
    return attributes.get("indexed", "") in ("2", "10")


def _font(font: Element) -> tuple[bool, bool]:
    strike = red = False
    for child in font:
        if local(child.tag) == "strike":
            strike = truth(child.get("val"))
        elif local(child.tag) == "color":
            red = is_red(dict(child.attrib))
    return strike, red


def read_styles(root: Element) -> list[Style]:
    """The styles in the order in which cells name them. Broken references fall back to the plain style."""
    formats: dict[str, str] = {}
    fonts: list[tuple[bool, bool]] = []
    styles: list[Style] = []
    for part in root:
        name = local(part.tag)
        if name == "numFmts":
            formats.update({n.get("numFmtId", ""): n.get("formatCode", "General") for n in part})
        elif name == "fonts":
            fonts.extend(_font(f) for f in part)
        elif name == "cellXfs":
            for xf in part:
                number = xf.get("numFmtId", "0")
                code = formats.get(number) or BUILTIN.get(int(number) if number.isascii() and number.isdigit() else 0)
                font = xf.get("fontId", "0")
                index = int(font) if font.isascii() and font.isdigit() else 0
                strike, red = fonts[index] if index < len(fonts) else (False, False)
                styles.append(Style(code or "General", strike, red))
    return styles
