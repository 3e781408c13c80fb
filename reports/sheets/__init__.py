"""Survey sheets as workbooks (.xlsx)."""

from __future__ import annotations

from reports.sheets.fit import carried
from reports.sheets.model import Carried, Carry, FormHeader, LegendGroup
from reports.sheets.unseen import KEY_TITLE, PAGE
from reports.sheets.writer import write_form

__all__ = ["KEY_TITLE", "PAGE", "Carried", "Carry", "FormHeader", "LegendGroup", "carried", "write_form"]
