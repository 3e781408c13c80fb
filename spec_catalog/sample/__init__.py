"""A catalogue of our own to try the workbench on: fictitious standards, written as genuine published-style workbooks.

The demonstration thereby walks the real import path, and no published text has to be part of the product.
"""

from pathlib import Path

from spec_catalog.sample.books import SampleBook, SampleRow, books, write_workbooks
from spec_catalog.sample.companions import SampleForm, SampleLinkage, forms, linkages, write_companions


def write_catalogue(folder: Path | str) -> list[Path]:
    """Everything: the workbooks of requirements, then of forms, then of linkages."""
    return [*write_workbooks(folder), *write_companions(folder)]


__all__ = [
    "SampleBook",
    "SampleForm",
    "SampleLinkage",
    "SampleRow",
    "books",
    "forms",
    "linkages",
    "write_catalogue",
    "write_companions",
    "write_workbooks",
]
