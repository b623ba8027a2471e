"""The program around the counter's window: opening the shop, one window per shop, language, colours, errors, the end."""

from __future__ import annotations

import contextlib
import gc
import re
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop import preferences
from pos_assist.desktop.counter_window.commands import Host
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.devices import Devices
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.item_pictures import pictures_beside
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.desktop.system.crash_reporter import CrashReporter
from pos_assist.domain.device_settings import CUSTOMER_SCREEN
from pos_assist.domain.feed_settings import FEED_API
from pos_assist.domain.problems import EnvironmentProblem, Problem, Refused
from pos_assist.domain.rights import Need, Right
from pos_assist.domain.setting import Setting
from pos_assist.domain.settings import (
    FULL_SCREEN,
    SCREEN_KEYS,
    SCREEN_LANGUAGE,
    SCREEN_SCHEME,
    TILL,
    TOUR_SEEN,
    WINDOW_SIZE,
    Scheme,
    troubles,
)
from pos_assist.first_start import begin_as_prepared, is_first, prepared_pack
from pos_assist.i18n import line_breaks
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr, trn
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop, data_folder, ensure_shop, fault_of, open_shop, shop_path
from pos_assist.system import clock

if TYPE_CHECKING:
    from pos_assist.desktop.back_office.back_office_window import BackOffice

if TYPE_CHECKING:
    import logging

    from pos_assist.desktop.feed_server import FeedServer
    from pos_assist.services.day.business_day import BusinessDay
    from pos_assist.services.people import People
    from pos_assist.services.printing.print_service import PrintService

T = TypeVar("T")

OK, ENVIRONMENT = 0, 4
MINUTE_MS = 60_000  # how often it is looked whether another day has come
QUIET_MS = 3_000  # after the first frame, before the worker may use the processor


def run(shop: str | None = None, data_dir: str | None = None, lang: str | None = None, pack: Path | None = None) -> int:
    """Open the counter of a shop (a path, a name, or the one last used) and stay until it is closed. The exit code. On a new computer
    the first start begins with `pack`, or with the one that was laid ready at the installation."""
    set_language(lang or system_language())
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("pos-assist")
    app.setDesktopFileName("pos-assist")
    theme.apply(app, "light")
    folder = data_folder(data_dir)
    first = shop is None and is_first(folder)
    if first:
        from pos_assist.desktop.dialogs.first_start_dialog import ask  # noqa: PLC0415 — lazy: once in a computer's life

        if not begin_as_prepared(folder, clock.now()) and ask(folder, pack or prepared_pack()) is None:
            return OK
    post = Post()
    opened = _open(shop, folder, post)
    if not isinstance(opened, Shop):
        return opened
    if first:
        _remember_language(opened)
    program = Program(app, opened, chosen_language=lang)
    try:
        return program.run(tour=shop is None)
    finally:
        program.close()
        opened.close()
        from pos_assist.desktop.system.update_at_close import install_what_waits  # noqa: PLC0415 — lazy: a start needs none

        install_what_waits(opened.path.parent)


def _remember_language(shop: Shop) -> None:
    """The language of the first start is this computer's from now on; where that cannot be written it is asked anew."""
    with contextlib.suppress(Problem):
        shop.remember(SCREEN_LANGUAGE, language())


def _open(name: str | None, folder: Path, post: Callable[[Callable[[], None]], None]) -> Shop | int:
    """The shop, or the exit code of a start that ends here."""
    while True:
        path = folder
        try:
            path = shop_path(name, folder)
            return open_shop(ensure_shop(name, folder), post=post)
        except Refused as refused:
            print(tr("pos-assist: {sentence}", sentence=sentence(refused)), file=sys.stderr)
            return ENVIRONMENT
        except Exception as error:
            problem = fault_of(error, path)
            if problem is None:
                raise
            if problem.code == "locked":
                from pos_assist.desktop.system.single_instance import raise_other  # noqa: PLC0415 — lazy: QtNetwork is not needed to start

                if raise_other(path):
                    print(tr("The counter of this shop is open already; its window was brought forward."))
                    return OK
            from pos_assist.desktop.dialogs.start_dialog import tell_and_ask  # noqa: PLC0415 — lazy: a good start needs none

            print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
            from pos_assist.system import log  # noqa: PLC0415 — lazy: as above

            log.trouble_of(folder, problem)
            if not tell_and_ask(problem, path):
                return ENVIRONMENT


class Post(QObject):
    """Carries a job from a worker to this object's thread."""

    _job = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._job.connect(lambda job: job(), Qt.ConnectionType.QueuedConnection)

    def __call__(self, job: Callable[[], None]) -> None:
        """Have the job done on our thread, soon."""
        self._job.emit(job)


