"""Pages as one self-contained HTML file: no script, no address outside the file."""

from __future__ import annotations

from reports.html.marks import Mark
from reports.html.state import Group, Item, ItemList, StatePage, write_state

__all__ = ["Group", "Item", "ItemList", "Mark", "StatePage", "write_state"]
