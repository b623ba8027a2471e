"""What could be offered with an order: gathered from the catalog, the deals and what the receipts taught, each by index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pos_assist.domain.items import Item, Pairing, PairingState
from pos_assist.domain.offers import OfferKind, Reason
from pos_assist.domain.orders import Order
from pos_assist.learning.ranking import Ranked, Ranker
from pos_assist.pricing.priced import PricedOrder
from pos_assist.storage import Catalog, Learned
from pos_assist.suggest.manners import Candidate
from pos_assist.suggest.sets import Gap, SetIndex

LEARNED = 16  # learned add-ons looked at
TRIGGERS = 6  # the items of an order that may bring something up, newest first
PIN_CHANCE = 0.15  # what a manager's pin counts for before the receipts say more
UPGRADE_CHANCE = 0.12  # likewise an upgrade's, before this shop's sales of both sizes say more
SURELY = 30  # sales from which on the shop's own share of the larger size counts half


class Gatherer:
    """Candidates for one shop. Every look-up is by key: nothing here grows with the catalog or the history."""

    def __init__(self, catalog: Catalog, learned: Learned, ranker: Ranker) -> None:
        self._catalog = catalog
        self._learned = learned
        self._ranker = ranker
        self._sets = SetIndex(())
        self._sets_version = -1

    def gather(self, order: Order, priced: PricedOrder, at: datetime) -> list[Candidate]:
        """Everything that could be said about this order, unfiltered: manners and prices come after."""
        codes = _newest_first(order)[:TRIGGERS]
        if not codes:
            return []
        pairings = self._catalog.pairings_from(codes)
        blocked = {(p.trigger, p.addon) for p in pairings if p.state == PairingState.BLOCKED}
        ranked = self._ranker.rank(codes, at, LEARNED)
        chances = {x.item: x.chance for x in ranked}
        found = [*self._upgrades(order, codes), *self._set_offers(order, priced, codes, at, chances)]
        pinned = {p.addon: p for p in reversed(pairings) if p.state == PairingState.PINNED}
        found += [c for p in pinned.values() if (c := self._pinned(p, chances))]
        found += [c for x in ranked if x.item not in pinned if (c := self._learned_addon(x, codes, blocked))]
        return found

    def _upgrades(self, order: Order, codes: Sequence[str]) -> Iterable[Candidate]:
        lines = {line.item.code: line for line in order.lines if not line.offer}  # one step, never a chain (M14)
        for code in codes:
            if code not in lines:
                continue
            for upgrade in self._catalog.upgrades_from(code):
                item = self._catalog.item(upgrade.to_item)
                if item is None:
                    continue
                sold_small, sold_large = self._learned.count(code)[0], self._learned.count(item.code)[0]
                chance = (sold_large + UPGRADE_CHANCE * SURELY) / (sold_small + sold_large + SURELY) / 2
                kind = OfferKind.GRADE if upgrade.kind == "grade" else OfferKind.SIZE
                reason = Reason("better" if kind is OfferKind.GRADE else "larger")
                yield Candidate(
                    kind, (item,), chance, reason, code, lines[code].id, words=upgrade.line, latest=code == codes[0]
                )

    def _set_offers(
        self, order: Order, priced: PricedOrder, codes: Sequence[str], at: datetime, chances: dict[str, float]
    ) -> Iterable[Candidate]:
        version = self._catalog.version()
        if version != self._sets_version:
            self._sets, self._sets_version = SetIndex(self._catalog.deals()), version
        # A set may take over what a smaller deal holds now, or be a second one beside a full one: look at both.
        for code in codes[:2]:
            everything = self._sets.gaps(code, order.units(), order, at)
            unused = self._sets.gaps(code, _free_units(order, priced), order, at)
            for gap in {gap.deal: gap for gap in (*unused, *everything)}.values():
                items = self._fill(gap, chances)
                if items is None:
                    continue
                more_of_same = all(item.code == code for item in items)
                chance = max(min(chances.get(item.code, 0.05) for item in items), 0.05) * 1.5  # the set's price helps
                yield Candidate(
                    OfferKind.ONE_MORE if more_of_same else OfferKind.MAKE_SET,
                    tuple(items),
                    min(chance, 0.9),
                    Reason("completes", text=gap.name),
                    code,
                    deal=gap.deal,
                    deal_name=gap.name,
                    latest=code == codes[0],
                )

    def _fill(self, gap: Gap, chances: dict[str, float]) -> list[Item] | None:
        """What to propose for the missing slots: what goes best with the order, the plain size before a dearer one."""
        items: list[Item] = []
        for slot in gap.missing:
            likely = sorted(slot & chances.keys(), key=lambda c: (gap.dearer.get(c, 0), -chances[c], c))
            usual = sorted(slot - chances.keys(), key=lambda c: (gap.dearer.get(c, 0), c))[:LEARNED]
            found = (item for code in (*likely, *usual) if (item := self._catalog.item(code)))
            item = next((x for x in found if not (x.sold_out or x.retired or x.age_restricted)), None)
            if item is None:
                return None
            items.append(item)
        return items

    def _pinned(self, pairing: Pairing, chances: dict[str, float]) -> Candidate | None:
        item = self._catalog.item(pairing.addon)
        if item is None:
            return None
        reason = Reason("own", text=pairing.reason) if pairing.reason else Reason("pinned")
        chance = max(chances.get(item.code, 0.0), PIN_CHANCE)
        return Candidate(OfferKind.ADDON, (item,), chance, reason, pairing.trigger, words=pairing.line, pinned=True)

    def _learned_addon(self, ranked: Ranked, codes: Sequence[str], blocked: set[tuple[str, str]]) -> Candidate | None:
        if any((code, ranked.item) in blocked for code in codes):
            return None
        item = self._catalog.item(ranked.item)
        if item is None:
            return None
        trigger, reason = self._evidence(item, codes)
        return Candidate(OfferKind.ADDON, (item,), ranked.chance, reason, trigger)

    def _evidence(self, item: Item, codes: Sequence[str]) -> tuple[str, Reason]:
        """The item of the order that it was bought with most often, by share, and the true counts of it."""
        best = max(((self._share(code, item.code), code) for code in codes), default=None)
        if best is None or best[0][1] < 3:  # fewer than three receipts are no reason to give
            return codes[0], Reason("popular")
        (_, together, of), code = best
        trigger = self._catalog.item(code)
        return code, Reason("together", together, of, trigger.title if trigger else code)

    def _share(self, trigger: str, addon: str) -> tuple[float, int, int]:
        together, of = self._learned.pair(trigger, addon)[0], self._learned.count(trigger)[0]
        return (together / of if of else 0.0, together, of)


def _newest_first(order: Order) -> list[str]:
    return list(dict.fromkeys(line.item.code for line in reversed(order.lines)))


def _free_units(order: Order, priced: PricedOrder) -> dict[str, int]:
    """Units that no deal has taken."""
    taken: dict[int, int] = {}
    for use in priced.uses:
        for line_id, n in use.units:
            taken[line_id] = taken.get(line_id, 0) + n
    free: dict[str, int] = {}
    for line in order.lines:
        if left := line.qty - taken.get(line.id, 0):
            free[line.item.code] = free.get(line.item.code, 0) + left
    return free
