"""A register that prints receipts, in the ways that Japanese registers do. `python -m tests.services.feeds.paper_register ORDERS` says how many
lines were read rightly."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from pos_assist.devices.pole import half_width
from pos_assist.devices.slip import cells
from pos_assist.domain.items import Item
from pos_assist.services.feeds.paper.printed_text import PrintedText
from pos_assist.services.feeds.paper.private_rows import without_persons
from pos_assist.services.feeds.paper.receipt_feed import ReceiptFeed
from pos_assist.services.feeds.paper.receipt_text import read_receipts
from pos_assist.shop import Shop, make_sample, open_shop

NOON = datetime(2026, 11, 19, 12, 0)
PERSONS = (
    "会員番号 9876543210", "会員名 山田太郎 様", "カード番号 ************7890", "承認番号 0123456", "TEL 03-1234-5678",
    "担当:佐藤花子", "宛名 株式会社ひみつ 様", "090-1111-2222", "4980123412341234", "お名前 鈴木一郎", "ポイント残高 12,345P",
)  # fmt: skip
_COUNTED = ("below", "above", "same", "columns", "times", "unit")  # where a register says how many


@dataclass
class Style:
    """How one register prints."""

    width: int = 32
    name: int = 20  # cells of a name; what is longer is cut
    narrow: bool = False  # half-width kana
    counted: str = "below"
    yen: str = "¥"
    tax: str = ""  # behind an amount
    coding: str = "shift_jis"
    outer_tax: bool = False
    persons: bool = True
    head_below: bool = False  # date and number under the total


@dataclass
class Sold:
    """What is true of a receipt."""

    number: int
    units: Counter[str]
    total: int
    at: datetime
    rows: list[str] = field(default_factory=list)
    data: bytes = b""


def styles(chance: Random) -> Iterator[Style]:
    """Every way to say how many, with the rest by chance."""
    for counted in _COUNTED:
        for narrow in (False, True):
            yield Style(
                chance.choice((32, 42, 48)), chance.choice((16, 20, 24)), narrow, counted, chance.choice(("¥", "", "\\")),
                chance.choice(("", "※", "内", "軽")), "katakana" if narrow and chance.random() < 0.4 else chance.choice(("shift_jis", "jis", "utf-8", "bare")),
                head_below=chance.random() < 0.3,
            )  # fmt: skip


class PaperRegister:
    """Sells what a shop has, and prints it."""

    def __init__(self, items: list[Item], style: Style, chance: Random) -> None:
        self._items = [x for x in items if not x.by_weight and x.price]
        self._style = style
        self._chance = chance
        self._number = 0
        self._at = NOON

    def sell(self) -> Sold:
        """One receipt."""
        chance, s = self._chance, self._style
        self._number += 1
        self._at += timedelta(seconds=chance.randrange(20, 90))
        rows, units, total, goods = list[str](), Counter[str](), 0, 0
        for _ in range(chance.randrange(1, 7)):
            item, qty = chance.choice(self._items), chance.choice((1, 1, 1, 1, 2, 3, 12))
            amount = item.price * qty
            rows += self._goods(item, qty)
            units[item.code] += qty
            goods += qty
            total += amount
            if chance.random() < 0.08:
                off = min(amount - 1, chance.choice((10, 20, 50)))
                rows.append(self._row(chance.choice((" 値引", "  割引 10%", " ｸｰﾎﾟﾝ", "20円引")), f"-{off:,}"))
                total -= off
            elif chance.random() < 0.06:  # taken back at once
                left, right = self._name(item), f"-{amount:,}"
                rows.append(self._row(left, right) if chance.random() < 0.5 else self._row("取消 " + left, right))
                units[item.code] -= qty
                goods -= qty
                total -= amount
        if not +units:
            return self.sell()
        body = [*rows, "-" * s.width, *self._foot(total, goods)]
        said = self._head()
        rows = [*body[:-2], *said, *body[-2:]] if s.head_below else [*said, *body]
        rows = ["みどり橋店".center(s.width // 2), *(["TEL 03-1234-5678"] if s.persons else []), "領 収 証", *rows]
        if s.persons:
            rows += [
                chance.choice(PERSONS),
                *(
                    ["", "クレジット売上票", "会員番号 **** **** **** 1234", "承認番号 7654321"]
                    if chance.random() < 0.2
                    else []
                ),
            ]
        rows.append("ありがとうございました")
        return Sold(self._number, +units, total, self._at, rows, printed(rows, s.coding))

    def _head(self) -> list[str]:
        chance, at, n = self._chance, self._at, self._number
        day = chance.choice(
            (
                f"{at.year}年{at.month:02}月{at.day:02}日(木) {at:%H:%M}",
                f"{at:%Y/%m/%d} {at:%H:%M:%S}",
                f"{at:%y-%m-%d} {at:%H:%M}",
                f"令和8年{at.month}月{at.day}日 {at:%H}時{at:%M}分",
            )
        )
        return [
            day,
            chance.choice(
                (
                    f"レジNo.01  レシートNo.{n:04}",
                    f"No.{n:05} レジ01 担当:山田",
                    f"レジ:0001 伝票番号:{n}",
                    f"#{n:06}  レジ1",
                )
            ),
        ]

    def _foot(self, total: int, goods: int) -> list[str]:
        chance = self._chance
        rows = [self._row("小計", self._money(total))] if chance.random() < 0.5 else []
        if chance.random() < 0.5:
            rows.append(self._row("お買上点数", f"{goods}点"))
        rows.append(self._row(chance.choice(("合計", "合　計", "お買上合計", "ｺﾞｳｹｲ", "総合計")), self._money(total)))
        rows.append(self._row("(内消費税等 8%", f"{self._money(total * 8 // 108)})"))
        rows.append(
            self._row(chance.choice(("お預り", "現金", "お預かり金額", "ｸﾚｼﾞｯﾄ", "PayPay")), self._money(total + 100))
        )
        rows.append(self._row(chance.choice(("お釣り", "おつり", "釣銭")), self._money(100)))
        return rows

    def _goods(self, item: Item, qty: int) -> list[str]:
        s, name, amount = self._style, self._name(item), self._money(item.price * qty) + self._style.tax
        unit = f"{item.price:,}"
        if qty == 1 and s.counted != "columns":
            return [self._row(name, amount)]
        rows = {
            "below": [self._row(name, amount), f"  ({qty}コ X 単{unit})"],
            "above": [name, self._row(f"   @{unit} × {qty}点", amount)],
            "same": [self._row(f"{name} {qty}点", amount)],
            "columns": [self._row(f"{name.ljust(s.name)}  {qty:2}", amount)],
            "times": [self._row(f"{name} x{qty}", amount)],
            "unit": [name, self._row(f"  {qty}個 @{unit}", amount)],
        }
        return rows[s.counted]

    def _name(self, item: Item) -> str:
        name = half_width(item.title) if self._style.narrow and half_width(item.title) else item.title
        while cells(name) > self._style.name:
            name = name[:-1]
        return name

    def _money(self, amount: int) -> str:
        return f"{self._style.yen}{amount:,}"

    def _row(self, left: str, right: str) -> str:
        return left + " " * max(2, self._style.width - cells(left) - cells(right)) + right


def printed(rows: list[str], coding: str = "shift_jis") -> bytes:
    """Rows as they are sent to a printer, with a logo, a barcode, the drawer's pulse and a cut."""
    start = {
        "shift_jis": b"\x1cC\x01",
        "jis": b"\x1cC\x00",
        "utf-8": b"\x1c(C\x02\x0000",
        "bare": b"",
        "katakana": b"\x1bt\x01",
    }[coding]
    out = (
        b"\x1b@" + start + b"\x1bR\x08\x1bt\x01\x1ba\x01\x1dv00\x02\x00\x03\x00\x0a\x1b\x1d\x41\x0a\x1b" + b"\x1ba\x00"
    )
    for row in rows:
        out += (
            b"\x1d!\x10" * row.startswith("領") + _row_bytes(row, coding) + b"\x1d!\x00" * row.startswith("領") + b"\n"
        )
    return out + b"\x1dh\x50\x1dk\x04000123\x00\x1bp\x00\x19\xfa\x1bd\x03\x1dVB\x00"


