"""A receipts file is read; which ones were, and one file's receipts taken back as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import WorkBar, button, column, label, row
from pos_assist.desktop.dialogs.receipts_dialog import FILES, ask_about
from pos_assist.desktop.shared.file_dialogs import file_to_open
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.imported_receipts import ImportBatch
from pos_assist.services.setup.build_shop import Imported


class Imports(QWidget):
    """Taken back with a second press on the same button: it cannot be undone, though the file can be read again."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self._asked = 0  # the batch whose button was pressed once
        self.list: RecordTable[ImportBatch] = RecordTable(
            (
                TableColumn(tr("File"), lambda x: x.file or tr("(a file)"), bold=True),
                TableColumn(tr("Read on"), lambda x: f"{x.read_at:%Y-%m-%d %H:%M}" if x.read_at else "–", 170),
                TableColumn(tr("Receipts"), lambda x: f"{x.receipts:,}", 110, right=True),
                TableColumn(tr("Days"), lambda x: f"{x.first_sale:%Y-%m-%d} … {x.last_sale:%Y-%m-%d}", 240),
                TableColumn("", lambda x: tr("taken back") if _is_back(x) else "", 120, ink=lambda _: "dim"),
            ),
            tr("Receipts read from files"),
            tr("No receipts were read from a file."),
        )
        told = label(
            tr(
                "Taken back, the receipts of a file count in no figure and teach nothing. What was sold here is not touched."
            ),
            "dim",
            wrap=True,
        )
        self.back = button(tr("Take these receipts back"), self._take_back)
        self.read = button(tr("Read past receipts from a file…"), self._ask, "primary")
        self.setLayout(column(row(self.read, None), told, self.list, row(None, self.back)))
        self.list.chosen.connect(lambda _: self._chosen())

    def reload(self) -> None:
        """Read the list of imports again."""
        self.list.show_rows(self.context.shop.imported.batches())
        self.list.choose(0)
        self._chosen()

    def read_file(self, file: Path) -> None:
        """With the person, and then read it, on the worker."""
        context = self.context
        answers = context.ask(
            lambda: ask_about(file, context.shop.path.parent, context.shop.currency, self, context.shop.taxing.prices)
        )
        if answers is None:
            return
        if context.work.start(
            lambda progress, _: context.shop.read_receipts(
                file,
                answers,
                lambda _step, done, total: progress(min(done, total), total),
                context.manager.who,
            ),
            self._done,
            context.messages.refuse,
        ):
            self.bar.begin(tr("Reading {name}…", name=file.name))

    def _done(self, done: Imported) -> None:
        self.context.messages.tell(
            tr(
                "Read: {receipts}, {items} new to the shop.",
                receipts=trn("{n} receipt", "{n} receipts", done.receipts),
                items=trn("{n} item", "{n} items", done.items),
            )
        )
        self.context.changed.emit()
        self.context.receipts_changed.emit()
        self.reload()

    def _ask(self) -> None:
        file = file_to_open(self, tr("Read past receipts from a file…"), FILES)
        if file:
            self.read_file(file)

    def _chosen(self) -> None:
        chosen = self.list.current
        self._asked = 0
        self.back.setText(tr("Take these receipts back"))
        self.back.setEnabled(bool(chosen and not _is_back(chosen)))

    def _take_back(self) -> None:
        chosen = self.list.current
        if chosen is None:
            return
        if self._asked != chosen.number:
            self._asked = chosen.number
            self.back.setText(trn("Really take {n} receipt back", "Really take {n} receipts back", chosen.receipts))
            return
        context = self.context
        n = context.ask(lambda: context.shop.imported.take_back(chosen.number, context.manager.who))
        if n is not None:
            context.messages.tell(trn("{n} receipt was taken back.", "{n} receipts were taken back.", n))
            context.shop.background.begin()  # what they taught is counted anew
            context.receipts_changed.emit()
            self.reload()


def _is_back(batch: ImportBatch) -> bool:
    return batch.taken_back == batch.receipts
