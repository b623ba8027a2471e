"""Pairings: what the receipts teach, with its evidence, and what the manager decides about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_assist.desktop.back_office.money_field import hours_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.pairing_maker import PairingMaker
from pos_assist.desktop.back_office.preview import Preview, Rehearsal
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    Segments,
    button,
    card,
    column,
    even,
    field,
    label,
    line_edit,
    row,
)
from pos_assist.desktop.shared.painting import box, draw_text, money, width, without_tax
from pos_assist.desktop.shared.theme import TOUCH, Colors
from pos_assist.domain.hours import hours_text
from pos_assist.domain.items import Item, Pairing, PairingState
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.pairings import LearnedPair

NEW, OF, WITH = "new", "of", "with"


def state_words(pair: LearnedPair) -> str:
    """Return the manager's decision about a pair, in words."""
    decision = pair.decision
    if decision is None:
        return tr("learned")
    return {
        PairingState.PINNED: tr("pinned"),
        PairingState.BLOCKED: tr("blocked"),
        PairingState.LEARNED: tr("left to the receipts"),
    }[decision.state]


class PairingsPage(Page):
    """Three ways to look: the queue of new pairs, what an item brings up, what brings an item up."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Pairings"))
        self.pair: LearnedPair | None = None
        self.item = ""
        self._rehearsal = Rehearsal(context.shop)
        self.ways = Segments(
            ((NEW, tr("To look at")), (OF, tr("Offered with an item")), (WITH, tr("Where an item is offered")))
        )
        self.ways.chosen.connect(lambda _: self.reload())
        self.head.addWidget(self.ways)
        self.add = button(tr("Add a pairing"), self.new, "primary", "Ctrl+N")
        self.head.addWidget(self.add)
        self.maker = PairingMaker(context)
        self.maker.hide()
        self.maker.made.connect(self._made)
        self.maker.left.connect(lambda: self._making(on=False))
        self.search = line_edit(tr("Item"))
        self.search.setAccessibleName(tr("Search"))
        self.items: RecordTable[Item] = RecordTable((TableColumn(tr("Item"), lambda x: x.title),), tr("Items"))
        self.items.horizontalHeader().hide()
        self.left = QWidget()
        self.left.setLayout(column(self.search, self.items))
        self.left.setFixedWidth(214)
        self.table = RecordTable(
            (
                TableColumn(tr("With"), lambda x: x.trigger.title),
                TableColumn(tr("Offer"), lambda x: x.addon.title, bold=True),
                TableColumn(tr("Bought together"), _together, 176, paint=_paint_together),
                TableColumn(tr("Beyond chance"), lambda x: f"×{x.evidence.times:.1f}", 134, right=True),
                TableColumn(tr("Offered"), _offered, 126, right=True, ink=lambda _: "dim", wide=820),
                TableColumn(tr("Brought"), lambda x: money(x.answers.yen) if x.answers.yen else "–", 84, right=True, ink=lambda _: "dim", wide=820),
                TableColumn("", state_words, 132, ink=_state_ink),
            ),
            tr("Pairings"),
            tr("No pair stands out from chance that nobody has decided about. Add pairings of your own at any time."),
        )  # fmt: skip
        self.body.addWidget(self.maker, 1)
        self.lists = QWidget()
        self.lists.setLayout(_stretched(row(self.left, self.table, space=12), 1))
        self.body.addWidget(self.lists, 1)
        self.body.addWidget(self._decision())
        self.table.chosen.connect(self._look)
        self.items.chosen.connect(self._pick)
        self._rehearse = QTimer(self, singleShot=True, interval=60)  # not for each pair that is only passed by
        self._rehearse.timeout.connect(self._show_preview)
        self._timer = QTimer(self, singleShot=True, interval=90)
        self._timer.timeout.connect(self._find_items)
        self.search.textEdited.connect(lambda _text: self._timer.start())

    def _decision(self) -> QWidget:
        self.sentence = label("", "head", wrap=True)
        self.evidence = label("", "dim", wrap=True)
        self.line = line_edit(tr("the template's words; several divided by |"))
        self.reason = line_edit(tr("“The manager recommends it”"))
        self.hours = line_edit(tr("all day"))
        self.hours.setToolTip("11:00-14:00, 17:00-20:00")
        self.pin = button(tr("Pin it"), lambda: self.decide(PairingState.PINNED), "primary", "Ctrl+P")
        self.block = button(tr("Never offer"), lambda: self.decide(PairingState.BLOCKED), "danger", "Ctrl+B")
        self.leave = button(tr("Leave to the receipts"), lambda: self.decide(PairingState.LEARNED), "plain", "Ctrl+L")
        self.up = button("▲", lambda: self._move(-1))
        self.down = button("▼", lambda: self._move(1))
        for arrow, words in ((self.up, tr("Offer it earlier")), (self.down, tr("Offer it later"))):
            arrow.setFixedWidth(TOUCH)
            arrow.setToolTip(words)
            arrow.setAccessibleName(words)
        self.preview = Preview()
        self.preview.setMinimumWidth(240)
        left = column(
            _stretched(row(column(self.sentence, self.evidence, space=6), self.up, self.down), 0),
            even(
                field(tr("To read aloud"), self.line),
                field(tr("Reason on the card"), self.reason),
                field(tr("Hours"), self.hours),
            ),
            row(self.pin, self.block, self.leave, None),
            space=6,
        )
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 2)
        both.addWidget(self.preview, 1)
        self.decision = card(both)
        self.decision.setFixedHeight(212)
        return self.decision

    # -- what is shown ---------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The pairs of the way of looking that is chosen."""
        self._timer.stop()
        way, manager = self.ways.value, self.context.manager
        self.left.setVisible(way != NEW)
        if way != NEW:
            if not self.items.rows.rowCount():
                self._find_items()
            pairs = manager.learned_pairs(self.item) if way == OF else manager.offered_with(self.item)
            self.message.setText(trn("{n} pair", "{n} pairs", len(pairs)))
        else:
            pairs = manager.new_pairs()
            self.message.setText(trn("{n} new pair", "{n} new pairs", len(pairs)) if pairs else tr("all looked at"))
        self.table.setColumnHidden(0, way == OF)
        before, place = self.pair, max(0, self._place())
        self.table.show_rows(pairs)
        same = before is not None and self.table.choose_where(
            lambda x: (x.trigger.code, x.addon.code) == (before.trigger.code, before.addon.code)
        )
        if not same:
            self.table.choose(min(place, len(pairs) - 1))
        self.decision.setVisible(bool(pairs) and not self.maker.isVisible())

    def show_what(self, what: str) -> None:
        """Show what is offered with that item; «+CODE»: choose what else is."""
        if what.startswith("+"):
            self._making(on=True)
            self.maker.begin(what[1:])
            return
        self._making(on=False)
        self.ways.choose(OF)
        self.item = what
        self.search.setText("")
        self._find_items()
        self.items.choose_where(lambda x: x.code == what, 30_000)
        self.reload()

    def search_for(self) -> None:
        """Into the search for an item."""
        if self.ways.value == NEW:
            self.ways.choose(OF)
            self.reload()
        self.search.setFocus()
        self.search.selectAll()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 — Qt's name
        """Close the rehearsal's file."""
        self._rehearse.stop()
        self._rehearsal.close()
        super().hideEvent(event)

    def _find_items(self) -> None:
        found = self.context.manager.list_items(self.search.text())
        self.items.show_lazily(len(found), found.rows)
        codes = found.codes
        self.items.choose(codes.index(self.item) if self.item in set(codes) else 0)

    def _pick(self, item: Item | None) -> None:
        if item is not None and item.code != self.item:
            self.item = item.code
            self.reload()

    def _place(self) -> int:
        found = self.table.selectionModel().selectedRows()
        return found[0].row() if found else 0

    def _look(self, pair: LearnedPair | None) -> None:
        self.pair = pair
        if pair is None:
            return
        e, answers, decision = pair.evidence, pair.answers, pair.decision
        self.sentence.setText(tr("{trigger} → {addon}", trigger=pair.trigger.title, addon=pair.addon.title))
        said = tr(
            "{n} of {of} receipts with {trigger} also have it ({share:.0%}), {times:.1f} times what chance would bring.",
            n=e.together, of=e.of, trigger=pair.trigger.title, share=e.share, times=e.times,
        )  # fmt: skip
        if answers.offered:
            said += " " + trn(
                "Offered once: {yes} accepted, {amount} brought.", "Offered {n} times: {yes} accepted, {amount} brought.",
                answers.offered, yes=answers.accepted, amount=without_tax(money(answers.yen)),
            )  # fmt: skip
        else:
            said += " " + tr("Not offered yet.")
        self.evidence.setText(said)
        self.line.setText(decision.line if decision else "")
        self.reason.setText(decision.reason if decision else "")
        self.hours.setText(hours_text(decision.hours) if decision else "")
        self.hours.setCursorPosition(0)
        pinned = decision is not None and decision.state == PairingState.PINNED
        self.pin.say(tr("Save") if pinned else tr("Pin it"))
        self.block.setEnabled(decision is None or decision.state != PairingState.BLOCKED)
        self.up.setVisible(pinned)
        self.down.setVisible(pinned)
        self._rehearse.start()

    def _show_preview(self) -> None:
        pair = self.pair
        if pair:
            self.preview.show_panel(pair.trigger, self._rehearsal.panel(pair.trigger.code), pair.addon.code)

    # -- a new pairing ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        """Two items, chosen by name."""
        self._making(on=True)
        self.maker.begin()

    def step_back(self) -> bool:
        """Leave the making of a pairing; True where one was under way."""
        making = self.maker.isVisible()
        if making:
            self._making(on=False)
        return making

    def _making(self, *, on: bool) -> None:
        self.maker.setVisible(on)
        self.lists.setVisible(not on)
        self.ways.setVisible(not on)
        self.add.setVisible(not on)
        self.message.setVisible(not on)
        self.decision.setVisible(not on and bool(self.table.rows.rowCount()))

    def _made(self, trigger: str, addon: str) -> None:
        titles = {code: item.title for code in (trigger, addon) if (item := self.context.shop.catalog.item(code))}
        done = tr("With {trigger}, {addon} is offered first.", trigger=titles[trigger], addon=titles[addon])
        pinned = Pairing(trigger, addon, state=PairingState.PINNED, rank=self._next_rank(trigger))
        if self.context.write(lambda: self.context.manager.save_pairing(pinned), done):
            self._making(on=False)
            self.show_what(trigger)
            self.table.choose_where(lambda x: x.addon.code == addon)
            self.line.setFocus()

    # -- what the manager decides ----------------------------------------------------------------------------------

    def decide(self, state: str) -> None:
        """Pin, block or release the chosen pair, with the words in the fields."""
        pair = self.pair
        if pair is None:
            return
        had = pair.decision or Pairing(pair.trigger.code, pair.addon.code, rank=self._next_rank(pair.trigger.code))
        hours = self.context.ask(lambda: hours_value(self.hours.text(), tr("Hours")))
        if hours is None:
            self.hours.setFocus()
            return
        new = replace(had, state=state, line=self.line.text(), reason=self.reason.text(), hours=hours)
        names = {"trigger": pair.trigger.title, "addon": pair.addon.title}
        done = {
            PairingState.PINNED: tr("With {trigger}, {addon} is offered first.", **names),
            PairingState.BLOCKED: tr("With {trigger}, {addon} is never offered.", **names),
            PairingState.LEARNED: tr("With {trigger}, the receipts decide about {addon}.", **names),
        }[state]
        self.context.write(lambda: self.context.manager.save_pairing(new), done)

    def save(self) -> None:
        """The words, the decision as it is; a pair without one is pinned. While a pairing is made: that."""
        if self.maker.isVisible():
            self.maker.finish()
        elif self.pair:
            self.decide(self.pair.decision.state if self.pair.decision else PairingState.PINNED)

    def key(self, key: Qt.Key) -> bool:
        """Handle Ctrl+P, Ctrl+B and Ctrl+L; return whether it was one of them."""
        states = {
            Qt.Key.Key_P: PairingState.PINNED,
            Qt.Key.Key_B: PairingState.BLOCKED,
            Qt.Key.Key_L: PairingState.LEARNED,
        }
        if key in states:
            self.decide(states[key])
        return key in states

    def _pinned(self, trigger: str) -> list[Pairing]:
        pairings = self.context.shop.catalog.pairings_from([trigger])
        return sorted((x for x in pairings if x.state == PairingState.PINNED), key=lambda x: (x.rank, x.addon))

    def _next_rank(self, trigger: str) -> int:
        return max((x.rank + 1 for x in self._pinned(trigger)), default=0)

    def _move(self, by: int) -> None:
        pair = self.pair
        if pair is None:
            return
        codes = [x.addon for x in self._pinned(pair.trigger.code)]
        here = codes.index(pair.addon.code)
        there = min(max(0, here + by), len(codes) - 1)
        codes.insert(there, codes.pop(here))
        self.context.write(
            lambda: self.context.manager.order_pairings(pair.trigger.code, codes),
            tr("{addon} is number {n} of {of} now.", addon=pair.addon.title, n=there + 1, of=len(codes)),
        )


