"""The counter's program: opening the shop, one window per shop, its first frame, errors, the end. What the counter asks of the
program meanwhile stands in `program_host.py`."""

from __future__ import annotations

import contextlib
import gc
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from pos_assist.desktop import preferences
from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.devices import Devices
from pos_assist.desktop.program_host import ProgramHost
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.painting import set_currency
from pos_assist.desktop.start_messages import show_start_messages
from pos_assist.desktop.system.crash_reporter import CrashReporter
from pos_assist.domain.feed_settings import FEED_API
from pos_assist.domain.problems import EnvironmentProblem, Problem, Refused
from pos_assist.domain.settings import (
    FULL_SCREEN,
    SCREEN_LANGUAGE,
    TILL,
    TOUR_SEEN,
    WINDOW_SIZE,
    troubles,
)
from pos_assist.first_start import begin_as_prepared, is_first, prepared_pack
from pos_assist.i18n import line_breaks
from pos_assist.i18n.translate import language, sentence, set_language, system_language, tr
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop, ensure_shop, fault_of, open_shop
from pos_assist.system import clock
from pos_assist.system.paths import data_folder, shop_path
from pos_assist.system.picture_files import pictures_beside

if TYPE_CHECKING:
    import logging

    from pos_assist.desktop.back_office.back_office_window import BackOffice
    from pos_assist.desktop.companion.companion_window import CompanionWindow
    from pos_assist.desktop.feed_server import FeedServer
    from pos_assist.desktop.system.single_instance import SingleInstance

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
            from pos_assist.desktop.dialogs.start_dialog import ask_to_recover  # noqa: PLC0415 — lazy: a good start needs none

            print(tr("pos-assist: {sentence}", sentence=sentence(problem)), file=sys.stderr)
            from pos_assist.system import log  # noqa: PLC0415 — lazy: as above

            log.trouble_of(folder, problem)
            if not ask_to_recover(problem, path):
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


class Program(ProgramHost):
    """One open shop on screen."""

    _trouble = Signal(object)  # an error on a worker's thread

    def __init__(self, app: QApplication, shop: Shop, *, chosen_language: str | None = None) -> None:
        super().__init__()
        self.app = app
        self.shop = shop
        set_language(chosen_language or preferences.language(shop, language()))
        theme.apply(app, preferences.scheme(shop))
        set_currency(shop.currency, shop.taxing)
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
        self._instance: SingleInstance | None = None
        self._log_handler: logging.Handler | None = None
        self._devices = Devices(shop, self.window)
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(shop.background.begin)
        self._quiet.timeout.connect(line_breaks.warm_up)
        self._quiet.timeout.connect(self.warn_of_an_open_day)
        self._quiet.timeout.connect(shop.sharing.begin)
        self._back_office: BackOffice | None = None
        self._feed: FeedServer | None = None
        self._companion: CompanionWindow | None = None

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
        least = self.window.minimumSize()
        if available.boundedTo(least) != least:
            self.window.foot.warn(
                tr(
                    "The screen is too small for the counter: choose a smaller scaling in the system's display settings."
                )
            )

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
        if self._companion is not None:
            self._companion.close()
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
            self._instance.close()
        self.window.close()
        self.window.deleteLater()
        if self._practice:
            self._practice.close()

    def welcome(self) -> None:
        """The tour, once in a till's life; not while a customer waits."""
        seen = self.shop.setting(TOUR_SEEN)
        view = self.shop.till.view
        if not (seen or view.order.lines or view.held):
            self._remember(TOUR_SEEN, True)
            self.window.show_tour()

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
        self._day.timeout.connect(self._check_the_day)
        self._day.start()
        show_start_messages(self.shop, self.window)
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
        if self.shop.setting(FEED_API):
            self._listen()

    def _listen(self) -> None:
        from pos_assist.desktop.feed_server import FeedServer  # noqa: PLC0415 — lazy: few tills stand beside another register
        from pos_assist.services.feeds.feed import new_token  # noqa: PLC0415 — lazy: as above

        try:
            self._feed = FeedServer(self.shop.follow(new_token()), self.shop.path, self)
        except Problem as problem:
            self.window.foot.refuse(problem)

    def open_companion(self) -> None:
        """Open the window beside another register, and make room for that one; closed, the counter is back."""
        if self._practice:
            self.window.foot.refuse(Refused("only_practice"))
            return
        if self._feed is None:
            self._listen()
        if self._feed is None:
            return
        if self._companion is None:
            from pos_assist.desktop.companion.companion_window import beside  # noqa: PLC0415 — lazy: as above

            self._companion = beside(self.shop, self._feed.feed, self._open_feed_page)
            self._companion.closed.connect(self._companion_closed)
        self._companion.show()
        self._companion.raise_()
        self.window.showMinimized()

    def _open_feed_page(self) -> None:
        self.open_back_office()
        if self._back_office is not None and not self._back_office.locked:
            self._back_office.turn_to("feed")

    def _companion_closed(self) -> None:
        if self._companion is None:
            return
        self._companion.deleteLater()
        self._companion = None
        if self._feed is not None and not self.shop.setting(FEED_API):  # it listened for this window alone
            self._feed.close()
            self._feed.deleteLater()
            self._feed = None
        self._come_forward()

    def _new_day(self) -> None:
        """New prices on the keys; what was not printed yesterday is not printed today."""
        self.window.actions_.keys_changed.emit()
        self.shop.printing.forget_yesterday()
        self.warn_of_an_open_day()

    def warn_of_an_open_day(self) -> None:
        """A day before today that nobody closed, where the shop closes its days at all."""
        try:
            overdue = self.shop.day.status().overdue
        except Problem as problem:
            self.window.foot.refuse(problem)
            return
        if overdue and not self._practice:
            key = self.window.keys.cap(Command.DAY)
            self.window.foot.tell(tr("{day} is not closed yet: {key} has its count.", day=f"{overdue:%m/%d}", key=key))

    def _check_the_day(self) -> None:
        """A till that is left on overnight shows the new day's prices in the morning."""
        try:
            self.shop.background.check_the_day()
        except Problem as problem:
            self.window.foot.refuse(problem)

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
