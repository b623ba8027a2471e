"""How the other register's customer display is read: recorded, shown with what was understood, examples marked, tried on a second recording, saved.

Two recordings lie beside each other: the first to mark examples on, the second to try what was learned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.screen_card import ScreenCard, understood
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Segments,
    beside,
    button,
    choice,
    column,
    label,
    line_edit,
    pick,
    row,
    set_role,
    widen,
)
from pos_assist.desktop.shared.file_dialogs import file_to_open, file_to_write
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.device_settings import DISPLAY_KINDS, PoleKind
from pos_assist.domain.feeds import FeedRefusal, Parity, ScreenKind
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.relay_plan import RelayPlan
from pos_assist.i18n.feed_texts import PARITIES
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.feeds.display.calibration import Calibration, ScreenRow, Trial, TrialRun
from pos_assist.services.feeds.display.display_profile import QUIETS
from pos_assist.services.feeds.display.display_recording import Recorder, Recording
from pos_assist.services.feeds.feed_files import load_profile, load_recording, save_profile, save_recording
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.services.relaying.relay_files import load_plan

FIRST, SECOND = "first", "second"
_JSON = "JSON (*.json);;(*)"
_LOOK_MS = 400
_AT_ONCE = 20  # screens of a trial between two looks at the hands


class DisplayTab(QWidget):
    """The recordings' screens at the left, what a person says of one at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.calibration = Calibration([], context.shop.feeds.profile())
        self.second = Recording(self.calibration.profile.kind)
        self._recorder: Recorder | None = None
        self._begun = False
        self.slot = Segments(((FIRST, tr("1. Examples")), (SECOND, tr("2. Trial"))), FIRST)
        self.slot.chosen.connect(lambda _: self._show())
        self.source = choice(
            (("relay", tr("from the relay")), ("serial", tr("from a serial port"))), lambda _: self._show_source()
        )
        self.source.setMinimumWidth(210)
        self.source.setAccessibleName(tr("Recorded from"))
        self.port = line_edit("COM3, /dev/ttyUSB0")
        self.port.setAccessibleName(tr("Serial port"))
        self.record = button(tr("Start recording"), self._record, "primary")
        self.open = button(tr("Open…"), self._open)
        self.keep = button(tr("Save the recording…"), self._keep)
        self.kind = choice(((str(x), words) for x, words in DISPLAY_KINDS.items()), self._set_kind)
        self.kind.setAccessibleName(tr("The display's language"))
        self.refreshes = button(tr("It sends a screen again and again"), self._turn_refreshes)
        self.refreshes.setCheckable(True)
        self.message = label("", "dim", wrap=True)
        self.table = RecordTable(
            (
                TableColumn("", lambda x: f"{x.number}{' ✓' if x.marked else ''}", 52, ink=lambda _: "dim"),
                TableColumn(tr("Upper line"), lambda x: x.upper.rstrip(), 0),
                TableColumn(tr("Lower line"), lambda x: x.lower.strip(), 128, right=True),
                TableColumn(tr("Understood as"), understood, 184, bold=True, ink=lambda x: "ink" if x.is_understood else "saving"),
            ),
            tr("Screens of the recording"),
            tr("Record the display while an order is rung up: some items, two of one, a void, subtotal, total, change, the idle screen."),
        )  # fmt: skip
        self.table.chosen.connect(lambda _: self._show_chosen())
        self.screen_card = ScreenCard(context)
        self.screen_card.marked.connect(lambda kind: self._mark(ScreenKind(kind)))
        self.screen_card.named.connect(self._name)
        self.title = line_edit(tr("Its title"))
        self.title.setAccessibleName(tr("Title of the profile"))
        self.save_button = button(tr("Save the profile"), self.save, "primary", "^S")
        self.bring = button(tr("Import…"), self._import)
        self.give = button(tr("Export…"), self._export)
        self.result = label("", wrap=True)
        recording = row(self.slot, None, self.source, self.port, self.record, self.open)
        left = QWidget()
        lines = column(self.table, self.result, row(self.title, self.save_button, self.bring, self.give))
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setStretchFactor(self.table, 1)
        left.setLayout(lines)
        about = row(self.message, self.refreshes, self.keep)
        about.setStretch(0, 1)
        layout = column(recording, self._line(), about, beside(left, self.screen_card))
        layout.setStretch(3, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._show_progress)
        self._trying = QTimer(self, interval=0)
        self._trying.timeout.connect(self._try_on)
        self._trial: tuple[TrialRun, FollowedTill] | None = None
        self._show_source()

    def _line(self) -> QHBoxLayout:
        """The display's language, what silence ends a screen, and how the line is set: that has its place in the relay's plan."""
        self.quiet = choice(
            [(str(x), tr("after {ms} ms of silence", ms=x)) for x in QUIETS], lambda _: self._set_quiet()
        )
        self.quiet.setAccessibleName(tr("When a screen ends"))
        widen(self.quiet)
        self.line_words = label("", "dim")
        return row(self.kind, label(tr("a screen ends"), "dim"), self.quiet, self.line_words, None)

    def reload(self) -> None:
        """The shop's items, and the profile where none is being made."""
        feeds = self.context.shop.feeds
        if not self._begun:
            self.calibration = Calibration(feeds.items(), feeds.profile())
            self.title.setText(self.calibration.profile.name)
        plan = self._plan()
        parity = tr(PARITIES[Parity(plan.parity)])
        self.line_words.setText(tr("{n} bits/s · {parity} (set at Relay)", n=f"{plan.speed:,}", parity=parity))
        self._show()

    def save(self) -> None:
        """Read the display by what was learned, from its next order on."""
        profile = replace(self.calibration.profile, name=self.title.text().strip())
        feeds, who = self.context.shop.feeds, self.context.manager.who
        if self.context.do(
            lambda: feeds.save_profile(profile, who), tr("Saved. The display is read by it from its next order on.")
        ):
            self._begun = False

    def stop(self) -> None:
        """End the recording that is under way, and show it."""
        self._end_trial()
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return
        self._look.stop()
        self.context.shop.feeds.recorder = None
        self.context.work.cancel()
        self.record.say(tr("Start recording"))
        self._take(recorder.recording())
        if recorder.left_out:
            self.context.messages.tell(
                trn("{n} screen about a person was left out.", "{n} screens about a person were left out.", recorder.left_out)
            )  # fmt: skip

    # -- recordings ----------------------------------------------------------------------------------------------------

    def _record(self) -> None:
        if self._recorder is not None:
            self.stop()
            return
        feeds = self.context.shop.feeds
        if feeds.refusal() is FeedRefusal.NO_CONSENT:
            self.context.messages.refuse(Refused("no_feed_consent"))
            return
        profile = self.calibration.profile
        recorder = Recorder(profile.kind)
        if self.source.currentData() == "relay":
            feeds.recorder = recorder
        elif not self._listen(recorder, self.port.text().strip()):
            return
        self._recorder = recorder
        self.record.say(tr("Stop"))
        self._look.start()
        self._show_progress()

    def _listen(self, recorder: Recorder, port: str) -> bool:
        from pos_assist.devices.display_tap import listen  # noqa: PLC0415 — lazy: only who records needs it

        profile, plan = self.calibration.profile, self._plan()

        def job(_progress: object, cancelled: Callable[[], bool]) -> None:
            listen(port, plan.speed, profile.quiet_ms / 1000, recorder.burst, cancelled, Parity(plan.parity))

        def refused(problem: Problem) -> None:
            self.stop()
            self.context.messages.refuse(problem)

        return self.context.work.start(job, lambda _: None, refused)

    def _show_progress(self) -> None:
        if self._recorder is not None:
            n = len(self._recorder)
            words = trn("Recording: {n} screen so far.", "Recording: {n} screens so far.", n)
            self.message.setText(words)

    def _open(self) -> None:
        file = file_to_open(
            self, tr("A recording of the display"), f"{tr('Recordings')} (*.json *.bin *.log *.txt);;(*)"
        )
        if file and (recording := self.context.ask(lambda: load_recording(file, self.calibration.profile.kind))):
            self._take(recording)

    def _take(self, recording: Recording) -> None:
        if not recording.bursts:
            self._show()
            self.context.messages.tell(tr("No screen came: the recording is empty."))
            return
        self._begun = True
        if self.slot.value == FIRST:
            self.calibration.show(recording)
            pick(self.kind, str(recording.kind))
        else:
            self.second = recording
        self._show()

    def _keep(self) -> None:
        file = file_to_write(self, tr("Save the recording"), "display-recording.json", _JSON)
        if file:
            self.context.do(
                lambda: save_recording(file, self._shown_recording()), tr("Saved as {file}.", file=file.name)
            )

    def _shown_recording(self) -> Recording:
        return self.calibration.recording if self.slot.value == FIRST else self.second

    def _set_kind(self, kind: str) -> None:
        """Another language of the display: what was recorded is read again by it."""
        if kind != str(self.calibration.profile.kind):
            self.calibration.show(replace(self.calibration.recording, kind=PoleKind(kind)))
            self.second = replace(self.second, kind=PoleKind(kind))
            self._begun = True
            self._show()

    def _set_quiet(self) -> None:
        """When a screen ends; a recording that is under way goes on as it was begun."""
        self.calibration.profile = replace(self.calibration.profile, quiet_ms=int(self.quiet.currentData()))
        self._begun = True

    def _plan(self) -> RelayPlan:
        """By which the line is opened, here and by the relay."""
        return load_plan(self.context.shop.path) or RelayPlan()

    def _turn_refreshes(self) -> None:
        """Whether the same screen again within a second is no second item."""
        profile = self.calibration.profile
        self.calibration.profile = replace(profile, refreshes=not profile.refreshes)
        self._begun = True
        self._show()

    # -- what was understood -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        first = self.slot.value == FIRST
        if first:
            rows = self.calibration.rows()
        else:
            rows = Calibration(self.calibration.items, self.calibration.profile, self.second).rows()
        chosen = self.table.current
        self.table.show_rows(rows)
        self.table.choose(min(chosen.number - 1, len(rows) - 1) if chosen and rows else 0)
        pick(self.kind, str(self.calibration.profile.kind))
        profile = self.calibration.profile
        if self.quiet.findData(str(profile.quiet_ms)) < 0:  # of a file: it stays as it is
            self.quiet.addItem(f"{profile.quiet_ms:,}", str(profile.quiet_ms))
        pick(self.quiet, str(profile.quiet_ms))
        self.refreshes.setChecked(profile.refreshes)
        self.keep.setEnabled(bool(rows))
        known = sum(x.is_understood for x in rows)
        self.message.setText(
            tr("{n} of {all} screens understood", n=known, all=len(rows)) if rows else tr("Nothing is recorded yet.")
        )
        self._show_chosen()
        self._show_trial()

    def _show_trial(self) -> None:
        """Follow the second recording by what is learned, a few screens at a time."""
        self._end_trial()
        self.result.setVisible(bool(self.second.bursts))
        if self.second.bursts:
            till = self.context.shop.try_feed()
            self._trial = self.calibration.try_on(self.second, till), till
            self.result.setText(tr("One moment…"))
            self._trying.start()

    def _try_on(self) -> None:
        if self._trial is None:
            return
        run, _ = self._trial
        trial = run.go_on(_AT_ONCE)
        if trial is not None:
            self._end_trial()
            self.result.setText(trial_words(trial))
            set_role(self.result, "good" if trial.is_good else "bad")

    def _end_trial(self) -> None:
        self._trying.stop()
        if self._trial is not None:
            self._trial[1].stop()
        self._trial = None

    def _show_chosen(self) -> None:
        self.screen_card.show_screen(self.table.current, may_mark=self.slot.value == FIRST)

    def _mark(self, kind: ScreenKind) -> None:
        shown: ScreenRow | None = self.table.current
        if shown is None:
            return
        self._begun = True
        self.context.do(lambda: self.calibration.mark(shown.number, kind), tr("Marked."))
        self._show()

    def _name(self, code: str) -> None:
        shown: ScreenRow | None = self.table.current
        item = self.context.shop.catalog.item(code)
        if shown is None or item is None or not shown.name:
            return
        self._begun = True
        done = tr("“{shown}” is {item}.", shown=shown.name, item=item.title)
        if self.context.do(lambda: self.calibration.name(shown.name, code), done):
            self.screen_card.search.clear()
        self._show()

    # -- the profile as a file -----------------------------------------------------------------------------------------

    def _import(self) -> None:
        file = file_to_open(self, tr("A profile of a display"), _JSON)
        if file and (profile := self.context.ask(lambda: load_profile(file))):
            self._begun = True
            self.calibration = Calibration(
                self.context.shop.feeds.items(), profile, replace(self.calibration.recording, kind=profile.kind)
            )
            self.title.setText(profile.name)
            self.context.messages.tell(tr("Read. “Save the profile” puts it to use."))
            self._show()

    def _export(self) -> None:
        name = self.title.text().strip()
        file = file_to_write(self, tr("Export the profile"), "display-profile.json", _JSON)
        if file:
            profile = replace(self.calibration.profile, name=name)
            self.context.do(lambda: save_profile(file, profile), tr("Saved as {file}.", file=file.name))

    def _show_source(self) -> None:
        self.port.setVisible(self.source.currentData() == "serial")


def trial_words(trial: Trial) -> str:
    """How the second recording was followed."""
    words = [
        tr("Trial: {understood} of {screens} screens understood; of {orders} orders {agreed} agreed, {unsure} unsure, {wrong} wrong.",
           understood=trial.understood, screens=trial.screens, orders=trial.orders, agreed=trial.agreed, unsure=trial.unsure, wrong=len(trial.wrong))
    ]  # fmt: skip
    words += [
        tr("Screen {n}: the register took {theirs}, we thought {ours}.", n=n, theirs=money(theirs), ours=money(ours))
        for n, theirs, ours in trial.wrong[:3]
    ]
    return " ".join(words)
