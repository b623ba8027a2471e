"""What a new shop may be called, and where it goes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import pytest

from pos_assist.cli.main import ENVIRONMENT, OK, main
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import sentence
from pos_assist.system.paths import new_path, shop_path


@pytest.mark.parametrize("name", ["nul", "CON", "com1", "aux.db", "LPT9", "con.txt"])
def test_a_name_that_windows_keeps_for_itself_is_refused(name: str, folder: Path) -> None:
    """Everywhere: a shop and its backups are carried from one computer to another."""
    with pytest.raises(Refused, match="reserved_name") as told:
        new_path(name, folder)
    assert name.removesuffix(".db") in sentence(told.value)
    assert new_path("console", folder) == folder / "console.db"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a:b",
        "c:shop.db",
        "?",
        "a*",
        "a<b>",
        'a"b',
        "a|b",
        ".hidden",
        "a ",
        " a",
        "a.",
        "x\x1b[2J",
        "a\nb",
        "\u202ebd",
        "x" * 200,
        "店" * 60,
        ".db",
    ],
)
def test_a_name_that_some_computer_cannot_have_is_refused_in_words(name: str, folder: Path) -> None:
    with pytest.raises(Refused, match=r"odd_name|reserved_name") as told:
        new_path(name, folder)
    assert sentence(told.value)


@pytest.mark.parametrize("name", ["本店", "shop 2", "みどり橋店 (2号)", "a.b", "x" * 80])
def test_an_ordinary_name_makes_a_file_of_that_name(name: str, folder: Path) -> None:
    assert new_path(name, folder) == folder / f"{name}.db"


def test_a_path_without_its_ending_is_that_of_the_file_with_it(tmp_path: Path, folder: Path) -> None:
    assert new_path(f"{tmp_path}/mine", folder) == tmp_path / "mine.db"
    (tmp_path / "mine.db").touch()
    assert shop_path(f"{tmp_path}/mine", folder) == tmp_path / "mine.db"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows the folder without it")
def test_an_account_without_a_home_folder_is_told_what_to_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import pwd  # noqa: PLC0415 — Windows has none

    def no_such_account(uid: int) -> NoReturn:
        raise KeyError(uid)

    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", no_such_account)
    assert main(["shop", "list", "--lang", "en"]) == ENVIRONMENT
    assert "--data-dir" in capsys.readouterr().err


def test_what_is_made_elsewhere_is_opened_by_its_path(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shop", "new", str(tmp_path / "else.db"), "--data-dir", str(folder), "--lang", "en"]) == OK
    assert f"`pos-assist --shop {tmp_path / 'else.db'}` opens it" in capsys.readouterr().out
