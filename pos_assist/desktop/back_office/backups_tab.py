"""Backups: made, looked into, and the catalog of one brought back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.file_rows import SideRow, side_rows
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.side_table import inside_box, side_table
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    WorkBar,
    button,
    column,
    label,
    row,
)
from pos_assist.desktop.shared.painting import money
from pos_assist.i18n.translate import tr
from pos_assist.services.management.backup_restore import BackupPreview


class Backups(QWidget):
    """Made now, looked into, the catalog brought back as an edit that can be undone."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self.preview: BackupPreview | None = None
        self.list: RecordTable[tuple[datetime, Path]] = RecordTable(
            (
                TableColumn(tr("When"), lambda x: f"{x[0]:%Y-%m-%d %H:%M}"),
                TableColumn(
                    tr("Size"), lambda x: f"{x[1].stat().st_size / 1e6:.1f} MB" if x[1].exists() else "", 90, right=True
                ),
            ),
            tr("Backups"),
            tr("No backup yet."),
        )
        self.list.setFixedWidth(260)
        self.message = label(
            tr("Choose a backup and look into it. Bringing its catalog back keeps every sale and can be undone."),
            "dim",
            wrap=True,
        )
        self.table = side_table(
            tr("Today"), tr("In the backup"), tr("What differs"), tr("No backup has been looked into.")
        )
        self.make = button(tr("Back up now"), self._make)
        self.into = button(tr("Look into it"), self._look)
        self.take = button(tr("Bring the catalog back"), self._take, "primary")
        self.take.setEnabled(False)
        both = row(self.list, self.table, space=12)
        both.setStretch(1, 1)
        self.setLayout(
            column(row(self.make, self.into, None), self.message, both, inside_box(self.table), row(None, self.take))
        )
        self.list.opened.connect(lambda _: self._look())

    def reload(self) -> None:
        """Read the list of backups again."""
        self.list.show_rows(self.context.manager.backups())
        self.list.choose(0)

    def _make(self) -> None:
        if self.context.work.start(
            lambda _p, _c: self.context.manager.back_up(), self._made, self.context.messages.refuse
        ):
            self.bar.begin(tr("Copying and checking…"))

    def _made(self, path: Path) -> None:
        self.context.ask(lambda: self.context.manager.note_backup(path))
        self.context.messages.tell(tr("Saved: {name}", name=path.name))
        self.reload()

    def _look(self) -> None:
        chosen = self.list.current
        if chosen and self.context.work.start(
            lambda _p, _c: self.context.manager.preview_backup(chosen[1]), self._show, self.context.messages.refuse
        ):
            self.bar.begin(tr("Reading {name}…", name=chosen[1].name))

    def _show(self, preview: BackupPreview) -> None:
        self.preview = preview
        last = f"{preview.last_sale:%Y-%m-%d %H:%M}" if preview.last_sale else "–"
        self.message.setText(
            tr("{n} receipts, {total} in all, the last one on {last}. {differences} records differ from today.",
               n=f"{preview.receipts:,}", total=money(preview.total), last=last, differences=len(preview.sides))
        )  # fmt: skip
        self.table.show_rows(side_rows(preview.sides, {}, self.context))
        self.table.choose(0)
        self.take.setEnabled(bool(preview.sides))

    def _take(self) -> None:
        preview = self.preview
        if preview and self.context.write(
            lambda: self.context.manager.take_catalog(preview), tr("The catalog is as in the backup.")
        ):
            self.preview = None
            self.table.show_rows(list[SideRow]())
            self.take.setEnabled(False)
