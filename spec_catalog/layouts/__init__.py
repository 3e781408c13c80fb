"""The kinds of published tables we recognise. A further kind is a module with SPEC, describe() and read()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spec_catalog.layouts import (
    codes,
    data_items,
    flows,
    form_details,
    forms,
    linkages,
    nonfunctional,
    particulars,
    requirement_columns,
    requirements,
    screens,
)
from spec_catalog.layouts.header import Header, HeaderSpec
from spec_catalog.layouts.table import Context, Found
from spec_catalog.model import DOCUMENTS
from spec_catalog.workbook import Grid


@dataclass(frozen=True, slots=True)
class Layout:
    """One recognisable kind of table; ``kind`` is one of DOCUMENTS. ``companion`` kinds never decide what a document
    is about."""

    kind: str
    spec: HeaderSpec
    read: Callable[[Grid, Header, Context], Found]
    describe: Callable[[Header], str]
    companion: bool = False


LAYOUTS = (
    Layout("req", requirements.SPEC, requirements.read, requirements.describe),
    Layout("req", requirement_columns.SPEC, requirement_columns.read, requirement_columns.describe),
    Layout("form", forms.SPEC, forms.read, forms.describe),
    Layout("link", linkages.SPEC, linkages.read, linkages.describe),
    Layout("link_own", linkages.OWN, linkages.read_own, linkages.describe_own),
    Layout("data", data_items.SPEC, data_items.read, data_items.describe),
    Layout("code", codes.SPEC, codes.read, codes.describe, companion=True),
    Layout("form_detail", form_details.SPEC, form_details.read, form_details.describe),
    Layout("screen", screens.SPEC, screens.read, screens.describe),
    Layout("flow", flows.SPEC, flows.read, flows.describe),
    Layout("tree", flows.TREE, flows.read_tree, flows.describe_tree),
    Layout("nonfunc", nonfunctional.SPEC, nonfunctional.read, nonfunctional.describe),
)


def column_title(kind: str, code: str) -> str:
    """The Japanese name of a further column (``SpecItem.extra``) of an item; a heading that is no code as it stands.

    ``kind`` is a kind of item or of document.
    """
    base, dot, struck = code.rpartition(".struck")
    plain = base if dot and not struck else code
    for layout in LAYOUTS:
        title = layout.spec.title_of(plain) if kind in (layout.kind, DOCUMENTS[layout.kind]) else plain
        if title != plain:
            return f"{title}（取消線）" if plain != code else title
    if kind in ("form", "form_detail"):
        return particulars.titles().get(code, code)
    return code
