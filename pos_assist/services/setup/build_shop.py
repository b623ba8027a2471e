"""From files to a shop: check everything, then write everything, or nothing.

A new shop is made under another name and gets its own when it is whole; to a shop that is there already the receipts are
added in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pos_assist.domain.items import Item, Upgrade
from pos_assist.domain.marking import Phrase
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.settings import CURRENCY, PRICES, PRICES_WORDS
from pos_assist.domain.tax import Prices
from pos_assist.domain.texts import name_key
from pos_assist.exchange.catalog.shop_folder import ShopFiles, read_shop
from pos_assist.exchange.receipts.any_file import FileAnswers, ReceiptsTable
from pos_assist.exchange.receipts.receipts_file import check_receipts, check_table
from pos_assist.exchange.receipts.row_kinds import REASONS
from pos_assist.exchange.receipts.sorted_receipts import History
from pos_assist.learning.catalog.reading import CatalogReading, read_catalog
from pos_assist.learning.counting import Increment
from pos_assist.learning.pair_sums import PairSums
from pos_assist.pricing import Finding, check_deals
from pos_assist.services.setup.known_files import recall, remember
from pos_assist.services.setup.receipts_catalog import catalog_from, short_code
from pos_assist.storage import Storage
from pos_assist.storage.model_training import Relearning
from pos_assist.system import clock

_COUNTED_AT_ONCE = 20_000  # receipts

# (step, done so far, of how many): "read", bytes of the file; "write", receipts; "learn", which takes its seconds in one go.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """The counts of an import: what was read and what was added."""

    items: int
    receipts: int
    lines: int
    currency: str
    findings: tuple[Finding, ...] = ()  # what is to be said about its deals
    left_out: Mapping[str, int] = field(default_factory=dict)  # row_kinds.REASONS -> rows that were no sales
    columns: Mapping[str, str] = field(default_factory=dict)  # column -> its title in the file


@dataclass(frozen=True, slots=True)
class Found:
    """A receipts file that was read to its end, before anything is written."""

    table: ReceiptsTable
    history: History


Agree = Callable[[Found], None]  # raises a Problem where the person says no


def shop_from_folder(folder: Path, path: Path, progress: Progress | None = None) -> Imported:
    """Make the shop `path` of a folder of files, its receipts included.

    Raises BadInput with file, row and column, Refused «shop_exists»; then nothing was made.
    """
    _must_be_new(path)
    files = read_shop(folder)
    if files.receipts is None:
        return _make(path, files, None, progress)
    known = {item.name: item.code for item in reversed(files.items)} | {item.code: item.code for item in files.items}
    currency = CURRENCY.of(files.settings)
    with check_receipts(
        files.receipts, currency=currency, known=known, latest=_latest(), progress=_reading(progress)
    ) as history:
        return _make(path, files, history, progress, files.receipts.name)


def shop_from_receipts(  # noqa: PLR0913 — given by name
    file: Path,
    path: Path,
    *,
    currency: str = "",
    department: str = "Items",
    name: str = "",
    progress: Progress | None = None,
    answers: FileAnswers | None = None,
    agree: Agree | None = None,
    prices: Prices | None = None,
) -> Imported:
    """Make the shop `path` of a receipts file alone: its items, their usual prices, departments by category, keys by how
    well an item sells. `department`: the one for items without a category. `currency`: see `receipts_file.check_table`. `answers`:
    what a person said about the file; `agree` hears what was found in it before anything is written. `prices`: what the shop's are
    to be; None: what the file says of its own.

    Raises BadInput with row and column, other_prices_column; Refused «shop_exists»; then nothing was made.
    """
    _must_be_new(path)
    with read_receipts_file(file, answers, currency=currency, folder=path.parent, progress=progress) as found:
        if prices:
            found.table.refuse_other_prices(prices)
        if agree:
            agree(found)
        catalog = _read(catalog_from(found.history, department, name or path.stem))
        if (way := prices or found.table.prices or Prices.INCLUDED) is not Prices.INCLUDED:
            catalog = replace(catalog, settings={**catalog.settings, PRICES.name: PRICES.kind.write(way)})
        made = _make(path, catalog, found.history, progress, file.name)
    _remember(path.parent, found.table, answers)
    return replace(made, left_out=dict(found.table.left_out), columns=found.table.columns)


@contextmanager
def read_receipts_file(
    file: Path,
    answers: FileAnswers | None = None,
    *,
    currency: str = "",
    folder: Path | None = None,
    progress: Progress | None = None,
    prices: Prices | None = None,
) -> Iterator[Found]:
    """A receipts file of anybody, read to its end and checked, for as long as the `with` lasts. `folder`: that of the shops, where it
    is remembered what was said about files with such a header. `prices`: what those of the shop are that it goes into.

    Raises BadInput other_prices_column; with row and column; missing_column, foreign_list, register_items where it has no receipts; nothing_sold.
    """
    latest = _latest()
    table = open_receipts_table(file, answers, currency=currency, folder=folder, progress=progress, prices=prices)
    if prices:
        table.refuse_other_prices(prices)
    try:
        history = check_table(table, currency=currency, latest=latest)
    except BadInput as problem:
        if problem.code != "no_rows" or not table.left_out:
            raise
        [(reason, _)] = table.left_out.most_common(1)
        raise BadInput("nothing_sold", file=file.name, most=Phrase(REASONS[reason])) from problem
    with history:
        yield Found(table, history)


def open_receipts_table(
    file: Path,
    answers: FileAnswers | None = None,
    *,
    currency: str = "",
    folder: Path | None = None,
    progress: Progress | None = None,
    prices: Prices | None = None,
) -> ReceiptsTable:
    """The file with its columns guessed, remembered or said, its first rows read. See `read_receipts_file`."""
    table = ReceiptsTable(file, answers or FileAnswers(), _latest(), currency, _reading(progress), prices)
    known = recall(folder, table.titles) if folder and answers is None else None
    return ReceiptsTable(file, known, _latest(), currency, _reading(progress), prices) if known else table


def _remember(folder: Path, table: ReceiptsTable, answers: FileAnswers | None) -> None:
    """What a person had to say about a file is not asked again."""
    if answers or table.questions:
        columns = {"receipt": ""} | table.columns
        asked = "day_order" in table.questions or (answers is not None and answers.day_order)
        remember(folder, table.titles, FileAnswers(columns, table.day_order if asked else ""))


def add_receipts(  # noqa: PLR0913 — given by name
    file: Path,
    path: Path,
    *,
    department: str = "Items",
    progress: Progress | None = None,
    answers: FileAnswers | None = None,
    agree: Agree | None = None,
    who: str = "",
) -> Imported:
    """Add past receipts to the shop `path`: what it sells is known by code or name, the rest becomes new items. Receipts of
    another register that were read before are left out: the same file twice adds nothing.

    Raises BadInput with row and column, also «receipt_twice» for a file of ours; then the shop is as it was.
    """
    with Storage.open(path) as storage:
        return add_to(storage, file, department=department, progress=progress, answers=answers, agree=agree, who=who)


def add_to(  # noqa: PLR0913 — given by name
    storage: Storage,
    file: Path,
    *,
    department: str,
    progress: Progress | None = None,
    answers: FileAnswers | None = None,
    agree: Agree | None = None,
    learn: bool = True,
    who: str = "",
) -> Imported:
    """As `add_receipts`, to a shop that is open. `learn`: at once, not in the background. `who` signs in the history."""
    catalog = storage.catalog
    currency = catalog.setting(CURRENCY)
    folder = storage.path.parent
    way = catalog.setting(PRICES)
    with read_receipts_file(file, answers, currency=currency, folder=folder, progress=progress, prices=way) as found:
        if agree:
            agree(found)
        history = found.history
        known = storage.browse.known_receipts if found.table.system else storage.browse.followed_receipts
        sold = storage.browse.items(storage.browse.item_codes())
        code_of = {item.name: item.code for item in sold} | {item.title: item.code for item in sold}
        keys = Counter(name_key(item.title) for item in sold)
        code_by_key = {key: item.code for item in sold if keys[key := name_key(item.title)] == 1}  # ﾐｯｸｽ is ミックス
        there = {item.code for item in sold}
        for item in history.items:
            own = item.own_code if item.own_code in there else ""
            named = code_of.get(item.full_name) or code_by_key.get(name_key(item.full_name))
            item.code = own or named or short_code(item.code)
        new = catalog_from(history, department, "")
        called = {short_code(x.name): x.code for x in catalog.departments()}
        items = [
            replace(item, department=called.get(item.department, item.department))
            for item in new.items
            if catalog.item(item.code) is None
        ]
        used = {item.department for item in items} - {x.code for x in catalog.departments()}
        read = read_catalog([*sold, *items], (*catalog.departments(), *new.departments))
        items = list(map(read.careful, items))

        def write() -> int:
            catalog.put_departments(x for x in new.departments if x.code in used)
            catalog.put_items(items)
            catalog.put_upgrades(_new_steps(read, items))
            with closing(storage.reader()) as reader:
                tally = _ItemTally(storage.learned.epoch(), storage.learned.all_counts(reader))
            done = storage.sales.add_history(
                history.history(tally.add, known),
                _writing(progress, history.receipts),
                file=file.name,
                at=clock.now(),
            )
            storage.learned.put_counts(tally.counts())
            storage.changes.note(who, clock.now(), "receipts_read", f"{file.name} ({done})")
            return done

        receipts = storage.together(write)
        lines = history.lines
    _remember(folder, found.table, answers)
    if learn:
        Relearning(storage).catch_up()
    storage.backup()  # the journal does not repeat what came out of a file
    return Imported(
        len(items), receipts, lines, currency, left_out=dict(found.table.left_out), columns=found.table.columns
    )


def replace_catalog(folder: Path, path: Path, who: str = "") -> Imported:
    """Bring the catalog of the shop `path` up to a folder of files; its sales stay. A backup is made before. `who` signs in
    the history.

    Raises BadInput with file, row and column; then the shop is as it was.
    """
    files = read_shop(folder)
    with Storage.open(path) as storage:
        here, there = PRICES.of(storage.catalog.settings()), PRICES.of(files.settings)
        if here is not there:
            words = Phrase(PRICES_WORDS[here]), Phrase(PRICES_WORDS[there])
            raise BadInput("other_prices", file=folder.name, here=words[0], there=words[1], name=Phrase(PRICES.label))
        storage.backup()

        def write() -> None:
            _put_catalog(storage, files)
            storage.changes.note(who, clock.now(), "folder_read", folder.resolve().name)

        storage.together(write)
    findings = tuple(check_deals(files.deals, files.items))
    return Imported(len(files.items), 0, 0, CURRENCY.of(files.settings), findings)


def _read(files: ShopFiles) -> ShopFiles:
    """The catalog as its names say, until a manager looks through it: roles, what is never offered, ladders of sizes."""
    read = read_catalog(files.items, files.departments)
    return replace(files, items=tuple(map(read.careful, files.items)), upgrades=read.ladders)


def _new_steps(read: CatalogReading, new: Iterable[Item]) -> list[Upgrade]:
    """The steps of ladders that an item brings which was not there before."""
    codes = {item.code for item in new}
    return [x for x in read.ladders if codes & {x.from_item, x.to_item}]


def _make(
    path: Path, files: ShopFiles, history: History | None, progress: Progress | None, source: str = ""
) -> Imported:
    receipts = 0

    def fill(storage: Storage) -> None:
        nonlocal receipts
        _put_catalog(storage, files)
        if history:
            epoch = datetime.fromisoformat(history.last_day)  # old receipts must not all weigh nothing
            tally = _ItemTally(epoch)
            receipts = storage.sales.add_history(
                history.history(tally.add), _writing(progress, history.receipts), file=source, at=clock.now()
            )
            storage.learned.put_counts(tally.counts(), epoch)

    with Storage.create(path, fill) as storage:
        if receipts:
            if progress:
                progress("learn", 0, 1)
            Relearning(storage).catch_up()  # so that the counter suggests from its first order on
    currency, findings = CURRENCY.of(files.settings), tuple(check_deals(files.deals, files.items))
    return Imported(len(files.items), receipts, history.lines if history else 0, currency, findings)


def _put_catalog(storage: Storage, files: ShopFiles) -> None:
    storage.catalog.replace_all(
        items=files.items,
        departments=files.departments,
        upgrades=files.upgrades,
        pairings=files.pairings,
        deals=files.deals,
        perks=files.perks,
        settings=dict(files.settings),
    )


class _ItemTally:
    """What receipts teach, on top of what was known: counted in bulk, so many at a time that memory stays bounded."""

    def __init__(self, epoch: datetime, known: Iterable[Increment] = ()) -> None:
        self._sums = PairSums(epoch, known)
        self._waiting: list[tuple[list[str], datetime]] = []

    def add(self, codes: list[str], when: datetime) -> None:
        """One receipt."""
        self._waiting.append((codes, when))
        if len(self._waiting) >= _COUNTED_AT_ONCE:
            self._count()

    def counts(self) -> Iterator[Increment]:
        """The sums."""
        self._count()
        return self._sums.rows()

    def _count(self) -> None:
        if self._waiting:
            self._sums.add(self._waiting)
        self._waiting = []


def _latest() -> datetime:
    """The latest time a receipt may have: tomorrow's, since a file may come from another time zone or a fast clock."""
    return clock.now() + timedelta(days=1)


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise Refused("shop_exists", file=str(path))


def _reading(progress: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda done, total: progress("read", done, total)) if progress else None


def _writing(progress: Progress | None, receipts: int) -> Callable[[int], None] | None:
    return (lambda done: progress("write", done, receipts)) if progress else None
