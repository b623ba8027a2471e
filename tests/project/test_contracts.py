"""The import contracts bite: what they forbid is planted in a copy of the program, and they say so."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts, checked over the program that lies in that folder."""
    tool = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    if tool is None and sys.platform == "win32":
        pytest.skip(
            "contracts judge text, the same on every system: what the tests need on Windows leaves the tool out"
        )
    assert tool
    command = [tool, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(
        ROOT / "pos_assist", tmp_path / "pos_assist", ignore=shutil.ignore_patterns("__pycache__", "locale")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("where", "line", "broken"),
    [
        ("system/log.py", "import PySide6.QtCore", "Qt lives in desktop only"),
        ("services/background.py", "import sqlite3", "SQL lives in storage only"),
        ("exchange/packs.py", "import pos_assist.storage", "exchange opens no database"),
        ("cli/main.py", "import pos_assist.storage", "Screens and commands never import storage"),
        ("pricing/pricer.py", "import random", "The pure core knows no Qt"),
        ("storage/sales.py", "import pos_assist.services", "Layers"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(copy: Path, where: str, line: str, broken: str) -> None:
    file = copy / "pos_assist" / where
    file.write_text(file.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    checked = contracts(copy)
    assert checked.returncode != 0
    assert re.search(rf"{broken}.* BROKEN", checked.stdout.replace("\n", " "))


def test_a_module_without_a_layer_breaks_the_contract(copy: Path) -> None:
    (copy / "pos_assist" / "loose.py").write_text("", encoding="utf-8")
    assert contracts(copy).returncode != 0


def test_no_screen_and_no_command_reaches_through_the_services_to_storage() -> None:
    reached = [
        f"{file.relative_to(ROOT)}:{number}"
        for folder in ("desktop", "cli")
        for file in sorted((ROOT / "pos_assist" / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\.storage\b(?!\.py)", line) and not line.lstrip().startswith("#")
    ]
    assert not reached, "\n".join(reached)


def test_a_class_name_has_one_owner() -> None:
    owners = defaultdict[str, list[str]](list)
    for file in (ROOT / "pos_assist").rglob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                owners[node.name].append(file.relative_to(ROOT).as_posix())
    assert len(owners) > 500
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}
