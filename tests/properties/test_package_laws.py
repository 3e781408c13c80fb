"""The laws hold for packages between workspaces; FITGAP_EXAMPLES says over how many stories (500)."""

from __future__ import annotations

import pytest

from tests.properties import package_laws


@pytest.mark.parametrize("law", list(package_laws.ALL), ids=lambda f: f.__name__)
def test_law(law) -> None:
    package_laws.run(law)
