"""A catalogue of our own to try the workbench on: fictitious standards, written as genuine published-style workbooks.

The demonstration thereby walks the real import path, and no published text has to be part of the product.
"""

from spec_catalog.sample.books import SampleBook, SampleRow, books, write_workbooks

__all__ = ["SampleBook", "SampleRow", "books", "write_workbooks"]
