"""One way for every page: escaped, strict about missing values, self-contained, the same text for the same input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
# What a file cannot hold (lone surrogates) or a browser would not show (control characters) becomes a visible mark.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def render(template: str, colours: Mapping[str, str], **values: Any) -> str:
    """A page from resources/templates. Raises ValueError for what is no colour: they stand in the style."""
    wrong = [name for name, value in colours.items() if not _COLOUR.match(value)]
    if wrong:
        raise ValueError(f"no colours: {wrong}")
    environment = Environment(
        loader=DictLoader({template: (files("resources") / "templates" / template).read_text("utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    return environment.get_template(template).render(colours=colours, **values)


def visible(value: Any) -> Any:
    """Text for the page: forbidden characters as ［U+0001］, everything else as it stands."""
    if type(value) is not str:
        return value
    return _FORBIDDEN.sub(lambda m: f"［U+{ord(m.group()):04X}］", value)
