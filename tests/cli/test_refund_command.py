"""`pos-assist refund` in a terminal: units or all, to the tender, with a name and a reason."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, USAGE, main
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import open_shop
from tests.desktop.printed import texts
from tests.devices.fake_printer import a_printer


@pytest.fixture
def sold(folder: Path) -> Path:
    file = folder / "burger.db"
    shop = open_shop(file)
    shop.till.ring("cheeseburger", 2)
    shop.till.pay()
    shop.till.tender(TenderKind.CARD, 300)
    shop.till.tender(TenderKind.CASH, 200)
    shop.close()
    return file


def test_one_unit_goes_back_to_the_card_first(sold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refund", "last", "--units", "1=1", "--reason", "cold", "--shop", str(sold), "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert (told["amount"], told["tenders"]) == (240, [{"kind": "card", "name": "", "amount": 240}])


def test_a_void_gives_all_of_it_back(sold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refund", "last", "--void", "--reason", "mistake", "--shop", str(sold), "--lang", "en"]) == OK
    assert capsys.readouterr().out == "Give back: Card ¥300.\nGive back: Cash ¥180.\n"


@pytest.mark.parametrize("said", [[], ["--units", "9=1"], ["--units", "x"], ["--units", "1=3"]])
def test_what_was_not_bought_is_refused_and_nothing_changes(
    sold: Path, said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["refund", "last", *said, "--reason", "x", "--shop", str(sold)]) != OK
    assert capsys.readouterr().err
    shop = open_shop(sold, readonly=True)
    assert shop.till.past.paid_back(next(shop.receipts())) == 0
    shop.close()


def test_a_terminal_is_no_way_round_the_pin_of_a_refund(
    sold: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_shop(sold)
    shop.storage.staff.cost = 4
    shop.manage("店長").staff.found("店長", "482915", "482915")
    shop.manage("店長").set_settings({"ask.refund": "manager", "ask.void": "manager"})
    receipt = next(shop.receipts())
    shop.close()

    def give_back(*words: str, pin: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        return main(["refund", "last", *words, "--reason", "cold", "--shop", str(sold), "--lang", "en"])

    for words in (["--void"], ["--units", "1=1"], ["--void", "--who", "店長"]):
        assert give_back(*words, pin="000000") != OK
    assert give_back("--units", "1=1", "--who", "店長", pin="482915") == OK
    capsys.readouterr()
    shop = open_shop(sold, readonly=True)
    assert [(x.who, x.amount) for x in shop.storage.sales.refunds(receipt.key)] == [("店長", 240)]
    shop.close()


@pytest.mark.usefixtures("qapp")
def test_what_a_terminal_gives_back_has_its_slip(sold: Path) -> None:
    with a_printer() as printer:
        shop = open_shop(sold)
        shop.manage("店長").set_settings({"printer": printer.address, "printer.mode": "text"})
        shop.close()
        assert main(["refund", "last", "--void", "--reason", "打ち間違い", "--shop", str(sold), "--lang", "ja"]) == OK
        [slip] = texts(printer)
    assert "打ち間違い" in slip
    assert "-¥300" in slip


def test_a_line_that_is_named_twice_is_given_back_twice(sold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    units = ["--units", "1=1", "--units", "1=1"]
    assert main(["refund", "last", *units, "--reason", "cold", "--shop", str(sold), "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["amount"] == 480


def test_some_units_and_all_of_it_cannot_both_be_meant(sold: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["refund", "last", "--units", "1=1", "--void", "--reason", "x", "--shop", str(sold)])
    assert caught.value.code == USAGE
    shop = open_shop(sold, readonly=True)
    assert shop.till.past.paid_back(next(shop.receipts())) == 0
    shop.close()
