"""The use cases of a business day: open it, move cash, look at it (X), close it (Z), look at closes again."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pos_assist.domain.business_day import begins_at
from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.day import Count, DayEntry, DayFigures, EntryKind, denominations, worth
from pos_assist.domain.device_settings import DOTS, PAPER
from pos_assist.domain.items import Rounding
from pos_assist.domain.print_jobs import JobKind
from pos_assist.domain.problems import Refused
from pos_assist.domain.rights import BLIND_COUNT
from pos_assist.domain.settings import CURRENCY, DAY_END, TAX_ROUNDING, TILL
from pos_assist.services.day.tally import Tally
from pos_assist.services.new_day import day_of
from pos_assist.services.people import People
from pos_assist.services.printing.print_service import PrintService
from pos_assist.storage import Storage
from pos_assist.system import clock

if TYPE_CHECKING:
    from pathlib import Path

    from pos_assist.devices.slip import Slip
    from pos_assist.services.day.electronic_journal import JournalEntry

MOST_PIECES = 99_999  # of one note or coin; more is a slip of the hand


@dataclass(frozen=True, slots=True)
class DayStatus:
    """How the day stands. Money in minor units."""

    day: date
    opened: DayEntry | None  # the float, where one was counted since the last close
    float_expected: int | None  # what the last close left in the drawer; None: there was none
    cash_moved: int  # what sales and cash in and out have changed of it since
    last_close: DayEntry | None
    overdue: date | None  # an earlier business day of which something is not closed yet
    empty: bool = False  # nothing was sold, given back, counted or moved since the last close


class BusinessDay:
    """Of one till. What is refused changes nothing."""

    def __init__(
        self, storage: Storage, printing: PrintService, people: People, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._storage = storage
        self._entries = storage.day
        self._get = storage.catalog.setting
        self._printing = printing
        self._people = people
        self._now = now
        self._since: tuple[int, str] | None = (
            None  # the event that the last close was; the first day where there was none
        )
        self._until = 0  # the last event that is counted
        self._kept = Tally(Rounding.FLOOR)

    # -- how it stands -----------------------------------------------------------------------------------------------------

    @property
    def denominations(self) -> tuple[int, ...]:
        """The notes and coins of the shop's currency, the largest first."""
        return denominations(self._get(CURRENCY))

    @property
    def dots(self) -> int:
        """How many dots wide the paper of a report is."""
        return DOTS[self._get(PAPER)]

    @property
    def blind(self) -> bool:
        """Whether what should be in the drawer is shown only after it was counted."""
        return self._get(BLIND_COUNT)

    def status(self) -> DayStatus:
        """How the day stands now."""
        tally, last = self._tally_now()
        today = day_of(self._storage, self._now())
        begin = tally.begin
        began = self._day_of(tally, begin) if begin else today
        overdue = began if began < today else None
        left = last.next_float if last else None
        empty = last is not None and begin is None
        return DayStatus(today, tally.opened, left, tally.cash_moved(), last, overdue, empty)

    def figures(self) -> DayFigures:
        """The figures since the last close, as an X report has them. Nothing is changed."""
        return self._figures(*self._tally_now())

    def x_slip(self) -> Slip:
        """The X report (点検) as it would be printed now. Where the drawer is counted blind it does not say what should be in it."""
        from pos_assist.devices.day_slip import x_slip  # noqa: PLC0415 — lazy: not needed to sell

        return x_slip(self.figures(), self._printing.sign, self._here(), blind=self.blind)

    # -- what changes it ---------------------------------------------------------------------------------------------------

    def open(self, amount: int, count: Count = (), who: str = "") -> DayEntry:
        """Open the day with this float (釣銭準備金), which is all that is in the drawer: with the cash of sales, where some were
        made before. `count`: the notes and coins, which come to `amount`. What differs from what the last close left is kept
        with it. Refused: day_open_already, bad_count."""
        self._check_count(amount, count)

        def decide(_: int) -> DayEntry:
            tally, last = self._tally_now()
            if tally.opened:
                raise Refused("day_open_already")
            expected = last.next_float + tally.cash_moved() if last else None
            return replace(self._entry(EntryKind.FLOAT, who), amount=amount, count=count, expected=expected)

        return self._entries.add(decide)

    def move_cash(self, kind: EntryKind, amount: int, reason: str, who: str = "") -> DayEntry:
        """Put cash in (EntryKind.IN) or take it out (OUT) beside sales; the drawer opens, and a slip of it is printed where
        there is a printer. Refused: bad_amount, reason_missing."""
        if amount <= 0:
            raise Refused("bad_amount")
        if not reason.strip():
            raise Refused("reason_missing")
        entry = replace(self._entry(kind, who), amount=amount, reason=reason.strip())

        def write() -> None:
            self._entries.add(lambda _: entry)
            if self._printing.has_drawer:
                self._printing.pulse_drawer(entry.reason, entry.who, ref=str(kind))
            if self._printing.has_printer:
                from pos_assist.devices.day_slip import cash_slip  # noqa: PLC0415 — lazy: as above

                self._printing.print_slip(JobKind.REPORT, cash_slip(entry, self._printing.sign), who=entry.who)

        self._storage.together(write)
        self._printing.wake()
        return entry

    def open_drawer(self, reason: str, who: str = "") -> DayEntry:
        """Open the drawer without a sale; that is journalled. Refused: no_drawer, reason_missing."""
        if not reason.strip():
            raise Refused("reason_missing")
        if not self._printing.has_drawer:
            raise Refused("no_drawer")
        entry = replace(self._entry(EntryKind.DRAWER, who), reason=reason.strip())

        def write() -> None:
            self._entries.add(lambda _: entry)
            self._printing.pulse_drawer(entry.reason, entry.who)

        self._storage.together(write)
        self._printing.wake()
        return entry

    def close(
        self,
        *,
        counted: int,
        count: Count = (),
        reason: str = "",
        next_float: int | None = None,
        who: str = "",
        empty: bool = False,
    ) -> DayEntry:
        """Close the day (精算・日次締め): numbered, with its figures and its slip as they stay for good, in one transaction with
        what is printed. `counted`: the cash in the drawer; a wrong count is kept with its reason and stops nothing.
        `next_float`: what stays in the drawer for the next day (None: the float of today, as far as there is so much).
        Slips that still wait are not printed any more. Whoever sold is signed out. `empty`: also where nothing happened since
        the last close, as on a day without customers; a second press too many makes no report. Refused: bad_count,
        nothing_to_close."""
        self._check_count(counted, count)
        if next_float is not None and not 0 <= next_float <= counted:
            raise Refused("bad_next_float")
        from pos_assist.devices.day_slip import z_slip  # noqa: PLC0415 — lazy: as above

        before, last = self._tally_now()  # a long day is read here, where no sale waits for it
        tally, so_far = deepcopy(before), self._until
        entry = self._entry(EntryKind.CLOSE, who)

        def decide(last_event: int) -> DayEntry:
            now_last = self._entries.last_close()[1]
            if (now_last.number if now_last else 0) != (last.number if last else 0):
                raise Refused("day_closed_meanwhile")
            tally.add(self._entries.happened(so_far, last_event))
            if last and tally.begin is None and not empty:
                raise Refused("nothing_to_close", number=last.number, at=f"{last.at:%m/%d %H:%M}")
            figures = self._figures(tally, last)
            made = replace(
                entry,
                day=self._day_of(tally, figures.begin or entry.at),
                amount=counted,
                count=count,
                reason=reason.strip(),
                expected=figures.expected,
                number=last.number + 1 if last else 1,
                next_float=min(figures.float_, counted) if next_float is None else next_float,
                figures=figures,
                last_job=self._printing.newest_job(),
            )
            return replace(made, slip=dumps(z_slip(made, self._printing.sign)))

        def write() -> DayEntry:
            made = self._entries.add(decide)
            self._printing.close_day()
            if self._printing.has_printer:
                slip = loads_slip(made)
                self._printing.print_slip(JobKind.REPORT, slip, ref=f"Z{made.number}", who=made.who)
            return made

        closed = self._storage.together(write)
        self._people.sign_out()
        self._printing.wake()
        return closed

    # -- closes of the past ------------------------------------------------------------------------------------------------

    def closes(self, limit: int = 400) -> list[DayEntry]:
        """The closes, the newest first."""
        return self._entries.entries(EntryKind.CLOSE, limit=limit)

    def closed(self, number: int) -> DayEntry:
        """The close of that number. Refused: no_such_close."""
        found = self._entries.closed(number)
        if found is None:
            raise Refused("no_such_close", number=number)
        return found

    def print_x(self) -> None:
        """Print the X report. Refused: no_printer."""
        self._printing.print_slip(JobKind.REPORT, self.x_slip(), ref="X", who=self._people.who)

    def print_again(self, number: int) -> None:
        """Print a close once more, marked 再発行, otherwise as it was printed then. Refused: no_such_close, no_printer."""
        from pos_assist.devices.day_slip import marked_again  # noqa: PLC0415 — lazy: as above

        slip = marked_again(loads_slip(self.closed(number)), self._printing.sign)
        self._printing.print_slip(JobKind.REPORT, slip, ref=f"Z{number}", reprint=True, who=self._people.who)

    # -- looking things up ---------------------------------------------------------------------------------------------------

    def journal(
        self,
        text: str = "",
        first: date | None = None,
        last: date | None = None,
        amount: int | None = None,
        limit: int = 200,
    ) -> list[JournalEntry]:
        """What happened, the newest first, as `electronic_journal.search_journal` finds it."""
        from pos_assist.services.day.electronic_journal import search_journal  # noqa: PLC0415 — lazy: seldom asked

        return search_journal(self._storage, text, first, last, amount, limit)

    def export(self, path: Path, first: date, last: date) -> list[Path]:
        """Write the figures of those business days as tables; see `daily_figures.write_daily_figures`."""
        from pos_assist.services.day.daily_figures import write_daily_figures  # noqa: PLC0415 — lazy: seldom asked

        return write_daily_figures(self._storage, path, first, last)

    # -- inside ------------------------------------------------------------------------------------------------------------

    def _tally_now(self) -> tuple[Tally, DayEntry | None]:
        """What happened since the last close, and that close. What was counted once is kept, so that only what is new is read.
        A till that never closed a day begins with the business day of its first entry, or with today: what was sold before is
        nobody's to count any more."""
        after, last = self._entries.last_close()
        until, begin = self._entries.newest_event(), ""
        if last is None:
            first = self._entries.first_entry()
            begin = str(first.day if first else day_of(self._storage, self._now()))
        since = (after, begin)
        if since != self._since:
            if last is None:
                day = date.fromisoformat(begin)
                after = self._entries.begun_at_event(begins_at(day, self._get(DAY_END)))
            self._kept = Tally(self._get(TAX_ROUNDING), last.next_float if last else None)
            self._since, self._until = since, after
        try:
            self._kept.add(self._entries.happened(self._until, until))
        except BaseException:
            self._since = None  # half of it may be counted: begin again the next time
            raise
        self._until = max(self._until, until)
        return self._kept, last

    def _figures(self, tally: Tally, last: DayEntry | None) -> DayFigures:
        return tally.figures(self._printing.reprints(last.last_job if last else 0, None if last else tally.begin))

    def _day_of(self, tally: Tally, begin: datetime) -> date:
        """The day that the float was counted for, else that of the first sale: one after the last close takes no later day with
        it."""
        return tally.opened.day if tally.opened else day_of(self._storage, begin)

    def _entry(self, kind: EntryKind, who: str) -> DayEntry:
        at = self._now()
        return DayEntry(kind, at, day_of(self._storage, at), who or self._people.who, self._get(TILL))

    def _here(self) -> DayEntry:
        return self._entry(EntryKind.CLOSE, "")

    def _check_count(self, amount: int, count: Count) -> None:
        known = self.denominations
        if amount < 0 or any(one not in known or not 0 <= n <= MOST_PIECES for one, n in count):
            raise Refused("bad_count")
        if count and worth(count) != amount:
            raise Refused("bad_count")


def loads_slip(entry: DayEntry) -> Slip:
    """The slip of a close, as it was printed."""
    from pos_assist.devices.slip import Slip  # noqa: PLC0415 — lazy: as above

    return loads(Slip, entry.slip)
