"""What a person should see before a book is taken over: cells not understood, rows left out, records that change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.survey_lists import survey_list
from app.ui.parts.findings import FindingLine

if TYPE_CHECKING:
    from app.services.survey_views import ImportRow, Preview

_DONE = {"update": "更新する", "same": "変わるところはない", "add": "別の行として追加", "skip": "取り込まない"}


def findings(seen: Preview | None) -> list[tuple[FindingLine, str]]:
    """(line, key of the row it is about where that is a record already here), the gravest first."""
    if seen is None:
        return []
    out: list[tuple[FindingLine, str]] = []
    for p in seen.problems:
        what = p.message if p.text in p.message else f"「{p.text}」{p.message}"
        state = "直し方あり" if p.repair else ""
        out.append((FindingLine("warning", f"{p.cell}　{p.column}", what, "備考に残す", state, False), ""))
    for row in seen.rows:
        if row.twin:
            what = f"{row.twin} 行目と同じ項目のようですが、書かれたことが違います"
            out.append((FindingLine("warning", f"{row.number} 行目", what, "両方取り込む", "", False), ""))
    out += [(FindingLine("info", "", said, "", "", False), "") for said in seen.said]
    for left in seen.left:
        what = f"{left.reason}：{left.text}" if left.text else left.reason
        out.append((FindingLine("info", left.place, " ".join(what.split()), "取り込まない", "", False), ""))
    out += [(_known(seen.list, row), row.key) for row in seen.rows if row.rid and row.action != "same"]
    return out


def _known(name: str, row: ImportRow) -> FindingLine:
    main = next(c.code for c in survey_list(name).columns if c.required)
    labels = {c.code: c.label for c in survey_list(name).columns}
    changed = "、".join(labels.get(c, c) for c in row.changed)
    what = f"登録済みの「{row.values[main]}」" + (f"　違うところ：{changed}" if changed else "")
    return FindingLine("info", f"{row.number} 行目", what, _DONE[row.action], "", False)
