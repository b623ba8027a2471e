"""Headquarters on a folder that no till has written into yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_assist.services.hq.headquarters import Headquarters
from tests.services.sharing.tills import NOON


@pytest.fixture
def hq(tmp_path: Path, folder: Path) -> Headquarters:
    """Headquarters at noon."""
    return Headquarters(folder, tmp_path / "store", lambda: NOON)
