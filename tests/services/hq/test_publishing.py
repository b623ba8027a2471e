"""What headquarters gives to every till, and what it never gives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pos_assist.cli.main import main
from pos_assist.exchange.shared_folder.chain_data import read_chain
from pos_assist.exchange.shared_folder.pack_files import chain_folder, fetched_pack, pack_names
from pos_assist.services.hq.headquarters import Headquarters
from pos_assist.services.hq.weekly_report import weekly_page
from pos_assist.services.sharing.shop_sharing import ShopSharing
from pos_assist.storage.model_training import Relearning
from tests.conftest import TODAY
from tests.services.hq.test_counts import chain
from tests.services.sharing.tills import NOON, around, new_till


@pytest.fixture
def hq(tmp_path: Path) -> Headquarters:
    for till in chain(tmp_path)[1]:
        till.close()
    made = Headquarters(tmp_path / "share", tmp_path / "store", lambda: TODAY)
    made.collect()
    return made


def test_no_pair_that_fewer_receipts_have_leaves(tmp_path: Path, hq: Headquarters) -> None:
    done = hq.publish(12)
    folder = chain_folder(tmp_path / "share")
    [name] = pack_names(folder)
    pack = fetched_pack(folder, name)
    data = read_chain(pack.chain)
    all_pairs = hq.count().tables["pairs"]
    assert len(data.pairs) == done.pairs == sum(n >= 12 for _, _, n, _ in all_pairs) > 0
    assert done.left_out == sum(n < 12 for _, _, n, _ in all_pairs) > 0
    assert min(n for _, _, n, _ in data.pairs) >= 12
    assert min(n for *_, n in data.slots) >= 12
    text = pack.chain.decode()
    assert not any(word in text for word in ("号店", "M7", "佐藤"))


def test_a_new_shop_offers_before_its_first_sale(tmp_path: Path, hq: Headquarters) -> None:
    hq.publish(5)
    with new_till(tmp_path / "new" / "till.db", "1", "新店") as till:
        Relearning(till).catch_up()
        assert till.learned.row("@version") is None
        sharing = ShopSharing(till, around(tmp_path / "share", till), lambda: NOON)
        assert sharing.bring().packs == 0, "nobody has vouched for it yet"
        assert sharing.bring("店長", trust=True).packs == 1
        Relearning(till).catch_up()
        assert till.learned.row("@version") is not None
        before = till.learned.row("@up-to")
        Relearning(till).catch_up()
        assert till.learned.row("@up-to") == before, "once is enough"


def test_the_next_pack_is_taken_without_a_question(tmp_path: Path, hq: Headquarters) -> None:
    with new_till(tmp_path / "new" / "till.db", "1", "新店") as till:
        sharing = ShopSharing(till, around(tmp_path / "share", till), lambda: NOON)
        for serial in (1, 2, 3, 4):
            hq.publish(5)
            assert sharing.bring("店長", trust=serial == 1).packs == 1
            assert till.packs_taken.chain_serial() == serial
    assert len(pack_names(chain_folder(tmp_path / "share"))) == 3


def test_from_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for till in chain(tmp_path, rounds=1)[1]:
        till.close()
    args = ["--folder", str(tmp_path / "share"), "--store", str(tmp_path / "hq"), "--json"]

    def said(*words: str) -> dict[str, object]:
        capsys.readouterr()
        assert main(["hq", *words, *args]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    assert said("collect")["receipts"] == 100
    assert said("collect")["receipts"] == 0
    assert said("count")["receipts"] == 100
    assert said("publish", "--least", "3")["serial"] == 1
    page = Path(str(said("report", "--week", "2026-11-16")["file"])).read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "src=" not in page
    assert "href=" not in page


def test_the_page_says_what_goes_together_and_what_offers_bring_by_the_items_titles() -> None:
    days = [("北店", 20_770 + day, arm, 100, 100 * mean, 100 * mean * mean + 90_000, 0) for day in range(5) for arm, mean in (("offers", 830), ("control", 800))]  # fmt: skip
    tables: dict[str, list[tuple[Any, ...]]] = {
        "items": [("b", 400, 0), ("p", 300, 0), ("c", 200, 0)],
        "pairs": [("b", "p", 200, 0), ("b", "c", 9, 0)],
        "sizes_of": [(1, 500), (2, 500)],
        "days": days,
    }
    page = weekly_page(tables, date(2026, 11, 16), NOON, {"b": "バーガー<大>", "p": "ポテト"})
    assert "バーガー&lt;大&gt; + ポテト" in page
    assert "1.7" in page
    assert "+ c" not in page, "nine receipts are too few"
    assert "¥30" in page
    assert "北店" in page
