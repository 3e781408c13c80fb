"""The record that holds a form somebody edited: its content is one text, so a form is always one person's whole."""

from __future__ import annotations

from app.core.atoms import Field, fields

FORM_ATOMS: dict[str, dict[str, tuple[Field, ...]]] = {
    "sheet_form": {"form": fields(("form", "様式"), ("content", "内容"))},
}
