"""The counts of headquarters in plain Python, straight from the sales files: what the SQL must come to, to the last digit."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path
from typing import Any

from pos_assist.domain.shared_record import SharedRecord, SharedRedate, SharedSale, SharedVoid, record_sum
from pos_assist.exchange.shared_folder.sales_files import read_sales, sales_names
from pos_assist.services.hq import counting_sql as sql


def records(folder: Path) -> dict[tuple[str, str, int], SharedRecord]:
    found: dict[tuple[str, str, int], tuple[str, SharedRecord]] = {}
    for shop in sorted((folder / "sales").iterdir()):
        for name in sales_names(shop):
            for seq, (line, record) in read_sales(shop, name).lines.items():
                key = (shop.name, name.life, seq)
                if key not in found or record_sum(line) < record_sum(found[key][0]):
                    found[key] = (line, record)
    return {key: record for key, (_, record) in found.items()}


def standing(folder: Path) -> list[tuple[str, SharedSale]]:
    """(shop, sale) of every sale that was not voided, with the times that hold now."""
    every = records(folder)
    sales = {k: x for k, x in every.items() if isinstance(x, SharedSale)}
    for (shop, _, _), x in every.items():
        for name, at in x.times if isinstance(x, SharedRedate) else ():
            key = (shop, name.life, name.seq)
            if key in sales and sales[key].tag == name.tag:
                sales[key] = sales[key]._replace(at=at)
    for (shop, _, _), x in every.items():
        if isinstance(x, SharedVoid):
            key = (shop, x.of.life, x.of.seq)
            if key in sales and sales[key].tag == x.of.tag:
                del sales[key]
    return [(shop, x) for (shop, _, _), x in sales.items()]


def counts(folder: Path, today: int) -> dict[str, list[tuple[Any, ...]]]:
    size_w = dict(sql.sizes())
    items: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    pairs: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    slots: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0])
    sizes: Counter[int] = Counter()
    days: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    answers: Counter[tuple[str, str, str]] = Counter()
    for shop, x in standing(folder):
        day, codes = sql.day_number(x.at.date()), sorted(set(x.codes))
        [(_, age)] = sql.decay(day, day, today)
        w = age * size_w[min(len(codes), sql.MOST_ITEMS)] if len(codes) > 1 else 0
        sizes[len(codes)] += 1
        for i, a in enumerate(codes):
            for found in (items[a], slots[a, min(x.at.weekday(), 5), x.at.hour]):
                found[0] += 1
                found[1] += w
            for b in codes[i + 1 :]:
                pairs[a, b][0] += 1
                pairs[a, b][1] += w
        for i, value in enumerate((1, x.total, x.total**2, x.list_total)):
            days[shop, day, x.arm][i] += value
        answers.update((o.kind, o.items, o.outcome) for o in x.offers)
    tables: dict[str, list[tuple[Any, ...]]] = {
        "items": [(a, *v) for a, v in items.items()],
        "pairs": [(a, b, *v) for (a, b), v in pairs.items()],
        "slots": [(*k, *v) for k, v in slots.items()],
        "sizes_of": [*sizes.items()],
        "days": [(*k, *v) for k, v in days.items()],
        "answers": [(*k, n) for k, n in answers.items()],
        "neighbours": neighbours(items, pairs),
    }
    return tables


def neighbours(items: Any, pairs: Any) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    near: dict[str, list[tuple[float, str, int]]] = defaultdict(list)
    for (a, b), (_, w) in pairs.items():
        if w > 0:
            score = float(w) / (sqrt(float(items[a][1]) * float(items[b][1])) + float(sql.SHRINK))
            near[a].append((-score, b, w))
            near[b].append((-score, a, w))
    for a, others in near.items():
        ranked = sorted(others)[: sql.NEIGHBOURS]
        rows += [(a, place, b, w, -score) for place, (score, b, w) in enumerate(ranked, 1)]
    return rows