class Program(QObject, Host):
    """One open shop on screen."""

    _trouble = Signal(object)  # an error on a worker's thread

    def __init__(self, app: QApplication, shop: Shop, *, chosen_language: str | None = None) -> None:
        super().__init__()
        self.app = app
        self.shop = shop
        set_language(chosen_language or preferences.language(shop, language()))
        theme.apply(app, preferences.scheme(shop))
        set_currency(shop.currency)
        self.window = CounterWindow(shop.till, shop.name, shop.setting(TILL), preferences.keys(shop), self)
        self.window.show_pictures(pictures_beside(shop.path))
        self.window.keyboard.scanner = preferences.scanner(shop)
        self.crash = CrashReporter(shop.path.parent / "crash-reports", self._tell_crash)
        self.crash.open()
        self._trouble.connect(self._tell_trouble, Qt.ConnectionType.QueuedConnection)  # after what went well is told
        shop.on_trouble(self._trouble.emit)
        shop.background.on_trouble = self._trouble.emit
        shop.till.on_trouble = self._trouble.emit
        self._post = Post()
        self._shown = False  # in a window of its own, whose size is remembered
        self._practice: Shop | None = None
        self._instance: QObject | None = None
        self._log_handler: logging.Handler | None = None
        self._devices = Devices(shop, self.window)
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(shop.background.begin)
        self._quiet.timeout.connect(line_breaks.warm_up)
        self._quiet.timeout.connect(self.tell_of_an_open_day)
        self._quiet.timeout.connect(shop.sharing.begin)
        self._back_office: BackOffice | None = None
        self._feed: FeedServer | None = None

    def run(self, *, tour: bool = False) -> int:
        """Show the window and stay until it is closed; `tour`: begin with the tour for a new cashier."""
        self.window.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.window.painted.connect(self._after_first_frame)
        if tour:
            self.window.painted.connect(self.welcome)
        self._show_window()
        return self.app.exec()

    def _show_window(self) -> None:
        """As large as it was left: full screen, maximized (the first time, too), or the size it had."""
        available = self.app.primaryScreen().availableGeometry().size()
        kept = re.fullmatch(r"(\d{3,5})x(\d{3,5})", self.shop.setting(WINDOW_SIZE))
        size = QSize(int(kept[1]), int(kept[2])) if kept else available
        self._shown = True
        self.window.resize(size.boundedTo(available).expandedTo(self.window.minimumSize()))
        if self.shop.setting(FULL_SCREEN):
            self.window.showFullScreen()
        elif kept:
            self.window.show()
        else:
            self.window.showMaximized()

    def turn_full_screen(self) -> None:
        """Fill the screen, or leave it; from the next start on, too."""
        full = not self.window.isFullScreen()
        if full:
            self.window.showFullScreen()
        else:
            self.window.showMaximized()
        self._remember(FULL_SCREEN, full)

    def _remember_size(self) -> None:
        if self._shown and not self.window.isFullScreen():
            size = "" if self.window.isMaximized() else f"{self.window.width()}x{self.window.height()}"
            if size != self.shop.setting(WINDOW_SIZE):
                self._remember(WINDOW_SIZE, size)

    def close(self) -> None:
        """Let go of everything that outlives a window."""
        self._remember_size()
        self._devices.close()
        if self._feed is not None:
            self._feed.close()
        if self._back_office is not None:
            self._back_office.close()
        self.app.removeEventFilter(self.window.keyboard)
        self.crash.close()
        for timer in self.findChildren(QTimer):  # nothing begins in a shop that is closed
            timer.stop()
        if self._log_handler is not None:
            from pos_assist.system import log  # noqa: PLC0415 — lazy: as where it began

            log.stop(self._log_handler)
        if self._instance is not None:
            self._instance.close()  # type: ignore[attr-defined]  # a SingleInstance; QtNetwork is not imported up here
        self.window.close()
        self.window.deleteLater()
        if self._practice:
            self._practice.close()

    def speak(self, lang: str) -> None:
        """Another language, at once and from now on."""
        set_language(lang)
        self._remember(SCREEN_LANGUAGE, lang)
        self.window.retranslate()
        if self._back_office is not None:
            self._back_office.retranslate()

    def speak_other(self) -> None:
        """Japanese instead of English, or the other way round."""
        self.speak("en" if language() == "ja" else "ja")

    def use_scheme(self, scheme: str) -> None:
        """Other colours, at once and from now on."""
        theme.set_scheme(scheme)
        self._remember(SCREEN_SCHEME, Scheme(theme.scheme()))

    def tell_about(self) -> None:
        """Show what program this is."""
        from pos_assist.desktop.dialogs.about_dialog import tell_about  # noqa: PLC0415 — lazy: seldom asked

        tell_about(self.window, self.report_problem)

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

    def welcome(self) -> None:
        """The tour, once in a till's life; not while a customer waits."""
        seen = self.shop.setting(TOUR_SEEN)
        view = self.shop.till.view
        if not (seen or view.order.lines or view.held):
            self._remember(TOUR_SEEN, True)
            self.window.show_tour()

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

    def _after_first_frame(self) -> None:
        gc.enable()  # as `main` says
        gc.freeze()  # what a start has made stays: no sweep looks at it again
        from pos_assist.desktop.system.single_instance import SingleInstance  # noqa: PLC0415 — lazy: QtNetwork is not needed to start
        from pos_assist.system import log  # noqa: PLC0415 — lazy: 10 ms that the first frame does not need

        self.app.installEventFilter(self.window.keyboard)
        self._instance = SingleInstance(self.shop.path, self._come_forward, self)
        self._devices.begin()
        self._quiet.start(QUIET_MS)
        self._serve_others()
        self.shop.background.on_new_day = self._new_day
        self.shop.sharing.on_taken = self.window.actions_.keys_changed.emit
        self._day = QTimer(self, interval=MINUTE_MS)
        self._day.timeout.connect(self._look_at_the_day)
        self._day.start()
        self._tell_of_the_start()
        self._log_handler = log.start(self.shop.path.parent)
        if n := self.shop.lost_entries:
            self.window.foot.refuse(EnvironmentProblem("entries_lost", file=str(self.shop.path), n=n))
        for problem in troubles(self.shop.settings()):
            log.trouble(problem)
        if not theme.speaks_japanese():
            self.window.foot.tell(
                tr(
                    "No Japanese font on this machine. Install fonts-morisawa-bizud-gothic (BIZ UDPGothic) and start again."
                )
            )

    def _serve_others(self) -> None:
        """Listen for register programs of this computer, where the shop wants it."""
        if not self.shop.setting(FEED_API):
            return
        from pos_assist.desktop.feed_server import FeedServer  # noqa: PLC0415 — lazy: few tills stand beside another register
        from pos_assist.services.feeds.feed import new_token  # noqa: PLC0415 — lazy: as above

        try:
            self._feed = FeedServer(self.shop.follow(new_token()), self.shop.path, self)
        except Problem as problem:
            self.window.foot.refuse(problem)

    def _new_day(self) -> None:
        """New prices on the keys; what was not printed yesterday is not printed today."""
        self.window.actions_.keys_changed.emit()
        self.shop.printing.forget_yesterday()
        self.tell_of_an_open_day()

    def tell_of_an_open_day(self) -> None:
        """A day before today that nobody closed, where the shop closes its days at all."""
        try:
            overdue = self.shop.day.status().overdue
        except Problem as problem:
            self.window.foot.refuse(problem)
            return
        if overdue and not self._practice:
            key = self.window.keys.cap(Command.DAY)
            self.window.foot.tell(tr("{day} is not closed yet: {key} has its count.", day=f"{overdue:%m/%d}", key=key))

    def _look_at_the_day(self) -> None:
        """A till that is left on overnight shows the new day's prices in the morning."""
        try:
            self.shop.background.look_at_the_day()
        except Problem as problem:
            self.window.foot.refuse(problem)

    def _remember(self, setting: Setting[T], value: T) -> None:
        """Save a setting of this computer for the next start. A folder that cannot be written is reported in the message line; the screen changes all the same."""
        try:
            self.shop.remember(setting, value)
        except Problem as problem:
            self.window.foot.refuse(problem)

    def _tell_of_the_start(self) -> None:
        """What a cashier should know before the first order."""
        if self.shop.replayed:
            n = self.shop.replayed
            self.window.foot.tell(
                trn("{n} sale was brought back from the journal.", "{n} sales were brought back from the journal.", n)
            )
        if n := self.shop.lost_entries:
            self.window.foot.refuse(EnvironmentProblem("entries_lost", file=str(self.shop.path), n=n))
        for problem in troubles(self.shop.settings()):
            self.window.foot.refuse(problem)
        self._tell_of_the_clock()
        if self.shop.disk_is_low:
            self.window.foot.tell(tr("The disk is almost full. Make room soon, or no new sale can begin."))
        self.window.actions_.tell_taken()

    def _tell_of_the_clock(self) -> None:
        from pos_assist.i18n.clock_texts import ahead_text, behind_text, waiting_text  # noqa: PLC0415 — lazy: seldom needed

        dates = self.shop.dates
        if behind := dates.behind():
            self.window.foot.warn(behind_text(dates.now(), behind))
        elif ahead := dates.ahead():
            waiting = dates.waiting_prices()
            more = [waiting_text(waiting)] if waiting else []
            self.window.foot.warn(" ".join([ahead_text(dates.now(), ahead), *more]))

    def _tell_trouble(self, error: Exception) -> None:
        problem = error if isinstance(error, Problem) else fault_of(error, self.shop.path)
        if problem is not None:
            self.window.foot.refuse(problem)
        else:
            sys.excepthook(type(error), error, error.__traceback__)

    def _come_forward(self) -> None:
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _tell_crash(self, report: Path | None) -> None:
        name = report.name if report else "–"
        self.window.foot.tell(
            tr("Something went wrong inside the program; the order is kept. Report: {name}", name=name)
        )


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
