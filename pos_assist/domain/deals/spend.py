"""A discount on the whole order from an amount on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pos_assist.domain.deals.deal import Deal
from pos_assist.domain.deals.json_form import MAX_MONEY, below, flag, form, whole, word, wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend(Deal):
    """Off the whole order from `min` on, after the other deals: `amount` or `percent`."""

    kind: ClassVar[str] = "spend"

    min: int = field(metadata=form(whole(0, MAX_MONEY)))
    amount: int = field(default=0, metadata=form(whole(0, MAX_MONEY)))
    percent: int = field(default=0, metadata=form(whole(0, 100)))
    # `net`: the threshold is read after the other deals, not on the list total.
    net: bool = field(
        default=False,
        metadata=form(word({"list": False, "net": True}), lambda net: "net" if net else "list", "base", always=True),
    )
    stack: bool = field(default=False, metadata=form(flag))  # may be combined with other Spend deals

    @classmethod
    def check(cls, data: Mapping[str, Any], path: str) -> None:
        """Either an amount or a percentage comes off."""
        if bool(data.get("amount")) == bool(data.get("percent")):
            wrong(below(path, "amount"), "amount / percent", data.get("amount", 0))
