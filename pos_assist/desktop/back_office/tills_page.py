"""The tills of this shop: who was here when, what is missing, what waits for a person. Everything is asked on the worker: a folder
on another computer may take its time."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_assist.desktop.back_office.file_rows import SideRow, side_rows
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    WorkBar,
    beside,
    button,
    card,
    column,
    form_card,
    label,
    line_edit,
    row,
)
from pos_assist.desktop.shared.file_dialogs import folder_to_open
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.domain.problems import Problem
from pos_assist.domain.settings import SHARED_FOLDER
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import sentence, tr, trn
from pos_assist.i18n.trial_texts import ArmFigures, arm_words, gain_words, uncertainty
from pos_assist.services.management.pack_exchange import OURS, THEIRS, PackPreview, Side
from pos_assist.services.sharing.share_status import PublishedTill, ShareStatus
from pos_assist.services.sharing.shop_sharing import Brought, ConflictRow, ShopSharing

_SIDE = 320  # px


class _Asked(NamedTuple):
    """What the worker found out."""

    status: ShareStatus
    conflicts: list[tuple[ConflictRow, Side]]


class TillsPage(Page):
    """The folder, the tills at the left, what a person must decide at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Tills of this shop"))
        self.now = button(tr("Give and take now"), self._exchange, "primary")
        self.head.addWidget(self.now)
        self.folder = line_edit(tr("A folder that every till reaches"))
        self.folder.setAccessibleName(tr("Folder shared by the tills"))
        self.folder.editingFinished.connect(self._set_folder)
        self.choose = button(tr("Choose…"), self._choose)
        self.bar = WorkBar(context)
        self.state = label("", "dim", wrap=True)
        self.table: RecordTable[PublishedTill] = RecordTable(
            (
                TableColumn(tr("Till"), lambda x: x.till + (tr(" (this one)") if x.ours else ""), 100, bold=True),
                TableColumn(tr("Last seen"), _seen, 106, ink=lambda _: "dim"),
                TableColumn(tr("Receipts"), lambda x: f"{x.receipts:,}", 90, right=True, wide=600),
                TableColumn(tr("Missing"), _missing, 0, ink=lambda x: "saving" if x.missing else "dim"),
                TableColumn(tr("Clock"), _skew, 72, ink=lambda x: "saving" if x.skew else "dim"),
                TableColumn(tr("Packs"), _packs, 84, ink=lambda x: "upgrade_ink" if x.behind else "dim"),
            ),
            tr("Tills of this shop"),
            tr("No till has been in the folder yet."),
        )
        self.conflicts: RecordTable[SideRow] = RecordTable(
            (TableColumn(tr("Record"), lambda x: x.title, bold=True),),
            tr("Edited on both sides"),
            tr("Nothing was edited on both sides."),
        )
        self.conflicts.setMinimumHeight(3 * TOUCH)
        self.ours, self.theirs = label("", wrap=True), label("", wrap=True)
        self.keep = button(tr("Keep ours"), lambda: self._pick(OURS))
        self.take = button(tr("Take theirs"), lambda: self._pick(THEIRS))
        self.unknown = label("", wrap=True)
        self.trust = button(tr("I know this key: trust it"), self._trust)
        sides = QVBoxLayout()
        for words, text in ((tr("Ours"), self.ours), (tr("Theirs"), self.theirs)):
            sides.addWidget(card(column(label(words, "dim"), text, space=2), "sunken", 8))
        self.side = form_card(
            column(
                label(tr("Edited on both sides"), "head"), self.conflicts, sides, row(self.keep, self.take),
                label(tr("New makers of packs"), "head"), self.unknown, self.trust,
            )
        )  # fmt: skip
        self.side.setFixedWidth(_SIDE)
        self.results = label("", wrap=True)
        self.all_shops = card(
            column(label(tr("All shops together, by headquarters"), "head"), self.results, space=4), "sunken", 10
        )
        main = QWidget()
        lines = column(
            row(label(tr("Folder"), "head"), self.folder, self.choose), self.state, self.bar, self.table, self.all_shops
        )
        lines.setContentsMargins(0, 0, 0, 0)
        main.setLayout(lines)
        self.body.addLayout(beside(main, self.side), 1)
        self.conflicts.chosen.connect(lambda _: self._show_sides())
        self._rows: list[tuple[ConflictRow, SideRow]] = []
        self._unknown: list[PackPreview] = []
        self._show(None)

    def reload(self) -> None:
        """Ask the folder again."""
        self.folder.setText(self.context.shop.setting(SHARED_FOLDER))
        sharing = self.context.shop.shared()
        if sharing is None:
            self._show(None)
            return
        if self.context.work.start(lambda *_: _ask(sharing), self._show, self.context.messages.refuse):
            self.bar.begin(tr("Looking into the folder…"))

    def _show(self, asked: _Asked | None) -> None:
        status = asked.status if asked else None
        self.now.setEnabled(status is not None)
        self._rows = []
        if asked:
            shown = side_rows([side for _, side in asked.conflicts], {}, self.context)
            by_key = {x.key: x for x in shown}
            self._rows = [(found, by_key[side.kind, side.key]) for found, side in asked.conflicts]
        self._unknown = status.pending.unknown if status else []
        self.table.show_rows(status.tills if status else [])
        self.conflicts.show_rows([x for _, x in self._rows])
        self.conflicts.choose(0)
        self._show_sides()
        self.state.setText(_words(status, self.context.shop.sharing.trouble))
        results = _results(status)
        self.results.setText(results)
        self.all_shops.setVisible(bool(results))
        self.message.setText(trn("{n} till", "{n} tills", len(status.tills)) if status else "")
        makers = [
            sentence(x.key_changed()) if x.trust == "changed" else f"{x.pack.name}\n{fingerprint(x.pack.key)}"
            for x in self._unknown
        ]
        self.unknown.setText("\n".join(makers) or tr("None waits."))
        self.trust.setEnabled(bool(makers))

    def _show_sides(self) -> None:
        chosen = self.conflicts.current
        self.ours.setText(chosen.ours if chosen else "–")
        self.theirs.setText(chosen.theirs if chosen else "–")
        for press in (self.keep, self.take):
            press.setEnabled(chosen is not None)

    def _choose(self) -> None:
        chosen = folder_to_open(self, tr("Folder shared by the tills"))
        if chosen:
            self.folder.setText(str(chosen))
            self._set_folder()

    def _set_folder(self) -> None:
        text = self.folder.text().strip()
        if text == self.context.shop.setting(SHARED_FOLDER):
            return
        if text and not Path(text).is_dir():
            self.context.messages.tell(
                tr("There is no folder {folder}. Make it first, or choose another.", folder=text)
            )
            return
        manager = self.context.manager
        if self.context.write(
            lambda: manager.set_settings({SHARED_FOLDER.name: text or None}), tr("The folder is set.")
        ):
            self.context.shop.sharing.begin()
            self.reload()

    def _exchange(self) -> None:
        sharing = self.context.shop.shared()
        if sharing is None:
            return

        if self.context.work.start(lambda *_: sharing.exchange(), self._exchanged, self.context.messages.refuse):
            self.bar.begin(tr("Giving and taking…"))

    def _exchanged(self, done: Brought) -> None:
        words = [
            trn("Took in {n} receipt of other tills.", "Took in {n} receipts of other tills.", done.sales.receipts)
        ]
        if done.packs:
            words.append(trn("Took {n} pack over.", "Took {n} packs over.", done.packs))
            self.context.changed.emit()
        self.context.messages.tell(" ".join([*words, *(sentence(x) for x in done.troubles[:1])]))
        self.reload()

    def _pick(self, side: str) -> None:
        sharing, at = self.context.shop.shared(), self.conflicts.current
        found = next((x for x, shown in self._rows if shown is at), None)
        if sharing is None or found is None:
            return
        manager = self.context.manager
        if self.context.do(lambda: sharing.pick(found, side, manager.who), tr("Settled. The other tills hear of it.")):
            self.context.changed.emit()
            self.reload()

    def _trust(self) -> None:
        sharing = self.context.shop.shared()
        if sharing is None:
            return
        who, keys = self.context.manager.who, [x.pack.key for x in self._unknown]  # just those that are shown
        if self.context.work.start(
            lambda *_: sharing.bring(who, keys=keys), self._exchanged, self.context.messages.refuse
        ):
            self.bar.begin(tr("Giving and taking…"))


