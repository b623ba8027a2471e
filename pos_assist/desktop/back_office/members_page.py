"""Members: who comes new, comes back or stays away; what is stored about one, given out or forgotten.

This page is for who may enter the back office; at the counter nobody sees a history.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from pos_assist.desktop.back_office.page_context import PageContext, Progress
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    beside,
    button,
    card,
    column,
    form_card,
    label,
    line_edit,
    row,
)
from pos_assist.desktop.shared.file_dialogs import file_to_write
from pos_assist.desktop.shared.plain_label import PlainMessageBox
from pos_assist.domain.members import Forgotten, Member
from pos_assist.i18n.member_texts import basket_words, comeback_words, forgotten_words, label_of, people_words
from pos_assist.i18n.translate import tr, trn
from pos_assist.learning.comeback import MemberReport
from pos_assist.services.management.members import MOST_OF_A_NAME

SIDE = 288  # in English and at 1024 points a name has room beside it


class MembersPage(Page):
    """The groups above, the list of members, and at the right what may be done with the chosen one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Members"))
        self._visits: dict[str, tuple[int, str]] = {}
        self.groups = tuple(label("", "head") for _ in range(3))
        self.baskets, self.comeback = label("", wrap=True), label("", wrap=True)
        heads = (tr("First visit"), tr("Coming back"), tr("Staying away"))
        groups = (row(label(head, "dim"), None, figure) for head, figure in zip(heads, self.groups, strict=True))
        self.span = label("", "dim", wrap=True)
        self.table: RecordTable[Member] = RecordTable(
            (
                TableColumn(tr("Member"), lambda x: x.label or tr("No name"), bold=True),
                TableColumn(
                    tr("Agreed on"), lambda x: x.consent.isoformat() if x.consent else "–", 120, ink=lambda _: "dim"
                ),
                TableColumn(tr("Visits"), lambda x: f"{self._of(x)[0]:,}", 80, right=True),
                TableColumn(tr("Last visit"), lambda x: self._of(x)[1], 120, right=True, ink=lambda _: "dim"),
            ),
            tr("Members"),
            tr("Nobody has a card yet. A card that is scanned at the counter becomes a member's."),
        )
        self.name = label("", "head", wrap=True)
        self.about = label("", "dim", wrap=True)
        self.naming = line_edit(tr("Name, where the customer wants it"))
        self.naming.setMaxLength(MOST_OF_A_NAME)
        self.naming.setAccessibleName(tr("Name"))
        self.naming.textEdited.connect(lambda _: self._may_rename())
        self.naming.returnPressed.connect(self._rename)
        self.rename = button(tr("Save the name"), self._rename)
        self.export = button(tr("Write out what is stored…"), self._export)
        self.forget = button(tr("Forget this customer…"), self._forget, "danger")
        self.copies = button(tr("Write older backups again"), self._rewrite)
        self.left = label("", "dim", wrap=True)
        self.side = form_card(
            column(
                self.name, self.about, self.naming, self.rename, self.export, self.forget, None, self.left, self.copies
            )
        )
        self.side.setFixedWidth(SIDE)
        report = row(column(*groups, None), column(self.span, self.baskets, self.comeback, None, space=4), space=24)
        for part, share in enumerate((2, 5)):
            report.setStretch(part, share)
        self.body.addWidget(card(report))
        self.body.addLayout(beside(self.table, self.side), 1)
        self.table.chosen.connect(self._look)
        self.member: Member | None = None
        context.receipts_changed.connect(self.reload)

    def reload(self) -> None:
        """Read members and groups again."""
        members = self.context.shop.members
        self._visits = members.last_visits()
        every = members.every()
        self.message.setText(trn("{n} member", "{n} members", len(every)))
        self._show(members.report())
        self.table.show_rows_again(every, self.member, lambda x: x.id)
        if not every:
            self._look(None)
        self._tell_left(members.left_over())

    def _show(self, report: MemberReport) -> None:
        for figure, n in zip(self.groups, (report.new, report.returning, report.lapsed), strict=True):
            figure.setText(people_words(n))
        self.span.setText(
            tr(
                "Of the last {days} days: came for the first time, came again, have not come. Groups of fewer than 5 are not shown.",
                days=report.days,
            )
        )
        self.baskets.setText(basket_words(report, self.context.shop.currency))
        self.comeback.setText(comeback_words(report))

    def _of(self, member: Member) -> tuple[int, str]:
        return self._visits.get(member.id, (0, "–"))

    def _look(self, member: Member | None) -> None:
        self.member = member
        self.name.setText(label_of(member) if member else "")
        self.about.setText(
            ""
            if member is None
            else tr("Agreed on {day}", day=member.consent.isoformat())
            if member.consent
            else tr("From a file of past receipts: when he or she agreed is not known.")
        )
        self.naming.setText(member.name if member else "")
        self.naming.setCursorPosition(0)
        self.naming.setEnabled(member is not None)
        self._may_rename()
        self.export.setEnabled(member is not None)
        self.forget.setEnabled(member is not None)

    def _may_rename(self) -> None:
        self.rename.setEnabled(self.member is not None and self.naming.text().strip() != self.member.name)

    def _rename(self) -> None:
        member, name = self.member, self.naming.text().strip()
        if member is None or name == member.name:
            return
        members = self.context.shop.members
        if self.context.do(lambda: members.rename(member.id, name), tr("The name was saved.")):
            self.reload()

    def _export(self) -> None:
        member = self.member
        if member is None:
            return
        path = file_to_write(self, tr("Write out what is stored…"), "member.json", "JSON (*.json)")
        if path:
            members = self.context.shop.members
            self.context.do(lambda: members.write_export(member.id, path), tr("Written to {file}.", file=path.name))

    def _forget(self) -> None:
        member = self.member
        if member is None or not self._sure(member):
            return
        members = self.context.shop.members
        if self.context.work.start(
            lambda _progress, _cancelled: members.forget(member.id), self._forgotten, self.context.messages.refuse
        ):
            self.forget.setEnabled(False)

    def _sure(self, member: Member) -> bool:
        box = PlainMessageBox(
            QMessageBox.Icon.Warning,
            tr("Forget this customer…"),
            tr(
                "Forget {label}? The sales stay, but nothing links them to this customer any more. It cannot be undone.",
                label=label_of(member),
            ),
            self,
        )
        yes = box.addButton(tr("Forget"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is yes

    def _forgotten(self, left: Forgotten) -> None:
        self.member = None
        self.reload()
        self.context.messages.tell(" ".join(forgotten_words(left)[:2]))

    def _tell_left(self, left: Forgotten) -> None:
        self.left.setText("" if not left.copies else "\n".join(forgotten_words(left)[1:]))
        self.copies.setVisible(bool(left.copies))
        self.copies.setEnabled(True)

    def _rewrite(self) -> None:
        members = self.context.shop.members

        def job(progress: Progress, _cancelled: object) -> list[Path]:
            return members.rewrite_copies(progress)

        if self.context.work.start(job, self._rewritten, self.context.messages.refuse):
            self.copies.setEnabled(False)

    def _rewritten(self, failed: Sequence[Path]) -> None:
        left = self.context.shop.members.left_over()
        self._tell_left(left)
        self.context.messages.tell(forgotten_words(left, failed)[1])
