"""Sales of other registers that several tills or files tell of: at headquarters each counts once (`domain.followed_sales` has the rule)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos_assist.domain.followed_sales import FEED, IMPORT, Witnessed, day_of, standing
from pos_assist.domain.shared_record import SharedRecord, SharedRedate, SharedSale
from pos_assist.exchange.shared_folder.sales_files import parsed_name
from pos_assist.services.hq.counting_sql import day_of as date_of
from pos_assist.services.hq.store import LIFE_SHIFT, Collection, HqStore

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_OF_REGISTERS = (f"{FEED}:", f"{IMPORT}:")
LeftOut = Counter[
    tuple[str, str, str]
]  # shop, register, day -> records that may be sales which another till told of, too


def months_told_of(records: Iterable[SharedRecord]) -> set[str]:
    """The months of the business days of other registers' sales that are told of, taken back or dated anew: not those of the records themselves, since a
    day goes past midnight, a void comes months later, and a till's clock may be a year off."""
    tags = set()
    for x in records:
        if isinstance(x, SharedRedate):
            tags |= {name.tag for name, _ in x.times}
        else:
            tags.add(x.tag if isinstance(x, SharedSale) else x.of.tag)
    return {day_of(x)[:7] for x in tags if x.startswith(_OF_REGISTERS)}


def settle_followed(
    store: HqStore,
    collection: Collection,
    connection: DuckDBPyConnection,
    shop: str,
    months: set[str] | None,
    left_out: LeftOut,
) -> None:
    """Note in the collection which of a shop's records of those months' business days (None: of all) do not count, and in `left_out` how many of them,
    of registers whose feed says no numbers, without proof that they are the same sales."""
    if months is not None:
        months = {x for x in months if _MONTH.fullmatch(x)}  # a file's numbers may have no day
        if not months:
            return
    for day, records in _days(store, collection, connection, shop, months).items():
        if not any(x.key.startswith(FEED) for x in records):
            continue
        for known in [x for x in left_out if x[0] == shop and x[2] == day]:
            del left_out[known]
        counting = standing(records)
        for x in records:
            collection.told_twice.pop(x.id, None)
            if x.id not in counting and not x.voided:
                collection.told_twice[x.id] = x.key[-2:]
                if not x.is_import and _without_proof(x, records, counting):
                    left_out[shop, x.register, day] += 1


def _without_proof(x: Witnessed, records: list[Witnessed], counting: set[int]) -> bool:
    """Whether no record that counts bears its number: then only the register and the time say that it was told of."""
    return not x.numbered or standing([y for y in records if y.id in counting and y.numbered] + [x]) >= {x.id}


def _days(
    store: HqStore, collection: Collection, connection: DuckDBPyConnection, shop: str, months: set[str] | None
) -> dict[str, list[Witnessed]]:
    """The records of other registers' sales, by business day, in whatever months' files they are."""
    files = store.files(collection, "records", [x for x in collection.parts if x.rsplit("/", 1)[0] == shop])
    if not files:
        return {}
    source = "FROM read_parquet(?, hive_partitioning = false, union_by_name = true)"
    where = "" if months is None else "AND list_contains(?, substr(split_part(tag, ':', 2), 1, 7))"
    sql = f"SELECT receipt, tag, day, minute {source} WHERE kind = 0 AND (tag LIKE 'feed:%' OR tag LIKE 'import:%') {where}"
    values = [files] if months is None else [files, sorted(months)]
    rows = connection.execute(sql, values).fetchall()
    if not any(tag.startswith(FEED) for _, tag, _, _ in rows):
        return {}
    sql = f"SELECT target, right(tag, 2) {source} WHERE kind = 1"
    voided = set(connection.execute(sql, [files]).fetchall())
    taken = (parsed_name(x) for names in collection.taken.values() for x in names)
    lives = {collection.lives[x.life]: x.till for x in taken if x and x.life in collection.lives}
    days: dict[str, list[Witnessed]] = defaultdict(list)
    for receipt, tag, day, minute in rows:
        at = datetime.combine(date_of(day), datetime.min.time()) + timedelta(minutes=minute)
        taken_back = (receipt, tag[-2:]) in voided
        days[day_of(tag)].append(Witnessed(receipt, lives.get(receipt >> LIFE_SHIFT, ""), tag, at, taken_back))
    return days
