"""One till's database: created, opened, locked, closed. Beside NAME.db are NAME.journal (see journal.py), NAME.lock (held
while a program has the till open), NAME.ballast (see disk_space.py) and the folder NAME-backups."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.storage import backup_files as backups
from pos_assist.storage import recovery
from pos_assist.storage.catalog import Catalog
from pos_assist.storage.connection import Reader, connect_writing, in_words
from pos_assist.storage.disk_space import Ballast, DiskSpace, can_open, disk_space, free_bytes
from pos_assist.storage.journal import Journal
from pos_assist.storage.learned import Learned
from pos_assist.storage.lives import note_machine
from pos_assist.storage.lock import Lock
from pos_assist.storage.opening import check_whole, open_reading, open_writing, real_path, way_out
from pos_assist.storage.part import required
from pos_assist.storage.places import check_files, check_place
from pos_assist.storage.print_queue import PrintQueue
from pos_assist.storage.receipt_rows import remember
from pos_assist.storage.replay import missing
from pos_assist.storage.results import OfferResults
from pos_assist.storage.sales import Sales
from pos_assist.storage.writer import Writer
from pos_assist.system import clock
from pos_assist.system.files import put_in_place, remove_database, scratch, sync_file

if TYPE_CHECKING:
    from pos_assist.storage.browse import Browse
    from pos_assist.storage.changes import Changes
    from pos_assist.storage.day_entries import DayEntries
    from pos_assist.storage.feed_records import FeedRecords
    from pos_assist.storage.import_batches import ImportBatches
    from pos_assist.storage.members import Members
    from pos_assist.storage.packs_taken import PacksTaken
    from pos_assist.storage.peers import Peers
    from pos_assist.storage.sharing import Sharing
    from pos_assist.storage.staff import Staff
    from pos_assist.storage.till_clock import TillClock

T = TypeVar("T")


class Storage:
    """Catalog, sales and what was learned, of one till. Reads may come from any thread; writes all go over one."""

    def __init__(
        self,
        path: Path,
        reader: Reader,
        writer: Writer | None,
        lock: Lock | None,
        joined: recovery.Joined | None = None,
    ) -> None:
        """Not to be called: see `create` and `open`."""
        self.path = path
        self.replayed = joined.came.events if joined else 0  # events that the journal had and the database lacked
        self.lost = tuple(joined.came.lost) if joined else ()  # of these, what did not come back
        self.cut = joined.cut if joined else 0  # events that once were written, and are in neither now
        self._reader = reader
        self._writer = writer
        self._lock = lock
        ballast = Ballast(path.with_suffix(".ballast"))
        self.catalog = Catalog(self._reader, writer)
        self.learned = Learned(self._reader, writer)
        self.sales = Sales(self._reader, writer, self.learned, ballast)
        self.results = OfferResults(self._reader)
        self.print_queue = PrintQueue(self._reader, writer)
        if writer:
            writer.on_stopped = lambda: backups.set_aside(path, "disk-error")
            writer.on_replaced = lambda connection: backups.keep(path, connection, clock.now())

    # -- making and opening --------------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, fill: Callable[[Storage], None] | None = None) -> Storage:
        """A new till, all of it or nothing: `fill` puts in what it begins with, under another name, and an error there
        leaves nothing behind. Raises Environment: shop_exists, locked (another program is making it), no_room, on_a_share,
        in_synced_folder, what SQLite says, and whatever `fill` raises."""
        check_place(path)
        with in_words(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not can_open(path.parent):
                raise EnvironmentProblem("disk_full", file=str(path.parent))
            if path.exists() or path.with_suffix(".journal").exists():  # said before «locked»: it may well be open
                raise EnvironmentProblem("shop_exists", file=str(path))
        lock = Lock(path)
        with contextlib.ExitStack() as undo:
            undo.callback(lock.release)
            if path.exists():
                raise EnvironmentProblem("shop_exists", file=str(path))
            with in_words(path):
                new = scratch(path.with_name(f"{path.name}-new"), database=True)
            try:
                history = _make(new, fill)
                with in_words(path):
                    sync_file(new)
                    put_in_place(new, path)
            finally:
                with contextlib.suppress(OSError):
                    remove_database(new)
                if not path.exists():
                    lock.discard()
            undo.pop_all()
        storage = cls._open(path, lock)
        if history:  # the journal does not repeat what came out of a file
            with contextlib.suppress(
                EnvironmentProblem
            ):  # the shop is made; a backup follows when there is room for one
                storage.backup()
        return storage

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Storage:
        """Open a till. Raises Environment: no_such_shop, locked, not_ours, newer_database, no_room, unreadable or lost_shop (with
        `backup`, the newest good one, and `journal`: see `recover`), or what SQLite says. `readonly` needs no lock."""
        with in_words(path):
            if not path.exists():
                raise EnvironmentProblem("no_such_shop", name=path.stem, folder=str(path.parent))
            if path.is_dir():
                raise EnvironmentProblem("not_ours", file=str(path))
        path = real_path(path)
        check_files(path)
        if readonly:
            return cls(path, open_reading(path), None, None)
        return cls._open(path, Lock(path))

    @classmethod
    def _open(cls, path: Path, lock: Lock) -> Storage:
        with contextlib.ExitStack() as undo:
            undo.callback(lock.release)
            with way_out(path), in_words(path):
                connection = open_writing(path)
                undo.callback(connection.close)
                joined = recovery.join(connection, path)
                undo.callback(joined.journal.close)
                reader = Reader(path)
            undo.pop_all()
        Ballast(path.with_suffix(".ballast")).keep()
        storage = cls(path, reader, _writer(path, connection, joined.journal), lock, joined)
        try:
            assert storage._writer is not None
            note_machine(storage._writer, path)
        except BaseException:
            storage.close()
            raise
        return storage

    def close(self) -> None:
        """Finish every write that was asked for, and let the till go."""
        self._reader.close()  # first: the last one to close clears away the log, and only the writer can
        if self._writer:
            self._writer.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Storage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- the manager's part, loaded when it is first asked for ---------------------------------------------------

    @cached_property
    def changes(self) -> Changes:
        """The history of the catalog's edits, and the way managers make them."""
        from pos_assist.storage.changes import Changes  # noqa: PLC0415 — lazy: not needed to ring up

        return Changes(self._reader, self._writer, self.catalog)

    @cached_property
    def staff(self) -> Staff:
        """Who may do what, and their PINs."""
        from pos_assist.storage.staff import Staff  # noqa: PLC0415 — lazy: not needed to ring up

        return Staff(self._reader, self._writer)

    @cached_property
    def members(self) -> Members:
        """Customers with a card."""
        from pos_assist.storage.members import Members  # noqa: PLC0415 — lazy: not needed before a card is read

        return Members(self.path, self._reader, self._writer)

    @cached_property
    def browse(self) -> Browse:
        """The queries of the manager's lists."""
        from pos_assist.storage.browse import Browse  # noqa: PLC0415 — lazy: not needed to ring up

        return Browse(self._reader, self.catalog)

    @cached_property
    def imports(self) -> ImportBatches:
        """Which receipts came out of which file."""
        from pos_assist.storage.import_batches import ImportBatches  # noqa: PLC0415 — lazy: not needed to ring up

        return ImportBatches(self._reader, self._writer)

    @cached_property
    def till_clock(self) -> TillClock:
        """The last known good time of this till, and receipts with a wrong one."""
        from pos_assist.storage.till_clock import TillClock  # noqa: PLC0415 — lazy: not needed to ring up

        return TillClock(self._reader, self._writer)

    @cached_property
    def peers(self) -> Peers:
        """Packs given to other shops and taken from them."""
        from pos_assist.storage.peers import Peers  # noqa: PLC0415 — lazy: not needed to ring up

        return Peers(self._reader, self._writer)

    @cached_property
    def day(self) -> DayEntries:
        """What the business day holds beside its sales: float, cash in and out, drawer openings, closes."""
        from pos_assist.storage.day_entries import DayEntries  # noqa: PLC0415 — lazy: not needed to ring up

        return DayEntries(self._reader, self._writer)

    @cached_property
    def feeds(self) -> FeedRecords:
        """What is kept about following another register: consent, the switch, the display's profile, figures by day."""
        from pos_assist.storage.feed_records import FeedRecords  # noqa: PLC0415 — lazy: few tills stand beside another register

        return FeedRecords(self._reader, self._writer)

    @cached_property
    def sharing(self) -> Sharing:
        """What was given to the shared folder and taken from it."""
        from pos_assist.storage.sharing import Sharing  # noqa: PLC0415 — lazy: not needed to ring up

        return Sharing(self._reader, self._writer, self.learned, self.path)

    @cached_property
    def packs_taken(self) -> PacksTaken:
        """The packs that were taken from the shared folder, and what they left open."""
        from pos_assist.storage.packs_taken import PacksTaken  # noqa: PLC0415 — lazy: not needed to ring up

        return PacksTaken(self._reader, self._writer)

    # -- the business day ------------------------------------------------------------------------------------------

    def day_begun(self) -> date | None:
        """The newest business day that was begun on this till."""
        row = self._reader.row("SELECT value FROM state WHERE name = 'business_day'")
        return date.fromisoformat(row[0]) if row else None

    def note_day(self, day: date) -> None:
        """Note that this business day has begun."""
        required(self._writer).now(lambda connection: remember(connection, "business_day", day.isoformat()))

    def signed_in(self) -> tuple[date, str] | None:
        """Who sells at this till, and since which business day; None: nobody was named."""
        row = self._reader.row("SELECT value FROM state WHERE name = 'signed_in'")
        day, _, name = row[0].partition(" ") if row else ("", "", "")
        return (date.fromisoformat(day), name) if name else None

    def note_signed_in(self, day: date, name: str) -> None:
        """Note who sells from now on; an empty name: nobody."""
        required(self._writer).now(lambda connection: remember(connection, "signed_in", f"{day} {name}"))

    # -- the whole of it -----------------------------------------------------------------------------------------

    def reader(self) -> sqlite3.Connection:
        """A further connection that only reads, for a worker; to be closed by it."""
        return self._reader.another()

    def together(self, writes: Callable[[], T]) -> T:
        """Run several writes as one transaction. Inside it, reads still see what was before."""
        return required(self._writer).now(lambda _: writes())

    def on_trouble(self, tell: Callable[[Exception], None]) -> None:
        """Have `tell` called with errors that no caller waits for (an open order not saved, a journal not written), on
        the writing thread."""
        if self._writer:
            self._writer.on_trouble = tell

    def disk_space(self) -> DiskSpace:
        """How much the disk still takes. At `DiskSpace.LOW` warn."""
        return disk_space(self.path.parent)

    def require_disk_space(self) -> None:
        """Called before a new sale begins. Raises Environment("no_room"); a sale under way may still be finished."""
        if self.disk_space() is DiskSpace.NONE:
            raise EnvironmentProblem(
                "no_room", file=str(self.path), megabytes=free_bytes(self.path.parent) // 1_000_000
            )

    def check(self) -> None:
        """Read the whole file for damage. In a worker: sales go on meanwhile. Raises Environment("unreadable"), with `backup`
        and `journal`, the way back."""
        with contextlib.closing(self._reader.another()) as connection:
            check_whole(self.path, connection)

    def backup(self, at: datetime | None = None) -> Path:
        """A checked, dated copy, and the old ones thinned. In a worker: sales go on meanwhile. Raises Environment."""
        at = at or clock.now()
        made = backups.make(self.path, at)
        backups.thin(self.path, at)
        return made


def _writer(path: Path, connection: sqlite3.Connection, journal: Journal | None) -> Writer:
    return Writer(path, connection, journal, lambda c, after: list(missing(c, after)))


def _make(new: Path, fill: Callable[[Storage], None] | None) -> bool:
    """The schema and what `fill` puts in; whether that has receipts. Nothing here need survive a cut, so it is fast."""
    from pos_assist.storage.schema import migrate  # noqa: PLC0415 — lazy: sqlite_utils costs 118 ms

    with in_words(new), contextlib.ExitStack() as undo:
        connection = connect_writing(new)
        undo.callback(connection.close)
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute("PRAGMA synchronous=OFF")
        migrate(connection)
        reader = Reader(new)
        undo.pop_all()
    with Storage(new, reader, _writer(new, connection, None), None) as storage:
        if fill:
            fill(storage)
        return storage.sales.count() > 0
