"""Catalogs to write to files and read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pos_assist.domain.catalog_change import Change
from pos_assist.domain.deals import Cheapest, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import parse_hours
from pos_assist.domain.items import Department, Item, Pairing, PairingState, Perk, TaxClass, Upgrade
from pos_assist.domain.orders import ServiceMode


@pytest.fixture
def catalog() -> Change:
    """One of everything, with all that is awkward in a spreadsheet."""
    items = (
        Item("00012", "カフェ・オ・レ", 320, "drink", TaxClass.REDUCED, 80, "オレ", "かふぇおれ", "Cafe au lait", ("4901234567894", "00123"), "S"),
        Item("12", "=SUM(A1)", 0, "drink", TaxClass.STANDARD),
        Item("-3", "'+ひく", 100, "", TaxClass.EXEMPT, sold_out=True, age_restricted=True, color="#FFAA00", page=3, rank=7),
        Item("ロング コード,\"引用\"", "@メール", 9_999_999, "food", next_price=5, next_from=date(2026, 12, 1)),
        Item("old", "昔のパン", 120, "food", retired=True),
    )  # fmt: skip
    slot = Slot(1, frozenset({"00012", "12"}), {"12": 30}, n_max=1)
    when = When(
        member=True, mode=ServiceMode.EAT_IN, from_date=date(2026, 11, 1), to_date=date(2026, 11, 30),
        days=frozenset({"sat", "sun"}), hours=parse_hours("10:30-14:00 20:00-24:00 23:00-02:00"), min_spend=800,
    )  # fmt: skip
    deals = (
        SetPrice(id="p", name="=セット", title_en="Set", price=500, slots=(slot, Slot(2, frozenset({"-3"}), n_max=2)), priority=3, max_uses=2, when=when),
        SetPercent(id="q", slots=(Slot(2, frozenset({"12"}), percent=10, n_max=None),)),
        SetPercent(id="q2", slots=(Slot(2, frozenset({"12"}), percent=10, n_max=5),)),
        SetAmount(id="r", amount=50, slots=(Slot(1, frozenset({"old"}), n_max=1),), when=When(member=False)),
        Cheapest(id="s", n=3, free=1, percent=50, items=frozenset({"12", "old"})),
        Spend(id="t", min=1000, percent=5, net=True, stack=True),
        Spend(id="u", min=1000, amount=50),
    )  # fmt: skip
    return Change(
        items,
        (Department("drink", "飲み物", "#112233", 1), Department("food", "食べ物", rank=2)),
        (Upgrade("00012", "12", "grade", "大きい方はいかがですか"),),
        (
            Pairing("00012", "-3", PairingState.BLOCKED),
            Pairing(
                "12",
                "old",
                line="-どうぞ",
                reason="理由",
                rank=3,
                hours=parse_hours("10:30-14:00 20:00-24:00 23:00-02:00"),
            ),
            Pairing("old", "12", PairingState.LEARNED),
        ),
        deals,
        (Perk("x", "特典", 1200, "takeout", "A treat"),),
    )


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_file
