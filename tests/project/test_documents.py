"""What the documents tell people to type can be typed, and the pages they point to are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from pos_assist.cli.main import parse

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
]
COMMANDS = sorted(
    {line.strip() for block in BLOCKS for line in block.splitlines() if line.strip().startswith("pos-assist ")}
)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_shown_can_be_typed(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if "--help" not in words:
        parse(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_page_and_picture_that_is_pointed_to_is_there(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert "://" in link or (page.parent / link).exists(), link


def test_the_index_of_decisions_lists_every_page_and_no_other() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(x.name for x in folder.glob("*.md") if x.name != "README.md")


@pytest.mark.parametrize("script", sorted((ROOT / "tests" / "benchmarks").glob("*.py")), ids=lambda script: script.stem)
def test_a_benchmark_runs_by_the_command_that_it_names(script: Path) -> None:
    """`python FILE` finds what lies in tests/ only where the file says where that is; `python -m` does so by itself."""
    text = script.read_text(encoding="utf-8")
    if f"python tests/benchmarks/{script.name}" in text and re.search(r"^\s*from tests", text, re.M):
        assert "sys.path.insert" in text
