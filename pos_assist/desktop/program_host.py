"""The commands of the program around the counter's window: language and colours, practice, people, the day, other windows."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop import preferences
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.host import Host
from pos_assist.desktop.devices import Devices
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.domain.device_settings import CUSTOMER_SCREEN
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.rights import Need, Right
from pos_assist.domain.setting import Setting
from pos_assist.domain.settings import SCREEN_KEYS, SCREEN_LANGUAGE, SCREEN_SCHEME, Scheme
from pos_assist.i18n.translate import language, set_language, tr
from pos_assist.shop import Shop, open_shop

if TYPE_CHECKING:
    from pos_assist.desktop.back_office.back_office_window import BackOffice
    from pos_assist.desktop.companion.companion_window import CompanionWindow
    from pos_assist.services.day.business_day import BusinessDay
    from pos_assist.services.people import People
    from pos_assist.services.printing.print_service import PrintService

T = TypeVar("T")


class ProgramHost(QObject, Host):
    """What the counter asks of the program. Base of `Program`, which sets the parts and ends them."""

    app: QApplication
    shop: Shop
    window: CounterWindow
    _devices: Devices
    _practice: Shop | None
    _back_office: BackOffice | None
    _companion: CompanionWindow | None
    _post: Callable[[Callable[[], None]], None]
    _trouble: SignalInstance

    def speak(self, lang: str) -> None:
        """Another language, at once and from now on."""
        set_language(lang)
        self._remember(SCREEN_LANGUAGE, lang)
        self.window.retranslate()
        if self._companion is not None:
            self._companion.retranslate()
        if self._back_office is not None:
            self._back_office.retranslate()

    def speak_other(self) -> None:
        """Japanese instead of English, or the other way round."""
        self.speak("en" if language() == "ja" else "ja")

    def use_scheme(self, scheme: str) -> None:
        """Other colours, at once and from now on."""
        theme.set_scheme(scheme)
        self._remember(SCREEN_SCHEME, Scheme(theme.scheme()))

    def show_about(self) -> None:
        """Show what program this is."""
        from pos_assist.desktop.dialogs.about_dialog import show_about  # noqa: PLC0415 — lazy: seldom asked

        show_about(self.window, self.report_problem)

    def report_problem(self) -> None:
        """Open the dialog that writes a problem report."""
        from pos_assist.desktop.dialogs.report_dialog import report_problem  # noqa: PLC0415 — lazy: seldom asked

        report_problem(self.shop.path, self.shop.settings(), self.window)

    def quit(self) -> None:
        """Close all windows, and with them the program."""
        self.app.closeAllWindows()

    def is_practising(self) -> bool:
        """Whether the counter is in practice, where nothing is saved."""
        return self._practice is not None

    def practise(self) -> None:
        """Into practice on the same shop, open for reading alone, or back to the real order as it was left."""
        if self._practice:
            self.window.serve(self.shop.till)
            self._practice.close()
            self._practice = None
            return
        from pos_assist.services.till.practice_orders import practice_orders  # noqa: PLC0415 — lazy: seldom asked

        try:
            keys = map("practice-{}".format, count(1))  # the same offers for every trainee
            shop = open_shop(
                self.shop.path, readonly=True, ticks=self.shop.till.seconds, new_key=keys.__next__, post=self._post
            )
        except Problem as problem:
            self.window.foot.refuse(problem)
            return
        shop.till.on_trouble = self._trouble.emit
        self._practice = shop
        self.window.serve(shop.till, practice_orders(shop.catalog))

    def open_menu(self) -> None:
        """Open the menu at its button."""
        from pos_assist.desktop import menu  # noqa: PLC0415 — lazy: not needed for the first frame

        built = menu.build(self.window)
        built.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = self.window.menu_corner()
        corner.setX(corner.x() - built.sizeHint().width())
        built.popup(corner)

    def printing(self) -> PrintService | None:
        """The shop's, while it is not practice."""
        return None if self._practice else self.shop.printing

    def people(self) -> People:
        """Who sells here."""
        return self.shop.people

    def sign_in(self, name: str) -> bool:
        """This person sells from now on, after a PIN where the shop asks for one; an empty name: nobody."""
        people, foot = self.shop.people, self.window.foot
        try:
            if self._practice:
                raise Refused("only_practice")
            if not name:
                people.sign_out()
            elif people.asks_pin(name):
                from pos_assist.desktop.dialogs.permit_dialog import SignInDialog  # noqa: PLC0415 — lazy: few shops ask

                dialog = SignInDialog(people, name, self.window)
                done = dialog.exec()
                dialog.deleteLater()
                if not done:
                    return False
            else:
                people.sign_in(name)
        except Problem as problem:
            foot.refuse(problem)
            return False
        self.window.show_cashier()
        foot.tell(tr("{name} sells now.", name=name) if name else tr("Nobody is signed in."))
        return True

    def change_pin(self) -> None:
        """Let anybody change his or her own PIN."""
        from pos_assist.desktop.dialogs.pin_dialog import change_own_pin  # noqa: PLC0415 — lazy: seldom asked

        change_own_pin(self.shop, self.shop.people.signed_in, self.window)

    def open_day(self) -> None:
        """Open the page of the business day over the counter."""
        if self._practice:
            self.window.foot.refuse(Refused("only_practice"))
            return
        from pos_assist.desktop.counter_window.day_window import DayWindow  # noqa: PLC0415 — lazy: twice a day

        DayWindow(self.shop, self, self.window).open()

    def day(self) -> BusinessDay | None:
        """The shop's, while it is not practice."""
        return None if self._practice else self.shop.day

    def permit(self, right: Right, percent: int = 100) -> str | None:
        """Ask whatever the shop wants asked before that is done; return who answers for it, or None. In practice nothing
        is done, so nothing is asked."""
        people = self.shop.people
        if self._practice or people.need(right, percent) is Need.NOTHING:
            return people.who
        from pos_assist.desktop.dialogs.permit_dialog import ask_permission  # noqa: PLC0415 — lazy: few shops ask

        return ask_permission(people, right, percent, self.window)

    def customer_screens(self) -> dict[str, str]:
        """The screens that are not the till's."""
        return self._devices.other_screens()

    def customer_screen(self) -> str:
        """The one in use; empty: none."""
        return self.shop.setting(CUSTOMER_SCREEN)

    def use_customer_screen(self, meant: str) -> None:
        """Show customers their order there, now and from now on."""
        self._devices.use_screen(meant)
        self._remember(CUSTOMER_SCREEN, meant)

    def open_back_office(self) -> None:
        """Open the back office, after a PIN; once open, bring it forward."""
        from pos_assist.desktop.back_office.back_office_window import BackOffice  # noqa: PLC0415 — lazy: not needed to sell
        from pos_assist.desktop.dialogs.pin_dialog import ask_manager  # noqa: PLC0415 — lazy: as above

        if self._back_office is None:
            who = ask_manager(self.shop, self.window)
            if not who:
                return
            from pos_assist.desktop.dialogs.date_dialog import ask_about_dates  # noqa: PLC0415 — lazy: as above

            ask_about_dates(self.shop, who, self.window)
            office = self._back_office = BackOffice(self.shop, who)
            office.closed.connect(self._back_office_closed)
            office.context.changed.connect(self._catalog_changed)
        elif self._back_office.locked:
            who = ask_manager(self.shop, self.window)
            if not who:
                return
            self._back_office.unlock(who)
        show_as_large_as(self.window, self._back_office)

    def _back_office_closed(self) -> None:
        if self._back_office is not None:
            self._back_office.deleteLater()
            self._back_office = None

    def _catalog_changed(self) -> None:
        """A manager has changed something: new keys at once; the order under way keeps what it has."""
        set_currency(self.shop.currency, self.shop.taxing)
        self.window.grid.reload_all()

    def open_keys(self) -> None:
        """Let the cashier give functions other keys."""
        from pos_assist.desktop.dialogs.keys_dialog import KeysDialog  # noqa: PLC0415 — lazy: seldom asked

        dialog = KeysDialog(self.window.keys, self.window)
        dialog.exec()
        dialog.deleteLater()
        self._remember(SCREEN_KEYS, self.window.keys.changed())
        self.window.retranslate()

    def open_scanner(self) -> None:
        """Learn how the scanner of this computer types, from one scan."""
        from pos_assist.desktop.dialogs.scanner_dialog import ScannerDialog  # noqa: PLC0415 — lazy: seldom asked

        dialog = ScannerDialog(self.window.keyboard, self.window)
        if dialog.exec() and dialog.found:
            try:
                preferences.remember_scanner(self.shop, dialog.found)
                self.window.keyboard.scanner = dialog.found
            except Problem as problem:
                self.window.foot.refuse(problem)
        dialog.deleteLater()

    def _remember(self, setting: Setting[T], value: T) -> None:
        """Save a setting of this computer for the next start. A folder that cannot be written is reported in the message line; the screen changes all the same."""
        try:
            self.shop.remember(setting, value)
        except Problem as problem:
            self.window.foot.refuse(problem)


def show_as_large_as(other: QWidget, window: QWidget) -> None:
    """Show a window as the other one is shown, in front."""
    if not window.isVisible():
        window.resize(other.size())
        if other.isMaximized():
            window.showMaximized()
        else:
            window.move(other.pos())
    window.show()
    window.raise_()
    window.activateWindow()
