"""Composition root: paths + database -> Shop, the services of one shop, wired. No Qt. Desktop, cli and tests open shops here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pos_assist.domain.problems import EnvironmentProblem, Problem, Refused
from pos_assist.domain.receipts import FOLLOWED, Receipt
from pos_assist.domain.setting import Setting
from pos_assist.domain.settings import CURRENCY, NAME, PRICES, TAX_ROUNDING, on_this_pc
from pos_assist.domain.tax import Taxing
from pos_assist.i18n.translate import tr
from pos_assist.services.background import Background
from pos_assist.services.management.planned_prices import begin_planned_prices
from pos_assist.services.management.staff import StaffService, managers
from pos_assist.services.new_day import begin_day
from pos_assist.services.people import People
from pos_assist.services.printing.print_service import PrintService
from pos_assist.services.sharing.share_worker import ShareWorker
from pos_assist.services.till.till import Till
from pos_assist.services.till.till_order import Post, at_once, random_key
from pos_assist.services.views import CatalogView, LearnedView
from pos_assist.storage import IMPORTED, DiskSpace, Rebuilt, Storage, ThisPC, newest_good, rebuild
from pos_assist.system import clock
from pos_assist.system.files import keep_private
from pos_assist.system.paths import is_lost, resources, shop_path

if TYPE_CHECKING:
    from pos_assist.exchange.receipts.any_file import FileAnswers
    from pos_assist.services.day.business_day import BusinessDay
    from pos_assist.services.feeds.feed import Feed
    from pos_assist.services.feeds.feed_control import FeedControl
    from pos_assist.services.feeds.followed_till import FollowedTill
    from pos_assist.services.management.imported_receipts import ImportedReceipts
    from pos_assist.services.management.management import Management
    from pos_assist.services.management.members import MemberAdmin
    from pos_assist.services.management.till_dates import TillDates
    from pos_assist.services.setup.build_shop import Imported
    from pos_assist.services.sharing.shop_sharing import ShopSharing
    from pos_assist.services.till.open_orders import TillState

T = TypeVar("T")

SAMPLES = ("burger", "bakery", "camera")


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop that is open: its file, its storage and its counter."""

    path: Path
    storage: Storage
    till: Till
    background: Background
    printing: PrintService
    people: People
    _day: Callable[[], BusinessDay]
    sharing: ShareWorker
    _feeds: Callable[[], FeedControl]
    follow: Callable[..., Feed]  # (token): what a register beside this till tells its orders to; see `services.feeds`
    try_feed: Callable[[], FollowedTill]  # one that writes nothing down, to try a display's profile on

    @property
    def day(self) -> BusinessDay:
        """The business day of this till: counted, moved, closed."""
        return self._day()

    @property
    def feeds(self) -> FeedControl:
        """Whether another register may be followed from here, and how well that goes."""
        return self._feeds()

    def shared(self, folder: Path | None = None) -> ShopSharing | None:
        """The folder that this till shares with others, or `folder` in its place; None where there is none."""
        from pos_assist.services.sharing.shared_shop import shared_shop  # noqa: PLC0415 — lazy: most tills work alone
        from pos_assist.services.sharing.shop_sharing import ShopSharing  # noqa: PLC0415 — lazy: as above

        shared = shared_shop(self.storage, folder)
        return ShopSharing(self.storage, shared, self.background.now) if shared else None

    def setting(self, setting: Setting[T]) -> T:
        """The value of one setting, of the shop or of this computer."""
        return setting.of(self.settings())

    def settings(self) -> dict[str, str]:
        """Everything that was set, for this shop and on this computer, as it is kept."""
        return self.storage.catalog.settings() | ThisPC(self.path.parent).settings()

    def remember(self, setting: Setting[T], value: T) -> None:
        """Set one of this computer's. Raises Environment: file_unwritable."""
        ThisPC(self.path.parent).put({setting.name: setting.kind.write(value)})

    @property
    def name(self) -> str:
        """The shop's name as its sign says it."""
        return self.storage.catalog.setting(NAME) or self.path.stem

    @property
    def currency(self) -> str:
        """The currency of its prices, as ISO 4217 writes it."""
        return self.storage.catalog.setting(CURRENCY)

    @property
    def taxing(self) -> Taxing:
        """What its prices are, and how its tax is rounded."""
        return Taxing(self.storage.catalog.setting(PRICES), self.storage.catalog.setting(TAX_ROUNDING))

    @property
    def catalog(self) -> CatalogView:
        """The catalog, to look at."""
        return self.storage.catalog

    @property
    def learned(self) -> LearnedView:
        """The counts learned from receipts, to read."""
        return self.storage.learned

    @property
    def replayed(self) -> int:
        """How many events the journal had and the database lacked when the shop was opened; they are in it now."""
        return self.storage.replayed

    @property
    def lost_entries(self) -> int:
        """How many entries of the journal came back neither with the database nor with the journal when it was opened."""
        return len(self.storage.lost) + self.storage.cut

    def on_trouble(self, hear: Callable[[Exception], None]) -> None:
        """Have `hear` called, on the writing thread, with errors that no caller waits for."""
        self.storage.on_trouble(hear)

    def check(self) -> None:
        """Read the whole file for damage. Raises EnvironmentProblem: unreadable, with the way back."""
        self.storage.check()

    def manage(self, who: str) -> Management:
        """The back office of this shop, used by `who`."""
        from pos_assist.services.management.management import Management  # noqa: PLC0415 — lazy: a counter needs none

        return Management(self.storage, who, self.background.now)

    @property
    def members(self) -> MemberAdmin:
        """Customers with a card."""
        from pos_assist.services.management.members import MemberAdmin  # noqa: PLC0415 — lazy: as above

        return MemberAdmin(self.storage, self.background.now)

    @property
    def imported(self) -> ImportedReceipts:
        """Receipts that were read from files."""
        from pos_assist.services.management.imported_receipts import ImportedReceipts  # noqa: PLC0415 — lazy: as above

        return ImportedReceipts(self.storage, self.background.now)

    def read_receipts(
        self,
        file: Path,
        answers: FileAnswers | None = None,
        progress: Callable[[str, int, int], None] | None = None,
        who: str = "",
    ) -> Imported:
        """Add the receipts of a file of anybody's, all of them or none; for a worker. What they teach is learned in the background.

        Raises BadInput with row and column.
        """
        from pos_assist.services.setup.build_shop import add_to  # noqa: PLC0415 — lazy: a counter needs none

        done = add_to(
            self.storage, file, department=tr("Items"), progress=progress, answers=answers, learn=False, who=who
        )
        self.background.begin()
        return done

    @property
    def dates(self) -> TillDates:
        """Whether the clock can be right, and what a wrong one did."""
        from pos_assist.services.management.till_dates import TillDates  # noqa: PLC0415 — lazy: as above

        return TillDates(self.storage, self.background.now)

    def managers(self) -> list[str]:
        """Names of who may enter the back office."""
        return managers(self.storage)

    @property
    def staff(self) -> StaffService:
        """The people of this till and their PINs, for signing in."""
        return StaffService(self.storage)

    def read_again(self) -> None:
        """Forget what was read: another program may have changed the shop's file since."""
        self.storage.catalog.forget()

    def sales(self) -> int:
        """How many sales there are, imported ones included."""
        return self.storage.sales.count()

    def whole_sale(self, receipt: Receipt) -> bool:
        """Whether everything the database should have of a sale is there."""
        return self.storage.sales.whole(receipt)

    @property
    def disk_is_low(self) -> bool:
        """Whether the disk should be told of before it is full."""
        return self.storage.disk_space() is not DiskSpace.ENOUGH

    def open_orders(self) -> tuple[TillState, ...]:
        """The order under way, then those put aside, as they are on disk."""
        from pos_assist.services.till.open_orders import open_orders  # noqa: PLC0415 — lazy: the counter knows its own

        return open_orders(self.storage)

    def receipts(self) -> Iterator[Receipt]:
        """Every sale of this till, the newest first; not the receipts that were read from a file or sold at another register."""
        return (receipt for receipt in self.all_receipts() if receipt.till not in (IMPORTED, FOLLOWED))

    def all_receipts(self) -> Iterator[Receipt]:
        """Every receipt, sold here or read from a file, the newest first."""
        last: str | None = None
        while page := self.storage.sales.receipts(before=last, limit=500):
            yield from page
            last = page[-1].key

    def close(self) -> None:
        """Stop its workers and let go of its file."""
        self.printing.close()
        self.sharing.close()
        self.background.close()
        self.till.close()


