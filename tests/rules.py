"""Rules of the trade that could once be deleted with every test green, each with the tests that now fail without it.

`python tests/mutants.py rules` leaves each one out of a copy of the program and runs those tests: all must go red. A rule whose
text is no longer in the program is told, so that this list stays true.
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule: the file it stands in, its text and what stands there without it, and the tests that notice."""

    name: str
    file: str
    text: str
    without: str
    tests: str  # several with a space between


_PRICING, _SUGGEST = "tests/pricing/test_rules_that_bite.py", "tests/suggest"
_BITE = "tests/services/till/test_rules_that_bite.py"
_STORAGE = "tests/storage/test_rules_that_bite.py"

RULES = [
    # prices
    Rule(
        "which rate is printed on a line of two: the one with more money",
        "pos_assist/pricing/allocation.py",
        "most = max(rates, key=lambda rate: (rates[rate], rate))",
        "most = min(rates, key=lambda rate: (rates[rate], rate))",
        _PRICING,
    ),
    Rule(
        "of equal money the higher rate is printed",
        "pos_assist/pricing/allocation.py",
        "key=lambda rate: (rates[rate], rate))",
        "key=lambda rate: (rates[rate], -rate))",
        _PRICING,
    ),
    Rule(
        "tax of exactly a half goes up",
        "pos_assist/pricing/allocation.py",
        "(2 * over + whole) // (2 * whole)",
        "(2 * over + whole - 1) // (2 * whole)",
        _PRICING,
    ),
    Rule(
        "an exact tax has no ceiling above it",
        "pos_assist/pricing/allocation.py",
        "-(-over // whole)",
        "over // whole + 1",
        _PRICING,
    ),
    Rule(
        "what is not proven has no tax above the least in its bound",
        "pos_assist/pricing/allocation.py",
        "bound = net + added if proven else bound + _least_tax(order, bound)",
        "bound = net + added if proven else bound + bound // 10",
        "tests/pricing/test_prices_without_tax.py",
    ),
    Rule(
        "what prices are does not change under an open order",
        "pos_assist/storage/changes.py",
        "        refuse_other_prices(rows, change)\n",
        "",
        "tests/services/till/test_prices_without_tax.py",
    ),
    Rule(
        "a discount by hand is judged before tax",
        "pos_assist/services/till/by_hand.py",
        "before = self.view.priced.net_total + taken",
        "before = self.view.priced.total + taken",
        "tests/services/till/test_prices_without_tax.py",
    ),
    Rule(
        "what is kept of a line is rounded down",
        "pos_assist/pricing/refund.py",
        "net * qty // line.qty for",
        "-(-net * qty // line.qty) for",
        _PRICING,
    ),
    Rule(
        "a deal that lost units keeps their part of its saving",
        "pos_assist/pricing/refund.py",
        "deal.saving * sum(n for _, n in units) * 1000 // before if before else deal.saving * 1000",
        "deal.saving * 1000",
        _PRICING,
    ),
    Rule(
        "a discount's own minimum counts as reached where it is reached exactly",
        "pos_assist/pricing/order_discounts.py",
        "(net if s.net else listed) >= s.min",
        "(net if s.net else listed) > s.min",
        _PRICING,
    ),
    # orders
    Rule(
        "units rung up do not join the line that an offer brought",
        "pos_assist/domain/orders.py",
        "and not offer and not last.offer and last.options",
        "and not offer and last.options",
        _BITE,
    ),
    Rule(
        "an upgrade keeps how its line is eaten",
        "pos_assist/domain/orders.py",
        "OrderLine(self.next_line, item, 1, x.mode, offer,",
        "OrderLine(self.next_line, item, 1, None, offer,",
        _BITE,
    ),
    Rule(
        "a pairing's hours run past midnight",
        "pos_assist/domain/hours.py",
        "return at.date() - timedelta(days=1) if minute + DAY < self.end else None",
        "return None",
        "tests/domain/test_hours.py",
    ),
    Rule(
        "a pairing holds in its hours only",
        "pos_assist/domain/items.py",
        "return not self.hours or within(self.hours, at)",
        "return True",
        _BITE,
    ),
    # the counter
    Rule(
        "no new sale on a disk that is nearly full",
        "pos_assist/services/till/till_order.py",
        "            self._storage.require_disk_space()",
        "            pass",
        "tests/services/till/test_beginning_an_order.py",
    ),
    Rule(
        "an order changes in nothing once part of it is paid",
        "pos_assist/services/till/till_order.py",
        '            raise Refused("being_paid")',
        "            pass",
        _BITE,
    ),
    Rule(
        "the price stands once at the till",
        "pos_assist/services/till/till_order.py",
        "paying_on = moment is Moment.PAYING and self.view.moment is Moment.PAYING and order.costs_as(self.view.order)",
        "paying_on = False",
        "tests/services/till/test_the_orders_clock.py",
    ),
    Rule(
        "a lower price proved by the worker does not change what is being paid",
        "pos_assist/services/till/till_order.py",
        "if order == view.order and not view.tenders and priced",
        "if order == view.order and priced",
        _BITE,
    ),
    Rule(
        "a card's item that sold out meanwhile is not taken",
        "pos_assist/services/till/till.py",
        "            self._refuse_sold_out(item)",
        "            pass",
        _BITE,
    ),
    Rule(
        "nothing is no payment",
        "pos_assist/services/till/paying.py",
        "amount < 0 or (amount == 0 and self.view.due > 0)",
        "amount < 0",
        _BITE,
    ),
    Rule(
        "one upgrade, no chain of them (M14)",
        "pos_assist/services/till/candidates.py",
        'return not line.offer or line.offer.split(":")[1:2] == ["add"]',
        "return True",
        _BITE,
    ),
    Rule(
        "what is sold out is no part of a set",
        "pos_assist/services/till/candidates.py",
        "if x.may_be_offered and not x.age_restricted",
        "if not x.age_restricted",
        _BITE,
    ),
    Rule(
        "alcohol is no part of a set that is offered",
        "pos_assist/services/till/candidates.py",
        "if x.may_be_offered and not x.age_restricted",
        "if x.may_be_offered",
        _BITE,
    ),
    Rule(
        "few counts are no reason",
        "pos_assist/services/till/candidates.py",
        "if e.together >= FEW and e.times > 1]",
        "if e.times > 1]",
        _BITE,
    ),
    Rule(
        "the daily cap counts the orders of today before this start",
        "pos_assist/services/till/suggestions.py",
        "self._today = (day, self._storage.results.shown_between(began, began + timedelta(days=1)))",
        "self._today = (day, {})",
        _BITE,
    ),
    Rule(
        "the daily cap does not count the order under way",
        "pos_assist/services/till/suggestions.py",
        "len(keys) - (order.key in keys)",
        "len(keys)",
        _BITE,
    ),
    Rule(
        "the daily cap counts the orders of this start",
        "pos_assist/services/till/suggestions.py",
        "self._today[1].setdefault(offer.refusal, set()).add(order.key)",
        "pass",
        _BITE,
    ),
    Rule(
        "a card that moved is too soon to be touched again",
        "pos_assist/services/till/offer_log.py",
        "here if here and here[0] == there else (there, now)",
        "here or (there, now)",
        _BITE,
    ),
    Rule(
        "a void is forgotten by the memory too",
        "pos_assist/services/till/suggestions.py",
        "        self._cache.forget()\n        self._gatherer.forget_counts()",
        "        pass",
        _BITE,
    ),
    # suggestions
    Rule(
        "where the cost of what is replaced is unknown the price stands for the margin",
        "pos_assist/suggest/panel.py",
        "if len(costs) < len(given) + len(spared):",
        "if len(costs) < len(given):",
        _SUGGEST,
    ),
    Rule(
        "what goes far beyond the gap does not fill it",
        "pos_assist/suggest/panel.py",
        "return offer.adds - perk.missing <= max(perk.missing * OVERSHOOT, OVERSHOOT_FREE)",
        "return True",
        _SUGGEST,
    ),
    Rule(
        "at most half of the orders see no offers",
        "pos_assist/domain/settings.py",
        '"control_share", Number(50, Unit.PERCENT)',
        '"control_share", Number(100, Unit.PERCENT)',
        _SUGGEST,
    ),
    Rule(
        "the next visit's item costs twice the amount",
        "pos_assist/suggest/next_visit.py",
        "c.items[0].price >= 2 * amount",
        "c.items[0].price >= 2 * amount - 1",
        _SUGGEST,
    ),
    Rule(
        "what is likely exactly as the floor says is shown",
        "pos_assist/suggest/manners.py",
        "candidate.chance * 100 < now.manners.floor",
        "candidate.chance * 100 <= now.manners.floor",
        _SUGGEST,
    ),
    # learning
    Rule(
        "an interval around nothing asks for more orders",
        "pos_assist/learning/effect.py",
        "told = not low <= 0 <= high or half <= target",
        "told = True",
        "tests/learning/test_difference.py",
    ),
    Rule(
        "newcomers are like their kin",
        "pos_assist/learning/solving.py",
        "        _like_similar_items(found, catalog, np.arange(len(found.items)), since)",
        "        pass",
        "tests/learning",
    ),
    Rule(
        "a neighbour in the tail needs three receipts",
        "pos_assist/learning/solving.py",
        "n >= LEAST_TOGETHER and lift > 0",
        "n >= LEAST_TOGETHER - 1 and lift > 0",
        "tests/learning",
    ),
    Rule(
        "what was seen fades",
        "pos_assist/learning/solving.py",
        "fade = 0.5 ** (",
        "fade = 1.0 ** (",
        "tests/learning",
    ),
    # storage and files
    Rule(
        "the whole file is checked after an unclean end",
        "pos_assist/storage/opening.py",
        'if result != "ok":',
        "if False:",
        "tests/storage/test_faults.py tests/storage/test_opening.py",
    ),
    Rule(
        "a sale is on the disk before it is acknowledged",
        "pos_assist/storage/connection.py",
        '_set(connection, "synchronous", _SYNC_FULL)',
        '_set(connection, "synchronous", 1)',
        _STORAGE,
    ),
    Rule(
        "a copy is checked before it counts as a backup",
        "pos_assist/storage/backup_files.py",
        "if not before.receipts <= check(temporary).receipts <= after.receipts:",
        "if False:",
        _STORAGE,
    ),
    # the screen
    Rule(
        "a busy thread tears no scan",
        "pos_assist/desktop/system/scanner.py",
        "        if not self._grace:\n            self._grace = True",
        "        if False:\n            self._grace = True",
        "tests/desktop/test_scanner.py",
    ),
    Rule(
        "a shift within a scan is no end of it",
        "pos_assist/desktop/system/scanner.py",
        "if event.key() in _SHIFTS:",
        "if False:",
        "tests/desktop/test_scanner.py",
    ),
    Rule(
        "a card shows what it adds, not the list price",
        "pos_assist/desktop/shared/offer_card.py",
        'adds = plus_money(offer.to_pay) if offer.adds or offer.list_price else "—"',
        "adds = plus_money(offer.list_price)",
        "tests/desktop/test_offering.py",
    ),
    Rule(
        "garbage on the socket rings nobody",
        "pos_assist/desktop/system/single_instance.py",
        "if socket.readAll().data() == _RAISE:",
        "if socket.readAll().data():",
        "tests/desktop/test_program.py",
    ),
]
