"""For orders too large to search: sets formed greedily (legal, maybe not the best), and a bound on what any choice saves."""

from __future__ import annotations

from collections.abc import Sequence

from pos_assist.pricing.deal_uses import Fill, Formed, Place


def ceiling(fills: Sequence[Fill], have: Sequence[int]) -> int:
    """No choice saves more (minor units): the price of a set is shared out over its places, and every unit then takes the
    best it can get anywhere."""
    best = [0.0] * len(have)
    for deal in fills:
        if deal.paid:
            # The cheapest of a use save at most their proportion of what all its units would.
            (place,) = deal.places
            for kind, worth in place.worth:
                best[kind] = max(best[kind], worth * (place.least - deal.paid) / place.least)
            continue
        usual = [max(1.0, sum(w for _, w in p.worth) / len(p.worth)) for p in deal.places]
        whole = sum(p.least * u for p, u in zip(deal.places, usual, strict=True))
        for place, share in zip(deal.places, usual, strict=True):
            price = deal.cost * share / whole
            for kind, worth in place.worth:
                best[kind] = max(best[kind], worth - price)
    return int(sum(b * n for b, n in zip(best, have, strict=True)) + 1e-6)


def greedy(fills: Sequence[Fill], have: Sequence[int]) -> list[Formed]:
    """Form the use that saves most per unit, again and again."""
    left = list(have)
    caps = {deal.rank: deal.cap for deal in fills}
    formed: list[Formed] = []
    tries = {deal: dearest(deal, left) for deal in fills}
    while True:
        able = [
            (got[0] / sum(got[1].values()), -deal.rank, deal)
            for deal, got in tries.items()
            if got and caps[deal.rank] != 0
        ]
        if not able:
            return formed
        deal = max(able, key=lambda t: t[:2])[2]
        saves, units = tries[deal] or (0, {})
        for kind, n in units.items():
            left[kind] -= n
        if (cap := caps[deal.rank]) is not None:
            caps[deal.rank] = cap - 1
        formed.append((deal.rank, units, saves))
        for other, got in tries.items():  # only those that wanted one of these units have to be filled anew
            if got and not units.keys().isdisjoint(got[1]):
                tries[other] = dearest(other, left)


def dearest(deal: Fill, left: Sequence[int]) -> tuple[int, dict[int, int]] | None:
    """The deal filled with what is worth most in each place, narrow places first; None if that saves nothing."""
    units: dict[int, int] = {}
    saves = -deal.cost
    for place in sorted(deal.places, key=lambda p: len(p.worth)):
        got = _seated(place, left, units, deal.paid)
        if got is None:
            return None
        saves += got
    if deal.most is not None:
        saves = min(saves, deal.most)
    return (saves, units) if saves > 0 else None


def _seated(place: Place, left: Sequence[int], units: dict[int, int], paid: int) -> int | None:
    saves = seats = 0
    for kind, worth in sorted(place.worth, key=lambda kw: (-kw[1], -kw[0])):
        take = min(place.least - seats, left[kind] - units.get(kind, 0))
        if take > 0:
            units[kind] = units.get(kind, 0) + take
            saves += worth * (max(0, seats + take - paid) - max(0, seats - paid))
            seats += take
    return saves if seats == place.least else None
