"""What the counter's window asks of the program around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
