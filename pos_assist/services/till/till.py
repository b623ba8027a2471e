"""One till: ring, void, accept, decline, hold, recall, pay. Every use case returns the view that is then shown.

A Problem raised by a method changed nothing.
"""

from __future__ import annotations

from dataclasses import replace

from pos_assist.domain.business_day import business_date
from pos_assist.domain.items import Department, Item
from pos_assist.domain.marking import Phrase
from pos_assist.domain.offers import Moment, Offer
from pos_assist.domain.orders import price_in
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Voided
from pos_assist.domain.settings import DAY_END, FIGURES_AT_COUNTER, PRICES, PRICES_WORDS, TILL, find
from pos_assist.domain.tax import Prices
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.pricing.priced import DealExplanation
from pos_assist.services.till.close_sale import opened_again
from pos_assist.services.till.filling_sets import FillingSets
from pos_assist.services.till.paying import Paying
from pos_assist.services.till.suggestions import spoken_languages
from pos_assist.services.till.till_view import TillView
from pos_assist.storage import SavedOrder

MOST_OF_A_NOTE = 40  # signs of what a held order is called
TOO_SOON = 0.3  # seconds: a tap on a card this soon after it appeared was meant for what was there before


class Till(FillingSets, Paying):
    """The use cases of one till. Not thread-safe: one thread calls it, workers come back through `post`."""

    def seconds(self) -> float:
        """The monotonic clock by which it is told what was touched too soon."""
        return self._ticks()

    def departments(self) -> tuple[Department, ...]:
        """Return the departments that have a tab, in the order of the tabs."""
        return self._catalog.tabs()

    def keys(self, department: str, page: int = 0) -> tuple[Item, ...]:
        """The product keys of one page, at what they cost as the order is served."""
        mode = self.view.order.mode
        found = self._catalog.keys(department, page)
        if all(x.eat_in_price is None for x in found):
            return found
        return tuple(replace(x, price=price_in(x, mode)) for x in found)

    def pages(self, department: str) -> int:
        """How many pages of keys a department has."""
        return self._catalog.pages(department)

    def search(self, text: str, limit: int = 8) -> list[Item]:
        """Items by name, reading (kana or romaji), code or the start of a barcode; the best first."""
        return self._catalog.search(text, limit)

    def item(self, code: str) -> Item | None:
        """The item with that code."""
        return self._catalog.item(code)

    def accept(self, offer_id: str) -> TillView:
        """Take what a card offers; an upgrade replaces one unit of its line. A card that has only just appeared or is
        gone changes nothing."""
        offer = self._card(offer_id)
        if offer is None:
            return self.view
        items = [item for code in offer.items if (item := self._clock.item(code, self.view.order))]
        for item in items:
            self._refuse_sold_out(item)
        self._log.answered(offer.id)
        self._panels.answered(self.view.order, self.view.moment)
        order = self.view.order
        if offer.replaces is not None:
            order = order.exchange(offer.replaces, items[0], offer.id)
        else:
            for item in items:
                order = order.ring(item, offer=offer.id)
        before = self.view.order
        view = self._change(order, order.next_line - 1, self.view.moment)
        self._open_parts(offer, before)
        return view

    def decline(self, offer_id: str) -> TillView:
        """The customer does not want it: not offered again in this order."""
        offer = self._card(offer_id)
        if offer is None:
            return self.view
        self._log.answered(offer.id)
        order = self.view.order.refuse(offer.refusal)
        self._panels.answered(order, self.view.moment, declined=offer.kind)
        return self._change(order, self.view.selected, self.view.moment)

    def swap(self, offer_id: str, part: int) -> TillView:
        """Fill that missing part of a set with the next of its `choices`; the card stays, at its exact price."""
        offer = self._card(offer_id)
        if offer is not None and part < len(offer.choices) and len(offer.choices[part]) > 1:
            self._panels.swap(self.view.order, offer.deal, part, offer.choices[part][1])
            return self._show(self.view.order, self.view.selected, self.view.moment)
        return self.view

    def no_more_offers(self) -> TillView:
        """No more cards for this order; pressed again, they come back."""
        order = self.view.order
        changed = replace(order, no_more_offers=not order.no_more_offers)
        return self._change(changed, self.view.selected, self.view.moment)

    def settle(self) -> TillView:
        """«ご注文以上»: the customer has chosen; add-ons lead."""
        moment = Moment.CHOOSING if self.view.moment is Moment.CHOSEN else Moment.CHOSEN
        return self._show(self.view.order, moment=moment)

    def show_at_most(self, addons: int) -> None:
        """How many add-ons the screen has a place for, from the next view on: what is not seen is neither offered nor counted."""
        self._panels.most_addons = addons

    def cover_offers(self, covered: bool) -> None:
        """Whether something lies over the cards: what nobody sees can neither be answered nor counts as shown."""
        if covered != self._covered:
            self._covered = covered
            self._note_shown()

    def tells_figures(self) -> bool:
        """Whether profit and odds may be told at the counter, in the customer's sight."""
        return self._catalog.setting(FIGURES_AT_COUNTER)

    def guest_language(self) -> str:
        """The language of a guest who needs another than most customers; "": none is set."""
        return spoken_languages(self._catalog.settings())[1]

    def shop_name(self, language: str) -> str:
        """The shop's name for who speaks that language; "" where it has none of its own there."""
        setting = find(f"name.{language}")
        return str(setting.of(self._catalog.settings())) if setting else ""

    def set_rush(self, on: bool) -> TillView:
        """A queue: only the quickest single offer."""
        self._rush = on
        return self._show(self.view.order, moment=self.view.moment)

    def explain(self) -> list[DealExplanation]:
        """«Why this price?»: each deal of the order, and what the best choice without it would cost."""
        return self._pricing.explain(self.view.order)

    def hold(self) -> TillView:
        """Put the order aside and begin another. Refused: nothing_to_hold, being_paid."""
        order = self._payable("nothing_to_hold")
        self._refuse_while_paid()
        order, change = self._brought_up(order, self._now())  # what the list says of it is what it will cost
        saved = SavedOrder(order, True, self._log.records(order), self._now())
        if not self._practice:
            self._storage.sales.save_open(saved)
        self._held.put(saved)
        self._begin()
        self.view = replace(self.view, change=change)
        return self.view

    def note_held(self, key: str, note: str) -> TillView:
        """Write down whose a held order is: a name, a table; "" takes the note away. Refused: no_such_order."""
        saved = self._held.find(key)
        said = "".join(x for x in FORBIDDEN.sub("", " ".join(note.split())) if x.isprintable())[:MOST_OF_A_NOTE]
        saved = replace(saved, order=replace(saved.order, note=said))
        if not self._practice:
            self._storage.sales.save_open(saved)
        self._held.put(saved)
        self.view = replace(self.view, held=self._held.shown)
        return self.view

    def recall(self, key: str) -> TillView:
        """Take a held order up again, with its prices and refusals; an order under way is put aside first.
        Refused: no_such_order."""
        saved = self._held.find(key)
        change = self.hold().change if self.view.order.lines else None
        self._held.drop(key)
        order = self._clock.taken_up(saved.order, saved.saved_at, self._now())
        self._take_up(replace(saved, order=order))
        self._save()
        if self.view.change is None:
            self.view = replace(self.view, change=change)
        return self.view

    def set_sold_out(self, code: str, sold_out: bool) -> TillView:
        """Mark an item as sold out today, or as available again. Refused: only_practice."""
        self._refuse_in_practice()
        self._catalog.set_sold_out(code, sold_out)
        return self._show(self.view.order, moment=self.view.moment)

    def last_to_reopen(self) -> Receipt:
        """The sale that was closed last here, today. Refused: nothing_to_reopen."""
        own, end = self._catalog.setting(TILL), self._catalog.setting(DAY_END)
        receipt = next((x for x in self.past.find(limit=20) if x.till == own), None)
        if receipt is None or receipt.voided or business_date(receipt.sold_at, end) != business_date(self._now(), end):
            raise Refused("nothing_to_reopen")
        return receipt

    def ring_again(self, key: str, reason: str, who: str = "") -> Voided:
        """Void a sale, and open an order with what the customer still has of it, to be put right and paid anew. The receipt
        stays, voided; return how. An order under way is put aside first. Refused: no_such_receipt, already_voided, being_paid,
        all_given_back, only_practice, other_prices_then (the shop had its prices in the other way)."""
        self._refuse_in_practice()
        self._refuse_while_paid()
        receipt = self._storage.sales.receipt(key)
        if receipt is None:
            raise Refused("no_such_receipt")
        if receipt.voided:
            raise Refused("already_voided", number=receipt.number)
        left = self.past.what_is_left(receipt)
        if not left.lines:
            raise Refused("all_given_back", number=receipt.number)
        then, now = Prices.INCLUDED if receipt.tax_added is None else Prices.ADDED, self._catalog.setting(PRICES)
        if then is not now:
            raise Refused("other_prices_then", there=Phrase(PRICES_WORDS[then]), here=Phrase(PRICES_WORDS[now]))
        if self.view.order.lines:
            self.hold()
        voided = self.past.void(key, reason, who)
        self._begin()
        found = [self._storage.results.next_visit(code) for code in receipt.redeemed]
        coupons = tuple(x[0] for x in found if x and not x[1])
        self._change(replace(opened_again(left, self.view.order), coupons=coupons), None)
        return voided

    def close(self) -> None:
        """Stop the workers; the open order is on disk when this returns."""
        self._pricing.close()
        self._storage.close()

    def _card(self, offer_id: str) -> Offer | None:
        offer = self.view.panel.find(offer_id)
        return offer if offer and self._log.age(offer_id) >= TOO_SOON else None

    def _refuse_in_practice(self) -> None:
        if self._practice:
            raise Refused("only_practice")
