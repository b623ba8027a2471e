"""History: who changed what and when; any change taken back, unless others built on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.change_words import (
    change_words,
    difference_texts,
    record_name,
    who_words,
)  # fmt: skip
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    beside,
    button,
    card,
    choice,
    clear,
    column,
    label,
    widen,
)
from pos_assist.desktop.shared.scrolling import Scrolled
from pos_assist.i18n.record_texts import kind_text
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.management import HistoryEntry

MOST = 500  # shown at once; older ones by kind or by item
RECORDS = 30  # of one change


class HistoryPage(Page):
    """The table of changes; at the right what the chosen one did, and the way back."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("History"))
        kinds = ("items", "departments", "upgrades", "pairings", "deals", "perks", "settings")
        self.kind = choice(
            (("", tr("Every change")), *((kind, kind_text(kind)) for kind in kinds)), lambda _: self.reload()
        )
        widen(self.kind)
        self.kind.setAccessibleName(tr("Which changes"))
        self.head.addWidget(self.kind)
        self.table = RecordTable(
            (
                TableColumn(tr("When"), lambda x: f"{x.at:%m/%d %H:%M}", 112, ink=lambda _: "dim"),
                TableColumn(tr("Who"), who_words, 100, ink=lambda _: "dim"),
                TableColumn(tr("What"), self._what, bold=True),
                TableColumn("", _state, 112, ink=lambda _: "upgrade_ink"),
                TableColumn(tr("No."), lambda x: str(x.id), 60, right=True, ink=lambda _: "faint"),
            ),
            tr("History"),
            tr("Nobody has changed anything yet."),
        )
        self.title_of_change = label("", "head", wrap=True)
        self.about = label("", "dim", wrap=True)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(6)
        sheet = QWidget()
        sheet.setLayout(self.inside)
        area = Scrolled(sheet)
        self.undo = button(tr("Take this change back"), self._undo, "primary")
        self.side = card(column(self.title_of_change, self.about, area, self.undo))
        self.side.setFixedWidth(336)
        self.body.addLayout(beside(self.table, self.side), 1)
        self.table.chosen.connect(self._look)
        self.entry: HistoryEntry | None = None

    def reload(self) -> None:
        """Read the latest changes again."""
        entries = self.context.manager.history(kind=self.kind.currentData(), limit=MOST)
        self.message.setText(trn("{n} change", "{n} changes", len(entries)))
        self.side.setVisible(bool(entries))
        self.table.show_rows_again(entries, self.entry, lambda x: x.id)

    def show_what(self, what: str) -> None:
        """Select the change with that id."""
        self.table.choose_where(lambda x: str(x.id) == what)

    def _look(self, entry: HistoryEntry | None) -> None:
        self.entry = entry
        if entry is None:
            return
        self.title_of_change.setText(self._what(entry))
        self.about.setText(
            tr("{who}, {at}: {records}", who=who_words(entry), at=f"{entry.at:%Y-%m-%d %H:%M}",
               records=trn("{n} record", "{n} records", entry.records))
        )  # fmt: skip
        self.undo.setEnabled(entry.undone_by is None and entry.records > 0)
        self.undo.say(tr("Taken back already") if entry.undone_by else tr("Take this change back"))
        clear(self.inside)
        records = self.context.manager.records(entry.id)
        for record in records[:RECORDS]:
            mark = tr("new") if record.before is None else tr("removed") if record.after is None else ""
            head = f"{kind_text(record.kind)}: {record_name(record)}" + (f" ({mark})" if mark else "")
            self.inside.addWidget(label(head, wrap=True))
            for name, old, new in difference_texts(record, self.context.say)[:14]:
                self.inside.addWidget(_difference(name, old, new))
        if len(records) > RECORDS:
            self.inside.addWidget(label(trn("… and {n} more", "… and {n} more", len(records) - RECORDS), "dim"))
        self.inside.addStretch(1)

    def _what(self, entry: HistoryEntry) -> str:
        return _titled(change_words(entry), self.context)

    def _undo(self) -> None:
        if self.entry:
            self.context.undo(self.entry.id)


def _state(entry: HistoryEntry) -> str:
    return tr("taken back") if entry.undone_by else ""


def _difference(name: str, old: str, new: str) -> QFrame:
    parts: Sequence[QWidget] = [
        *([label(name, "dim")] if name else []),
        *([label(f"− {old}", "bad", wrap=True)] if old else []),
        *([label(f"+ {new}", "good", wrap=True)] if new else []),
    ]
    return card(column(*parts, space=2), "sunken", 8)


def _titled(what: str, context: PageContext) -> str:
    """The codes of a pair or ladder in their items' words."""
    head, colon, rest = what.partition(": ")
    if " → " not in rest:
        return what
    items = [(context.shop.catalog.item(code), code) for code in rest.split(" → ")]
    return head + colon + " → ".join(item.title if item else code for item, code in items)