def open_shop(
    path: Path,
    *,
    readonly: bool = False,
    now: Callable[[], datetime] = clock.now,
    ticks: Callable[[], float] = time.monotonic,
    new_key: Callable[[], str] = random_key,
    post: Post = at_once,
) -> Shop:
    """Open a shop's file. `readonly`: to look or to practise, beside a counter that has it open. Environment: locked,
    newer_database, not_ours, unreadable and what else storage finds."""
    if not readonly:
        keep_private(path.parent)
    storage = Storage.open(path, readonly=readonly)
    if not readonly:
        begin_planned_prices(storage, now())
        begin_day(storage, now())
        ThisPC(path.parent).take_from(storage.catalog, on_this_pc())
    background = Background(storage, now)
    printing, people = PrintService(storage, now), People(storage, now)

    sharing = ShareWorker(storage, now)
    sharing.on_collected = background.learn

    def sold() -> None:
        printing.wake()
        background.sold()
        sharing.order_ended()

    def before_order() -> None:
        sharing.order_begins()
        background.check_the_day()

    @cache
    def feeds() -> FeedControl:
        from pos_assist.services.feeds.feed_control import FeedControl  # noqa: PLC0415 — lazy: few tills stand beside another register

        return FeedControl(storage, now)

    def follow(token: str = "") -> Feed:
        from pos_assist.services.feeds.feed import Feed  # noqa: PLC0415 — lazy: few tills stand beside another register
        from pos_assist.services.feeds.followed_till import FollowedTill  # noqa: PLC0415 — lazy: as above

        followed = FollowedTill(
            storage,
            now=now,
            ticks=ticks,
            new_key=new_key,
            post=post,
            before_order=(lambda: None) if readonly else before_order,
            after_sale=sold,
            practice=readonly,
        )
        return Feed(storage, followed, feeds(), now, token, ticks)

    def try_feed() -> FollowedTill:
        from pos_assist.services.feeds.followed_till import FollowedTill  # noqa: PLC0415 — lazy: as above

        return FollowedTill(storage, now=now, ticks=ticks, new_key=random_key, post=post, practice=True)

    till = Till(
        storage,
        now=now,
        ticks=ticks,
        new_key=new_key,
        post=post,
        before_order=before_order,
        after_sale=sold,
        print_jobs=printing.jobs_of_sale,
        printing=printing,
        cashier=lambda: people.signed_in,
        before_payment=(lambda: None) if readonly else people.require_cashier,
        practice=readonly,
    )

    @cache
    def day() -> BusinessDay:
        from pos_assist.services.day.business_day import BusinessDay  # noqa: PLC0415 — lazy: not needed to ring up

        return BusinessDay(storage, printing, people, now)

    return Shop(path, storage, till, background, printing, people, day, sharing, feeds, follow, try_feed)