def _stretched(layout: QHBoxLayout, place: int) -> QHBoxLayout:
    layout.setStretch(place, 1)
    return layout


def _together(pair: LearnedPair) -> str:
    return tr("{n} of {of}", n=pair.evidence.together, of=pair.evidence.of)


def _paint_together(p: QPainter, rect: QRect, pair: LearnedPair, c: Colors) -> None:
    """The share as a bar, its counts above it."""
    area = rect.adjusted(10, 0, -10, -1)
    text = QRect(area.left(), area.top() + 4, area.width(), 18)
    draw_text(p, text, _together(pair), 13, c.ink)
    share = f"{pair.evidence.share:.0%}"
    draw_text(p, text.adjusted(text.width() - width(share, 13) - 2, 0, 0, 0), share, 13, c.dim)
    bar = QRect(area.left(), area.top() + 25, area.width(), 6)
    box(p, bar, c.line, radius=3)
    part = round(bar.width() * min(1.0, pair.evidence.share))
    if part:
        box(p, QRect(bar.left(), bar.top(), max(6, part), 6), c.accent, radius=3)


def _offered(pair: LearnedPair) -> str:
    a = pair.answers
    return tr("{yes} of {n} yes", yes=a.accepted, n=a.offered) if a.offered else "–"


def _state_ink(pair: LearnedPair) -> str:
    if pair.decision is None:
        return "dim"
    return {PairingState.PINNED: "accent_ink", PairingState.BLOCKED: "saving"}.get(pair.decision.state, "dim")
