"""What the Linux packages ask for and tell: measured from the files, in Debian's and freedesktop's forms."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from pos_assist.cli.main import COMMANDS

PACKAGING = Path(__file__).parents[2] / "packaging"
LINUX = PACKAGING / "linux"
PACK = "application/x-pos-assist-pack"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="they are built on Linux")


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/linux/packages.py, which is no part of the program."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    from linux import packages as module  # type: ignore[import-not-found]  # noqa: PLC0415 — packaging/ is no package

    return module  # type: ignore[no-any-return]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A folder with one library that needs libfontconfig and what C needs."""
    if not (shutil.which("cc") and shutil.which("objdump")):
        pytest.skip("a C compiler and objdump: sh packaging/setup.sh package")
    (tmp_path / "a.c").write_text("int FcInit(void); int a(void) { return FcInit(); }", encoding="utf-8")
    (tmp_path / "stub.c").write_text("int FcInit(void) { return 1; }", encoding="utf-8")
    stub = tmp_path / "libfontconfig.so.1"
    subprocess.run(["cc", "-shared", "-Wl,-soname,libfontconfig.so.1", "-o", stub, tmp_path / "stub.c"], check=True)
    program = tmp_path / "program"
    program.mkdir()
    subprocess.run(
        ["cc", "-shared", "-Wl,--no-as-needed", "-o", program / "liba.so", tmp_path / "a.c", stub], check=True
    )
    return program


def test_what_is_not_in_the_folder_is_asked_of_the_system(packages: ModuleType, library: Path) -> None:
    assert packages.dependencies.needed(library) == ["libfontconfig1"]
    shutil.copy(library.parent / "libfontconfig.so.1", library)
    assert packages.dependencies.needed(library) == []


def test_a_library_that_is_nowhere_ends_the_build(
    packages: ModuleType, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(packages.dependencies.SYSTEM, "libfontconfig.so.1")
    with pytest.raises(SystemExit, match=r"needs libfontconfig\.so\.1"):
        packages.dependencies.needed(library)


def test_the_c_library_is_the_newest_that_a_file_asks_for_and_no_newer_than_promised(
    packages: ModuleType, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    major, minor = packages.dependencies.c_library(library).split(".")
    assert (int(major), int(minor)) <= packages.dependencies.MOST
    monkeypatch.setattr(packages.dependencies, "MOST", (2, 1))
    with pytest.raises(SystemExit, match="asks for glibc"):
        packages.dependencies.c_library(library)


def test_the_promise_of_the_readme_is_what_the_build_holds_to(packages: ModuleType) -> None:
    said = re.findall(r"glibc (2\.\d+)", (PACKAGING.parent / "README.md").read_text(encoding="utf-8"))
    assert said
    assert set(said) == {".".join(map(str, packages.dependencies.MOST))}


def test_every_command_is_in_the_man_page(packages: ModuleType) -> None:
    for page in ("pos-assist.1", "pos-assist.ja.1"):
        text = (LINUX / page).read_text(encoding="utf-8")
        shown = text.replace("@COMMANDS@", packages.described([[name, about] for name, (_, about) in COMMANDS.items()]))
        for name in COMMANDS:
            assert f".B {name.replace('-', chr(92) + '-')}\n" in shown, (page, name)


def test_a_pack_is_opened_by_the_program_that_the_desktop_finds_for_it() -> None:
    entry = (LINUX / "pos-assist.desktop").read_text(encoding="utf-8")
    assert f"MimeType={PACK};" in entry
    assert "Exec=pos-assist %f" in entry
    kinds = ElementTree.parse(LINUX / "pos-assist.xml").getroot()
    name = "{http://www.freedesktop.org/standards/shared-mime-info}"
    assert [x.get("type") for x in kinds.iter(f"{name}mime-type")] == [PACK]
    assert [x.get("pattern") for x in kinds.iter(f"{name}glob")] == ["*.pospack"]
    about = ElementTree.parse(LINUX / "metainfo.xml").getroot()
    assert about.findtext("launchable") == "pos-assist.desktop"
    assert about.findtext("provides/mediatype") == PACK


@pytest.mark.parametrize(
    ("tool", "file"),
    [(["desktop-file-validate"], "pos-assist.desktop"), (["appstreamcli", "validate", "--no-net"], "metainfo.xml")],
)
def test_the_desktop_s_own_tools_find_no_fault(tool: list[str], file: str, tmp_path: Path) -> None:
    if shutil.which(tool[0]) is None:
        pytest.skip(f"{tool[0]} is not installed")
    text = (LINUX / file).read_text(encoding="utf-8").replace("@VERSION@", "1.2.3").replace("@DATE@", "2026-11-25")
    path = tmp_path / file.replace("metainfo", "pos-assist.metainfo")
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([*tool, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bill_of_materials_names_every_part_with_version_licence_and_origin(
    packages: ModuleType, tmp_path: Path
) -> None:
    import sbom  # type: ignore[import-not-found]  # noqa: PLC0415 — as above

    parts = [
        {"name": "numpy", "version": "2.4.6", "licence": "BSD-3-Clause", "text": "…"},
        {"name": "libglib2.0-0", "version": "2.74.6-2", "licence": "LGPL-2.1+", "text": "…"},
    ]
    (tmp_path / "licences.json").write_text(json.dumps(parts), encoding="utf-8")
    for name in ("one", "two"):
        sbom.write(tmp_path / name, tmp_path / "licences.json", PACKAGING / "requirements.txt", "1.2.3", "abc1234")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    bom = json.loads((tmp_path / "one").read_text(encoding="utf-8"))
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5")
    assert [x["name"] for x in bom["components"]] == ["numpy", "libglib2.0-0"]
    assert bom["components"][0]["purl"].startswith("pkg:pypi/numpy@")
    assert "purl" not in bom["components"][1]
    assert all(x["version"] and x["licenses"] for x in bom["components"])
    assert {x["bom-ref"] for x in bom["components"]} == set(bom["dependencies"][0]["dependsOn"])
