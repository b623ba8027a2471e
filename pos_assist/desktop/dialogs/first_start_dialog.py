"""The first start on a computer without a shop: language, shop, the manager's PIN; then the counter."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from pos_assist.desktop.dialogs.recovery_code import RecoveryCode
from pos_assist.desktop.shared.file_dialogs import file_to_open, folder_to_open
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH, font
from pos_assist.domain.marking import N_
from pos_assist.domain.problems import Problem, Refused
from pos_assist.exchange.packs import PATTERN
from pos_assist.first_start import Begun, Source, begin
from pos_assist.i18n.translate import language, sentence, set_language, tr
from pos_assist.shop import fault_of
from pos_assist.system import clock

_WORDS: Mapping[Source, str] = {
    Source.BURGER: N_("Sample: a burger counter"),
    Source.BAKERY: N_("Sample: a bakery café"),
    Source.CAMERA: N_("Sample: a camera shop"),
    Source.RECEIPTS: N_("My own shop, from a file of receipts (CSV, another register's export too)…"),
    Source.FOLDER: N_("My own shop, from a folder of tables (items.csv and others)…"),
    Source.PACK: N_("My own shop, from a pack…"),
}
_LOOK = 100  # milliseconds between looks at the worker


class FirstStart(QDialog):
    """Accepted once the shop is made; `begun` then says where it lies."""

    def __init__(self, data_folder: Path) -> None:
        super().__init__()
        self.begun: Begun | None = None
        self.file: Path | None = None
        self._folder = data_folder
        self._worker = ThreadPoolExecutor(1, "first-start")
        self._making: Future[Begun] | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._looked)

        self.title, self.told, self.why_pin = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(font(22, True))
        for label in (self.told, self.why_pin):
            label.setWordWrap(True)
        self.told.setMinimumHeight(TOUCH)
        self.languages = {"ja": QPushButton("日本語"), "en": QPushButton("English")}
        self.sources = {source: QRadioButton() for source in Source}
        self.group = QButtonGroup(self)
        self.name, self.pin, self.again, self.typed_code = (QLineEdit() for _ in range(4))
        for edit in (self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(12)
        self.recovery = RecoveryCode(self.told, self.typed_code)
        self.go = QPushButton()
        self.go.setDefault(True)
        self._lay_out()
        self.sources[Source.BURGER].setChecked(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Every word again, in the language spoken now."""
        self.setWindowTitle(tr("Welcome to pos-assist"))
        self.title.setText(tr("Which shop shall it be?"))
        for source, button in self.sources.items():
            chosen = f"  —  {self.file.name}" if self.file and button.isChecked() else ""
            button.setText(tr(_WORDS[source]) + chosen)
        for code, language_button in self.languages.items():
            language_button.setChecked(code == language())
        self.why_pin.setText(tr("The manager's PIN opens the back office. You may leave it empty and set it later."))
        self.name.setPlaceholderText(tr("Manager's name"))
        self.pin.setPlaceholderText(tr("PIN, 6 digits or more"))
        self.again.setPlaceholderText(tr("PIN again"))
        self.go.setText(tr("Written down: go on") if self.begun else tr("Begin"))

    def start(self) -> None:
        """Make the shop, in a worker; the counter opens once the recovery code was typed from its paper."""
        if self.begun:
            self.recovery.press()
            if self.recovery.done:
                self.accept()
            return
        if self.pin.text() != self.again.text():
            self.told.setText(sentence(Refused("pins_differ")))
            return
        source = next(source for source, button in self.sources.items() if button.isChecked())
        file = None if source in (Source.BURGER, Source.BAKERY, Source.CAMERA) else self.file
        self._enable(False)
        self.told.setText(tr("The shop is being made…"))
        self._making = self._worker.submit(
            begin, source, file, self._folder, clock.now(), manager=self.name.text(), pin=self.pin.text()
        )
        self._look.start()

    def done(self, result: int) -> None:
        """The worker ends with the dialog."""
        self._look.stop()
        self._worker.shutdown()
        super().done(result)

    def _looked(self) -> None:
        if self._making is None or not self._making.done():
            return
        self._look.stop()
        self._enable(True)
        try:
            self.begun = self._making.result()
        except Exception as error:
            problem = error if isinstance(error, Problem) else fault_of(error, self._folder)
            if problem is None:
                self.told.clear()
                raise
            self.told.setText(sentence(problem))
            return
        if not self.begun.recovery:
            self.accept()
            return
        self._enable(False)
        self.go.setEnabled(True)
        self.recovery.show(self.begun.recovery)
        self.retranslate()

    def _chosen(self, source: Source) -> None:
        """A file or folder is asked for as soon as its line is chosen."""
        self.file = None
        if source is Source.FOLDER:
            self.file = folder_to_open(self, tr(_WORDS[source]))
        elif source in (Source.RECEIPTS, Source.PACK):
            kinds = "CSV (*.csv *.txt)" if source is Source.RECEIPTS else f"{tr('Pack')} ({PATTERN})"
            self.file = file_to_open(self, tr(_WORDS[source]), kinds)
        self.retranslate()

    def choose(self, pack: Path) -> None:
        """A pack, as if it had been picked."""
        self.sources[Source.PACK].setChecked(True)
        self.file = pack
        self.retranslate()

    def _speak(self, code: str) -> None:
        set_language(code)
        self.retranslate()

    def _enable(self, on: bool) -> None:
        for widget in (*self.sources.values(), self.name, self.pin, self.again, self.go):
            widget.setEnabled(on)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch()
        for code, button in self.languages.items():
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setMinimumSize(110, TOUCH)
            button.clicked.connect(lambda _=False, chosen=code: self._speak(chosen))
            top.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 24, 24, 24)
        whole.setSpacing(10)
        whole.addLayout(top)
        for source, radio in self.sources.items():
            radio.setMinimumHeight(TOUCH)
            radio.clicked.connect(lambda _=False, chosen=source: self._chosen(chosen))
            self.group.addButton(radio)
            whole.addWidget(radio)
        pins = QGridLayout()
        pins.addWidget(self.why_pin, 0, 0, 1, 3)
        for column, line in enumerate((self.name, self.pin, self.again)):
            line.setMinimumHeight(TOUCH)
            pins.addWidget(line, 1, column)
        whole.addLayout(pins)
        whole.addWidget(self.told)
        self.typed_code.setMinimumHeight(TOUCH)
        whole.addWidget(self.typed_code)
        self.go.setMinimumSize(220, TOUCH + 8)
        self.go.clicked.connect(self.start)
        whole.addWidget(self.go, alignment=Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(720)


def ask(data_folder: Path, pack: Path | None = None) -> Path | None:
    """The shop that was made; None where the person closed the dialog. `pack`: one that is chosen already."""
    dialog = FirstStart(data_folder)
    if pack is not None:
        dialog.choose(pack)
    dialog.exec()
    begun = dialog.begun
    dialog.deleteLater()
    return begun.path if begun else None
