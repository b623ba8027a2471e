"""Files in and out: tables to Excel and back after a dry run, packs, backups. Nothing is written before its changes were shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.backups_tab import Backups
from pos_assist.desktop.back_office.imports_tab import Imports
from pos_assist.desktop.back_office.packs_tab import Packs
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.tables_tab import Tables
from pos_assist.desktop.back_office.widgets import (
    Page,
    Segments,
    WorkBar,
)
from pos_assist.i18n.translate import tr

TABLES, PACKS, BACKUPS, IMPORTS = "tables", "packs", "backups", "imports"


class FilesPage(Page):
    """Tables, packs, backups, and the receipts that were read."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Files"))
        self.tab = Segments(
            ((TABLES, tr("Tables")), (PACKS, tr("Packs")), (BACKUPS, tr("Backups")), (IMPORTS, tr("Receipts read")))
        )
        self.tab.chosen.connect(lambda _: self.reload())
        self.head.addWidget(self.tab)
        self.bar = WorkBar(context)
        self.tables, self.packs, self.backups = (
            Tables(context, self.bar),
            Packs(context, self.bar),
            Backups(context, self.bar),
        )
        self.imports = Imports(context, self.bar)
        self._tabs: dict[str, QWidget] = {
            TABLES: self.tables,
            PACKS: self.packs,
            BACKUPS: self.backups,
            IMPORTS: self.imports,
        }
        for widget in self._tabs.values():
            self.body.addWidget(widget, 1)
        self.body.addWidget(self.bar)

    def reload(self) -> None:
        """Show the chosen tab and read its list again."""
        for name, widget in self._tabs.items():
            widget.setVisible(name == self.tab.value)
        if self.tab.value == PACKS:
            self.packs.reload()
        elif self.tab.value == BACKUPS:
            self.backups.reload()
        elif self.tab.value == IMPORTS:
            self.imports.reload()
