"""The search box: how many of the fair spellings find their item among the first eight, and how long an answer takes among
20,000 items (processor time, median and longest), by what was typed. Another list of spellings may be given, as
`--items FILE --queries FILE` with the columns of tests/storage/cases."""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from pathlib import Path

from pos_assist.domain.items import Item
from pos_assist.storage import Storage

CASES = Path(__file__).parents[1] / "storage" / "cases"
GOAL = 10  # ms
_FIRST = (
    "北海道",
    "国産",
    "自家製",
    "濃厚",
    "特選",
    "まろやか",
    "朝の",
    "冬の",
    "大人の",
    "ひとくち",
    "プレミアム",
    "ローストビーフ",
    "フレッシュ",
)
_SECOND = (
    "コーヒー",
    "チーズ",
    "バニラ",
    "チョコレート",
    "ショコラ",
    "抹茶",
    "トマト",
    "オレンジ",
    "ポテト",
    "ウイスキー",
    "カスタード",
    "メープル",
)
_THIRD = (
    "ケーキ",
    "ジュース",
    "サンドイッチ",
    "パン",
    "スパゲッティ",
    "ドリア",
    "プリン",
    "クッキー",
    "アイス",
    "サラダ",
    "スープ",
    "大福",
    "弁当",
)
TYPED = (
    "コ", "コーヒー", "こおひい", "coffee", "kohi", "ウィスキー", "サンドウィッチ", "チョコ サンド", "スパゲティ", "ショコレートケーキ", "トマジュース",
    "存在しない", "ざざざ", "zzzzzz", "4900000012", "490000001234",
)  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def many(n: int) -> list[Item]:
    """As many items as a large shop has, with names of three parts and readings for one in three."""
    chance = random.Random(11)
    items = []
    for i in range(n):
        name = f"{chance.choice(_FIRST)}{chance.choice(_SECOND)}{chance.choice(_THIRD)} {i}"
        items.append(Item(f"N{i:05}", name, 100, reading=name if i % 3 == 0 else "", barcodes=(f"4900000{i:05}",)))
    return items


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path, default=CASES / "items.csv")
    parser.add_argument("--queries", type=Path, default=CASES / "queries.csv")
    parser.add_argument("--count", type=int, default=20_000)
    args = parser.parse_args()
    own = [Item(x["code"], x["name"], 100, reading=x["reading"] or "") for x in rows(args.items)]
    queries = [(x["typed"], x["name that should be found"]) for x in rows(args.queries)]
    with tempfile.TemporaryDirectory() as folder, Storage.create(Path(folder) / "shop.db") as shop:
        shop.catalog.put_items(own)
        missed = [
            (typed, name) for typed, name in queries if name not in [x.name for x in shop.catalog.search(typed, 8)]
        ]
        print(f"spellings found among the first eight: {len(queries) - len(missed)} of {len(queries)}")
        for typed, name in missed:
            print(f"  {typed} does not find {name}")
        shop.catalog.put_items(many(args.count))
        still = sum(name in [x.name for x in shop.catalog.search(typed, 8)] for typed, name in queries)
        print(f"the same beside {args.count:,} other items: {still} of {len(queries)}")
        for typed in TYPED:
            times = []
            for _ in range(15):
                began = time.process_time()
                found = shop.catalog.search(typed, 8)
                times.append((time.process_time() - began) * 1000)
            names = f"   {len(found)} found, {found[0].name}" if found else "   nothing found"
            print(f"{statistics.median(times):6.1f} ms, longest {max(times):5.1f}   {typed}{names}   goal {GOAL}")


if __name__ == "__main__":
    main()
