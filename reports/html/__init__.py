"""Pages as one self-contained HTML file: no script, no address outside the file."""

from __future__ import annotations

from reports.html.decisions import DecisionEntry, DecisionPage, Way, write_decisions
from reports.html.my_items import Choice, Decided, Matter, MyItemsPage, Requirement, write_my_items
from reports.html.state import Group, IssueLine, Issues, Item, ItemList, Part, StatePage, write_state
from reports.marks import Mark

__all__ = [
    "Choice",
    "Decided",
    "DecisionEntry",
    "DecisionPage",
    "Group",
    "IssueLine",
    "Issues",
    "Item",
    "ItemList",
    "Mark",
    "Matter",
    "MyItemsPage",
    "Part",
    "Requirement",
    "StatePage",
    "Way",
    "write_decisions",
    "write_my_items",
    "write_state",
]
