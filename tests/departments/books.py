"""All the books, from the modules that build them."""

from __future__ import annotations

from tests.departments import eighth, fifth, first, fourth, ninth, second, seventh, sixth, tenth, third
from tests.departments.paper import BOOKS, Book

_MODULES = (first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth)


def every_book() -> list[Book]:
    """Each book once."""
    return [build() for build in BOOKS]
