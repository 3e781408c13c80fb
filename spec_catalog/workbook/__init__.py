"""Any untrusted table file as grids of displayed values: sniffed, limited, parsed apart, counted twice."""

from spec_catalog.workbook.grid import Cell, Grid, Limits, Merge, Note, Workbook, letters, number, position, ref
from spec_catalog.workbook.read import Reader, read_workbook

__all__ = [
    "Cell",
    "Grid",
    "Limits",
    "Merge",
    "Note",
    "Reader",
    "Workbook",
    "letters",
    "number",
    "position",
    "read_workbook",
    "ref",
]