def _ask(sharing: ShopSharing) -> _Asked:
    status = sharing.status()
    found = []
    for x in status.conflicts:
        ours, theirs = sharing.sides(x)
        found.append((x, Side(x.kind, x.key, None, ours, theirs)))
    return _Asked(status, [(x, side) for x, side in found if side.ours != side.theirs])


def _seen(till: PublishedTill) -> str:
    return f"{till.last_seen:%m/%d %H:%M}" if till.last_seen else tr("not yet")


def _missing(till: PublishedTill) -> str:
    return ", ".join(f"{first}–{last}" for first, last in till.missing) or "–"


def _skew(till: PublishedTill) -> str:
    return tr("{n} min off", n=round(till.skew / 60)) if till.skew else tr("on time")


def _packs(till: PublishedTill) -> str:
    return tr("older pack") if till.behind else tr("newest")


def _results(status: ShareStatus | None) -> str:
    """What headquarters found over all shops, a line an arm and what offers bring; empty where it has told nothing yet."""
    arms = {x.arm: ArmFigures(x.orders, x.mean, x.error) for x in status.trials} if status else {}
    words = [
        trn("{arm}: {count} order, {mean} on average ({doubt})", "{arm}: {count} orders, {mean} on average ({doubt})", x.orders,
            count=f"{x.orders:,}", arm=arm_words(arm), mean=money(round(x.mean)), doubt=uncertainty(x))
        for arm, x in arms.items()
    ]  # fmt: skip
    if {"offers", "control"} <= arms.keys():
        words.append(gain_words(arms["offers"], arms["control"]))
    return "\n".join(words)


def _words(status: ShareStatus | None, last_round: Problem | None) -> str:
    if status is None:
        return tr("This till works alone. Choose a folder that every till of the shop reaches; nothing else is needed.")
    trouble = status.trouble or last_round  # what the till met in its last round, such as a full disk
    words = [sentence(trouble)] if trouble else []
    words += [
        tr("Two tills are called {till}: give each a number of its own (Settings → The shop → Till).", till=number)
        for number in status.same_number
    ]
    words.append(
        trn("{n} receipt of this till is not in the folder yet.", "{n} receipts of this till are not in the folder yet.", status.waiting)
        if status.waiting
        else tr("Everything that was sold here is in the folder.")
    )  # fmt: skip
    if status.imported:
        words.append(trn("{count} past receipt read out of a file is there for headquarters.", "{count} past receipts read out of files are there for headquarters.", status.imported, count=f"{status.imported:,}"))  # fmt: skip
    if status.set_aside:
        words.append(trn("{n} file could not be read; it is tried again.", "{n} files could not be read; they are tried again.", len(status.set_aside)))  # fmt: skip
    return " ".join(words)
