"""What is said of a register's receipts: what became of each, and what does not agree."""

from __future__ import annotations

from collections.abc import Mapping

from pos_assist.domain.marking import N_

OUTCOMES: Mapping[str, str] = {
    "sure": N_("read, and would be learned from"),
    "unsure": N_("unsure: not learned from"),
    "no_sale": N_("no sale"),
    "return": N_("goods taken back"),
    "picture": N_("printed as a picture: it cannot be read"),
}
DOUBTS: Mapping[str, str] = {
    "total": N_("the lines do not add up to the total"),
    "no_total": N_("no total"),
    "pieces": N_("another number of pieces"),
    "void": N_("something is taken back that does not stand above"),
    "name": N_("an amount without a name"),
    "quantity": N_("how many does not fit the amount"),
    "discount": N_("a discount above the price"),
    "unknown": N_("not in the catalog"),
    "no_date": N_("no date, or one to come"),
}
