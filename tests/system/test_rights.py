"""Receipts, member numbers and PIN hashes are for the account of the till alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos_assist.desktop.system.single_instance import _name
from pos_assist.shop import make_sample, open_shop

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of files as POSIX has them")


def others(folder: Path) -> list[str]:
    """What an account other than ours could read, write or enter."""
    return sorted(str(x.relative_to(folder.parent)) for x in [folder, *folder.rglob("*")] if x.stat().st_mode & 0o077)


def test_what_the_program_makes_is_private_from_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for command in (["sell", "3"], ["backup"], ["shop", "info"]):
        subprocess.run(
            [sys.executable, "-m", "pos_assist", *command, "--data-dir", str(folder)],
            check=True, capture_output=True, timeout=120, umask=0o022,
        )  # fmt: skip
    assert others(folder) == []
    assert any(folder.glob("*-backups/*.db"))


def test_a_data_folder_of_the_version_before_loses_the_rights_of_others(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    make_sample("burger", folder / "burger.db")
    for file in [folder, *folder.rglob("*")]:
        file.chmod(0o755 if file.is_dir() else 0o644)
    open_shop(folder / "burger.db").close()
    assert others(folder) in ([], ["data/burger-backups/" + x.name for x in (folder / "burger-backups").iterdir()])


def test_a_folder_with_other_things_in_it_keeps_its_rights_and_ours_lose_theirs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)  # whatever the umask of the tests is
    (folder / "photo.jpg").write_bytes(b"")
    (folder / "photo.jpg").chmod(0o644)
    make_sample("burger", folder / "burger.db")
    (folder / "burger.db").chmod(0o644)
    open_shop(folder / "burger.db").close()
    assert others(folder)[:1] == ["data"]
    assert "data/burger.db" not in others(folder)
    assert "data/photo.jpg" in others(folder)


def test_the_socket_lies_in_the_private_folder(tmp_path: Path) -> None:
    assert _name(tmp_path / "a.db") == str(tmp_path.resolve() / "a.sock")
    assert "/" not in _name(tmp_path / ("x" * 120 + ".db"))
