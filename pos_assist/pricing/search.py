"""The best choice of uses, by a memoised search over what is left of the order; exact, and why can be read here.

*Choice.* Take the dearest kind that is left. Either no unit of it is in any further use, or one of the uses that contain it
is formed; what is left after that is the same question again. So

    best(left) = max( best(left without that kind),  max over uses u with that kind: saving(u) + best(left - u) )

*Bound.* Every kind has a shadow price such that the shadow prices in any use add up to at least what it saves. Then no
choice out of `left` can save more than the shadow prices in it (weak duality of linear programming), so a use whose
waste (its shadow prices less its saving) leaves no more than what is already found need not be followed.

Nothing else is skipped; hence what remains is the maximum. Savings are compared as one integer: minor units first and below
them the rule of ties, fewest uses of priority 0, then of 1, 2, 3. A use takes a unit, so there are never more uses than units:
the digits are made wide enough for that number, and ties cannot reach the minor units.

The recursion goes one level deeper with every use, so it is for orders of no more than `UNITS`.

What is left is one integer, a field per kind with a guard bit: a use fits if the subtraction borrows from no guard. A deal
that may be formed only so often has a field too, of which each use takes one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_assist.pricing.deal_uses import Fill, Formed, TooMany, listed

LIMIT = 3000  # uses that are listed, at most
UNITS = 150  # in a part of an order that is searched
_FREE = 256  # steps before the clock is looked at: a small order is proven even when the machine is elsewhere


class OutOfBudget(Exception):
    """The search had to stop before its proof."""


class Budget:
    """How much searching may be done: steps, and time if there is a clock (seconds). A new one per question."""

    def __init__(self, steps: int, clock: Callable[[], float] | None = None, seconds: float = 0.0) -> None:
        self._steps = steps
        self._free = _FREE
        self._clock = clock
        self._until = clock() + seconds if clock else 0.0
        self._step = seconds / max(1, steps)  # how long one takes, about

    @property
    def over(self) -> bool:
        """Whether the budget is used up."""
        return self._steps < 0 or (self._free < 0 and self._clock is not None and self._clock() > self._until)

    def require(self, steps: int) -> None:
        """As `spend`, before work that cannot be broken off. Raises OutOfBudget when that much is not left."""
        late = self._clock is not None and self._clock() + steps * self._step > self._until
        if self.over or late or steps > self._steps:
            raise OutOfBudget
        self.spend(steps)

    def spend(self, steps: int) -> None:
        """Raises OutOfBudget when nothing is left."""
        self._steps -= steps
        self._free -= steps
        if self.over:
            raise OutOfBudget


class Search:
    """One connected part of an order: the `numbers` of its kinds (dearest last), and the deals that compete for them.
    Values are minor units above `tie` bits.

    Raises TooMany if the units or the uses are too many, OutOfBudget.
    """

    def __init__(
        self, fills: Sequence[Fill], have: Sequence[int], numbers: Sequence[int], budget: Budget, limit: int = LIMIT
    ) -> None:
        units = sum(have[number] for number in numbers)
        if units > UNITS:
            raise TooMany
        self._digit = units.bit_length()
        self.tie = 4 * self._digit
        capped = [fill for fill in fills if fill.cap is not None]
        self.fields = [*(fill.cap or 0 for fill in capped), *(have[number] for number in numbers)]
        overlap = max(len(fill.places) for fill in fills)  # so often can a kind be counted before it is seen not to fit
        self._width = (max(self.fields) * overlap).bit_length() + 1
        self._numbers = numbers
        self._caps = len(capped)
        self.field = (1 << self._width) - 1
        one = [1 << (self._width * i) for i in range(len(self.fields))]
        self.root = sum(n * unit for n, unit in zip(self.fields, one, strict=True))
        self._guard = sum(unit << (self._width - 1) for unit in one)
        self.caps = {fill.rank: unit for fill, unit in zip(capped, one, strict=False)}
        self.units = dict(zip(numbers, one[self._caps :], strict=True))
        self.every_use = self._every_use(fills, have, budget, limit)
        self._uses = self._best_uses({fill.rank: fill.priority for fill in fills})
        self._price()
        self._exact = {0: 0}
        self._at_most: dict[int, int] = {}
        self._budget = budget
        self._unpaid = 0

    def _every_use(
        self, fills: Sequence[Fill], have: Sequence[int], budget: Budget, limit: int
    ) -> dict[tuple[int, int], int]:
        """(packed use, saving in minor units) -> rank of the first deal that gives it."""
        every: dict[tuple[int, int], int] = {}
        field = dict.fromkeys(self.units, self.field)
        for fill in fills:
            cap, rank, before = self.caps.get(fill.rank, 0), fill.rank, len(every)
            for use, saving in listed(fill, self.units, have, field, limit):
                every.setdefault((use + cap, saving), rank)
            if len(every) > limit:
                raise TooMany
            budget.spend(len(every) - before)
        return every

    def _best_uses(self, priority: dict[int, int]) -> list[tuple[int, int, int, list[tuple[int, int]]]]:
        """(-use, value, rank, members) of the best deal for each set of units."""
        best: dict[int, tuple[int, int]] = {}
        for (use, saving), rank in self.every_use.items():
            value = (saving << self.tie) - (1 << (self._digit * (3 - priority[rank])))
            if use not in best or value > best[use][0]:
                best[use] = (value, rank)
        return [(-use, value, rank, self._members(use)) for use, (value, rank) in best.items()]

    def _price(self) -> None:
        """Set the shadow prices, and per dearest kind the uses as (waste, -use, value, shadow price, rank), least waste first."""
        values, members = [use[1] for use in self._uses], [use[3] for use in self._uses]
        self._shadow, wastes = shadow_prices(values, members, len(self.fields))
        self._by_top: list[list[tuple[int, int, int, int, int]]] = [[] for _ in self.fields]
        for (minus_use, value, rank, kinds), waste in zip(self._uses, wastes, strict=True):
            self._by_top[kinds[-1][0]].append((waste, minus_use, value, value + waste, rank))
        for uses in self._by_top:
            uses.sort()

    def _members(self, packed: int) -> list[tuple[int, int]]:
        members, i = [], 0
        while packed:
            if n := packed & self.field:
                members.append((i, n))
            packed >>= self._width
            i += 1
        return members

    def top(self, left: int) -> int:
        """The dearest kind that is left."""
        return (left.bit_length() - 1) // self._width

    def without(self, left: int, kind: int) -> int:
        """Return the units left without those of their dearest kind."""
        return left & ((1 << (self._width * kind)) - 1)

    def less(self, left: int, use: int) -> int:
        """Return the units left after a use; negative if the use does not fit."""
        rest = (left | self._guard) - use
        return rest ^ self._guard if rest & self._guard == self._guard else -1

    def kinds_of(self, use: int) -> dict[int, int]:
        """Return the units of a use by kind."""
        return {self._numbers[i - self._caps]: n for i, n in self._members(use) if i >= self._caps}

    def price_of(self, left: int) -> int:
        """The shadow price of what is left: no choice out of it is worth more."""
        return sum(n * self._shadow[i] for i, n in self._members(left))

    @property
    def bits(self) -> int:
        """How long a packed use can be."""
        return self._width * len(self.fields)

    def saving(self, budget: Budget) -> int:
        """The most that can be saved, in minor units. Raises OutOfBudget; nothing found so far is lost."""
        return self.saved(self.best(self.root, budget))

    def saved(self, value: int) -> int:
        """The minor units of a value; rounded up, as ties take less than one off a saving."""
        return -(-value >> self.tie)

    def best(self, left: int, budget: Budget, need: int = -1) -> int:
        """The value of the best choice out of `left`, if it is above `need`. Raises OutOfBudget."""
        self._budget, self._unpaid = budget, 0
        return self._best(left, self.price_of(left), need)

    def _best(self, left: int, bound: int, need: int) -> int:
        """The best value out of `left` if that is more than `need`; else `need`. `bound` is the shadow price of `left`."""
        known = self._exact.get(left)
        if known is not None:
            return known
        if bound <= need or self._at_most.get(left, bound) <= need:
            return need
        self._unpaid += 1
        if self._unpaid == 64:
            self._unpaid = 0
            self._budget.spend(64)
        top, guard, found = (left.bit_length() - 1) // self._width, self._guard, need
        for waste, minus_use, value, price, _ in self._by_top[top]:
            if bound - waste <= found:
                break
            rest = (left | guard) + minus_use
            if rest & guard == guard:
                found = max(found, value + self._best(rest ^ guard, bound - price, found - value))
        none_of_it = bound - (left >> self._width * top) * self._shadow[top]
        if none_of_it > found:
            found = max(found, self._best(left & ((1 << self._width * top) - 1), none_of_it, found))
        if found > need:
            self._exact[left] = found
        else:
            self._at_most[left] = need
        return found

    def formed(self, budget: Budget) -> list[Formed]:
        """The uses of the best choice. Of equal ones: the dearest kind goes first, into the first deal by (priority
        descending, id), together with the dearest others, and stays alone only if it must. Raises OutOfBudget."""
        formed: list[Formed] = []
        left = self.root
        value = self.best(left, budget)
        while value:
            top = self.top(left)
            for _, minus_use, worth, _, rank in sorted(self._by_top[top], key=lambda u: (u[4], u[1])):
                rest = self.less(left, -minus_use)
                if rest >= 0 and self.best(rest, budget, value - worth - 1) == value - worth:
                    formed.append((rank, self.kinds_of(-minus_use), self.saved(worth)))
                    left, value = rest, value - worth
                    break
            else:
                left = self.without(left, top)
        return formed


_Units = Sequence[tuple[int, int]]  # (kind, units) of one use


def shadow_prices(values: Sequence[int], uses: Sequence[_Units], kinds: int) -> tuple[list[int], list[int]]:
    """What a unit of each kind is worth to the deals, such that every use costs at least what it saves; and how much more it costs.

    First the largest even share that a unit has in any use; then each kind is lowered as far as the others allow.
    """
    prices = [0] * kinds
    using: list[list[tuple[int, int]]] = [[] for _ in prices]
    for use, (value, units) in enumerate(zip(values, uses, strict=True)):
        share = -(-value // sum([n for _, n in units]))
        for kind, n in units:
            prices[kind] = max(prices[kind], share)
            using[kind].append((use, n))
    waste = [sum([n * prices[kind] for kind, n in units]) - value for value, units in zip(values, uses, strict=True)]
    for kind, mine in enumerate(using):
        if mine and (cut := min(prices[kind], *[waste[use] // n for use, n in mine])):
            prices[kind] -= cut
            for use, n in mine:
                waste[use] -= n * cut
    return prices, waste