def _row_bytes(row: str, coding: str) -> bytes:
    if coding != "jis":
        return row.replace("¥", "\\").encode("utf-8" if coding == "utf-8" else "cp932", "replace")
    out, kanji = b"", False
    for sign in row.replace("¥", "\\"):
        wide = cells(sign) == 2
        if wide != kanji:
            out, kanji = out + (b"\x1c&" if wide else b"\x1c."), wide
        out += (
            sign.encode("iso2022_jp", "replace").removeprefix(b"\x1b$B").removesuffix(b"\x1b(B")
            if wide
            else sign.encode("cp932", "replace")
        )
    return out + (b"\x1c." if kanji else b"")


@dataclass
class Tally:
    """How lines came out."""

    lines: int = 0
    right: int = 0
    marked: int = 0
    silently_wrong: int = 0


def read_back(feed: ReceiptFeed, sold: Sold, chance: Random, tally: Tally) -> None:
    """Through the printer's bytes, cut anywhere, to the catalog's items."""
    reader, slips, at = PrintedText(), [], 0
    while at < len(sold.data):
        size = chance.randrange(1, 60)
        slips += reader.feed(sold.data[at : at + size])
        at += size
    tally.lines += len(sold.units)
    found = [feed.understood(x, live=False) for slip in slips for x in read_receipts(without_persons(slip.rows)[0])]
    if len(found) == 1 and found[0].paper is not None:
        paper = found[0].paper
        right = (
            paper.units == sold.units
            and paper.total == sold.total
            and int(paper.number.lstrip("~")) == sold.number
            and paper.at.date() == sold.at.date()
        )
        tally.right += len(sold.units) * right
        tally.silently_wrong += len(sold.units) * (not right)
    else:
        tally.marked += len(sold.units)


