"""Papers as PDF by typst: embedded Japanese font, true text layer, bookmarks, page numbers."""

from __future__ import annotations

from reports.pdf.write import first_pages, pdf_bytes, write_pdf

__all__ = ["first_pages", "pdf_bytes", "write_pdf"]