def ensure_shop(shop: str | None, folder: Path) -> Path:
    """As `shop_path`; a new folder gets the burger sample."""
    path = shop_path(shop, folder)
    if is_lost(path):
        raise EnvironmentProblem("lost_shop", file=str(path), journal=str(path.with_suffix(".journal")))
    if not path.exists():
        make_sample("burger", path)
    return path


def make_sample(sample: str, path: Path) -> None:
    """Make a sample shop: its catalog, its deals and its past receipts. Refused: no_such_sample."""
    from pos_assist.services.setup.build_shop import shop_from_folder  # noqa: PLC0415 — lazy: only a new shop needs it

    if sample not in SAMPLES:
        raise Refused("no_such_sample", name=sample, names=", ".join(SAMPLES))
    shop_from_folder(resources() / "shops" / sample, path)


def make_shop(files: Path, path: Path) -> None:
    """Make a shop from a folder of plain files. BadInput names file, row and column; then nothing was made."""
    from pos_assist.services.setup.build_shop import shop_from_folder  # noqa: PLC0415 — lazy: only a new shop needs it

    shop_from_folder(files, path)


def rebuild_shop(journal: Path, path: Path, backup: Path | None = None, *, accept_loss: bool = False) -> Rebuilt:
    """Make a shop's file again out of its journal, on top of a backup: the one given, or the newest good one beside the
    journal, if there is one. Environment: exists, unreadable, other_shop, no_such_file,
    journal_missing (unless `accept_loss`)."""
    backup = backup or newest_good(journal.with_suffix(".db"))
    if not journal.is_file() and backup is None:
        raise Refused("no_such_file", file=str(journal))
    return rebuild(journal, path, backup, accept_loss=accept_loss)


def recover_shop(path: Path, *, accept_loss: bool = False) -> Rebuilt:
    """Bring an unreadable shop back from its newest good backup and its journal; the damaged file is kept beside it.
    Environment: nothing_to_recover."""
    from pos_assist.storage.recovery import recover  # noqa: PLC0415 — lazy: only a damaged shop needs it

    return recover(path, accept_loss=accept_loss)


def fault_of(error: Exception, path: Path | None = None) -> Problem | None:
    """The machine's fault behind an error that nobody turned into words, if it is one; None for a bug of ours."""
    from pos_assist.storage.connection import fault  # noqa: PLC0415 — lazy: --help needs no database

    return fault(error, path or Path())
