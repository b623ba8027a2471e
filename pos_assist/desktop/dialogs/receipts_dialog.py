"""A file of past receipts, shown before it is imported: which column is which, what comes out, what is left out. One question."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.choice_box import ChoiceBox
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.scrolling import resize_within_screen
from pos_assist.desktop.shared.theme import RADIUS, TOUCH, font
from pos_assist.domain.problems import Problem, others_of
from pos_assist.domain.tax import Prices
from pos_assist.exchange.receipts.any_file import FileAnswers, LeftOut, ReceiptsTable
from pos_assist.exchange.receipts.row_kinds import REASONS
from pos_assist.i18n.receipts_file_texts import (
    COLUMN_NAMES,
    DAY_ORDERS,
    QUESTIONS,
    column_name,
    left_out_text,
    period_text,
)
from pos_assist.i18n.translate import sentence, tr, trn
from pos_assist.services.setup.build_shop import open_receipts_table, read_receipts_file

FILES = "*.csv *.tsv *.txt *.xlsx *.xls *.ods"
_ROWS = 5  # of the file that are shown
_WIDEST = 60  # columns that are shown
_WIDTH, _NARROWEST = 900, 150  # of all columns where they fit; of one
_MOST_BAD = 5  # cells that are told of at once
_HEAD = 56  # of the titles and the scroll bar
_LOOK = 100  # milliseconds between looks at the worker


@dataclass(frozen=True, slots=True)
class _Counted:
    receipts: int
    lines: int
    items: int
    left_out: Mapping[str, int]
    shown: tuple[LeftOut, ...]
    weights: int


class _StoppedError(Exception):
    """Nobody waits for this count any more."""


class ReceiptsDialog(QDialog):
    """Accepted where the person says go; `answers` then says how to read the file."""

    def __init__(
        self,
        path: Path,
        folder: Path | None,
        currency: str = "",
        parent: QWidget | None = None,
        prices: Prices | None = None,
    ) -> None:
        """Raises BadInput where the file can be of no use, however its columns are read."""
        super().__init__(parent)
        self.table: ReceiptsTable = open_receipts_table(path, currency=currency, folder=folder, prices=prices)
        self.answers = self._as_guessed()
        self._path, self._currency, self._prices = path, currency, prices
        self._asked: set[str] = set()
        self._worker = ThreadPoolExecutor(1, "receipts file")
        self._counting: Future[_Counted] | None = None
        self._round = 0
        self._progress = (0, 1)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._looked)

        self.setWindowTitle(tr("Past receipts out of a file"))
        self.title, self.asked, self.message = PlainLabel(path.name), PlainLabel(), PlainLabel()
        self.title.setFont(font(18, True))
        self.title.setMinimumHeight(TOUCH - 8)  # names of files have strokes far below the line
        for label in (self.asked, self.message):
            label.setWordWrap(True)
        self.sheet, self.order, self.year = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.preview, self.left = QTableWidget(), QListWidget()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.go, self.stop = QPushButton(tr("Read these receipts")), QPushButton(tr("Cancel"))
        self.roles: list[ChoiceBox] = []  # one above each column that is shown
        self._lay_out()
        self._fill()
        self._count()

    def done(self, result: int) -> None:
        """The worker ends with the dialog."""
        self._round += 1
        self._look.stop()
        self._worker.shutdown()
        super().done(result)

    def role_of(self, title: str) -> ChoiceBox:
        """The box above that column."""
        return self.roles[self._shown.index(self.table.titles.index(title))]

    def _as_guessed(self) -> FileAnswers:
        """What was guessed, as if the person had said it."""
        table = self.table
        columns = {role: title for role, title in table.columns.items() if role != "kind"}
        self._claims = {title: role for role, title in columns.items()}  # title -> what it is, the latest said last
        self._everything = ("receipt", *columns)
        return FileAnswers(columns, table.day_order, year=_year(table))

    def _fill(self) -> None:
        """The boxes and the first rows, the columns that mean something first."""
        table = self.table
        said = {title: role for role, title in self.answers.columns.items() if title}
        known = [i for i, title in enumerate(table.titles) if title in said]
        self._shown = [*known, *(i for i in range(len(table.titles)) if i not in known)][:_WIDEST]
        rows = table.sample[:_ROWS]
        self.preview.setRowCount(len(rows) + 1)
        self.preview.setColumnCount(len(self._shown))
        self.preview.setHorizontalHeaderLabels([table.titles[i] for i in self._shown])
        self.roles = []
        for column, place in enumerate(self._shown):
            box = ChoiceBox()
            box.addItem("–", "")
            for role in COLUMN_NAMES:
                if role != "kind":
                    box.addItem(column_name(role), role)
            title = table.titles[place]
            box.setAccessibleName(title)
            box.setCurrentIndex(max(0, box.findData(said.get(title, ""))))
            box.activated.connect(lambda _, name=title, chosen=box: self._say(name, chosen.currentData()))
            self.roles.append(box)
            self.preview.setCellWidget(0, column, box)
            for at, cells in enumerate(rows, 1):
                text = cells[place].strip() if place < len(cells) else ""
                self.preview.setItem(at, column, QTableWidgetItem(_yen(text[:80])))
            self.preview.setColumnWidth(column, max(_NARROWEST, _WIDTH // len(self._shown)))
        self.preview.setRowHeight(0, TOUCH)
        self.preview.setFixedHeight(TOUCH + 30 * len(rows) + _HEAD)
        self.sheet.setVisible(len(table.sheet_titles) > 1)
        self._asked |= {*table.questions}
        self.order.setVisible("day_order" in self._asked)
        self.order.setCurrentIndex(self.order.findData(table.day_order))
        self.year.setVisible("year" in self._asked)
        self.year.clear()
        for year, first, last in table.years_possible():
            self.year.addItem(period_text(first, last), year)
        self.year.setCurrentIndex(max(0, self.year.findData(self.answers.year)))

    def _say(self, title: str, role: str) -> None:
        """A column is something else. One that was that until now is nothing, until this one is yet something else: keys walk
        through the list."""
        self._claims.pop(title, None)
        self._claims[title] = role
        columns = {known: at for at, known in self._claims.items() if known}
        self._answer(replace(self.answers, columns={**dict.fromkeys(self._everything, ""), **columns}))

    def _answer(self, answers: FileAnswers) -> None:
        self.answers = answers
        self.table = open_receipts_table(self._path, answers, currency=self._currency, prices=self._prices)
        self._fill()
        self._count()

    def _choose_sheet(self) -> None:
        self.table = open_receipts_table(
            self._path,
            FileAnswers(sheet=self.sheet.currentText()),
            currency=self._currency,
            prices=self._prices,
        )
        guessed = self._as_guessed()
        self.answers = replace(guessed, sheet=self.sheet.currentText())
        self._fill()
        self._count()

    def _count(self) -> None:
        """Read the file to its end, on the worker; an earlier count stops at its next block."""
        self._round += 1
        here, answers = self._round, self.answers

        def heard(_step: str, done: int, total: int) -> None:
            if here != self._round:
                raise _StoppedError
            self._progress = (done, total)

        def count() -> _Counted:
            currency, prices = self._currency, self._prices
            with read_receipts_file(self._path, answers, currency=currency, progress=heard, prices=prices) as found:
                table, history = found.table, found.history
                receipts, lines, items = history.count(), history.lines, len(history.items)
                return _Counted(receipts, lines, items, dict(table.left_out), tuple(table.shown), table.weights)

        asked = self.table.questions
        system = self.table.system
        known = [tr("An export of {system}.", system=system.name)] if system else []
        self.asked.setText(" ".join([*known, *(tr(QUESTIONS[x]) for x in asked)]))
        self.asked.setVisible(bool(known or asked))
        self.message.setText(tr("Reading {name}…", name=self._path.name))
        self.left.hide()
        self.go.setEnabled(False)
        self.bar.show()
        self._counting = self._worker.submit(count)
        self._look.start()

    def _looked(self) -> None:
        done, total = self._progress
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        if self._counting is None or not self._counting.done():
            return
        self._look.stop()
        self.bar.hide()
        try:
            counted = self._counting.result()
        except _StoppedError:
            return
        except Problem as problem:
            self.message.setText("\n".join(sentence(x) for x in (problem, *others_of(problem)[: _MOST_BAD - 1])))
            return
        self._show(counted)

    def _show(self, counted: _Counted) -> None:
        words = [
            tr(
                "{receipts} with {lines}: {items}.",
                receipts=trn("{n} receipt", "{n} receipts", counted.receipts),
                lines=trn("{n} line", "{n} lines", counted.lines),
                items=trn("{n} item", "{n} items", counted.items),
            )
        ]
        if counted.left_out:
            words.append(tr("Left out: {what}.", what=left_out_text(counted.left_out, REASONS)))
        if counted.weights:
            words.append(
                trn(
                    "{n} row is of a weight and counts as one.",
                    "{n} rows are of weights and count as one each.",
                    counted.weights,
                )
            )
        self.message.setText("  ".join(words))
        self.left.clear()
        for x in counted.shown:
            self.left.addItem(
                tr("Row {row}  {what}:  {text}", row=x.row, what=tr(REASONS[x.reason]), text=_yen(x.text))
            )
        self.left.setFixedHeight(min(150, 30 * len(counted.shown) + 8))
        self.left.setVisible(bool(counted.shown))
        self.go.setEnabled(True)
        self.go.setFocus()

    def _lay_out(self) -> None:
        self.preview.verticalHeader().hide()
        self.preview.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.preview.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.preview.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.preview.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.preview.setWordWrap(False)
        for title in self.table.sheet_titles:
            self.sheet.addItem(title)
        for code, words in DAY_ORDERS.items():
            self.order.addItem(tr(words), code)
        self.sheet.activated.connect(lambda _: self._choose_sheet())
        self.order.activated.connect(lambda _: self._answer(replace(self.answers, day_order=self.order.currentData())))
        self.year.activated.connect(lambda _: self._answer(replace(self.answers, year=self.year.currentData())))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        for box in (self.year, self.order, self.sheet):
            box.setMinimumSize(170, TOUCH)
            top.addWidget(box)
        feet = QHBoxLayout()
        feet.addWidget(self.bar, 1)
        feet.addStretch()
        for button in (self.stop, self.go):
            button.setMinimumSize(150, TOUCH)
            feet.addWidget(button)
        self.go.setDefault(True)
        self.stop.setAutoDefault(False)
        self.go.clicked.connect(self.accept)
        self.stop.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 20, 20, 20)
        whole.setSpacing(12)
        for part in (
            top,
            self.asked,
            PlainLabel(tr("Which column is which? Change what was guessed wrong.")),
            self.preview,
            self.message,
            self.left,
            feet,
        ):
            if isinstance(part, QHBoxLayout):
                whole.addLayout(part)
            else:
                whole.addWidget(part)
        whole.insertStretch(whole.count() - 1)
        resize_within_screen(self, QSize(960, 560))
        self.setStyleSheet(_style())


def _year(table: ReceiptsTable) -> int:
    """The year that was guessed where the dates have none."""
    return next((year for year, _, _ in table.years_possible()), 0) if table.yearless else 0


def _yen(text: str) -> str:
    """CP932 has the yen sign where others have the backslash."""
    return text.replace("\\", "¥")


def _style() -> str:
    t = theme.SCHEMES[theme.scheme()]
    return f"""
