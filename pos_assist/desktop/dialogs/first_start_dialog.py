"""The first start on a computer without a shop: language, shop, the manager's PIN; then the counter."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.dialogs.receipts_dialog import FILES, ask_about
from pos_assist.desktop.dialogs.recovery_code import RecoveryCode
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.choice_box import ChoiceBox
from pos_assist.desktop.shared.file_dialogs import file_to_open, folder_to_open
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.scrolling import Scrolled, resize_within_screen
from pos_assist.desktop.shared.theme import RADIUS, TOUCH, font
from pos_assist.domain.marking import N_
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.tax import Prices
from pos_assist.exchange.packs import PATTERN
from pos_assist.exchange.receipts.any_file import FileAnswers
from pos_assist.first_start import Begun, NewShop, Source, begin
from pos_assist.i18n.translate import language, sentence, set_language, tr
from pos_assist.services.setup.build_shop import open_receipts_table
from pos_assist.services.setup.empty_shop import TRADES
from pos_assist.shop import fault_of
from pos_assist.system import clock

_WORDS: Mapping[Source, str] = {
    Source.EMPTY: N_("Start from nothing"),
    Source.RECEIPTS: N_("A file of receipts, any register's…"),
    Source.FOLDER: N_("A folder of tables (items.csv, …)…"),
    Source.PACK: N_("A pack…"),
    Source.BACKUP: N_("A backup: move to this computer…"),
    Source.BURGER: N_("A burger counter"),
    Source.BAKERY: N_("A bakery café"),
    Source.CAMERA: N_("A camera shop"),
}
_SAMPLES = (Source.BURGER, Source.BAKERY, Source.CAMERA)
_NAMED = (Source.EMPTY, Source.RECEIPTS, Source.FOLDER)  # a pack and a backup bring the shop's name along
_PRICED = (Source.EMPTY, Source.RECEIPTS)  # all others bring along what their prices are
_PRICES: Mapping[Prices, str] = {Prices.INCLUDED: N_("Prices with tax"), Prices.ADDED: N_("Prices without tax")}
_LOOK = 100  # milliseconds between looks at the worker


class FirstStart(QDialog):
    """Accepted once the shop is made; `begun` then says where it lies."""

    def __init__(self, data_folder: Path) -> None:
        super().__init__()
        self.begun: Begun | None = None
        self.file: Path | None = None
        self.answers: FileAnswers | None = None  # about a file of receipts
        self._folder = data_folder
        self._worker = ThreadPoolExecutor(1, "first-start")
        self._making: Future[Begun] | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._looked)

        self.title, self.message, self.why_pin = PlainLabel(), PlainLabel(), PlainLabel()
        self.title.setFont(font(22, True))
        for label in (self.message, self.why_pin):
            label.setWordWrap(True)
        self.message.setMinimumHeight(TOUCH)
        self.languages = {"ja": QPushButton("日本語"), "en": QPushButton("English")}
        self.sources = {source: QRadioButton() for source in Source}
        self.group = QButtonGroup(self)
        self.own, self.samples = PlainLabel(), PlainLabel()
        self.shop_name, self.name, self.pin, self.again, self.typed_code = (QLineEdit() for _ in range(5))
        self.shop_name.setMaxLength(85)
        self.trade, self.prices, self.eat_in = ChoiceBox(), ChoiceBox(), QCheckBox()
        for edit in (self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(12)
        self.recovery = RecoveryCode(self.message, self.typed_code)
        self.go = QPushButton()
        self.go.setDefault(True)
        self._lay_out()
        self.sources[Source.EMPTY].setChecked(True)
        self.retranslate()
        self._trade_chosen()
        resize_within_screen(self, self.sizeHint())

    def retranslate(self) -> None:
        """Every word again, in the language spoken now."""
        self.setWindowTitle(tr("Welcome to pos-assist"))
        self.title.setText(tr("Which shop shall it be?"))
        self.own.setText(tr("My own shop"))
        self.samples.setText(tr("To look around: a sample"))
        self.shop_name.setPlaceholderText(tr("The shop's name"))
        self.eat_in.setText(tr("Most guests eat here"))
        kept = self.trade.currentData()
        self.trade.clear()
        for code, trade in TRADES.items():
            self.trade.addItem(tr(trade.label), code)
        self.trade.setCurrentIndex(max(0, self.trade.findData(kept)))
        said = self.prices.currentData()
        self.prices.clear()
        for prices, words in _PRICES.items():
            self.prices.addItem(tr(words), prices)
        self.prices.setCurrentIndex(max(0, self.prices.findData(said)))
        self._fit()
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
            self.message.setText(sentence(Refused("pins_differ")))
            return
        source = next(source for source, button in self.sources.items() if button.isChecked())
        file = None if source in (Source.EMPTY, *_SAMPLES) else self.file
        name = self.shop_name.text() if source in _NAMED else ""
        new = NewShop(name, self.trade.currentData(), self.eat_in.isChecked(), self.prices.currentData())
        self._enable(False)
        self.message.setText(tr("The shop is being made…"))
        self._making = self._worker.submit(
            begin, source, file, self._folder, clock.now(),
            manager=self.name.text(), pin=self.pin.text(), new=new, answers=self.answers,
        )  # fmt: skip
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
                self.message.clear()
                raise
            self.message.setText(sentence(problem))
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
        self.file = self.answers = None
        self.message.clear()
        if source is Source.FOLDER:
            self.file = folder_to_open(self, tr(_WORDS[source]))
        elif source is Source.RECEIPTS:
            self.preview_file(file_to_open(self, tr(_WORDS[source]), FILES))
        elif source is Source.PACK:
            self.file = file_to_open(self, tr(_WORDS[source]), f"{tr('Pack')} ({PATTERN})")
        elif source is Source.BACKUP:
            self.file = file_to_open(self, tr(_WORDS[source]), f"{tr('Backup')} (*.db)")
        if self.file and source in _NAMED and not self.shop_name.text():
            self.shop_name.setText(self.file.stem)
        self.retranslate()

    def preview_file(self, file: Path | None) -> None:
        """Show what a file of receipts holds before it is imported."""
        if file is None:
            return
        try:
            self.answers = ask_about(file, self._folder, "", self)
        except Problem as problem:
            self.message.setText(sentence(problem))
            return
        self.file = file if self.answers else None
        if self.answers:  # what the file says of its prices is seen, and confirmed by beginning
            said = open_receipts_table(file, self.answers).prices or Prices.INCLUDED
            self.prices.setCurrentIndex(self.prices.findData(said))

    def _fit(self) -> None:
        """Only what the chosen source asks for."""
        source = next(source for source, button in self.sources.items() if button.isChecked())
        self.shop_name.setVisible(source in _NAMED)
        self.trade.setVisible(source is Source.EMPTY)
        self.eat_in.setVisible(source is Source.EMPTY)
        self.prices.setVisible(source in _PRICED)

    def _trade_chosen(self) -> None:
        self.eat_in.setChecked(TRADES[self.trade.currentData()].eat_in)

    def choose(self, pack: Path) -> None:
        """A pack, as if it had been picked."""
        self.sources[Source.PACK].setChecked(True)
        self.file = pack
        self.retranslate()

    def _speak(self, code: str) -> None:
        set_language(code)
        self.retranslate()

    def _enable(self, on: bool) -> None:
        for widget in (
            *self.sources.values(),
            self.shop_name,
            self.trade,
            self.eat_in,
            self.prices,
            self.name,
            self.pin,
            self.again,
            self.go,
        ):
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
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(10)
        whole.addLayout(top)
        inside = QWidget()
        self._lay_out_form(QVBoxLayout(inside))
        area = Scrolled(inside)  # on a low screen; the way on stays in sight
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole.addWidget(area, 1)
        whole.addWidget(self.message)
        self.typed_code.setMinimumHeight(TOUCH)
        self.go.setMinimumSize(220, TOUCH + 8)
        self.go.clicked.connect(self.start)
        foot = QHBoxLayout()
        foot.addWidget(self.typed_code, 2)
        foot.addStretch(1)
        foot.addWidget(self.go)
        whole.addLayout(foot)
        self.setMinimumWidth(760)
        self.setStyleSheet(_style())

    def _lay_out_form(self, form: QVBoxLayout) -> None:
        """Where from, what it is called, who is its manager."""
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(10)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        for head, sources in ((self.own, [x for x in _WORDS if x not in _SAMPLES]), (self.samples, list(_SAMPLES))):
            side = QVBoxLayout()
            side.setSpacing(6)
            head.setFont(font(15, True))
            side.addWidget(head)
            for source in sources:
                radio = self.sources[source]
                radio.setMinimumHeight(TOUCH)
                radio.clicked.connect(lambda _=False, chosen=source: self._chosen(chosen))
                self.group.addButton(radio)
                side.addWidget(radio)
            side.addStretch()
            sides.addLayout(side, 3 if head is self.own else 2)
        form.addLayout(sides)
        self.trade.activated.connect(lambda _: self._trade_chosen())
        for widgets in ((self.shop_name, self.trade), (self.prices, self.eat_in)):
            new = QHBoxLayout()
            for widget in widgets:
                widget.setMinimumHeight(TOUCH)
                new.addWidget(widget, 1 if widget is self.shop_name else 0)
            if self.eat_in in widgets:
                new.addStretch()
            form.addLayout(new)
        self.trade.setMinimumWidth(200)
        self.prices.setMinimumWidth(230)
        pins = QGridLayout()
        pins.addWidget(self.why_pin, 0, 0, 1, 3)
        for column, line in enumerate((self.name, self.pin, self.again)):
            line.setMinimumHeight(TOUCH)
            pins.addWidget(line, 1, column)
        form.addLayout(pins)
        form.addStretch()


def _style() -> str:
    """The look of the program's own buttons and cards for Qt's."""
    t = theme.SCHEMES[theme.scheme()]
    return f"""
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QRadioButton {{ background: #{t.surface}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 12px; spacing: 10px; }}
QRadioButton:checked {{ background: #{t.accent_soft}; border: 2px solid #{t.accent_ink}; padding: 0 11px; font-weight: bold; }}
QRadioButton:disabled {{ color: #{t.faint}; }}
QPushButton {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 16px; }}
QPushButton:checked {{ background: #{t.accent_soft}; border: 2px solid #{t.accent_ink}; }}
QPushButton:default {{ background: #{t.accent}; color: #{t.on_accent}; border: none; font-size: 18px; font-weight: bold; }}
QPushButton:disabled {{ background: #{t.sunken}; color: #{t.faint}; }}
QComboBox {{ background: #{t.surface}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 12px; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox QAbstractItemView {{ background: #{t.surface}; selection-background-color: #{t.accent_soft}; selection-color: #{t.ink}; }}
"""


def ask(data_folder: Path, pack: Path | None = None) -> Path | None:
    """The shop that was made; None where the person closed the dialog. `pack`: one that is chosen already."""
    dialog = FirstStart(data_folder)
    if pack is not None:
        dialog.choose(pack)
    dialog.exec()
    begun = dialog.begun
    dialog.deleteLater()
    return begun.path if begun else None
