"""Every function of the counter: its id, the key it has until a shop chooses another, its words, and where it counts.

Buttons, menu, the keys dialog, the tour and the terminal read this one table; what each function does in the window stands
in `desktop/counter_window/commands.py`. A key is written as Qt writes it («Shift+F1», «Ctrl+Z», «*»). Ids are kept in the
settings of shops: rename none. No key that takes money means something else a moment before, and a hand's habit hits none.
"""

from __future__ import annotations

from enum import Enum

from pos_assist.domain.marking import N_
from pos_assist.domain.offers import Moment


class Where(Enum):
    """The moments at which a function of the counter is available."""

    ORDER = "order"  # while items are rung up
    PAYING = "pay"
    ANYWHERE = ""

    def overlaps(self, other: Where) -> bool:
        """Whether there is a moment in which both count."""
        return self is other or Where.ANYWHERE in (self, other)


class Command(Enum):
    """One thing the cashier can ask for."""

    ACCEPT_0 = ("accept_0", "F1", N_("Accept the upgrade"), Where.ORDER)
    ACCEPT_1 = ("accept_1", "F2", N_("Accept the first add-on"), Where.ANYWHERE)  # … or the last offer
    ACCEPT_2 = ("accept_2", "F3", N_("Accept the second add-on"), Where.ORDER)
    ACCEPT_3 = ("accept_3", "F4", N_("Accept the third add-on"), Where.ORDER)
    DECLINE_0 = ("decline_0", "Shift+F1", N_("Decline the upgrade"), Where.ORDER)
    DECLINE_1 = ("decline_1", "Shift+F2", N_("Decline the first add-on"), Where.ANYWHERE)
    DECLINE_2 = ("decline_2", "Shift+F3", N_("Decline the second add-on"), Where.ORDER)
    DECLINE_3 = ("decline_3", "Shift+F4", N_("Decline the third add-on"), Where.ORDER)
    SWAP_0 = ("swap_0", "Ctrl+1", N_("Change the set's first part"), Where.ORDER)
    SWAP_1 = ("swap_1", "Ctrl+2", N_("Change the set's second part"), Where.ORDER)
    SWAP_2 = ("swap_2", "Ctrl+3", N_("Change the set's third part"), Where.ORDER)
    WHY_OFFERS = ("why_offers", "Ctrl+O", N_("Why these offers?"), Where.ORDER)
    GUEST_LINE = ("guest_line", "Ctrl+G", N_("Lines for a guest in the second language"), Where.ORDER)
    SETTLE = ("settle", "F5", N_("That is all"), Where.ORDER)
    HOLD = ("hold", "F6", N_("Hold"), Where.ORDER)
    RECALL = ("recall", "F7", N_("Recall"), Where.ORDER)
    NO_MORE = ("no_more", "F8", N_("No more offers for this order"), Where.ORDER)
    PAY = ("pay", "F12", N_("To payment"), Where.ORDER)
    VOID = ("void", "Del", N_("Void line"), Where.ORDER)
    UNDO = ("undo", "Ctrl+Z", N_("Undo"), Where.ORDER)
    REDO = ("redo", "Ctrl+Y", N_("Redo"), Where.ORDER)
    QTY = ("qty", "*", N_("Quantity"), Where.ORDER)
    MORE = ("more", "+", N_("Add one"), Where.ORDER)
    LESS = ("less", "-", N_("Take one off"), Where.ORDER)
    SOLD_OUT = ("sold_out", "Ctrl+S", N_("Mark sold out"), Where.ORDER)
    MEMBER = ("member", "Ctrl+M", N_("Member card"), Where.ORDER)
    LINE_MODE = ("line_mode", "Shift+F9", N_("Eat in / take out for this line"), Where.ORDER)
    OPTIONS = ("options", "Ctrl+I", N_("Options of the line"), Where.ORDER)
    DISCOUNT = ("discount", "Ctrl+J", N_("Discount by hand…"), Where.ORDER)
    NOTE = ("note", "Ctrl+N", N_("Guests, table or call number…"), Where.ORDER)
    WHY = ("why", "?", N_("Why this price?"), Where.ANYWHERE)
    MODE = ("mode", "F9", N_("Eat in / take out"), Where.ANYWHERE)
    PAGE_BACK = ("page_back", "PgUp", N_("Previous keys"), Where.ORDER)
    PAGE_ON = ("page_on", "PgDown", N_("Next keys"), Where.ORDER)
    DEPARTMENT_BACK = ("department_back", "Ctrl+PgUp", N_("Previous department"), Where.ORDER)
    DEPARTMENT_ON = ("department_on", "Ctrl+PgDown", N_("Next department"), Where.ORDER)
    CASH = ("cash", "Shift+F12", N_("Cash"), Where.PAYING)
    CARD = ("card", "Shift+F10", N_("Card"), Where.PAYING)
    QR = ("qr", "Shift+F11", N_("QR"), Where.PAYING)
    OTHER_TENDER = ("other_tender", "Ctrl+F12", N_("Other ways to pay"), Where.PAYING)
    QUICK_0 = ("quick_0", "Shift+F5", N_("First quick amount"), Where.PAYING)
    QUICK_1 = ("quick_1", "Shift+F6", N_("Second quick amount"), Where.PAYING)
    QUICK_2 = ("quick_2", "Shift+F7", N_("Third quick amount"), Where.PAYING)
    QUICK_3 = ("quick_3", "Shift+F8", N_("Fourth quick amount"), Where.PAYING)
    SEARCH = ("search", "/", N_("Search"), Where.ANYWHERE)
    LANGUAGE = ("language", "F10", N_("Japanese / English"), Where.ANYWHERE)
    RUSH = ("rush", "F11", N_("Rush"), Where.ANYWHERE)
    RETURN = ("return", "Ctrl+B", N_("Give back units of a receipt…"), Where.ORDER)
    REOPEN = ("reopen", "Ctrl+E", N_("Open the last receipt again"), Where.ORDER)
    PRINT = ("print", "Ctrl+L", N_("Print the last receipt"), Where.ANYWHERE)
    DRAWER = ("drawer", "Ctrl+D", N_("Open the drawer…"), Where.ANYWHERE)
    PRINTERS = ("printers", "Ctrl+T", N_("Printers…"), Where.ANYWHERE)
    RECEIPTS = ("receipts", "Ctrl+R", N_("Receipts"), Where.ANYWHERE)
    DAY = ("day", "Ctrl+K", N_("Business day…"), Where.ANYWHERE)
    STAFF = ("staff", "Ctrl+U", N_("Who sells?"), Where.ANYWHERE)
    PRACTICE = ("practice", "Ctrl+P", N_("Practice"), Where.ANYWHERE)
    MENU = ("menu", "Ctrl+Space", N_("Menu"), Where.ANYWHERE)
    KEYS = ("keys", "", N_("Keys…"), Where.ANYWHERE)
    SCANNER = ("scanner", "", N_("Scanner…"), Where.ANYWHERE)
    TOUR = ("tour", "", N_("Show me round"), Where.ANYWHERE)
    BACK_OFFICE = ("back_office", "", N_("Back office…"), Where.ANYWHERE)
    COMPANION = ("companion", "", N_("Window beside another register"), Where.ANYWHERE)
    REPORT = ("report", "", N_("Report a problem…"), Where.ANYWHERE)
    ABOUT = ("about", "", N_("About pos-assist"), Where.ANYWHERE)
    FULL_SCREEN = ("full_screen", "Ctrl+F11", N_("Full screen"), Where.ANYWHERE)
    QUIT = ("quit", "", N_("Quit"), Where.ANYWHERE)

    def __init__(self, id: str, key: str, words: str, where: Where) -> None:  # noqa: A002 — what it is
        self.id = id
        self.key = key
        self.words = words
        self.where = where

    def counts(self, moment: Moment) -> bool:
        """Whether it may be asked for at that moment of an order."""
        return self.where.overlaps(Where.PAYING if moment is Moment.PAYING else Where.ORDER)


ACCEPT = (Command.ACCEPT_0, Command.ACCEPT_1, Command.ACCEPT_2, Command.ACCEPT_3)  # the upgrade, then the add-ons
DECLINE = (Command.DECLINE_0, Command.DECLINE_1, Command.DECLINE_2, Command.DECLINE_3)
LAST_OFFER = Command.ACCEPT_1  # while paying: it takes no money
SWAP = (Command.SWAP_0, Command.SWAP_1, Command.SWAP_2)
QUICK = (Command.QUICK_0, Command.QUICK_1, Command.QUICK_2, Command.QUICK_3)
BY_ID = {command.id: command for command in Command}
