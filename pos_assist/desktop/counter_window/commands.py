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
    from pos_assist.domain.rights import Right
    from pos_assist.services.day.business_day import BusinessDay
    from pos_assist.services.people import People
    from pos_assist.services.printing.print_service import PrintService


class Host:
    """The commands of the program around the window. This one does nothing; a window without a program has it, as for
    a picture."""

    def open_menu(self) -> None:
        """Open the main menu."""

    def open_companion(self) -> None:
        """Open the window beside another register."""

    def open_keys(self) -> None:
        """Let the cashier give functions other keys."""

    def open_scanner(self) -> None:
        """Learn how the scanner types."""

    def printing(self) -> PrintService | None:
        """Return the print service of this counter, or None where nothing is printed (practice, a picture)."""
        return None

    def people(self) -> People | None:
        """The people of this counter, or None where nobody is named (a picture)."""
        return None

    def permit(self, _right: Right, _percent: int = 100) -> str | None:
        """Ask whatever the shop wants asked before that is done; return who answers for it, as the log names them, or None
        where nobody did: then it is not done. `percent`: how much a discount by hand takes off."""
        return ""

    def day(self) -> BusinessDay | None:
        """Return the business day of this counter, or None where nothing is saved (practice, a picture)."""
        return None

    def open_day(self) -> None:
        """Open the page of the business day: float, cash in and out, X, Z."""

    def change_pin(self) -> None:
        """Let anybody change his or her own PIN."""

    def sign_in(self, _name: str) -> bool:
        """This person sells from now on, after a PIN where the shop asks for one; an empty name: nobody. Return whether."""
        return False

    def customer_screens(self) -> dict[str, str]:
        """Screens on which customers may see their order, by what is remembered of them."""
        return {}

    def customer_screen(self) -> str:
        """The one in use; empty: none."""
        return ""

    def use_customer_screen(self, meant: str) -> None:
        """Show customers their order there; empty: nowhere."""

    def open_back_office(self) -> None:
        """Open the back office, after a PIN."""

    def practise(self) -> None:
        """Begin practice, or end it."""

    def is_practising(self) -> bool:
        """Whether the counter is in practice, where nothing is saved."""
        return False

    def speak(self, lang: str) -> None:
        """Change the language of the program to `lang`."""

    def speak_other(self) -> None:
        """Change to the other language."""

    def use_scheme(self, scheme: str) -> None:
        """Change to that colour scheme."""

    def show_about(self) -> None:
        """Show what program this is."""

    def report_problem(self) -> None:
        """Open the dialog that writes a problem report."""

    def turn_full_screen(self) -> None:
        """Fill the screen, or leave it."""

    def quit(self) -> None:
        """Close all windows and end the program."""


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
