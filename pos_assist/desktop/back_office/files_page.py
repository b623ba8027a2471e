"""Files in and out: tables to Excel and back after a dry run, packs, backups. Nothing is written before its changes were shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from pos_assist.desktop.back_office.file_rows import DryRow, SideRow, dry_rows, side_rows
from pos_assist.desktop.back_office.imports_tab import Imports
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.trusted_shops import TrustedShops
from pos_assist.desktop.back_office.widgets import (
    Page,
    Segments,
    WorkBar,
    beside,
    button,
    card,
    choice,
    column,
    label,
    pick,
    row,
    widen,
)
from pos_assist.desktop.shared.file_dialogs import file_to_open, file_to_write
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.exchange.catalog.catalog_files import KINDS
from pos_assist.exchange.catalog.import_plan import Plan
from pos_assist.exchange.packs import PATTERN, SUFFIX
from pos_assist.i18n.pack_texts import origin_text
from pos_assist.i18n.record_texts import columns_text, kind_text
from pos_assist.i18n.translate import language, left_in_pack, tr, trn
from pos_assist.services.management.backup_restore import BackupPreview
from pos_assist.services.management.pack_exchange import BOTH, OURS, THEIRS, PackPreview

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
        self.told = label(
            tr("Choose a file: what it would change is shown first, and nothing is written until you say so."),
            "dim",
            wrap=True,
        )
        self.table = RecordTable(
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
                self.told,
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
        self.told.setText("\n".join(x for x in (counts, columns_text(plan.read_as)) if x))
        self.table.choose(0)
        self.take.setEnabled(bool(plan.differences) and not plan.problems)

    def _forget(self) -> None:
        self.plan = self._path = None
        self.table.show_rows(list[DryRow]())
        self.told.setText("")
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


def _side_table(first: str, second: str, name: str, calm: str) -> RecordTable:
    return RecordTable(
        (
            TableColumn("", lambda x: x.mark, 110, ink=lambda x: x.ink, bold=True),
            TableColumn(tr("What"), lambda x: x.title, 230, bold=True),
            TableColumn(first, lambda x: x.ours),
            TableColumn(second, lambda x: x.theirs, ink=lambda _: "accent_ink"),
        ),
        name,
        calm,
    )


def _inside(table: RecordTable) -> QWidget:
    """Every field in which the chosen record differs, where its row has no room for all of them."""
    lines = label("", wrap=True)
    box = card(column(lines), "sunken", 8)
    box.hide()

    def show(chosen: SideRow | None) -> None:
        lines.setText(chosen.inside if chosen else "")
        box.setVisible(bool(chosen and chosen.inside))

    table.chosen.connect(show)
    return box


class Packs(QWidget):
    """The catalog and the rules in one signed file: made, shown, taken over."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self.preview: PackPreview | None = None
        self.choices: dict[tuple[str, str], str] = {}
        self.told = label(
            tr("A pack carries items, sets and rules to another till or home and back; no receipts, no PINs."),
            "dim",
            wrap=True,
        )
        self.table = _side_table(
            tr("Here"), tr("In the pack"), tr("What the pack would change"), tr("No pack has been looked at.")
        )
        self.trusted = TrustedShops(context)
        self.turn = button(tr("Ours / theirs"), self._turn)
        self.trust = QCheckBox(tr("I know who made it"))
        self.trust.clicked.connect(lambda _: self._allow())
        self.take = button(tr("Take it over"), self._take, "primary")
        self.setLayout(
            column(
                beside(self.told, button(tr("Make a pack…"), self._make), button(tr("Look at a pack…"), self._ask)),
                self.table,
                _inside(self.table),
                row(self.turn, self.trust, None, self.take),
                self.trusted,
            )
        )
        self.trusted.withdrawn.connect(self.forget)
        self._allow()

    def reload(self) -> None:
        """The shops that are trusted."""
        self.trusted.reload()

    def forget(self) -> None:
        """A pack that was looked at: it was judged by a trust that is another now."""
        self.preview = None
        self.table.show_rows(list[SideRow]())
        self.told.setText("")
        self._allow()

    def preview_file(self, path: Path) -> None:
        """Show the changes a pack would make; it is read on the worker."""
        if self.context.work.start(
            lambda _p, _c: self.context.manager.preview_pack(path), self._show, self.context.messages.refuse
        ):
            self.bar.begin(tr("Reading {name}…", name=path.name))

    def _show(self, preview: PackPreview) -> None:
        self.preview = preview
        self.choices = {(x.kind, x.key): THEIRS if x.changed == THEIRS else OURS for x in preview.sides}
        said = _origin(preview)
        if preview.of(BOTH):
            said += " " + tr("Edited on both sides: choose for each whose stands.")
        said = "\n".join((said, *left_in_pack(preview.pack.left_out, preview.unusable)))
        self.told.setText(said)
        self._paint()
        self.table.choose(0)
        self._allow()

    def _paint(self) -> None:
        if self.preview:
            self.table.show_rows(side_rows(self.preview.sides, self.choices, self.context))

    def _turn(self) -> None:
        chosen: SideRow | None = self.table.current
        if chosen and self.preview:
            self.choices[chosen.key] = OURS if self.choices[chosen.key] == THEIRS else THEIRS
            place = self.table.selectionModel().selectedRows()[0].row()
            self._paint()
            self.table.choose(place)

    def _allow(self) -> None:
        preview = self.preview
        self.trust.setVisible(preview is not None and preview.trust != "known")
        self.turn.setEnabled(bool(preview and preview.sides))
        self.take.setEnabled(
            bool(preview and preview.sides)
            and ((preview is not None and preview.trust == "known") or self.trust.isChecked())
        )

    def _take(self) -> None:
        preview, trust = self.preview, self.trust.isChecked()
        if preview and self.context.write(
            lambda: self.context.manager.take_pack(preview, self.choices, trust=trust), tr("The pack is taken over.")
        ):
            self.forget()
            self.reload()

    def _make(self) -> None:
        suggested = f"{self.context.shop.path.stem}{SUFFIX}"
        if chosen := file_to_write(self, tr("Make a pack…"), suggested, f"{tr('Pack')} (*{SUFFIX})"):
            path = chosen if chosen.suffix == SUFFIX else chosen.with_name(chosen.name + SUFFIX)
            self.context.do(lambda: self.context.manager.make_pack(path), tr("Saved: {name}", name=path.name))
            self.reload()

    def _ask(self) -> None:
        if path := file_to_open(self, tr("Look at a pack…"), f"{tr('Pack')} ({PATTERN});;{tr('All files')} (*)"):
            self.preview_file(path)


class Backups(QWidget):
    """Made now, looked into, the catalog brought back as an edit that can be undone."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self.preview: BackupPreview | None = None
        self.list = RecordTable(
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
        self.told = label(
            tr("Choose a backup and look into it. Bringing its catalog back keeps every sale and can be undone."),
            "dim",
            wrap=True,
        )
        self.table = _side_table(
            tr("Today"), tr("In the backup"), tr("What differs"), tr("No backup has been looked into.")
        )
        self.make = button(tr("Back up now"), self._make)
        self.into = button(tr("Look into it"), self._look)
        self.take = button(tr("Bring the catalog back"), self._take, "primary")
        self.take.setEnabled(False)
        both = row(self.list, self.table, space=12)
        both.setStretch(1, 1)
        self.setLayout(
            column(row(self.make, self.into, None), self.told, both, _inside(self.table), row(None, self.take))
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
        self.told.setText(
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


def _origin(preview: PackPreview) -> str:
    pack = preview.pack
    return origin_text(pack.name or pack.shop, pack.serial, pack.made_at, pack.key, preview.trust)
