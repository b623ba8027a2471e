"""The first start on a computer: a shop is made as chosen, with its manager, all of it or nothing."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_assist.__main__ import main
from pos_assist.cli.main import main as command
from pos_assist.cli.main import parse
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.first_start import Source, begin, begin_as_prepared, is_first, prepared_pack
from pos_assist.i18n.translate import sentence, set_language, tr
from pos_assist.shop import ensure_shop, open_shop

NOW = datetime(2026, 11, 22, 9, 0)
RECEIPTS = (
    "receipt_id,timestamp,item,qty,price\n1,2026-11-01 10:00:00,Coffee,1,300\n1,2026-11-01 10:00:00,Bread,2,180\n"
)
PIN = "482913"


def test_a_folder_is_new_until_it_has_a_shop_or_what_is_left_of_one(tmp_path: Path) -> None:
    assert is_first(tmp_path / "not made yet")
    assert is_first(tmp_path)
    (tmp_path / "lost.journal").touch()
    assert not is_first(tmp_path)  # a lost shop can be rebuilt: it must not be passed over for a new one


def test_a_shop_from_the_own_receipts_opens_from_then_on_and_knows_its_manager(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(RECEIPTS, encoding="utf-8")
    begun = begin(Source.RECEIPTS, file, tmp_path / "data", NOW, manager="佐藤", pin=PIN)
    assert ensure_shop(None, tmp_path / "data") == begun.path
    shop = open_shop(begun.path)
    assert shop.till.search("Coffee")
    assert [person.name for person in shop.storage.staff.people()] == ["佐藤"]
    shop.close()
    assert len(begun.recovery) == 19


@pytest.mark.parametrize(
    ("manager", "pin", "code"),
    [("佐藤", "1234", "pin_length"), ("佐藤", "111111", "pin_easy"), ("", PIN, "name_empty")],
)
def test_a_pin_that_will_not_do_is_refused_before_anything_is_made(
    tmp_path: Path, manager: str, pin: str, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        begin(Source.BURGER, None, tmp_path / "data", NOW, manager=manager, pin=pin)
    assert is_first(tmp_path / "data")


def test_a_file_that_cannot_be_taken_leaves_no_shop(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(RECEIPTS.replace("300", "three hundred"), encoding="utf-8")
    with pytest.raises(BadInput):
        begin(Source.RECEIPTS, file, tmp_path / "data", NOW, manager="佐藤", pin=PIN)
    assert is_first(tmp_path / "data")


def test_a_file_has_to_be_chosen_where_one_is_meant(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="file_missing"):
        begin(Source.PACK, None, tmp_path, NOW)


def test_the_dialog_begins_with_the_chosen_file_and_shows_the_recovery_code_before_the_counter_opens(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(RECEIPTS, encoding="utf-8")
    dialog = FirstStart(tmp_path / "data")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.sources[Source.RECEIPTS].setChecked(True)
    dialog.file = file
    QTest.keyClicks(dialog.name, "Sato")
    QTest.keyClicks(dialog.pin, PIN)
    QTest.keyClicks(dialog.again, PIN[:-1])
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.message.text() == sentence(Refused("pins_differ"))
    QTest.keyClicks(dialog.again, PIN[-1])
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.begun is not None, timeout=30_000)
    assert dialog.isVisible()
    assert dialog.begun is not None
    assert dialog.begun.recovery in dialog.message.text()
    code = dialog.begun.recovery
    for typed in ("0000-0000-0000-0000", code.replace("-", "")):  # a wrong one shows it again
        assert code in dialog.message.text()
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert code not in dialog.message.text()
        QTest.keyClicks(dialog.typed_code, typed)
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert dialog.begun.path.exists()


def test_what_is_wrong_is_said_in_the_dialog_and_can_be_mended_there(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = FirstStart(tmp_path / "data")
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClicks(dialog.pin, "1")
    QTest.keyClicks(dialog.again, "1")
    before = dialog.message.text()
    dialog.start()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
    assert dialog.message.text() not in (before, "")
    assert dialog.isVisible()
    assert is_first(tmp_path / "data")
    dialog.reject()


@pytest.mark.parametrize("inside", ["a/b", "data/" + "長" * 300])
def test_a_place_that_takes_no_shop_is_said_in_the_dialog(qtbot: QtBot, tmp_path: Path, inside: str) -> None:
    (tmp_path / "a").write_text("a file, not a folder", encoding="utf-8")
    dialog = FirstStart(tmp_path / inside)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.start()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=10_000)
    assert dialog.message.text().removeprefix(tr("The shop is being made…"))
    assert not re.search(r"Errno|[{}]|Error", dialog.message.text())
    dialog.reject()


def test_without_a_window_too_a_place_that_takes_no_shop_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["pos-assist", "--sample", "--no-window", "--data-dir", str(tmp_path / "a" / "b")])
    assert main() == 4
    assert capsys.readouterr().err.startswith("pos-assist: ")


def test_the_language_changes_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    set_language("ja")
    dialog = FirstStart(tmp_path)
    qtbot.addWidget(dialog)
    QTest.mouseClick(dialog.languages["en"], Qt.MouseButton.LeftButton)
    assert dialog.title.text() == "Which shop shall it be?"
    set_language("ja")
    dialog.retranslate()
    assert dialog.title.text() != "Which shop shall it be?"
    dialog.reject()


# -- packs: laid ready at the installation, or opened by a double click ----------------------------------------------------


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of the burger sample."""
    folder = tmp_path_factory.mktemp("packs")
    assert command(["pack", "make", str(folder / "みどり橋店.pospack"), "--data-dir", str(folder / "data")]) == 0
    return folder / "みどり橋店.pospack"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installed program."""
    folder = tmp_path / "program"
    folder.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "pos-assist"))
    return folder


def test_a_pack_laid_ready_becomes_the_shop_without_a_question(installed: Path, pack: Path, tmp_path: Path) -> None:
    (installed / "first-start").mkdir()
    shutil.copy(pack, installed / "first-start")
    assert begin_as_prepared(tmp_path / "data", NOW)
    path = ensure_shop(None, tmp_path / "data")
    assert path.stem == "みどり橋店"
    shop = open_shop(path)
    assert shop.till.search("チーズバーガー")
    assert not shop.storage.staff.people()  # the first manager is made in the back office
    shop.close()


def test_without_one_or_with_a_broken_one_the_person_is_asked(installed: Path, tmp_path: Path) -> None:
    assert not begin_as_prepared(tmp_path / "data", NOW)
    (installed / "first-start").mkdir()
    (installed / "first-start" / "broken.pospack").write_bytes(b"PK not a pack")
    assert not begin_as_prepared(tmp_path / "data", NOW)
    assert is_first(tmp_path / "data")
    assert (
        prepared_pack() == installed / "first-start" / "broken.pospack"
    )  # the dialog begins with it, and says what is wrong


def test_a_pack_that_was_double_clicked_is_chosen_already(qtbot: QtBot, pack: Path, tmp_path: Path) -> None:
    dialog = FirstStart(tmp_path / "data")
    qtbot.addWidget(dialog)
    dialog.choose(pack)
    dialog.show()
    assert pack.name in dialog.sources[Source.PACK].text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    assert dialog.begun is not None
    assert dialog.begun.path.exists()


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (["/media/usb/みどり橋店.pospack"], "/media/usb/みどり橋店.pospack"),
        ([r"C:\Users\花子\Shop.POSPACK"], r"C:\Users\花子\Shop.POSPACK"),
        (["--lang", "en", "a.pospack"], "a.pospack"),
        (["--pack", "a.pospack"], "a.pospack"),
        ([], None),
    ],
)
def test_a_pack_s_name_alone_opens_it(argv: list[str], meant: str | None) -> None:
    assert parse(argv).pack == meant


def test_a_command_s_pack_stays_the_command_s() -> None:
    args = parse(["pack", "look", "a.pospack"])
    assert args.pack is None
    assert args.path == Path("a.pospack")
