"""The laws of merging hold."""

from __future__ import annotations

import pytest

from tests.properties import laws


@pytest.mark.parametrize("law", laws.ALL, ids=lambda f: f.__name__)
def test_law(law) -> None:
    law()
