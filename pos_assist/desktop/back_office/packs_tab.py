"""Packs: the catalog and the rules carried to another till, or taken from there after a look at what differs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from pos_assist.desktop.back_office.file_rows import SideRow, side_rows
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.side_table import inside_box, side_table
from pos_assist.desktop.back_office.trusted_shops import TrustedShops
from pos_assist.desktop.back_office.widgets import (
    WorkBar,
    beside,
    button,
    column,
    label,
    row,
)
from pos_assist.desktop.shared.file_dialogs import file_to_open, file_to_write
from pos_assist.exchange.packs import PATTERN, SUFFIX
from pos_assist.i18n.pack_texts import origin_text
from pos_assist.i18n.translate import left_in_pack, tr
from pos_assist.services.management.pack_exchange import BOTH, OURS, THEIRS, PackPreview


class Packs(QWidget):
    """The catalog and the rules in one signed file: made, shown, taken over."""

    def __init__(self, context: PageContext, bar: WorkBar) -> None:
        super().__init__()
        self.context, self.bar = context, bar
        self.preview: PackPreview | None = None
        self.choices: dict[tuple[str, str], str] = {}
        self.message = label(
            tr("A pack carries items, sets and rules to another till or home and back; no receipts, no PINs."),
            "dim",
            wrap=True,
        )
        self.table = side_table(
            tr("Here"), tr("In the pack"), tr("What the pack would change"), tr("No pack has been looked at.")
        )
        self.trusted = TrustedShops(context)
        self.turn = button(tr("Ours / theirs"), self._turn)
        self.trust = QCheckBox(tr("I know who made it"))
        self.trust.clicked.connect(lambda _: self._allow())
        self.take = button(tr("Take it over"), self._take, "primary")
        self.setLayout(
            column(
                beside(self.message, button(tr("Make a pack…"), self._make), button(tr("Look at a pack…"), self._ask)),
                self.table,
                inside_box(self.table),
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
        self.message.setText("")
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
        self.message.setText(said)
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


def _origin(preview: PackPreview) -> str:
    pack = preview.pack
    return origin_text(pack.name or pack.shop, pack.serial, pack.made_at, pack.key, preview.trust)
