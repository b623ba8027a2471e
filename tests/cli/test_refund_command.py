"""`pos-assist refund` in a terminal: units or all, to the tender, with a name and a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_assist.cli.main import OK, main
from pos_assist.domain.receipts import TenderKind
from pos_assist.shop import open_shop


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
