"""Deals as rows that a spreadsheet can filter and sort: the deal in its first row, then one row for each item of each slot.

A row says which deal (`id`) and which slot (`slot`, from 1) it belongs to; what concerns the whole deal or the whole slot may
stand in any of its rows and must not contradict itself. `slot_n_max` «any» means «so many or more». The JSON form behind it
is that of `domain.deal_json`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.catalog.catalog_rows import read_hours
from pos_assist.exchange.catalog.cell_words import flag_words, said, said_days, spoken, spoken_days
from pos_assist.exchange.catalog.sheets import Cell, Column
from pos_assist.exchange.tables import Row, column_names

COLUMNS = (
    Column("id", "セットID", text=True),
    Column("name", "セット名"),
    Column("title_en", "英語名"),
    Column("kind", "種類", words="deal_kind"),
    Column("price", "セット価格"),
    Column("amount", "値引き額"),
    Column("percent", "割引率"),
    Column("n", "点数"),
    Column("free", "対象点数"),
    Column("min", "下限金額"),
    Column("base", "下限の基準", words="base"),
    Column("stack", "重ねて適用", words="stack"),
    Column("priority", "優先度"),
    Column("max_uses", "回数上限"),
    Column("member", "会員", words="member"),
    Column("mode", "持ち帰り・店内", words="mode"),
    Column("from", "開始日"),
    Column("to", "終了日"),
    Column("days", "曜日"),
    Column("hours", "時間帯"),
    Column("min_spend", "最低購入額"),
    Column("slot", "枠"),
    Column("slot_n", "枠の点数"),
    Column("slot_n_max", "枠の最大点数"),
    Column("slot_percent", "枠の割引率"),
    Column("item", "商品コード", text=True),
    Column("item_name", "商品名", shown=True),
    Column("extra", "追加料金"),
)
ACCEPTED = column_names({x.name: (x.title,) for x in COLUMNS})
_OF_DEAL = (
    "name",
    "title_en",
    "kind",
    "price",
    "amount",
    "percent",
    "n",
    "free",
    "min",
    "base",
    "stack",
    "priority",
    "max_uses",
)
_OF_WHEN = ("member", "mode", "from", "to", "days", "hours", "min_spend")
_NUMBERS = frozenset({"price", "amount", "percent", "n", "free", "min", "priority", "max_uses", "min_spend"})
_FLAGS = frozenset({"stack", "member"})
_CHOICES = {"kind": "deal_kind", "base": "base", "mode": "mode"}  # column -> of cell_words.CHOICES
_ANY = "any"


def rows_of(deal: Deal, items: Mapping[str, Item], language: str = "") -> Iterator[list[Cell]]:
    """The deal as rows in the order of COLUMNS; with a language, in the words of the screen."""
    data: dict[str, Any] = deal_to_json(deal)
    first = {name: _out(name, data.get(name), language) for name in _OF_DEAL}
    first |= {name: _out(name, data.get("when", {}).get(name), language) for name in _OF_WHEN}
    for place, slot in enumerate(data.get("slots", []) or [{"items": data.get("items", [""])}], 1):
        extra = slot.get("extra", {})
        for i, code in enumerate(slot["items"]):
            name = items[code].title if code in items else ""
            row = {"id": deal.id, "item": code, "item_name": name, "extra": extra.get(code), **first}
            if "slots" in data:
                row["slot"] = place
            if "slots" in data and i == 0:
                n_max = slot.get("n_max", slot["n"])
                row |= {"slot_n": slot["n"], "slot_percent": slot.get("percent")}
                row["slot_n_max"] = (
                    (said("n_max", _ANY, language) if language else _ANY)
                    if n_max is None
                    else (n_max if n_max != slot["n"] else None)
                )
            yield [row.get(column.name) for column in COLUMNS]
            first = {}


@dataclass(slots=True)
class DealReader:
    """Rows in, deals out. `problem(row, column, error)` hears of every bad cell."""

    first_row: dict[str, int] = field(default_factory=dict)
    _deals: dict[str, dict[str, Any]] = field(default_factory=dict)
    _slots: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)

    def add(self, row: Row) -> tuple[str, str]:
        """Add one row. Return the id of its deal and the code of its item. Raises BadInput that names the cell."""
        id_ = row.text("id", 40, required=True)
        deal = self._deals.setdefault(id_, {"id": id_})
        self.first_row.setdefault(id_, row.number)
        for name in (*_OF_DEAL, *_OF_WHEN):
            value = _in(row, name)
            if value is not None:
                _put(row, name, deal if name in _OF_DEAL else deal.setdefault("when", {}), name, value)
        item = row.text("item", 40)
        number = row.whole("slot", most=99)
        if number:
            slot = self._slots.setdefault(id_, {}).setdefault(number, {"items": []})
            for name in ("n", "percent"):
                if row.text(f"slot_{name}"):
                    _put(row, f"slot_{name}", slot, name, row.whole(f"slot_{name}"))
            if most := row.text("slot_n_max"):
                _put(
                    row,
                    "slot_n_max",
                    slot,
                    "n_max",
                    None if spoken("n_max").get(most.casefold(), most) == _ANY else row.whole("slot_n_max"),
                )
            if item:
                slot["items"].append(item)
                if row.text("extra"):
                    slot.setdefault("extra", {})[item] = row.money("extra")
        elif item:
            deal.setdefault("items", []).append(item)
        return id_, item

    def deals(self) -> Iterator[tuple[str, Deal | BadInput]]:
        """Every deal that was read, or what is wrong with it: the BadInput's `column` is one of COLUMNS."""
        for id_, data in self._deals.items():
            slots = self._slots.get(id_)
            whole = {**data, **({"slots": [slots[i] for i in sorted(slots)]} if slots else {})}
            try:
                yield id_, deal_from_json(whole)
            except BadInput as error:
                yield id_, BadInput(error.code, **{**error.data, "column": _column(str(error.data.get("column", "")))})


def _out(name: str, value: object, language: str) -> Cell:
    if value is None:
        return None
    if isinstance(value, bool):
        return flag_words(language)[not value] if language else int(value)
    if language and name == "days" and isinstance(value, list):
        return said_days(value, language)
    if language and name in _CHOICES:
        return said(_CHOICES[name], str(value), language)
    if isinstance(value, list):
        return " ".join(x if isinstance(x, str) else "-".join(x) for x in value)
    return value if isinstance(value, int) else str(value)


def _in(row: Row, name: str) -> object:  # noqa: PLR0911 — one kind of field a line
    text = row.text(name, 200)
    if not text:
        return None
    if name in _NUMBERS:
        return row.whole(name)
    if name in _FLAGS:
        return row.flag(name)
    if name == "days":
        return spoken_days(text)
    if name == "hours":
        return [span.json() for span in read_hours(row)] or None
    if name in _CHOICES:
        return spoken(_CHOICES[name]).get(text.casefold(), text)
    return text.replace("/", "-") if name in ("from", "to") else text


def _put(row: Row, column: str, into: dict[str, Any], name: str, value: object) -> None:
    if name in into and into[name] != value:
        row.refuse("contradicts", column, row.text(column))
    into[name] = value


def _column(path: str) -> str:
    """The column behind a field of the JSON: `when.days` → days, `slots[0].n` → slot_n."""
    last = path.rpartition(".")[2].partition("[")[0]
    if path.startswith("slots"):
        return {"items": "item", "n": "slot_n", "n_max": "slot_n_max", "percent": "slot_percent", "slots": "slot"}.get(
            last, "extra"
        )
    return "item" if last == "items" else last
