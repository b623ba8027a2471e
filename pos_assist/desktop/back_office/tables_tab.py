"""Tables: the catalog to Excel and back. Nothing is written before its changes were shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from pos_assist.desktop.back_office.file_rows import DryRow, dry_rows
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    WorkBar,
    button,
    choice,
    column,
    label,
    pick,
    row,
    widen,
)
from pos_assist.desktop.shared.file_dialogs import file_to_open, file_to_write
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.exchange.catalog.catalog_files import KINDS
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.i18n.record_texts import columns_text, kind_text
from pos_assist.i18n.translate import language, tr, trn


class Tables(QWidget):
    """Writes a table to CSV or XLSX; reads one and shows its changes before they are applied."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self.plan: Plan | None = None
        self._path: Path | None = None
        self.kind = choice([(kind, kind_text(kind)) for kind in KINDS])
        pick(self.kind, "pairings")
        widen(self.kind)
        self.kind.setAccessibleName(tr("Which table"))
        self.form = choice((("xlsx", tr("Excel (.xlsx)")), ("csv", tr("CSV"))))
        widen(self.form)
        self.form.setAccessibleName(tr("Which kind of file"))
        self.out = button(tr("Write to a file…"), self._ask_out)
        self.come = button(tr("Look at a file…"), self._ask_in)
        self.whole = QCheckBox(tr("The file is the whole list: what is not in it goes"))
        self.whole.clicked.connect(lambda: self._path and self.dry_run(self._path))
        self.message = label(
            tr("Choose a file: what it would change is shown first, and nothing is written until you say so."),
            "dim",
            wrap=True,
        )
        self.table: RecordTable[DryRow] = RecordTable(
            (
                TableColumn("", lambda x: x.mark, 96, ink=lambda x: x.ink, bold=True),
                TableColumn(tr("Row"), lambda x: x.row, 64, right=True, ink=lambda _: "dim"),
                TableColumn(tr("What"), lambda x: x.title, 230, bold=True),
                TableColumn(tr("Differences"), lambda x: x.text, ink=lambda x: "saving" if x.bad else "ink"),
            ),
            tr("What the file would change"),
            tr("No file has been looked at."),
        )
        self.take = button(tr("Take it over"), self.apply, "primary")
        self.take.setEnabled(False)
        self.switch = button(tr("Make the shop's prices as those of this file"), self._switch_prices)
        self.switch.hide()
        self.setLayout(
            column(
                row(label(tr("Out"), "head"), self.kind, self.form, self.out, None),
                row(label(tr("In"), "head"), self.come, self.whole, None),
                self.message,
                self.table,
                row(self.switch, None, self.take),
            )
        )

    def write(self, path: Path) -> None:
        """Write the chosen table to that file."""
        kind = self.kind.currentData()
        rows = self.context.ask(lambda: self.context.manager.export(kind, path, language()))
        if rows is not None:
            self.context.messages.tell(tr("{name}: {rows}", name=path.name, rows=trn("{n} row", "{n} rows", rows)))

    def dry_run(self, path: Path) -> None:
        """The dry run, on the worker."""
        self._path = path
        whole = self.whole.isChecked()
        if self.context.work.start(
            lambda progress, _: self.context.manager.plan_import(path, whole=whole, progress=progress),
            self._show,
            self.context.messages.refuse,
        ):
            self.bar.begin(tr("Reading {name}…", name=path.name))

    def apply(self) -> None:
        """Apply the changes that were shown, all of them or none."""
        plan = self.plan
        if plan and self.context.write(
            lambda: self.context.manager.apply(plan), tr("{name} is taken over.", name=plan.file)
        ):
            self._forget()

    def _switch_prices(self) -> None:
        """The person confirms what the file's header says: the shop's prices are so, too. No price changes with it."""
        manager = self.context.manager
        other = next(x for x in Prices if x is not PRICES.of(manager.settings()))
        done = tr("“{name}” is saved.", name=tr(PRICES.label))
        if (
            self.context.write(lambda: manager.set_settings({PRICES.name: PRICES.kind.write(other)}), done)
            and self._path
        ):
            self.dry_run(self._path)

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        self.switch.setVisible(any(x.code == "other_prices_column" for x in plan.problems))
        self.table.show_rows(dry_rows(plan, self.context.say))
        counts = tr(
            "{name} ({kind}, {rows}): {added} new, {changed} changed, {gone} gone, {bad} bad cells.",
            name=plan.file, kind=kind_text(plan.kind), rows=trn("{n} row", "{n} rows", plan.rows),
            added=len(plan.of("added")), changed=len(plan.of("changed")), gone=len(plan.of("retired")),
            bad=len(plan.problems),
        )  # fmt: skip
        if plan.problems:
            counts += " " + tr("Mend the file and look at it again: nothing is taken from a file with bad cells.")
        if plan.unknown:
            counts += " " + tr("Kept without being understood: {names}.", names=", ".join(plan.unknown))
        self.message.setText("\n".join(x for x in (counts, columns_text(plan.read_as)) if x))
        self.table.choose(0)
        self.take.setEnabled(bool(plan.differences) and not plan.problems)

    def _forget(self) -> None:
        self.plan = self._path = None
        self.table.show_rows(list[DryRow]())
        self.message.setText("")
        self.take.setEnabled(False)
        self.switch.hide()

    def _ask_out(self) -> None:
        kind, form = self.kind.currentData(), self.form.currentData()
        if path := file_to_write(self, tr("Write to a file…"), f"{kind}.{form}", f"*.{form}"):
            self.write(path)

    def _ask_in(self) -> None:
        if path := file_to_open(
            self, tr("Look at a file…"), f"{tr('Tables')} (*.xlsx *.xls *.ods *.csv *.tsv *.txt);;{tr('All files')} (*)"
        ):
            self.dry_run(path)
