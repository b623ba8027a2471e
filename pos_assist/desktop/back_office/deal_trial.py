"""A set tried on past receipts, through the real pricing, before it goes live: on the worker, with a way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import WorkBar, button, card, choice, clear, column, label, row, widen
from pos_assist.desktop.shared.painting import money, without_tax
from pos_assist.domain.deals import Deal
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.deal_replay import Replay


def periods() -> tuple[tuple[str, str], ...]:
    """How far back, counted from the newest receipt."""
    return (
        ("28", tr("the last 4 weeks")),
        ("7", tr("the last week")),
        ("91", tr("the last 3 months")),
        ("", tr("all receipts")),
    )


class DealTrial(QWidget):
    """`typed` gives the set as it stands in the designer."""

    def __init__(self, context: PageContext, typed: Callable[[], Deal]) -> None:
        super().__init__()
        self.context = context
        self._typed = typed
        self._tried: Deal | None = None
        self.result: Replay | None = None
        self.period = choice(periods())
        widen(self.period)
        self.period.setAccessibleName(tr("Which receipts"))
        self.go = button(tr("Try it on past receipts"), self.start, "plain", "Ctrl+T")
        self.bar = WorkBar(context)
        self.figures = QVBoxLayout()
        self.figures.setSpacing(6)
        self.setLayout(
            column(
                label(tr("What it would have done"), "head"),
                row(self.period, None),
                row(self.go, None),
                self.bar,
                self.figures,
            )
        )

    def allow(self, on: bool) -> None:
        """Whether there is a set to try."""
        self.go.setEnabled(on)

    def forget(self) -> None:
        """Discard the result when another set is chosen."""
        self.result = self._tried = None
        clear(self.figures)

    def stale(self) -> None:
        """The set was changed: figures of another one must not stand beside it."""
        if self.result is not None:
            self.forget()

    def start(self) -> None:
        """Begin the trial on past receipts, on the worker."""
        deal = self.context.ask(self._typed)
        if deal is None:
            return
        since = self._since()
        deals = self.context.manager.with_deal(deal)
        self.forget()
        if self.context.work.start(
            lambda progress, cancel: self.context.manager.replay(deals, since, progress=progress, cancel=cancel),
            lambda result: self._show(deal, result),
            self.context.messages.refuse,
        ):
            self.bar.begin(tr("Pricing past receipts…"))

    def _since(self) -> date | None:
        days = self.period.currentData()
        newest = self.context.shop.till.past.find("", 1)
        return newest[0].sold_at.date() - timedelta(days=int(days) - 1) if days and newest else None

    def _show(self, deal: Deal, result: Replay) -> None:
        self._tried, self.result = deal, result
        clear(self.figures)
        if result.cancelled:
            self.figures.addWidget(label(tr("Stopped after {n} receipts.", n=f"{result.receipts:,}"), "dim"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(0)
        known = result.cost_known / result.list_total if result.list_total else 0.0
        figures = (
            (f"{result.touched:,}", tr("of {n} receipts touched", n=f"{result.receipts:,}")),
            (money(result.given), without_tax(tr("more discount given"))),
            (
                money(result.margin) if known else "–",
                tr("margin left on those (cost known for {share:.0%})", share=known),
            ),
        )
        for i, (figure, words) in enumerate(figures):
            grid.addWidget(label(figure, "figure"), 0, i)
            grid.addWidget(label(words, "dim", wrap=True), 1, i)
            grid.setColumnStretch(i, 1)
        self.figures.addWidget(card(grid, "sunken"))
        for words in self._sentences(deal, result):
            self.figures.addWidget(label(words, "dim", wrap=True))

    def _sentences(self, deal: Deal, result: Replay) -> list[str]:
        names = {x.id: x.name or x.id for x in self.context.manager.with_deal(deal)}
        said = []
        formed = result.uses.get(deal.id, 0)
        if formed:
            said.append(trn("It would have been formed {n} time.", "It would have been formed {n} times.", formed))
        elif deal in self.context.shop.catalog.deals():
            said.append(tr("This set is in force as it is: change it, and see what would be different."))
        elif not result.touched:
            said.append(tr("It would have changed nothing: nobody bought it like that."))
        gone = sorted(result.displaced.items(), key=lambda x: -x[1])[:3]
        if gone:
            sets = "、".join(f"{names.get(id_, id_)} ×{n}" for id_, n in gone)
            said.append(tr("Formed less often for it: {sets}.", sets=sets))
        if result.touched and result.given:
            said.append(tr("On each of them {amount} less.", amount=money(round(result.given / result.touched))))
        if result.unproven:
            said.append(tr("{n} receipts were too large to be sure of the lowest total.", n=result.unproven))
        said.append(tr("Customers' habits are taken as they were; what the set would sell in addition is not in it."))
        return said
