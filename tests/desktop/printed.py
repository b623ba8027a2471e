"""What printed slips say, read from their text alone: the sums of a day's receipts, and a Z report's own figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.devices.fake_printer import FakePrinter

_COMMANDS = re.compile(rb"\x1d!.|\x1cW.|\x1bE.", re.DOTALL)
_AMOUNT = re.compile(r"^\s*(?P<words>.*?)\s+\(?(?P<amount>[+-]?¥[\d,]+)\)?$")
_NUMBER = re.compile(r"No\.(\d{6})$")
_RATE = re.compile(r"(\d+)%対象※?$")
_PAID = {"お預り(現金)": "現金", "クレジットカード": "カード", "QRコード決済": "QR"}
PLAIN = ("電子マネー", "商品券", "ポイント")
_HEAD = "登録番号"


def texts(printer: FakePrinter) -> list[str]:
    """Each slip between two cuts. Where a cut of power left half a slip before it, what follows the last head."""
    found = []
    for paper in printer.printed:
        text = _COMMANDS.sub(b"", paper.text).decode("cp932").replace("\\", "¥")
        lines = text.splitlines()
        heads = [i for i, x in enumerate(lines) if _HEAD in x]
        marked = any(x.strip() == "再発行" for x in lines[max(0, heads[-1] - 3) : heads[-1]]) if heads else False
        found.append("\n".join((["再発行"] if marked else []) + lines[heads[-1] - 1 if heads else 0 :]))
    return found


def amount_of(text: str) -> int:
    """An amount as it is printed, in yen."""
    return int(text.replace("¥", "").replace(",", ""))


@dataclass
class Sums:
    """What receipts, return slips and slips of cash come to."""

    receipts: set[int] = field(default_factory=set)
    reprints: int = 0
    gross: int = 0
    sold: int = 0
    sets: int = 0
    off: int = 0  # by hand, and off whole orders
    given_back: int = 0
    returns: int = 0
    items: int = 0
    rates: Counter[str] = field(default_factory=Counter)  # «10» gross, «10 tax»
    paid: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    cash_in: int = 0
    cash_out: int = 0

    def read(self, slips: Iterable[str]) -> Sums:
        """Count each; a receipt printed again counts once."""
        for text in slips:
            lines = [x.strip() for x in text.splitlines()]
            if "レシート" in lines:
                self._receipt(lines)
            elif "返品・返金" in lines:
                self._return(lines)
            elif "入金" in lines or "出金" in lines:
                amount = next(a for words, a in _amounts(lines) if words == "金額")
                self.cash_in += amount if "入金" in lines else 0
                self.cash_out += amount if "出金" in lines else 0
        return self

    def _receipt(self, lines: list[str]) -> None:
        self.reprints += "再発行" in lines
        number = next(int(m[1]) for x in lines if (m := _NUMBER.search(x)))
        if number in self.receipts:
            return
        self.receipts.add(number)
        amounts = _amounts(lines)
        said = dict(amounts)
        rules = [i for i, x in enumerate(lines) if x.startswith("---")]
        goods = _amounts(
            x for x in lines[rules[0] : rules[1]] if not x.endswith(")")
        )  # options and rates say theirs in brackets
        full = sum(a for _, a in goods if a > 0)
        sets = -sum(a for words, a in goods if words.endswith("セット値引"))
        off = -sum(a for words, a in goods if a < 0 and not words.endswith("セット値引"))
        assert full - sets - off == said["合計"], lines
        self.gross, self.sets, self.off = self.gross + full, self.sets + sets, self.off + off
        self.sold += said["合計"]
        self.items += next(int(x[:-1]) for x in lines if re.fullmatch(r"\d+点", x))
        self._rates(amounts, 1)
        kinds = set()
        for words, amount in amounts:
            kind = _PAID.get(words, words if words in PLAIN else None)
            if kind:
                self.paid[kind] += amount
                kinds.add(kind)
        self.paid["現金"] -= said.get("おつり", 0)
        self.times.update(kinds)

    def _return(self, lines: list[str]) -> None:
        amounts = _amounts(lines)
        self.returns += 1
        after = next(i for i, (words, _) in enumerate(amounts) if words == "返金")
        self.given_back -= amounts[after][1]
        for words, amount in amounts[after + 1 :]:
            if words in ("現金", "カード", "QR", *PLAIN):
                self.back[words] -= amount
        self._rates(amounts, -1)

    def _rates(self, amounts: list[tuple[str, int]], sign: int) -> None:
        rate = ""
        for words, amount in amounts:
            if m := _RATE.search(words):
                rate = m[1]
                self.rates[rate] += sign * amount
            elif words == "内消費税":
                self.rates[f"{rate} tax"] += sign * amount


@dataclass
class PrintedZ:
    """What a Z report says."""

    said: dict[str, int]
    rates: Counter[str]
    paid: Counter[str]
    times: Counter[str]
    back: Counter[str]
    number: int

    @classmethod
    def read(cls, text: str) -> PrintedZ:
        """Its figures, as they are printed."""
        lines = [x.strip() for x in text.splitlines()]
        amounts = _amounts(lines)
        rates, paid, times, back = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        rate = kind = ""
        tenders = False
        for line in lines:
            tenders = line == "支払方法別" or (tenders and not line.startswith("---"))
            m = _AMOUNT.match(line)
            if m is None:
                continue
            words, amount = m["words"], amount_of(m["amount"])
            if r := _RATE.search(words):
                rate = r[1]
                rates[rate] += amount
            elif words == "内消費税":
                rates[f"{rate} tax"] += amount
            elif tenders and words == "返金":
                back[kind] -= amount
            elif tenders:
                kind, _, n = words.partition(" ×")
                paid[kind] += amount
                times[kind] += int(n)
        said = dict(reversed(amounts))
        counts = {x.rsplit(None, 1)[0]: int(x.rsplit(None, 1)[1]) for x in lines if re.fullmatch(r"\S.*\s\d+", x)}
        number = next(int(m[1]) for x in lines if (m := re.search(r"精算レポート No\.(\d{4})", x)))
        return cls({**counts, **said}, rates, paid, times, back, number)


def _amounts(lines: Iterable[str]) -> list[tuple[str, int]]:
    found = (_AMOUNT.match(x) for x in lines)
    return [(m["words"], amount_of(m["amount"])) for m in found if m]


def check(slips: list[str]) -> tuple[Sums, PrintedZ]:
    """Hold every figure of the one Z among the slips against all other slips. Raises AssertionError."""
    [z_text] = [x for x in slips if "精算レポート" in x and not x.startswith("再発行")]
    z, sums = PrintedZ.read(z_text), Sums().read(slips)
    said = z.said
    assert said["総売上"] == sums.gross
    assert -said.get("セット割引", 0) == sums.sets
    assert -said.get("値引（手動）", 0) - said.get("注文割引", 0) == sums.off
    assert said["売上"] == sums.sold
    given = -sum(amount for words, amount in said.items() if re.fullmatch(r"(返品|取消) \d+件", words))
    assert given == sums.given_back
    assert said["純売上"] == sums.sold - sums.given_back
    assert +z.rates == +sums.rates
    assert +z.paid == +sums.paid
    assert z.times == sums.times
    assert +z.back == +sums.back
    assert said["点数"] == sums.items
    assert said["客数"] == len(sums.receipts)
    assert said["返品件数"] + said["取消レシート"] == sums.returns
    assert said["再発行"] == sums.reprints
    expected = said["釣銭準備金"] + sums.paid["現金"] - sums.back["現金"] + sums.cash_in - sums.cash_out
    assert said["あるべき現金"] == expected
    assert said["過不足"] == said["実際の現金"] - expected
    assert said["翌日の釣銭準備金"] + said["銀行預入金"] == said["実際の現金"]
    return sums, z
