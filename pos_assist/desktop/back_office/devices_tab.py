"""The till's devices: where each is reached and how it is spoken to, and a button to try each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.settings_tab import SettingsTab
from pos_assist.desktop.back_office.widgets import button, column, row
from pos_assist.domain.device_settings import DRAWER_SENSOR, PRINTER, DrawerSensor
from pos_assist.domain.print_jobs import Trouble
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.setting import SettingPlace
from pos_assist.domain.settings import on_page
from pos_assist.i18n.device_texts import device_words, state_words, trouble_words
from pos_assist.i18n.translate import tr

T = TypeVar("T")


class DevicesTab(QWidget):
    """The settings, and below them the trials."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.settings = SettingsTab(context, on_page(SettingPlace.DEVICES))
        self.print_button = button(tr("Test print"), self._print)
        self.state_button = button(tr("How is it?"), self._look)
        self.drawer_button = button(tr("Test the drawer"), self._drawer)
        self.display_button = button(tr("Test the display"), self._display)
        trials = row(self.print_button, self.state_button, self.drawer_button, self.display_button, None)
        layout = column(self.settings, trials)
        layout.setStretch(0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def reload(self) -> None:
        """The values as they are."""
        self.settings.reload()

    def save(self) -> None:
        """Check and save the setting that is chosen."""
        self.settings.save()

    def _print(self) -> None:
        from pos_assist.services.printing.device_trial import try_printer  # noqa: PLC0415 — lazy: seldom asked

        printing = self.context.shop.printing
        config, sign, where = printing.config(PRINTER.name), printing.sign, self.context.shop.setting(PRINTER)
        if config is None:
            self.context.messages.refuse(Refused("no_printer"))
            return
        self._try(lambda: try_printer(config, sign, where), lambda x: state_words(x.state, x.trouble))

    def _look(self) -> None:
        printing = self.context.shop.printing
        if not printing.has_printer:
            self.context.messages.refuse(Refused("no_printer"))
            return
        self._try(
            printing.printer_state,
            lambda x: trouble_words(PRINTER.name, x.trouble) if x else device_words(PRINTER.name),
        )

    def _drawer(self) -> None:
        from pos_assist.services.printing.device_trial import DrawerTrial, try_drawer  # noqa: PLC0415 — lazy: as above

        config, sensor = self.context.shop.printing.config(PRINTER.name), self.context.shop.setting(DRAWER_SENSOR)
        if config is None or not config.drawer_pin:
            self.context.messages.refuse(Refused("no_drawer"))
            return

        def words(trial: DrawerTrial) -> str:
            if not trial.sent:
                return trouble_words(PRINTER.name, Trouble.NO_ANSWER)
            if trial.high_after is None:
                return tr("The pulse is sent. Did the drawer open?")
            if sensor is not DrawerSensor.NONE:
                is_open = trial.high_after is (sensor is DrawerSensor.HIGH)
                return tr("The drawer is open.") if is_open else tr("The drawer is shut.")
            line = {True: tr("high"), False: tr("low")}
            before, after = line[bool(trial.high_before)], line[trial.high_after]
            return tr(
                "The pulse is sent. The sensor's line was {before}, now it is {after}.", before=before, after=after
            )

        self._try(lambda: try_drawer(config), words)

    def _display(self) -> None:
        from pos_assist.services.printing.device_trial import try_display  # noqa: PLC0415 — lazy: as above

        display = self.context.shop.printing.display()
        if display is None:
            self.context.messages.tell(tr("No customer display is set up."))
            return
        shows = tr(
            "Two lines are sent: アイウエオ above, ガギグ and ¥1,234 below. If they are garbled, try another language."
        )
        self._try(lambda: try_display(*display), lambda sent: shows if sent else tr("The display cannot be reached."))

    def _try(self, job: Callable[[], T], words: Callable[[T], str]) -> None:
        """On the worker: a device may take seconds to say that it is not there."""

        def refused(problem: Problem) -> None:
            self.context.messages.refuse(problem)

        if self.context.work.start(lambda *_: job(), lambda x: self.context.messages.tell(words(x)), refused):
            self.context.messages.tell(tr("One moment…"))
