"""The Windows installer cannot be run here; that it compiles, around a stand-in for the program, can be shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WINDOWS = Path(__file__).parents[2] / "packaging" / "windows"
SCRIPT = WINDOWS / "pos-assist.nsi"


def test_the_installer_s_script_compiles_without_a_warning(tmp_path: Path) -> None:
    makensis = shutil.which("makensis")
    if makensis is None:
        if os.environ.get("CI"):
            pytest.fail("CI installs NSIS (packaging/setup.sh)")
        pytest.skip("NSIS is not installed: sh packaging/setup.sh package")
    program = tmp_path / "program"
    (program / "_internal").mkdir(parents=True)
    for name in ("pos-assist.exe", "pos-assist-counter.exe", "_internal/python3.dll"):
        (program / name).write_bytes(b"MZ stand-in")
    made = tmp_path / "pos-assist-installer.exe"
    subprocess.run(
        [
            makensis,
            "-V2",
            "-WX",
            "-INPUTCHARSET",
            "UTF8",
            "-DVERSION=1.2.3",
            f"-DPROGRAM={program}",
            f"-DOUTPUT={made}",
            SCRIPT,
        ],
        check=True,
        capture_output=True,
    )
    assert made.read_bytes()[:2] == b"MZ"
    assert made.stat().st_size > 50_000


def test_every_text_of_the_installer_is_there_in_both_languages() -> None:
    texts = re.findall(r"^LangString (\S+) \$\{LANG_(\w+)\}", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)
    japanese = [name for name, language in texts if language == "JAPANESE"]
    english = [name for name, language in texts if language == "ENGLISH"]
    assert japanese == english
    used = set(re.findall(r"\$\(([A-Z][A-Z0-9_]+)\)", SCRIPT.read_text(encoding="utf-8")))
    assert used == set(japanese)


def test_removing_the_program_deletes_the_shop_s_data_only_where_the_person_said_so() -> None:
    uninstall = SCRIPT.read_text(encoding="utf-8").split('Section "Uninstall"')[1]
    before, guarded = uninstall.split('${If} $DeleteData == "1"')
    assert "DataFolder" not in before
    assert 'RMDir /r "$INSTDIR"' not in uninstall  # a person may have chosen a folder that holds other things
    assert guarded.count("RMDir /r") == 1


def test_the_installer_looks_at_every_starter_before_it_touches_a_file() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    starters = re.findall(r'^!define \w*STARTER "(.+)"', script, re.MULTILINE)
    spec = (WINDOWS.parent / "pos-assist.spec").read_text(encoding="utf-8")
    assert {f"{name}.exe" for name in re.findall(r'EXE\(.* name="([^"]+)"', spec)} == set(starters)
    waiting = script.split("Function ${UN}WaitUntilClosed")[1].split("FunctionEnd")[0]
    for name in re.findall(r'^!define (\w*STARTER) "', script, re.MULTILINE):
        assert f'Push "$INSTDIR\\${{{name}}}"' in waiting


def test_no_entry_is_left_that_would_start_a_program_that_is_gone() -> None:
    uninstall = SCRIPT.read_text(encoding="utf-8").split('Section "Uninstall"')[1]
    assert 'DeleteRegValue SHCTX "${RUN_KEY}" "pos-assist"' in uninstall  # what the installer wrote, for one or for all
    assert "Call un.ForgetAutostart" in uninstall  # what the program wrote, for each person


def test_the_word_with_which_the_program_opens_its_installer_is_known_there() -> None:
    program = (WINDOWS.parents[1] / "pos_assist" / "system" / "installer.py").read_text(encoding="utf-8")
    [word] = re.findall(r'startfile\(file, arguments="(/\w+)"\)', program)
    assert f'${{GetOptions}} $1 "{word}" $0' in SCRIPT.read_text(encoding="utf-8")
