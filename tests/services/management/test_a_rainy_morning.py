"""Half an hour of a store manager, from Excel to the counter and back, and then all of it undone."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from pos_assist.domain.deals import SetAmount, Slot
from pos_assist.domain.items import PairingState
from pos_assist.services.management.management import Management
from pos_assist.shop import open_shop

from .conftest import MORNING


def test_a_manager_s_morning_and_its_undoing(shop_file: Path, tmp_path: Path) -> None:
    shop = open_shop(shop_file, now=lambda: MORNING)
    try:
        manager = Management(shop.storage, "佐藤", lambda: MORNING)
        began = manager.catalog()
        total = shop.till.ring("cola-m").priced.total
        shop.till.ring("choco-sundae")
        both = shop.till.view.priced.total
        shop.till.hold()

        # The pairings go to Excel, three are changed, and come back after a look.
        sheet_file = tmp_path / "pairings.xlsx"
        manager.export("pairings", sheet_file)
        book = load_workbook(sheet_file)
        sheet = book.worksheets[0]
        for row in (2, 3, 4):
            sheet.cell(row, 6).value = f"{row} 番目のひとこと"
        book.save(sheet_file)
        plan = manager.plan_import(sheet_file)
        assert [len(plan.of(x)) for x in ("added", "changed", "retired")] == [0, 3, 0]
        manager.apply(plan)

        # One learned pair is pinned.
        learned = manager.new_pairs(1)[0]
        manager.decide(learned.trigger.code, learned.addon.code, PairingState.PINNED)
        pinned = next(
            x for x in shop.storage.catalog.pairings_from([learned.trigger.code]) if x.addon == learned.addon.code
        )
        assert pinned.state == PairingState.PINNED

        # A set of a drink and a sundae is designed, tried on past receipts, and saved.
        drinks = frozenset(x.code for x in manager.list_items(department="drink").rows(0, 99))
        deal = SetAmount(
            id=manager.new_deal_id(), name="ドリンクとサンデー", amount=50,
            slots=(Slot(1, drinks, n_max=1), Slot(1, frozenset({"choco-sundae"}), n_max=1)),
        )  # fmt: skip
        assert [x for x in manager.findings(deal) if x.refused] == []
        tried = manager.replay(manager.with_deal(deal))
        assert tried.touched > 0
        assert tried.given > 0
        manager.save_deal(deal)

        # The next order sees it.
        assert shop.till.ring("cola-m").priced.total == total
        shop.till.ring("choco-sundae")
        assert shop.till.view.priced.total == both - 50

        # And everything is undone.
        for entry in manager.history():
            manager.undo(entry.id)
        shop.till.hold()
        shop.till.ring("cola-m")
        shop.till.ring("choco-sundae")
        assert shop.till.view.priced.total == both
        now = manager.catalog()
        assert (set(now.pairings), now.deals, now.items) == (set(began.pairings), began.deals, began.items)
    finally:
        shop.close()
