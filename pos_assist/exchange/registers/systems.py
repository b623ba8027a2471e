"""Other systems, known by the header of what they export: how to read their receipts, and what to export instead of a file that
has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.problems import BadInput
from pos_assist.exchange.receipts.columns import folded

LISTS = {
    "products": N_("a list of products"),
    "summary": N_("a list of receipts without what was on them"),
}
"""What a file is that has no receipts line by line."""
SUMS = {
    "items": N_("a list of what was sold in all"),
    "days": N_("a list of what was taken by day"),
    "receipts": LISTS["summary"],
}
"""What a table of anybody's is that has sums alone."""
EXPORTS = {
    "Square": N_("In Square: Reports, Item Sales, Export, “Item Details CSV”."),
    "Loyverse": N_("In Loyverse: Reports, Receipts, Export, “Receipts by item”."),
    "Shopify": N_("In Shopify: Orders, Export, “Plain CSV file”: it has a row for each line item."),
    "Clover": N_("In Clover: Reporting, Orders, Export, “Line items”."),
    "Toast": N_("In Toast: Reports, Data exports, “ItemSelectionDetails.csv”."),
    "Lightspeed": N_("In Lightspeed: Reporting, Sales history, Export, with line items."),
    "OSPOS": N_("In OSPOS: Reports, Detailed, Transactions, with items, as CSV."),
    "Odoo": N_(
        "In Odoo: Point of Sale, Orders, Order lines, Export: order reference, date, product, quantity, unit price."
    ),
    "WooCommerce": N_(
        "In WooCommerce: an order export with a row for each item: order number, date, item name, quantity, cost."
    ),
    "スマレジ": N_("In Smaregi: 売上, 取引履歴, CSV, “取引明細”."),
    "Airレジ": N_("In Airレジ: 売上, 会計明細, CSV."),
}
"""System -> where its receipts line by line are exported."""


@dataclass(frozen=True, slots=True)
class System:
    """A system's receipts line by line. `key` begins their numbers, so that the same file twice adds nothing."""

    name: str
    key: str
    needed: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)  # where words alone would mislead


RECEIPTS = (
    System("スマレジ", "smaregi:", ("取引ID", "取引日時", "取引区分", "取消区分", "商品名"), {"receipt": "取引ID", "date": "取引日時"}),
    System("Square", "square:", ("Date", "Item", "Qty", "Transaction ID"), {"receipt": "Transaction ID"}),
    System("Square", "square:", ("日付", "商品", "数量", "取引ID"), {"receipt": "取引ID"}),
    System("Loyverse", "loyverse:", ("Date", "Receipt number", "Receipt type", "Item", "Quantity"), {"receipt": "Receipt number"}),
    System("Shopify", "shopify:", ("Name", "Lineitem name", "Lineitem quantity", "Created at"),
           {"receipt": "Name", "date": "Created at", "item": "Lineitem name", "price": "Lineitem price", "qty": "Lineitem quantity", "customer": "Email", "amount": ""}),
    System("Toast", "toast:", ("Order Id", "Item Selection Id", "Menu Item", "Qty"), {"receipt": "Order Id", "date": "Order Date"}),
    System("Clover", "clover:", ("Order ID", "Order Date", "Item Name", "Quantity Sold"), {"receipt": "Order ID"}),
    System("Lightspeed", "lightspeed:", ("Date", "Receipt Number", "Line Type", "Product"), {"receipt": "Receipt Number", "item": "Product"}),
    System("Lightspeed", "lightspeed:", ("Receipt Number", "Line Type", "Details", "Register", "Sku"),
           {"receipt": "Receipt Number", "item": "Details", "code": "Sku", "amount": "Total", "price": ""}),
    System("OSPOS", "ospos:", ("Sale ID", "Date", "Name", "Item number", "Quantity"), {"amount": "Total", "item": "Name"}),
    System("Odoo", "odoo:", ("Order Ref", "Date", "Product", "Quantity"), {"receipt": "Order Ref"}),
    System("WooCommerce", "woo:", ("Order Number", "Order Date", "Item Name", "Quantity"), {"receipt": "Order Number"}),
)  # fmt: skip

_CANNOT_HELP: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Odoo", "products", ("name", "list_price", "standard_price")),
    ("Odoo", "products", ("name", "list_price", "default_code")),
    ("Odoo", "products", ("Name", "Internal Reference", "Sales Price")),
    ("Odoo", "summary", ("Order Ref", "Receipt Number", "Total")),
    ("Toast", "summary", ("Location", "Order Id", "# of Guests", "Amount")),
    ("Clover", "summary", ("Payment ID", "Order ID", "Tender", "Amount")),
    ("Clover", "summary", ("Order ID", "Order Total", "Order Date")),
    ("OSPOS", "summary", ("Sale ID", "Type", "Date", "Quantity", "Employee")),
    ("OSPOS", "products", ("Item Name", "Cost Price", "Unit Price", "Reorder Level")),
    ("OSPOS", "products", ("Id", "Barcode", "Item Name", "Supplier ID")),
    ("Shopify", "products", ("Handle", "Title", "Variant Price")),
    ("Shopify", "products", ("Handle", "Title", "Vendor", "Option1 Name")),
    ("WooCommerce", "products", ("SKU", "Name", "Regular price")),
    ("Clover", "products", ("Clover ID", "Name", "Price")),
    ("Clover", "products", ("Name", "Alternate Name", "Price", "Price Type")),
    ("Lightspeed", "products", ("System ID", "Item", "Default Cost")),
    ("Lightspeed", "products", ("handle", "sku", "supply_price", "retail_price")),
    ("Toast", "products", ("Item Name", "Menu", "Base Price")),
    ("Square", "summary", ("Date", "Time", "Transaction ID", "Gross Sales", "Total Collected")),
    ("Loyverse", "summary", ("Date", "Receipt number", "Receipt type", "Gross sales")),
    ("Square", "products", ("Item Name", "Variation Name", "Price")),
    ("Loyverse", "products", ("Handle", "SKU", "Name", "Category")),
    ("Airレジ", "products", ("カテゴリーID", "商品名", "税設定", "価格")),
    ("スマレジ", "products", ("商品ID", "部門ID", "商品コード", "商品名", "商品単価")),
    ("スマレジ", "summary", ("取引ID", "取引日時", "取引区分", "合計")),
)
_READ_AS_ITEMS = frozenset({"Square", "Loyverse", "Airレジ", "スマレジ"})


CANNOT_HELP = tuple(frozenset(needed) for _, _, needed in _CANNOT_HELP)
"""Titles that give such a file away."""


def system_of(titles: Sequence[str]) -> System | None:
    """Whose receipts these are; None for anybody's."""
    there = {folded(x) for x in titles}
    return next((x for x in RECEIPTS if {folded(title) for title in x.needed} <= there), None)


def refuse_what_cannot_help(file: str, titles: Sequence[str]) -> None:
    """Raise BadInput for a system's file that has no receipts line by line: register_items (a list of products that is read as
    such), foreign_list."""
    if system_of(titles):
        return
    there = {folded(x) for x in titles}
    for system, kind, needed in _CANNOT_HELP:
        if {folded(x) for x in needed} <= there:
            if kind == "products" and system in _READ_AS_ITEMS:
                raise BadInput("register_items", file=file, register=system)
            raise BadInput(
                "foreign_list", file=file, system=system, what=Phrase(LISTS[kind]), export=Phrase(EXPORTS[system])
            )
