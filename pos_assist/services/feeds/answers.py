"""What we tell a register: offers, order and state as JSON. Money in minor units of the shop's currency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pos_assist.domain.items import Item
from pos_assist.domain.offers import Offer, OfferKind
from pos_assist.i18n.offer_texts import reason_words
from pos_assist.services.feeds.followed_till import FollowedTill

_SETS = (OfferKind.MAKE_SET, OfferKind.ONE_MORE)


def suggestion(till: FollowedTill) -> dict[str, Any]:
    """The parameters of `suggestion.changed`, and the result of `suggestion.get`: what is offered with the order that is served."""
    view, tells = till.view, till.tells_prices
    offers = view.panel.offers()
    upgrade = next((x for x in offers if x.kind in (OfferKind.SIZE, OfferKind.GRADE)), None)
    return {
        "order_id": till.order_id,
        "rev": till.revision,
        "sure": till.sure,
        "total": view.priced.total if tells else None,
        "upgrade": _offer(upgrade, till) if upgrade else None,
        "addons": [_offer(x, till) for x in offers if x.kind is OfferKind.ADDON],
        "sets": [_offer(x, till) for x in offers if x.kind in _SETS],
    }


def chosen(till: FollowedTill, offer: Offer) -> dict[str, Any]:
    """The parameters of `suggestion.chosen`: what the register is to add, and what to take out for it."""
    line = next((x for x in till.view.order.lines if x.id == offer.replaces), None)
    taken = [{"sku": line.item.code, "name": line.item.title, "qty": "1"}] if line else []
    return {
        "order_id": till.order_id,
        "suggestion_id": offer.id,
        "lines_to_add": [{**product, "qty": "1"} for product in _products(offer, till)],
        "lines_to_remove": taken,
    }


def _offer(offer: Offer, till: FollowedTill) -> dict[str, Any]:
    return {
        "suggestion_id": offer.id,
        "kind": str(offer.kind),
        "title": offer.title,
        "products": list(_products(offer, till)),
        "adds": offer.to_pay if till.tells_prices else None,
        "saves": offer.saved if till.tells_prices else None,
        "line": offer.line,
        "reason": reason_words(offer.reason),
        "chosen": till.is_chosen(offer.id),
    }


def _products(offer: Offer, till: FollowedTill) -> Iterable[dict[str, Any]]:
    for code in offer.items:
        item = till.item(code)
        yield {"sku": code, "name": item.title if item else code, "barcodes": list(_barcodes(item))}


def _barcodes(item: Item | None) -> tuple[str, ...]:
    return item.barcodes if item else ()
