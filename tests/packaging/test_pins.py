"""What goes into the packages is pinned by hash, at the versions that the tests run with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pos_assist import __version__
from pos_assist.services.support.licences import components
from pos_assist.system.version import Version, version

ROOT = Path(__file__).parents[2]
INSTALLED = any(metadata.Distribution.discover(name="pos-assist"))
only_installed = pytest.mark.skipif(not INSTALLED, reason="the program is run from its files, not installed")


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture
def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {key(name): number for name, _, number in (line.partition("==") for line in lines if "==" in line)}


@pytest.fixture
def pinned() -> dict[str, str]:
    text = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    return {key(name): number for name, number in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)}


@pytest.fixture
def required() -> list[Requirement]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return [Requirement(line) for line in tomllib.load(file)["project"]["dependencies"]]


@pytest.fixture
def dependencies(required: list[Requirement]) -> set[str]:
    return {key(x.name) for x in required}


@pytest.fixture
def needed_here(required: list[Requirement]) -> set[str]:
    """Without what another system alone needs."""
    return {key(x.name) for x in required if x.marker is None or x.marker.evaluate()}


def test_every_dependency_is_in_the_package_at_the_tested_version(
    dependencies: set[str], pinned: dict[str, str], constraints: dict[str, str]
) -> None:
    assert dependencies <= set(pinned), "run packaging/pin.sh"
    assert dependencies <= set(constraints)
    both = set(pinned) & set(constraints)
    assert {name: pinned[name] for name in both} == {name: constraints[name] for name in both}, "run packaging/pin.sh"


def test_every_pin_has_a_hash() -> None:
    text = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text):
        assert "==" not in entry or "--hash=sha256:" in entry, entry


@pytest.mark.skipif(shutil.which("git") is None, reason="git, which lists the files, is not here")
def test_no_file_names_a_package_index_or_a_proxy() -> None:
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    suspicious = re.compile(r"index-url|PIP_INDEX|https?_proxy|files\.pythonhosted|/simple/", re.IGNORECASE)
    allowed = {"packaging/pin.sh", "tests/packaging/test_pins.py"}  # they name the option that leaves it out
    for name in asked.stdout.split("\0"):
        path = ROOT / name
        if name and name not in allowed and path.suffix in (".txt", ".toml", ".sh", ".py", ".yml", ".ps1", "", ".md"):
            assert path.is_dir() or not suspicious.search(path.read_text(encoding="utf-8", errors="replace")), name


def test_what_is_installed_here_is_what_is_pinned(constraints: dict[str, str], needed_here: set[str]) -> None:
    assert {name: metadata.version(name) for name in needed_here} == {name: constraints[name] for name in needed_here}


def test_the_windows_spooler_is_asked_for_on_windows_alone(required: list[Requirement]) -> None:
    [spooler] = [x for x in required if x.name == "pywin32"]
    assert spooler.marker is not None
    assert [spooler.marker.evaluate({"sys_platform": x}) for x in ("win32", "linux", "darwin")] == [True, False, False]


@only_installed
def test_the_version_has_one_source() -> None:
    assert metadata.version("pos-assist") == __version__
    assert "version =" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool")[0].replace(
        'dynamic = ["version"]', ""
    )


def test_a_packaged_program_names_commit_and_build_date_from_its_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "build.json").write_text(json.dumps({"commit": "abc1234", "built": "2026-11-22"}), encoding="utf-8")
    monkeypatch.setattr("pos_assist.system.version._PACKAGE", tmp_path)
    assert version() == Version(__version__, "abc1234", "2026-11-22")
    assert str(version()) == f"{__version__} (abc1234, built 2026-11-22)"


@only_installed
def test_every_part_that_runs_is_named_with_its_licence(needed_here: set[str]) -> None:
    listed = {key(part.name): part for part in components()}
    assert needed_here <= set(listed)
    assert {"python", "sqlite"} <= set(listed)
    assert all(part.licence for part in listed.values())
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in listed["pyside6-essentials"].text
    assert "pytest" not in listed
