"""What each function of the counter does in the window. A function without an entry here does not exist (a test holds that)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import ACCEPT, DECLINE, QUICK, SWAP, Command

if TYPE_CHECKING:
    from pos_assist.desktop.counter_window.counter_window import CounterWindow


def _accept(place: int, window: CounterWindow) -> None:
    _answer(place, window, yes=True)


def _decline(place: int, window: CounterWindow) -> None:
    _answer(place, window, yes=False)


def _answer(place: int, window: CounterWindow, *, yes: bool) -> None:
    if window.till.view.moment is not Moment.PAYING or window.side.shows_last_offer():
        window.actions_.answer_place(place, yes=yes)
        return
    command = (ACCEPT if yes else DECLINE)[place]
    window.foot.refuse(Refused("not_while_paying", key=window.keys.cap(command), function=tr(command.words)))


def _swap(part: int, window: CounterWindow) -> None:
    window.actions_.swap_part(part)


def print_last(window: CounterWindow) -> None:
    """Print the receipt of the last sale, or say why not."""
    from pos_assist.desktop.counter_window.printers_panel import print_receipt  # noqa: PLC0415 — lazy: not needed to start

    found = window.till.past.find("", 1)
    if found:
        print_receipt(window, found[0])
    else:
        window.foot.tell(tr("No receipt found."))


def _ring_again(window: CounterWindow) -> None:
    """Void and ring again: the receipt that is looked at, else the one closed last."""
    from pos_assist.desktop.counter_window.giving_back import ring_again  # noqa: PLC0415 — lazy: not needed to start

    shown = window.side.receipt_shown()
    if ring_again(window, shown.key if shown else "") and shown:
        window.side.close()


def _give_back(window: CounterWindow) -> None:
    """Units of the receipt that is looked at; of none: the list opens, to choose one."""
    if window.side.shown != "receipts":
        window.side.toggle("receipts")
    window.side.views["receipts"].begin_return()


def _options(window: CounterWindow) -> None:
    """The options of the selected line, or a set's parts where their list is open, by figures; pressed again, away."""
    if window.side.choose_by_figures():
        return
    if window.side.shown in ("options", "parts"):
        window.side.close()
    else:
        window.side.ask_options(keyed=True)


def _quick(place: int, window: CounterWindow) -> None:
    window.side.press_quick(place)


DOES: Mapping[Command, Callable[[CounterWindow], object]] = {
    **{command: partial(_accept, place) for place, command in enumerate(ACCEPT)},
    **{command: partial(_decline, place) for place, command in enumerate(DECLINE)},
    **{command: partial(_swap, part) for part, command in enumerate(SWAP)},
    **{command: partial(_quick, place) for place, command in enumerate(QUICK)},
    Command.WHY_OFFERS: lambda w: w.side.toggle("why_offers"),
    Command.GUEST_LINE: lambda w: w.show_for_guest(),
    Command.SETTLE: lambda w: w.actions_.settle(),
    Command.HOLD: lambda w: w.hold(),
    Command.RECALL: lambda w: w.side.toggle("recall"),
    Command.NO_MORE: lambda w: w.actions_.no_more_offers(),
    Command.PAY: lambda w: w.actions_.pay(),
    Command.VOID: lambda w: w.actions_.void(),
    Command.UNDO: lambda w: w.actions_.undo(),
    Command.REDO: lambda w: w.actions_.redo(),
    Command.QTY: lambda w: w.use_quantity(),
    Command.MORE: lambda w: w.actions_.more(1),
    Command.LESS: lambda w: w.actions_.more(-1),
    Command.SOLD_OUT: lambda w: w.actions_.mark(on=not w.actions_.marking),
    Command.MEMBER: lambda w: w.side.toggle("member"),
    Command.LINE_MODE: lambda w: w.actions_.turn_line_mode(),
    Command.OPTIONS: _options,
    Command.DISCOUNT: lambda w: w.side.toggle("discount"),
    Command.NOTE: lambda w: w.side.toggle("note"),
    Command.WHY: lambda w: w.side.toggle("why"),
    Command.MODE: lambda w: w.actions_.turn_mode(),
    Command.PAGE_BACK: lambda w: w.grid.turn(-1),
    Command.PAGE_ON: lambda w: w.grid.turn(1),
    Command.DEPARTMENT_BACK: lambda w: w.grid.turn_department(-1),
    Command.DEPARTMENT_ON: lambda w: w.grid.turn_department(1),
    Command.CASH: lambda w: w.actions_.tender(TenderKind.CASH),
    Command.CARD: lambda w: w.actions_.tender(TenderKind.CARD),
    Command.QR: lambda w: w.actions_.tender(TenderKind.QR),
    Command.OTHER_TENDER: lambda w: w.side.turn_tenders(),
    Command.SEARCH: lambda w: w.open_search(),
    Command.LANGUAGE: lambda w: w.host.speak_other(),
    Command.RUSH: lambda w: w.actions_.turn_rush(),
    Command.RETURN: _give_back,
    Command.REOPEN: _ring_again,
    Command.PRINT: print_last,
    Command.DRAWER: lambda w: w.side.toggle("drawer"),
    Command.PRINTERS: lambda w: w.side.toggle("printers"),
    Command.RECEIPTS: lambda w: w.side.toggle("receipts"),
    Command.DAY: lambda w: w.host.open_day(),
    Command.STAFF: lambda w: w.side.toggle("staff"),
    Command.PRACTICE: lambda w: w.host.practise(),
    Command.MENU: lambda w: w.host.open_menu(),
    Command.COMPANION: lambda w: w.host.open_companion(),
    Command.KEYS: lambda w: w.host.open_keys(),
    Command.SCANNER: lambda w: w.host.open_scanner(),
    Command.TOUR: lambda w: w.show_tour(),
    Command.BACK_OFFICE: lambda w: w.host.open_back_office(),
    Command.REPORT: lambda w: w.host.report_problem(),
    Command.ABOUT: lambda w: w.host.show_about(),
    Command.FULL_SCREEN: lambda w: w.host.turn_full_screen(),
    Command.QUIT: lambda w: w.host.quit(),
}
