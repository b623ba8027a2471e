"""What could be offered with an order: gathered from the catalog, the deals and what the receipts taught, each by index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pos_assist.domain.business_day import business_date
from pos_assist.domain.deals import Deal
from pos_assist.domain.items import Item, Pairing, PairingState
from pos_assist.domain.offers import Offer, OfferKind, Panel, Reason
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.settings import DAY_END
from pos_assist.learning.answers import Asker, answer_key
from pos_assist.learning.counting import EVERY, OPTION, option_key
from pos_assist.learning.evidence import Evidence
from pos_assist.learning.ranking import Ranked, Ranker
from pos_assist.pricing.priced import PricedOrder
from pos_assist.services.till.member_cards import Known, accessories, habits
from pos_assist.services.till.order_clock import OrderClock
from pos_assist.storage import Storage
from pos_assist.suggest.manners import Candidate
from pos_assist.suggest.panel import luck
from pos_assist.suggest.sets import Gap, SetIndex

LEARNED = 16  # learned add-ons looked at
RANKED = 60  # items whose chance is asked for, to fill sets with
TRIGGERS = 6  # the items of an order that may bring something up, newest first
CHOICES = 8  # items to choose from for a part of a set
PAIR = 2  # units: what completes a pair is an add-on at a better price, not a set to be made
PIN_CHANCE = 0.15  # what a manager's pin counts for before the customers' answers say more
UPGRADE_CHANCE = 0.12  # likewise an upgrade's, before this shop's sales of both sizes say more
SET_CHANCE = 0.05  # likewise the least for a set
SET_HELPS = 1.5  # how much likelier an item is taken at the set's price
SURELY = 30  # sales from which on the shop's own share of the larger size counts half
OPTION_SURELY = 30  # receipts with an option from which on its customers' own share counts half
FEW = 3  # receipts below which counts are no reason to give

Swaps = Mapping[str, Mapping[int, str]]  # deal -> missing part -> code chosen by hand


@dataclass(frozen=True, slots=True)
class Asked:
    """The order, its price and the settings that the candidates are gathered for."""

    order: Order
    priced: PricedOrder
    at: datetime
    asker: Asker
    swaps: Swaps = field(default_factory=dict)
    leading: tuple[str, ...] = ()  # items that lead in an experiment with lists
    known: Known = field(default_factory=Known)  # of the member who buys
    said: bool = False  # whether what he or she bought earlier may be named


class Gatherer:
    """Candidates for one shop. Every look-up is by key: nothing here grows with the catalog or the history."""

    def __init__(self, storage: Storage, clock: OrderClock, ranker: Ranker) -> None:
        self._storage = storage
        self._catalog = storage.catalog
        self._clock = clock
        self._order: Order | None = None  # at whose prices items are looked up
        self._learned = storage.learned
        self._ranker = ranker
        self._sets = SetIndex(())
        self._sets_of: tuple[Deal, ...] = ()
        self._counts: dict[tuple[str, str], int] = {}  # receipts with both, until the next sale

    def forget_counts(self) -> None:
        """A sale was made or taken back: the counts have moved."""
        self._counts.clear()

    def gather(self, asked: Asked) -> list[Candidate]:
        """Everything that could be said about this order, unfiltered: manners and prices come after."""
        self._order, known = asked.order, asked.known
        codes = _newest_first(asked.order)[:TRIGGERS]
        if not codes and known.member is None:
            return []
        pairings = [x for x in self._catalog.pairings_from(codes) if x.holds(asked.at)]
        blocked = {p.addon for p in pairings if p.state == PairingState.BLOCKED}
        ranked = self._by_options(asked.order, self._ranker.rank(codes, asked.at, RANKED, known.own))
        chances = {x.item: x.chance for x in ranked}
        pinned = {p.addon: p for p in reversed(pairings) if p.state == PairingState.PINNED and p.addon not in blocked}
        for code in asked.leading if codes else ():
            pinned.setdefault(code, Pairing("", code))
        worded = {p.addon: p.line for p in reversed(pairings) if p.state == PairingState.LEARNED}
        found = [*self._upgrades(asked.order, codes), *self._set_offers(asked, codes, chances, blocked)]
        found += [c for p in pinned.values() if (c := self._pinned(p, codes[0], chances))]
        fitting = accessories(self._storage, self._item, asked.order, known, chances, said=asked.said)
        mine = [
            x
            for x in (*fitting, *habits(self._item, known, chances, said=asked.said))
            if x.items[0].code not in blocked
        ]
        found += [x for x in mine if x.items[0].code not in pinned]
        taken = pinned.keys() | {x.items[0].code for x in mine}
        learned = [x for x in ranked if codes and x.item not in taken and x.item not in blocked][:LEARNED]
        found += [c for x in learned if (c := self._learned_addon(x, codes[0], worded.get(x.item, "")))]
        one_each: dict[str, Candidate] = {}
        for c in reversed(found):  # what completes a pair may be pinned or learned as well: those know more
            one_each.setdefault(c.refusal, c)
        return [_answered(c, asked) for c in one_each.values()]

    def with_evidence(self, panel: Panel, order: Order) -> Panel:
        """The panel with the true counts behind its learned add-ons: worked out for the few that are shown."""
        codes = [*_newest_first(order)[:TRIGGERS], *map(option_key, _options_of(order))]
        addons = tuple(self._evident(x, codes) if x and x.reason.code == "popular" else x for x in panel.addons)
        return replace(panel, addons=addons)

    def _by_options(self, order: Order, ranked: list[Ranked]) -> list[Ranked]:
        """The ranking with what customers of the options chosen (豆乳) bought besides: a chance moves from the model's to theirs
        as far as there are receipts of them."""
        for name in _options_of(order):
            key = option_key(name)
            of = self._together(key, key)
            if of < FEW:
                continue
            bought = {code: n for code, n, _ in self._learned.neighbours(key, RANKED)}
            unsaid = 0 if len(bought) < RANKED else None  # of more neighbours than were read nothing is known
            found = ((x, bought.get(x.item, unsaid)) for x in ranked)
            ranked = [
                x if n is None else x._replace(chance=(n + OPTION_SURELY * x.chance) / (of + OPTION_SURELY))
                for x, n in found
            ]
            ranked.sort(key=lambda x: -x.chance)
        return ranked

    def _upgrades(self, order: Order, codes: Sequence[str]) -> Iterable[Candidate]:
        lines = {line.item.code: line for line in order.lines if _may_be_upgraded(line)}
        for code in codes:
            if code not in lines:
                continue
            for upgrade in self._catalog.upgrades_from(code):
                item = self._clock.served(upgrade.to_item, order, lines[code])
                if item is None:
                    continue
                sold_small, sold_large = self._together(code, code), self._together(item.code, item.code)
                chance = (sold_large + UPGRADE_CHANCE * SURELY) / (sold_small + sold_large + SURELY) / 2
                kind = OfferKind.GRADE if upgrade.kind == "grade" else OfferKind.SIZE
                reason = Reason("better" if kind is OfferKind.GRADE else "larger")
                line, latest = lines[code], code == codes[0]
                follows = latest and bool(line.offer)
                yield Candidate(
                    kind, (item,), chance, reason, code, line.id, words=upgrade.line, latest=latest, follows=follows
                )

    def _set_offers(
        self, asked: Asked, codes: Sequence[str], chances: dict[str, float], blocked: set[str]
    ) -> Iterable[Candidate]:
        at = asked.order.clock
        today = business_date(at, self._catalog.setting(DAY_END))
        deals = self._clock.deals(asked.order)
        if deals != self._sets_of:
            self._sets, self._sets_of = SetIndex(deals), deals
        # A set may take over what a smaller deal holds now, or be a second one beside a full one: look at both.
        units, free = asked.order.units(), _free_units(asked.order, asked.priced)
        seen: set[str] = set()
        for code in codes[:2]:
            everything = self._sets.gaps(code, units, asked.order, at, today)
            unused = self._sets.gaps(code, free, asked.order, at, today) if free != units else everything
            for gap in {gap.deal: gap for gap in (*unused, *everything)}.values():
                if gap.deal in seen:
                    continue
                seen.add(gap.deal)
                if candidate := self._set_offer(gap, code, chances, blocked, asked):
                    yield candidate

    def _set_offer(
        self, gap: Gap, code: str, chances: dict[str, float], blocked: set[str], asked: Asked
    ) -> Candidate | None:
        chosen = asked.swaps.get(gap.deal, {})
        parts: list[list[Item]] = []
        for place, slot in enumerate(gap.missing):
            options = self._options(slot - blocked, gap, chances)
            if not options:
                return None
            start = next((i for i, x in enumerate(options) if x.code == chosen.get(place)), 0)
            parts.append([*options[start:], *options[:start]])
        items = tuple(part[0] for part in parts)
        more_of_same = all(item.code == code for item in items)
        kind = OfferKind.ONE_MORE if more_of_same else OfferKind.MAKE_SET if gap.units > PAIR else OfferKind.ADDON
        chance = max(min(chances.get(item.code, 0.0) for item in items), SET_CHANCE) * SET_HELPS
        return Candidate(
            kind,
            items,
            min(chance, 0.9),
            Reason("completes", text=gap.name, text_en=gap.title_en),
            code,
            deal=gap.deal,
            deal_name=gap.name,
            deal_name_en=gap.title_en,
            latest=code == asked.order.lines[-1].item.code or bool(chosen),
            pinned=bool(chosen),  # the card that was touched stays
            choices=() if kind is not OfferKind.MAKE_SET else tuple(tuple(x.code for x in part) for part in parts),
        )

    def _item(self, code: str) -> Item | None:
        """The item at its price as of the order's clock: what a card says is what it will cost."""
        return self._clock.served(code, self._order) if self._order else self._catalog.item(code)

    def _options(self, slot: frozenset[str], gap: Gap, chances: dict[str, float]) -> list[Item]:
        """What could fill a part of a set: the plain size before a dearer one, what goes best with the order first."""
        likely = sorted(slot & chances.keys(), key=lambda c: (gap.dearer.get(c, 0), -chances[c], c))
        usual = sorted(slot - chances.keys(), key=lambda c: (gap.dearer.get(c, 0), c))[:CHOICES]
        found = (item for code in (*likely, *usual) if (item := self._item(code)))
        return [x for x in found if x.may_be_offered and not x.age_restricted][:CHOICES]

    def _pinned(self, pairing: Pairing, newest: str, chances: dict[str, float]) -> Candidate | None:
        item = self._item(pairing.addon)
        if item is None:
            return None
        reason = Reason("own", text=pairing.reason) if pairing.reason else Reason("pinned")
        chance = max(chances.get(item.code, 0.0), PIN_CHANCE)
        trigger = pairing.trigger or newest
        return Candidate(OfferKind.ADDON, (item,), chance, reason, trigger, words=pairing.line, pinned=True)

    def _learned_addon(self, ranked: Ranked, newest: str, words: str) -> Candidate | None:
        item = self._item(ranked.item)
        if item is None:
            return None
        return Candidate(OfferKind.ADDON, (item,), ranked.chance, Reason("popular"), newest, words=words)

    def _evident(self, offer: Offer, codes: Sequence[str]) -> Offer:
        """The offer with the item of the order that it was bought with most often, by share: where that is more often than
        chance would have it. Else with its own count: what is on every second receipt is popular, not «bought together»."""
        addon, receipts = offer.items[0], self._together(EVERY, EVERY)
        found = {code: Evidence(*self._counted(code, addon), receipts) for code in codes}
        true = [(e.share, e.together, code) for code, e in found.items() if e.together >= FEW and e.times > 1]
        if not true:
            sold = self._together(addon, addon)
            return replace(offer, reason=Reason("popular", sold, receipts)) if sold >= FEW else offer
        code = max(true)[2]
        trigger = self._catalog.item(code)
        names = (trigger.title, trigger.title_in("en")) if trigger else (code.removeprefix(OPTION), "")
        reason = Reason("together", found[code].together, found[code].of, *names)
        return replace(offer, trigger=code, reason=reason)

    def _counted(self, trigger: str, addon: str) -> tuple[int, int, int]:
        """Receipts with both, with the trigger, with the add-on."""
        return self._together(trigger, addon), self._together(trigger, trigger), self._together(addon, addon)

    def _together(self, a: str, b: str) -> int:
        found = self._counts.get((a, b))
        if found is None:
            found = self._counts[a, b] = self._learned.pair(a, b)[0]
        return found


def _answered(candidate: Candidate, asked: Asked) -> Candidate:
    """The candidate with the chance that this shop's customers' answers give it."""
    own = candidate.reason.code in ("own", "pinned")
    key = answer_key(candidate.refusal, candidate.trigger, own)
    found = asked.asker.estimate(key, candidate.chance, luck(f"{asked.order.key}:{candidate.refusal}"))
    return replace(
        candidate,
        relevance=candidate.chance,
        chance=found.chance,
        sampled=found.sampled,
        shown=found.shown,
        accepted=found.accepted,
    )


def _may_be_upgraded(line: OrderLine) -> bool:
    """What the customer asked for, or an add-on that was taken; never what an upgrade or a set has brought: one step, no
    chain (M14). Nor a piece with its own price: the larger one has no such label."""
    if line.own_price is not None:
        return False
    return not line.offer or line.offer.split(":")[1:2] == ["add"]


def _options_of(order: Order) -> list[str]:
    return list(dict.fromkeys(x.name for line in reversed(order.lines) for x in line.options))[:TRIGGERS]


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
