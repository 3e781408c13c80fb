"""Survey sheets as workbooks (.xlsx)."""

from __future__ import annotations

from reports.sheets.fit import carried
from reports.sheets.model import Carried, FormHeader, LegendGroup
from reports.sheets.writer import write_form

__all__ = ["Carried", "FormHeader", "LegendGroup", "carried", "write_form"]
