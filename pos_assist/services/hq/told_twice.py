"""Sales of other registers that several tills or files tell of: at headquarters each counts once (`domain.followed_sales` has the rule)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pos_assist.domain.followed_sales import FEED, Witnessed, day_of, standing
from pos_assist.exchange.shared_folder.sales_files import parsed_name
from pos_assist.services.hq.counting_sql import day_of as date_of
from pos_assist.services.hq.store import LIFE_SHIFT, Collection, HqStore

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LeftOut = Counter[
    tuple[str, str, str]
]  # shop, register, day -> records that may be sales which another till told of, too


def settle_followed(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, parts: Iterable[str]
) -> LeftOut:
    """Note in the collection which records of the months of those parts do not count. How many were left out, of registers whose feed says no numbers,
    without proof that they are the same sales."""
    left_out: LeftOut = Counter()
    months: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        shop, _, month = part.rpartition("/")
        if _MONTH.fullmatch(month):  # a file's numbers may have no day
            months[shop].add(month)
    for shop, changed in months.items():
        days = _days(store, collection, connection, shop, changed)
        for day, records in days.items():
            if day[:7] not in changed or not any(x.key.startswith(FEED) for x in records):
                continue
            counting = standing(records)
            for x in records:
                collection.told_twice.pop(x.id, None)
                if x.id not in counting and not x.voided:
                    collection.told_twice[x.id] = x.key[-2:]
                    if not x.is_import and _without_proof(x, records, counting):
                        left_out[shop, x.register, day] += 1
    return left_out


def _without_proof(x: Witnessed, records: list[Witnessed], counting: set[int]) -> bool:
    """Whether no record that counts bears its number: then only the register and the time say that it was told of."""
    return not x.numbered or standing([y for y in records if y.id in counting and y.numbered] + [x]) >= {x.id}


def _days(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, shop: str, months: set[str]
) -> dict[str, list[Witnessed]]:
    """The records of other registers' sales, by business day; of those months and the ones beside them, since a business day goes past midnight."""
    near = {f"{shop}/{x}" for month in months for x in _around(month)}
    files = store.files(collection, "records", [x for x in collection.parts if x in near])
    if not files:
        return {}
    source = "FROM read_parquet(?, hive_partitioning = false, union_by_name = true)"
    taken = (parsed_name(x) for names in collection.taken.values() for x in names)
    lives = {collection.lives[x.life]: x.till for x in taken if x and x.life in collection.lives}
    sql = f"SELECT receipt, tag, day, minute {source} WHERE kind = 0 AND (tag LIKE 'feed:%' OR tag LIKE 'import:%')"
    rows = connection.execute(sql, [files]).fetchall()
    if not any(tag.startswith(FEED) for _, tag, _, _ in rows):
        return {}
    voided = {x for (x,) in connection.execute(f"SELECT target {source} WHERE kind = 1", [files]).fetchall()}
    days: dict[str, list[Witnessed]] = defaultdict(list)
    for receipt, tag, day, minute in rows:
        at = datetime.combine(date_of(day), datetime.min.time()) + timedelta(minutes=minute)
        days[day_of(tag)].append(Witnessed(receipt, lives.get(receipt >> LIFE_SHIFT, ""), tag, at, receipt in voided))
    return days


def _around(month: str) -> tuple[str, str, str]:
    first = date.fromisoformat(f"{month}-01")
    return f"{first - timedelta(days=1):%Y-%m}", month, f"{first + timedelta(days=32):%Y-%m}"
