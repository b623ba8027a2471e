"""`pos-assist share`: what a shop's tills give to a folder and take from it, from a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pos_assist.cli.main import main


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    capsys.readouterr()
    assert main([*words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_two_tills_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    tills = [tmp_path / "one", tmp_path / "two"]
    for number, till in enumerate(tills, 1):
        main(["sell", "3", "--data-dir", str(till)])
        main(["settings", "set", "till", str(number), "--data-dir", str(till)])
    for till in tills:
        done = said(capsys, "share", "publish", "--folder", str(folder), "--json", "--data-dir", str(till))
        assert (done["files"], done["receipts"], done["new_life"]) == (1, 3, False)
    done = said(capsys, "share", "collect", "--folder", str(folder), "--json", "--data-dir", str(tills[0]))
    assert (done["receipts"], done["troubles"]) == (3, [])
    status = said(capsys, "share", "status", "--folder", str(folder), "--json", "--data-dir", str(tills[0]))
    assert status["reachable"]
    assert status["waiting"] == 0
    assert sorted((x["till"], x["ours"], x["receipts"], x["missing"]) for x in status["tills"]) == [
        ("1", True, 3, []),
        ("2", False, 3, []),
    ]


def test_without_a_folder_it_says_which_to_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["shop", "list", "--data-dir", str(tmp_path)])
    assert main(["share", "status", "--data-dir", str(tmp_path), "--lang", "en"]) == 2
    assert "--folder DIR" in capsys.readouterr().err


def test_a_folder_that_is_gone_is_said_and_status_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = str(tmp_path / "gone")
    assert main(["share", "publish", "--folder", gone, "--data-dir", str(tmp_path), "--lang", "en"]) == 4
    assert "cannot be reached" in capsys.readouterr().err
    assert not said(capsys, "share", "status", "--folder", gone, "--json", "--data-dir", str(tmp_path))["reachable"]
