"""Two sides of what differs, beside each other: here and in a pack, today and in a backup."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.file_rows import SideRow
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    card,
    column,
    label,
)
from pos_assist.i18n.translate import tr


def side_table(first: str, second: str, name: str, empty_text: str) -> RecordTable[SideRow]:
    """A table of `SideRow`: what differs, as it is here and there. `first`, `second`: the titles of both; `empty_text`: said where nothing does."""
    return RecordTable(
        (
            TableColumn("", lambda x: x.mark, 110, ink=lambda x: x.ink, bold=True),
            TableColumn(tr("What"), lambda x: x.title, 230, bold=True),
            TableColumn(first, lambda x: x.ours),
            TableColumn(second, lambda x: x.theirs, ink=lambda _: "accent_ink"),
        ),
        name,
        empty_text,
    )


def inside_box(table: RecordTable[SideRow]) -> QWidget:
    """Every field in which the chosen record differs, where its row has no room for all of them."""
    lines = label("", wrap=True)
    box = card(column(lines), "sunken", 8)
    box.hide()

    def show(chosen: SideRow | None) -> None:
        lines.setText(chosen.inside if chosen else "")
        box.setVisible(bool(chosen and chosen.inside))

    table.chosen.connect(show)
    return box
