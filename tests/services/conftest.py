"""Shared by the tests of sharing and of headquarters."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that the tills of a shop, and headquarters, share."""
    made = tmp_path / "share"
    made.mkdir()
    return made