QDialog {{ background: #{t.ground}; }}
QTableWidget, QListWidget {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; gridline-color: #{t.line}; font-size: 14px; }}
QListWidget::item {{ padding: 0 10px; min-height: 30px; }}
QHeaderView::section {{ background: #{t.sunken}; color: #{t.dim}; border: none; border-bottom: 1px solid #{t.line}; padding: 6px 8px; font-weight: bold; }}
QPushButton {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 16px; font-size: 15px; }}
QPushButton:default {{ background: #{t.accent}; color: #{t.on_accent}; border: none; font-weight: bold; }}
QPushButton:disabled {{ background: #{t.sunken}; color: #{t.faint}; }}
QComboBox {{ background: #{t.surface}; color: #{t.ink}; border: 1px solid #{t.line}; border-radius: {RADIUS}px; padding: 0 10px; font-size: 14px; }}
QTableWidget QComboBox {{ background: #{t.accent_soft}; border: none; border-radius: 0; }}
QComboBox::drop-down {{ border: none; width: 26px; }}
QComboBox QAbstractItemView {{ background: #{t.surface}; color: #{t.ink}; selection-background-color: #{t.accent_soft}; selection-color: #{t.ink}; }}
QProgressBar {{ background: #{t.line}; border: none; border-radius: 5px; max-height: 10px; }}
QProgressBar::chunk {{ background: #{t.accent}; border-radius: 5px; }}
"""


def ask_about(
    path: Path, folder: Path | None, currency: str, parent: QWidget, prices: Prices | None = None
) -> FileAnswers | None:
    """How the person wants the file to be read; None where it is not to be read. Raises BadInput where it is of no use."""
    dialog = ReceiptsDialog(path, folder, currency, parent, prices)
    said = dialog.exec()
    answers = dialog.answers
    dialog.deleteLater()
    return answers if said == QDialog.DialogCode.Accepted else None
