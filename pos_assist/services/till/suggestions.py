"""What is offered with an order: gathers, ranks and words the panel, and knows what a shop has set, tried and learned."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b

from pos_assist.domain.business_day import begins_at, business_date
from pos_assist.domain.offers import EMPTY_PANEL, UPGRADES, Moment, NextVisit, OfferKind, OfferRecord, Panel
from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import Arm, Receipt
from pos_assist.domain.settings import (
    ADDONS,
    CONTROL_SHARE,
    CURRENCY,
    CUSTOMER_LANGUAGE,
    DAY_END,
    EXPERIMENT,
    GUEST_LANGUAGE,
    NEXT_VISIT_AMOUNT,
    Experiment,
    Guest,
)
from pos_assist.learning import answers, counting
from pos_assist.learning.counting import Increment
from pos_assist.learning.ranking import Ranker
from pos_assist.pricing.priced import PricedOrder
from pos_assist.services.till.answer_cache import AnswerCache
from pos_assist.services.till.candidates import Asked, Gatherer
from pos_assist.services.till.member_cards import MemberCards
from pos_assist.services.till.order_pricing import OrderPricing
from pos_assist.storage import Storage
from pos_assist.suggest.lines import wording_from
from pos_assist.suggest.manners import Candidate, Manners, Situation, manners_from
from pos_assist.suggest.next_visit import next_visit
from pos_assist.suggest.panel import suggest
from pos_assist.suggest.trial import arm_of, leading

MINUTE = 60.0
MOST_ADDONS = ADDONS.default
MINUTE_MOST = 60  # receipts a minute beyond which counting makes no difference
_OTHER = {"ja": "en", "en": "ja"}


def spoken_languages(settings: Mapping[str, str]) -> tuple[str, str]:
    """What is spoken to customers, and to a guest who needs another language; the latter "" where none is set."""
    language, guest = CUSTOMER_LANGUAGE.of(settings), GUEST_LANGUAGE.of(settings)
    return language, _OTHER[language] if guest is Guest.OTHER else guest


@dataclass(slots=True)
class _OfOrder:
    """What is remembered about the order under way."""

    key: str = ""
    arm: Arm = Arm.NONE
    swaps: dict[str, dict[int, str]] = field(default_factory=dict)
    member: str = ""
    cooled: frozenset[str] = frozenset()
    refused: Order | None = None  # as it was when an upgrade was declined
    last_answered: bool = False  # the one last offer of the payment


class SuggestionService:
    """The panel of one till. `ticks`: a monotonic clock in seconds."""

    def __init__(self, storage: Storage, prices: OrderPricing, ticks: Callable[[], float], *, practice: bool) -> None:
        self._storage = storage
        self._catalog = storage.catalog
        self._prices = prices
        self._ticks = ticks
        self._practice = practice
        self._gatherer = Gatherer(storage, self._prices.clock, Ranker(storage.learned.row))
        self._cache = AnswerCache(storage.learned)
        self.cards = MemberCards(storage)
        self._version = -1
        self._manners = Manners()
        self.tells_prices = True  # False: what another register will charge is not known, so no line says an amount
        self.most_addons = MOST_ADDONS  # that the screen has a place for
        self._order = _OfOrder()
        self._finished: deque[float] = deque(maxlen=MINUTE_MOST)
        self._today: tuple[date, dict[str, set[str]]] = (date.min, {})

    @property
    def manners(self) -> Manners:
        """How quiet the shop wants the panel; as its settings are now."""
        version = self._catalog.version()
        if version != self._version:
            self._manners, self._version = manners_from(self._catalog.settings()), version
        return self._manners

    def busy(self) -> bool:
        """Whether as many receipts a minute are written as the shop calls a rush."""
        most = self.manners.rush_receipts
        return 0 < most <= sum(self._ticks() - at < MINUTE for at in self._finished)

    def arm(self, order: Order) -> Arm:
        """The order's side of a trial; a trainee's order is on none."""
        return Arm.NONE if self._practice else self._of(order).arm

    def panel(
        self, order: Order, priced: PricedOrder, moment: Moment, at: datetime, before: Panel, *, rush: bool
    ) -> Panel:
        """The panel for this order at this moment; `before` is the one shown until now."""
        if (
            not (order.lines or order.member)
            or order.no_more_offers
            or moment is Moment.PAID
            or self.arm(order) is Arm.CONTROL
        ):
            return EMPTY_PANEL
        now, found = self._asked(order, priced, moment, at, rush=rush)
        now = replace(now, hushed=self._hushed(order, moment))
        changes = lambda some: self._prices.changes(order, some)  # noqa: E731 — two of a kind
        panel = suggest(now, found, changes, before, lambda some: self._prices.to_pay(order, some))
        if self.manners.daily_cap:
            for offer in panel.offers():
                self._today[1].setdefault(offer.refusal, set()).add(order.key)
        return self._gatherer.with_evidence(panel, order)

    def answered(self, order: Order, moment: Moment, declined: OfferKind | None = None) -> None:
        """A card was answered. A «no» to an upgrade is heard: no other takes its place until the order changes; and before
        payment there is one last offer, not one after the other."""
        mine = self._of(order)
        if declined in UPGRADES:
            mine.refused = order
        if moment is Moment.PAYING:
            mine.last_answered = True

    def next_visit(self, order: Order, priced: PricedOrder, at: datetime) -> NextVisit | None:
        """Return the receipt's offer for the next visit; None for a customer who saw no offers or wanted none."""
        unwanted = self._practice or order.no_more_offers or self.arm(order) is Arm.CONTROL
        if unwanted or not self._catalog.setting(NEXT_VISIT_AMOUNT):
            return None
        now, found = self._asked(order, priced, Moment.PAYING, at)
        return next_visit(now, found, self._catalog.settings())

    def withholds(self, order: Order) -> bool:
        """Whether this member is in the control share of the offer for the next visit: the same one, always."""
        digest = blake2b(order.member.encode(), digest_size=4, person=b"next visit").digest()
        return bool(order.member) and int.from_bytes(digest) % 100 < self._catalog.setting(CONTROL_SHARE)

    def swap(self, order: Order, deal: str, place: int, code: str) -> None:
        """Have a set's missing part filled by that item, in this order."""
        self._of(order).swaps.setdefault(deal, {})[place] = code

    def to_learn(self, receipt: Receipt, records: Sequence[OfferRecord], at: datetime) -> list[Increment]:
        """Return what a sale at that time adds to the counts: items bought together and answers to offers."""
        epoch = self._storage.learned.epoch()
        codes = [line.item.code for line in receipt.lines]
        answered = map(answers.answered, records)
        options = [x.name for line in receipt.lines for x in line.options]
        return [
            *counting.increments(codes, at, epoch),
            *counting.option_increments(codes, options, at, epoch),
            *answers.increments(answered, codes, at, epoch),
        ]

    def to_unlearn(self, receipt: Receipt) -> list[Increment]:
        """Return the counts to subtract when that sale is taken back."""
        epoch, at = self._storage.learned.epoch(), receipt.sold_at
        codes = [line.item.code for line in receipt.lines]
        answered = [x.answered for x in self._storage.results.offers_of(receipt.key)]
        options = [x.name for line in receipt.lines for x in line.options]
        return [
            *counting.increments(codes, at, epoch),
            *counting.option_increments(codes, options, at, epoch),
            *answers.increments(answered, codes, at, epoch),
        ]

    def sold(self, learned: Sequence[Increment]) -> None:
        """A sale was finished with these counts."""
        self._finished.append(self._ticks())
        self.learned(learned)
        self._order = _OfOrder()

    def learned(self, learned: Sequence[Increment]) -> None:
        """A sale that was not the open order's has added these counts."""
        self._cache.add(learned)
        self._gatherer.forget_counts()
        self.cards.forget()

    def voided(self) -> None:
        """A sale was taken back."""
        self._cache.forget()
        self._gatherer.forget_counts()
        self.cards.forget()

    def _asked(
        self, order: Order, priced: PricedOrder, moment: Moment, at: datetime, *, rush: bool = False
    ) -> tuple[Situation, list[Candidate]]:
        mine, settings = self._of(order), self._catalog.settings()
        known = self.cards.known(order, at)
        language, guest = spoken_languages(settings)
        now = Situation(
            order,
            moment,
            priced.net_total,
            replace(self.manners, addons=min(self.manners.addons, self.most_addons)),
            at,
            language,
            guest,
            self._catalog.perks(),
            rush,
            self._cooled(order, at) | known.refused,
            self._shown_today(order, at) if self.manners.daily_cap else {},
            mine.arm if mine.arm in (Arm.A, Arm.B) else "",
            EXPERIMENT.of(settings) is not Experiment.WORDING,
            wording_from(settings),
            currency=CURRENCY.of(settings) if self.tells_prices else "",
            without_tax=priced.tax_added is not None,
            owned=tuple(item for item, _ in known.owned),
        )
        asker = self._cache.asker(moment, at)
        asked = Asked(
            order, priced, at, asker, mine.swaps, leading(mine.arm, settings), known, self.manners.history_said
        )
        return now, self._gatherer.gather(asked)

    def _hushed(self, order: Order, moment: Moment) -> frozenset[OfferKind]:
        mine = self._of(order)
        if moment is Moment.PAYING and mine.last_answered:
            return frozenset(OfferKind)
        no = mine.refused
        return UPGRADES if no and no.lines == order.lines and no.refused <= order.refused else frozenset()

    def _of(self, order: Order) -> _OfOrder:
        if self._order.key != order.key:
            self._order = _OfOrder(order.key, arm_of(order.key, self._catalog.settings()))
        return self._order

    def _cooled(self, order: Order, at: datetime) -> frozenset[str]:
        """What this member has refused lately; looked up when the card is read."""
        mine = self._of(order)
        if order.member != mine.member:
            since = at - timedelta(days=self.manners.member_cooldown)
            mine.member, mine.cooled = order.member, frozenset()
            if order.member and self.manners.member_cooldown:
                mine.cooled = self._storage.results.refused_by(order.member, since)
        return mine.cooled

    def _shown_today(self, order: Order, at: datetime) -> dict[str, int]:
        """To how many other orders each offer was shown today."""
        end = self._catalog.setting(DAY_END)
        day = business_date(at, end)
        if self._today[0] != day:
            began = begins_at(day, end)
            self._today = (day, self._storage.results.shown_between(began, began + timedelta(days=1)))
        return {refusal: len(keys) - (order.key in keys) for refusal, keys in self._today[1].items()}
