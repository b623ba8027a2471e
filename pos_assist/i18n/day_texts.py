"""Words of a business day for screens and tables; what is printed speaks the shop's language (`devices.day_slip`)."""

from __future__ import annotations

from collections.abc import Mapping

from pos_assist.domain.day import EntryKind
from pos_assist.domain.marking import N_
from pos_assist.i18n.translate import tr

ENTRIES: Mapping[EntryKind, str] = {
    EntryKind.FLOAT: N_("Float"),
    EntryKind.IN: N_("Cash in"),
    EntryKind.OUT: N_("Cash out"),
    EntryKind.DRAWER: N_("Drawer opened"),
    EntryKind.CLOSE: N_("Z report {number}"),
}


def entry_words(kind: EntryKind, number: int = 0) -> str:
    """The name of an entry of the day; `number`: of a close."""
    return tr(ENTRIES[kind]).format(number=number)
