"""All the books, from the modules that build them."""

from __future__ import annotations

from tests.departments import first
from tests.departments.paper import BOOKS, Book

_MODULES = (first,)


def every_book() -> list[Book]:
    """Each book once."""
    return [build() for build in BOOKS]