def main() -> None:
    orders, show = int(sys.argv[1]) if len(sys.argv) > 1 else 500, "-v" in sys.argv
    for sample in ("burger", "bakery", "camera") if not show else ("burger", "camera"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "shop.db"
            make_sample(sample, path)
            shop: Shop = open_shop(path, now=lambda: NOON)
            items = shop.storage.browse.items(shop.storage.browse.item_codes())
            chance = Random(1)
            for style in styles(chance):
                tally, begin, feed = Tally(), time.process_time(), shop.follow().receipts
                register = PaperRegister(items, style, chance)
                for _ in range(orders):
                    sold = register.sell()
                    before = (tally.marked, tally.silently_wrong)
                    read_back(feed, sold, chance, tally)
                    if show and before != (tally.marked, tally.silently_wrong):
                        print("\n".join(sold.rows), sold.units, sold.total)
                        for x in read_receipts(without_persons(sold.rows)[0]):
                            print(x, feed.understood(x, live=False))
                        sys.exit()
                spent = (time.process_time() - begin) / orders * 1000
                print(
                    f"{sample:8}{style.counted:9}{'narrow' if style.narrow else 'wide':7}{style.coding:10}{style.width:3}/{style.name}  lines {tally.lines:6,}  right {tally.right / tally.lines:.2%}"
                    f"  marked {tally.marked / tally.lines:.2%}  silently wrong {tally.silently_wrong}  {spent:.1f} ms a receipt",
                    flush=True,
                )
            shop.close()


if __name__ == "__main__":
    main()
