"""What the canvas says of a box or a line: the words a screen reader speaks as somebody walks about in the picture."""

from __future__ import annotations

from app.core.linkbundles import SIGNS, STATES
from app.core.linkpicture import STYLES, LinkPicture, PictureBox, PictureLine


def of_box(picture: LinkPicture, box: PictureBox) -> str:
    """Name, owner, kind, and what it gives and gets in this picture."""
    gives = [line for line in picture.lines if line.source == box.id]
    gets = [line for line in picture.lines if line.target == box.id]
    kind = "中心" if box.style == "centre" else STYLES.get(box.style, "")
    counts = [
        f"{word} {sum(len(line.items) for line in lines)} 連携、{len(lines)} 相手"
        for word, lines in (("提供する", gives), ("受け取る", gets))
        if lines
    ]
    marked = [
        f"{STATES[state]} {n}"
        for state in ("gap", "moving", "outside")
        if (n := sum(line.state == state for line in (*gives, *gets)))
    ]
    return "、".join(t for t in (box.label, box.sub, kind, *counts, *marked) if t)


def of_line(picture: LinkPicture, line: PictureLine) -> str:
    """From whom to whom, in which state, how many linkages."""
    names = {b.id: b.label for b in picture.boxes}
    words = line.label.removeprefix(SIGNS[line.state]).strip()
    return "、".join(
        t
        for t in (
            f"{names[line.source]} から {names[line.target]} へ", STATES[line.state], words, f"{len(line.items)} 連携",
        )
        if t
    )  # fmt: skip
