"""A sample shop, made once and copied for each test that changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import CopySample


@pytest.fixture(scope="session")
def burger(tmp_path_factory: pytest.TempPathFactory, copy_sample: CopySample) -> Path:
    """The data folder of a fresh burger sample. Not to be changed."""
    return copy_sample("burger", tmp_path_factory.mktemp("sample") / "burger.db").parent


@pytest.fixture
def folder(copy_sample: CopySample, tmp_path: Path) -> Path:
    """A data folder with the sample, to do with as one likes."""
    return copy_sample("burger", tmp_path / "data" / "burger.db").parent
