"""Files for the tests of `exchange`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "resources" / "shops"

RECEIPTS = """receipt_id,timestamp,item,qty,price,category,customer,size
1,2026-11-20 09:58:11,コーヒー,,250,ドリンク,,
1,2026-11-20 09:58:11,食パン,1,320,パン,,
2,2026-11-20 10:05:34,食パン,2,320,パン,M0001,
3,2026-11-21 10:07:57,コーヒー,1,260,ドリンク,,
"""

SHOP = {
    "shop.json": '{"name": {"ja": "試験店", "en": "Test"}, "currency": "JPY"}',
    "departments.csv": "code,name,color,rank\nfood,食べ物,#E8A33D,0\ndrink,飲み物,,1\n",
    "items.csv": (
        "code,name,price,department,barcodes,sold_out\n"
        "007,ハンバーガー,200,food,2901000000022,0\n"
        "potato,ポテト,290,food,,0\n"
        "cola,コーラ,250,drink,,0\n"
        "cola-l,コーラ L,290,drink,,0\n"
    ),
    "upgrades.csv": "from,to,kind,line\ncola,cola-l,size,\n",
    "pairings.csv": "trigger,addon,state,line,reason,rank\n007,potato,pinned,ご一緒にポテトはいかがですか?,,0\n",
    "deals.json": (
        '[{"id": "set", "name": "セット", "kind": "set_price", "price": 600, "slots": '
        '[{"n": 1, "items": ["007"]}, {"n": 1, "items": ["potato"]}, {"n": 1, "items": ["cola"]}]}]'
    ),
    "perks.csv": "id,name,threshold,mode\npoints,ポイント2倍,1200,\n",
    "receipts.csv": (
        "receipt_id,timestamp,item,qty,price\n1,2026-11-20 12:00:00,007,1,200\n1,2026-11-20 12:00:00,ポテト,1,290\n"
    ),
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text as a file: write("a.csv", text, "cp932")."""

    def write_file(name: str, text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write_file


@pytest.fixture
def shop_files(tmp_path: Path) -> Callable[..., Path]:
    """A small shop's folder, some of its files written otherwise: shop_files(**{"items.csv": "…"})."""

    def write_folder(**other: str) -> Path:
        folder = tmp_path / "shop"
        folder.mkdir(exist_ok=True)
        for name, text in {**SHOP, **other}.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write_folder
