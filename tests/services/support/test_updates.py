"""A newer version is found, copied off the stick, installed once everything is closed, and gone back from with the data it had."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from pos_assist import __version__
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.support import updates
from pos_assist.shop import open_shop
from pos_assist.system import installer
from pos_assist.system.paths import shops
from tests.conftest import CopySample

AT = datetime(2026, 3, 1, 21, 0)
NEWER = "99.0"

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a .deb and its installer are tried here; setup.exe by walk.py"
)


def package(folder: Path, version: str, content: bytes = b"") -> Path:
    """A file that looks like the package of that version for this computer."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"pos-assist_{version}_{installer._DEBIAN.get(os.uname().machine, os.uname().machine)}.deb"
    file.write_bytes(b"!<arch>\n" + content + version.encode())
    return file


@pytest.fixture
def data(tmp_path: Path, copy_sample: CopySample) -> Path:
    """A data folder with a shop that is closed."""
    return copy_sample("burger", tmp_path / "data" / "burger.db").parent


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A real program in the installer's place that writes down with what it was called; gives those words once they are there."""
    said = tmp_path / "said"
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("pkexec", "apt-get"):
        (programs / name).write_text(
            f'#!/bin/sh\nfor x in "$0" "$@"; do echo "$x"; done > "{said}.new" && mv "{said}.new" "{said}"\n'
        )
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")

    def words() -> list[str]:
        for _ in range(2_000):
            if said.exists():
                return said.read_text().splitlines()
            os.sched_yield()
            __import__("select").select([], [], [], 0.01)
        return []

    return words


def chosen(data: Path, stick: Path) -> updates.Update:
    found = updates.newer_in([stick])
    assert found is not None
    return updates.ask_for(found, data)


def test_the_newest_package_above_ours_is_found(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for version in ("0.0.1", __version__, "98.9", "98.10", "98.10.0.0"):
        package(stick, version)
    found = updates.newer_in([tmp_path / "no stick", stick])
    assert found is not None
    assert updates.parts(found.version) == (98, 10)


@pytest.mark.parametrize(
    "name",
    ["pos-assist_99.0_m68k.deb", "pos-assist_99.0_amd64.deb.part", "other_99.0_amd64.deb", "pos-assist_x_amd64.deb"],
)
def test_what_is_not_our_package_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"!<arch>\n")
    assert updates.newer_in([tmp_path]) is None


def test_a_file_with_our_name_that_is_no_package_is_none(tmp_path: Path) -> None:
    package(tmp_path, NEWER).write_bytes(b"<html>not found</html>")
    assert updates.newer_in([tmp_path]) is None


def test_the_stick_may_be_pulled_after_choosing(tmp_path: Path, data: Path, opened: Callable[[], list[str]]) -> None:
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    shutil.rmtree(tmp_path / "stick")
    assert updates.carry_out(data, shops(data), AT) is not None
    words = opened()
    assert words[-1] == str(data / "updates" / package(tmp_path, NEWER).name)
    assert "--allow-downgrades" in words


def test_every_shop_is_copied_before_the_installer_opens(
    tmp_path: Path, data: Path, copy_sample: CopySample, opened: Callable[[], list[str]]
) -> None:
    copy_sample("camera", data / "camera.db")
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    done = updates.carry_out(data, shops(data), AT)
    assert done is not None
    assert [Path(shop).name for shop, _ in done.copies] == ["burger.db", "camera.db"]
    for shop, copy in done.copies:
        with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(shop)) as other:
            assert (
                one.execute("SELECT count(*) FROM items").fetchone()
                == other.execute("SELECT count(*) FROM items").fetchone()
            )
    assert opened()


def test_nothing_is_installed_while_a_window_has_a_shop_open(
    tmp_path: Path, data: Path, opened: Callable[[], list[str]]
) -> None:
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    shop = open_shop(data / "burger.db")
    assert updates.carry_out(data, shops(data), AT) is None
    shop.close()
    assert updates.carry_out(data, shops(data), AT) is not None
    assert opened()


def test_a_package_that_changed_since_is_not_installed(tmp_path: Path, data: Path) -> None:
    file = package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    (data / "updates" / file.name).write_bytes(b"!<arch>\nanother")
    with pytest.raises(EnvironmentProblem, match="update_changed"):
        updates.carry_out(data, shops(data), AT)


def test_an_installer_that_did_not_install_is_told_and_not_opened_at_every_close(
    tmp_path: Path, data: Path, opened: Callable[[], list[str]]
) -> None:
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    assert updates.carry_out(data, shops(data), AT) is not None
    assert opened()
    waits = updates.waiting(data)
    assert waits is not None
    assert waits.tried
    assert updates.carry_out(data, shops(data), AT) is None
    updates.try_again(data)
    assert updates.carry_out(data, shops(data), AT) is not None


def test_what_was_chosen_can_be_forgotten(tmp_path: Path, data: Path) -> None:
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    updates.forget(data)
    assert updates.waiting(data) is None
    assert updates.carry_out(data, shops(data), AT) is None


def test_a_plan_that_cannot_be_read_is_none(data: Path) -> None:
    (data / "updates").mkdir()
    for text in ("", "[]", '{"old": "x"}', '{"old": "a.b", "new": "1", "file": "", "sha256": "", "copies": []}'):
        (data / "updates" / "plan.json").write_text(text)
        assert updates.plan_of(data) is None


def updated(data: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newer version was installed from a stick that holds ours too, and runs."""
    package(stick, __version__)
    package(stick, NEWER)
    chosen(data, stick)
    updates.carry_out(data, shops(data), AT)
    monkeypatch.setattr(updates, "__version__", NEWER)


@pytest.mark.usefixtures("opened")
def test_going_back_keeps_the_data_where_its_form_is_the_same(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated(data, tmp_path / "stick", monkeypatch)
    back = updates.way_back(data)
    assert back is not None
    assert back.version == __version__
    before = (data / "burger.db").stat().st_ino
    updates.ask_to_go_back(data)
    assert updates.carry_out(data, shops(data), AT) is not None
    assert (data / "burger.db").stat().st_ino == before


@pytest.mark.usefixtures("opened")
def test_going_back_puts_the_older_form_in_place_and_the_sales_come_from_the_journal(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    updated(data, tmp_path / "stick", monkeypatch)
    shop = open_shop(data / "burger.db")
    shop.till.ring("cheeseburger")
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, 1_000)
    sold = shop.sales()
    shop.close()
    with closing(sqlite3.connect(data / "burger.db", isolation_level=None)) as newer:
        form = newer.execute("PRAGMA user_version").fetchone()[0]
        newer.execute(f"PRAGMA user_version = {form + 1}")
    updates.ask_to_go_back(data)
    assert updates.carry_out(data, shops(data), AT) is not None
    again = open_shop(data / "burger.db")
    sales = again.sales()
    again.close()
    assert sales == sold > 0
    assert list(data.glob("burger-replaced-*.db"))


def test_without_the_package_of_before_there_is_no_way_back(
    tmp_path: Path, data: Path, opened: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    package(tmp_path / "stick", NEWER)
    chosen(data, tmp_path / "stick")
    updates.carry_out(data, shops(data), AT)
    assert opened()
    monkeypatch.setattr(updates, "__version__", NEWER)
    assert updates.way_back(data) is None
    with pytest.raises(EnvironmentProblem, match="no_way_back"):
        updates.ask_to_go_back(data)
