"""Names of the files that are written, by a pattern a person gives: ``{form}_{business}_{department}_{date}``."""

from __future__ import annotations

import re
from datetime import date

from app.core.problems import USAGE, UserProblem
from app.services.sheet_modes import MACHINE, MODES

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_FIELD = re.compile(r"\{([^{}]*)\}")
_MOST = 120  # characters; file systems end at 255 bytes, and a sign of ours is three of them
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)

FIELDS = {
    "form": "様式の番号（F1）",
    "form_name": "様式の名前",
    "business": "業務ID",
    "business_name": "業務の名前",
    "edition": "標準仕様の版",
    "department": "所属",
    "municipality": "団体",
    "date": "出力した日（20260115）",
    "mode": "様式再現か機械判読",
}


def safe_name(name: str) -> str:
    """A file name without what file systems forbid."""
    return _UNSAFE.sub("_", name)


def check(pattern: str) -> str:
    """The pattern. Raises UserProblem for an unknown field, a loose bracket and one that names nothing."""
    unknown = [f for f in _FIELD.findall(pattern) if f not in FIELDS]
    hint = "使えるもの：" + "、".join(f"{{{c}}} {n}" for c, n in FIELDS.items())
    if unknown:
        raise UserProblem(
            "bad_pattern", f"ファイル名の型に「{{{unknown[0]}}}」は使えません。", hint=hint, exit_code=USAGE
        )
    rest = _FIELD.sub("", pattern)
    if "{" in rest or "}" in rest:
        raise UserProblem("bad_pattern", "ファイル名の型の { } が対になっていません。", hint=hint, exit_code=USAGE)
    return pattern


class Names:
    """The names of one run; two files never get the same one."""

    def __init__(self, pattern: str, municipality: str, department: str, day: date, mode: str) -> None:
        """``pattern`` "": the names as the program gives them. Raises UserProblem as :func:`check`."""
        self.mode = mode
        self._pattern = check(pattern.strip())
        self._about = {"municipality": municipality, "department": department, "date": f"{day:%Y%m%d}"}
        self._about["mode"] = MODES.get(mode, mode)
        self._taken: set[str] = set()

    def of(self, default: str, **fields: str) -> str:
        """The name of the next file, with its ending."""
        name = default + ("_機械判読" if self.mode == MACHINE else "")
        if self._pattern:
            values = {**self._about, **fields}
            name = _FIELD.sub(lambda m: values.get(m[1], ""), self._pattern)
            name = re.sub(r"_{2,}", "_", name).strip("_ .")
        name = safe_name(name)[:_MOST].rstrip(" .") or safe_name(default)
        if _RESERVED.match(name):
            name = f"_{name}"
        free, n = name, 1
        while free.casefold() in self._taken:
            n += 1
            free = f"{name}（{n}）"
        self._taken.add(free.casefold())
        return f"{free}.xlsx"
