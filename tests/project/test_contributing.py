"""CONTRIBUTING names files; they are there. A walk through a house that was rebuilt is worse than none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:\w+/)+[\w.-]*)`", TEXT)))  # of the package's files some without its own name


@pytest.mark.parametrize("name", NAMED)
def test_every_file_that_contributing_names_is_there(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "pos_assist" / name).exists()


def test_the_map_shows_every_folder_of_the_package_and_no_other() -> None:
    drawn = TEXT[TEXT.index("## The map") : TEXT.index("A touch to the database")]
    there = {x.name for x in (ROOT / "pos_assist").iterdir() if x.is_dir() and (x / "__init__.py").exists()}
    assert set(re.findall(r"^   (\w+)/", drawn, re.MULTILINE)) == there


def test_the_map_shows_every_folder_of_the_services() -> None:
    drawn = TEXT[TEXT.index("\n   services/") : TEXT.index("\n   devices/")]
    there = {x.parent.name for x in (ROOT / "pos_assist" / "services").glob("*/__init__.py")}
    assert set(re.findall(r"^     (\w+)/", drawn, re.MULTILINE)) == there


def test_a_newcomer_meets_at_most_sixteen_boxes_at_the_top() -> None:
    boxes = [x for x in (ROOT / "pos_assist").iterdir() if not x.name.startswith("__")]
    assert len(boxes) <= 16
