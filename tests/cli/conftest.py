"""A sample shop, made once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_assist.i18n.translate import set_language
from pos_assist.shop import make_sample


@pytest.fixture(scope="session")
def burger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a fresh burger sample. Not to be changed."""
    folder = tmp_path_factory.mktemp("sample")
    make_sample("burger", folder / "burger.db")
    return folder


@pytest.fixture
def folder(burger: Path, tmp_path: Path) -> Path:
    """A data folder with the sample, to do with as one likes."""
    return Path(shutil.copytree(burger, tmp_path / "data"))


@pytest.fixture(autouse=True)
def japanese_again() -> Iterator[None]:
    """Commands choose the language of the process."""
    yield
    set_language("ja")
