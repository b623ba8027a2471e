"""The relay: between what it stands, tried and begun, how it is, whether it begins at sign-in.

It is a program of its own: this window begins and ends it, and reads what it says of itself. Closing the window ends nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import (
    Segments,
    button,
    card,
    choice,
    column,
    even,
    field,
    form_card,
    label,
    line_edit,
    pick,
    row,
    set_role,
)
from pos_assist.desktop.shared.file_dialogs import folder_to_open
from pos_assist.domain.feeds import FeedRefusal
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.relay_plan import SPEEDS, RelayPlan, RelayState, RelayWay
from pos_assist.i18n.feed_texts import PARITIES
from pos_assist.i18n.relay_texts import (
    WAYS,
    head_words,
    heard_words,
    how_it_stands,
    if_we_are_off,
    trouble_words,
    window_words,
)
from pos_assist.i18n.translate import tr
from pos_assist.services.relaying import relay_program
from pos_assist.services.relaying.relay_files import load_plan, read_state, save_plan

_LOOK_MS = 500
ON, OFF = "on", "off"
DISPLAY, RECEIPTS = "display", "receipts"


class RelayTab(QWidget):
    """The way and its fields at the left, what that means at the right; below how it is."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.way = Segments([(way, tr(words)) for way, words in WAYS.items()])
        self.printer, self.port = line_edit("192.168.0.20"), line_edit("9100")
        self.source, self.sink = line_edit("COM3"), line_edit("COM4")
        self.speed = choice([(str(x), str(x)) for x in SPEEDS])
        self.parity = choice([(str(x), tr(words)) for x, words in PARITIES.items()])
        self.carries = Segments(((DISPLAY, tr("Customer display")), (RECEIPTS, tr("Receipt printer"))))
        self.folder = line_edit()
        self.choose = button(tr("Choose…"), self._choose)
        self.ports = label("", "dim", wrap=True)
        self._parts = {
            RelayWay.NETWORK: (_as_widget(field(tr("The printer's own address"), self.printer)), _as_widget(field(tr("Port at this computer"), self.port))),
            RelayWay.SERIAL: (_as_widget(field(tr("Port of the display or printer"), self.sink)),),
            RelayWay.LISTEN: (_as_widget(field(tr("Port of the register's cable"), self.source)), _as_widget(even(field(tr("Bits per second"), self.speed), field(tr("Parity"), self.parity))), _as_widget(field(tr("What the line carries"), self.carries)), self.ports),
            RelayWay.FOLDER: (_as_widget(row(field(tr("The journals' folder"), self.folder), column(None, self.choose))),),
        }  # fmt: skip
        self.means, self.warning = label("", wrap=True), label("", "bad", wrap=True)
        port, *line = self._parts[RelayWay.LISTEN]
        parts = (
            *self._parts[RelayWay.NETWORK],
            port,
            *self._parts[RelayWay.SERIAL],
            *line,
            *self._parts[RelayWay.FOLDER],
        )
        self.form = form_card(column(*parts, None))
        self.words = form_card(column(self.warning, self.means, None))
        self.head, self.heard = label("", "head"), label("", wrap=True)
        self.trouble, self.window_words = label("", "bad", wrap=True), label("", "dim", wrap=True)
        self.start = button(tr("Try it and start"), self._start, "primary")
        self.stop = button(tr("Stop"), self._stop, "danger")
        self.sign_in = Segments(((OFF, tr("By hand")), (ON, tr("At sign-in"))))
        self.sign_in.chosen.connect(lambda _: self._begin_at_sign_in())
        self.begins = label(tr("It begins"), "dim")
        state = column(
            row(self.head, None, self.begins, self.sign_in, self.stop, self.start), self.heard, self.trouble, self.window_words
        )  # fmt: skip
        layout = column(row(self.way, None), even(self.form, self.words), card(state))
        layout.setStretch(1, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.way.chosen.connect(lambda _: self._show_way())
        for one in (self.printer, self.port):
            one.textChanged.connect(lambda _: self._show_words())
        self._loaded = False
        self._saved = RelayPlan()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_state)

    @property
    def shop(self) -> Path:
        """The shop's file: the relay's own lie beside it."""
        return self.context.shop.path

    def plan(self) -> RelayPlan:
        """What the fields say."""
        return RelayPlan(
            RelayWay(self.way.value), self.port.text().strip(), self.printer.text().strip(), self.source.text().strip(),
            self.sink.text().strip(), int(self.speed.currentData()), self.parity.currentData(), self.carries.value == RECEIPTS, self.folder.text().strip(),
        )  # fmt: skip

    def reload(self) -> None:
        """The saved plan, once; how the relay is, as long as it is looked at."""
        if not self._loaded:
            self._loaded = True
            self._fill(load_plan(self.shop) or RelayPlan())
        self.sign_in.choose(ON if relay_program.begins_at_sign_in(self.shop) else OFF)
        found = relay_program.serial_ports()
        self.ports.setText(tr("Ports of this computer: {ports}", ports=", ".join(found) or tr("none")))
        self._show_way()
        self._show_state()
        self._look.start()

    def stop_looking(self) -> None:
        """Somebody has gone elsewhere."""
        self._look.stop()

    def save(self) -> None:
        """Keep what the fields say; a relay that runs goes on by what it began with."""
        plan = self.plan()
        done = tr("Kept. The relay that runs goes by it once it is started again.") if self._runs else tr("Kept.")
        if self.context.do(lambda: save_plan(self.shop, plan), done):
            self._saved = plan
            self._show_state()

    # -- inside --------------------------------------------------------------------------------------------------

    @property
    def _runs(self) -> bool:
        return relay_program.is_running(self.shop)

    def _fill(self, plan: RelayPlan) -> None:
        self._saved = plan
        self.way.choose(plan.way)
        self.printer.setText(plan.printer)
        self.port.setText(plan.port)
        self.source.setText(plan.source)
        self.sink.setText(plan.sink)
        pick(self.speed, str(plan.speed))
        pick(self.parity, plan.parity)
        self.carries.choose(RECEIPTS if plan.receipts else DISPLAY)
        self.folder.setText(plan.folder)

    def _show_way(self) -> None:
        chosen = RelayWay(self.way.value)
        shown = set(self._parts[chosen])
        if chosen is RelayWay.SERIAL:
            shown |= set(self._parts[RelayWay.LISTEN])
        for parts in self._parts.values():
            for part in parts:
                part.setVisible(part in shown)
        self._show_words()

    def _show_words(self) -> None:
        plan = self.plan()
        self.means.setText(how_it_stands(plan, relay_program.own_address(plan.printer)))
        self.warning.setText(if_we_are_off(plan))
        self.warning.setVisible(plan.stops_with_us)

    def _show_state(self) -> None:
        runs = self._runs
        state = read_state(self.shop) if runs else RelayState()
        self.head.setText(head_words(state, runs=runs))
        set_role(self.head, "bad" if state.problem else "good" if runs else "head")
        for shown, words in (
            (self.heard, heard_words(state, runs=runs)), (self.trouble, trouble_words(state)), (self.window_words, window_words(state)),
        ):  # fmt: skip
            shown.setText(words)
            shown.setVisible(bool(words))
        self.stop.setVisible(runs)
        self.start.setVisible(not runs or self.plan() != self._saved)
        self.start.say(tr("Start again with this") if runs else tr("Try it and start"))
        self.start.setEnabled(not self.context.work.busy)

    def _start(self) -> None:
        """What cannot be is told before the register depends on it; the window waits for no printer that does not answer."""
        plan, shop = self.plan(), self.shop
        if self.context.shop.feeds.refusal() is FeedRefusal.NO_CONSENT:
            self.context.messages.refuse(Refused("no_feed_consent"))
            return
        before = self._saved if self._runs else None

        def job(_progress: object, _cancelled: object) -> None:
            plan.check()
            if before is None:
                relay_program.look_before(plan)
            save_plan(shop, plan)
            relay_program.stop(shop)
            relay_program.start(shop)

        def done(_: None) -> None:
            self._saved = plan
            self.context.messages.tell(tr("The relay runs, and goes on when this window is closed."))
            self._show_state()

        if self.context.work.start(job, done, self._refused):
            self.start.setEnabled(False)
            self.head.setText(tr("Looking for both ends…"))

    def _refused(self, problem: Problem) -> None:
        self.context.messages.refuse(problem)
        self._show_state()

    def _stop(self) -> None:
        self.context.do(
            lambda: relay_program.stop(self.shop), if_we_are_off(self._saved) or tr("The relay is stopped.")
        )
        self._show_state()

    def _begin_at_sign_in(self) -> None:
        on, plan = self.sign_in.value == ON, self.plan()

        def switch() -> None:
            if on:
                save_plan(self.shop, plan)
            relay_program.begin_at_sign_in(self.shop, on=on)

        done = (
            tr("The relay begins when you sign in to this computer.")
            if on
            else tr("The relay begins when you start it.")
        )
        if self.context.do(switch, done) and on:
            self._saved = replace(plan)
        self.sign_in.choose(ON if relay_program.begins_at_sign_in(self.shop) else OFF)

    def _choose(self) -> None:
        if folder := folder_to_open(self, tr("The journals' folder")):
            self.folder.setText(str(folder))


def _as_widget(layout: QLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made
