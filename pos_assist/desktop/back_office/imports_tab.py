"""Which receipts files were read, and one file's receipts taken back as a whole."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import button, column, label, row
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.imported_receipts import ImportBatch


class Imports(QWidget):
    """Taken back with a second press on the same button: it cannot be undone, though the file can be read again."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._asked = 0  # the batch whose button was pressed once
        self.list = RecordTable(
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
        self.setLayout(column(told, self.list, row(None, self.back)))
        self.list.chosen.connect(lambda _: self._chosen())

    def reload(self) -> None:
        """The imports there are."""
        self.list.show_rows(self.context.shop.imported.batches())
        self.list.choose(0)
        self._chosen()

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
