"""Whose packs are taken without a question, each with the key to compare by telephone; trust is withdrawn here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import button, column, label, row
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.i18n.translate import tr
from pos_assist.services.management.management import Trusted

_HEIGHT, _LOWEST = 148, 92  # px: the header and several shops; in a low window two. More scroll


class TrustedShops(QWidget):
    """Withdrawn with a second press on the same button. This shop's own key stands there to be read out to others."""

    withdrawn = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._asked = ""  # the key whose button was pressed once
        self.list: RecordTable[Trusted] = RecordTable(
            (
                TableColumn(tr("Shop"), lambda x: x.name, 300, bold=True),
                TableColumn("", lambda x: tr("this shop") if self._is_own(x.shop) else "", 110, ink=lambda _: "dim"),
                TableColumn(tr("Key"), lambda x: fingerprint(x.key)),
            ),
            tr("Shops whose packs are taken without a question"),
            tr("No other shop is trusted yet: the first pack of each asks."),
        )
        self.list.setMinimumHeight(_LOWEST)
        self.list.setMaximumHeight(_HEIGHT)
        self.withdraw = button("", self._withdraw)
        lines = column(row(label(tr("Trusted shops"), "head"), None, self.withdraw), self.list)
        lines.setContentsMargins(0, 0, 0, 0)
        self.setLayout(lines)
        self.list.chosen.connect(lambda _: self._chosen())
        self._chosen()

    def reload(self) -> None:
        """Who is trusted now."""
        self.list.show_rows(self.context.manager.trusted_shops())
        self.list.choose(0)
        self._chosen()

    def _is_own(self, shop: str) -> bool:
        return shop == self.context.manager.shop_id()

    def _chosen(self) -> None:
        chosen = self.list.current
        self._asked = ""
        self.withdraw.say(tr("Trust it no more"))
        self.withdraw.setEnabled(bool(chosen and not self._is_own(chosen.shop)))

    def _withdraw(self) -> None:
        chosen = self.list.current
        if chosen is None:
            return
        if self._asked != chosen.key:
            self._asked = chosen.key
            self.withdraw.say(tr("Really trust it no more"))
            return
        if self.context.do(
            lambda: self.context.manager.withdraw_trust(chosen.key),
            tr("The next pack of {name} asks again.", name=chosen.name),
        ):
            self.reload()
            self.withdrawn.emit()
