"""Results: does it help? The one number with its uncertainty first, then where offers are taken and where not."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.widgets import (
    Page,
    WorkBar,
    button,
    card,
    choice,
    clear,
    column,
    label,
    widen,
)
from pos_assist.desktop.shared.charts import IntervalChart, ShareChart
from pos_assist.desktop.shared.file_dialogs import file_to_write
from pos_assist.desktop.shared.painting import money, plus_money, without_tax
from pos_assist.desktop.shared.scrolling import Scrolled
from pos_assist.domain.offers import Moment
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.result_texts import day_name, one_card
from pos_assist.i18n.translate import tr, trn
from pos_assist.learning.effect import EffectReport, Share
from pos_assist.system import clock

ENOUGH = 40  # showings before a pairing is judged
POOR = 0.10  # of them accepted: worth a look
MOST = 14  # bars of one chart


class ResultsPage(Page):
    """Read on the worker: it looks at every sale of the time asked for."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Results"))
        self.report: EffectReport | None = None
        self.since = choice(
            (("28", tr("the last 4 weeks")), ("7", tr("the last week")), ("91", tr("the last 3 months")), ("", tr("from the beginning"))),
            lambda _: self.reload(),
        )  # fmt: skip
        widen(self.since)
        self.since.setAccessibleName(tr("Which time"))
        self.export = button(tr("Save as CSV…"), self._export)
        self.head.addWidget(self.since)
        self.head.addWidget(self.export)
        self.bar = WorkBar(context)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(10)
        sheet = QWidget()
        sheet.setLayout(self.inside)
        area = Scrolled(sheet)
        self.body.addWidget(self.bar)
        self.body.addWidget(area, 1)

    def reload(self) -> None:
        """Ask the worker; what is shown stays until it answers."""
        days = self.since.currentData()
        since = clock.now() - timedelta(days=int(days)) if days else None
        if self.context.work.start(
            lambda _p, _c: self.context.manager.effect(since), self._show, self.context.messages.refuse
        ):
            self.bar.begin(tr("Reading the sales…"))

    def _show(self, report: EffectReport) -> None:
        self.report = report
        clear(self.inside)
        self.export.setEnabled(bool(report.all_offers.shown))
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._verdict(report), 3)
        top.addWidget(self._counts(report), 2)
        self.inside.addLayout(top)
        if report.all_offers.shown:
            middle = QHBoxLayout()
            middle.setSpacing(12)
            pairings = {
                f"{k.trigger} → {k.offered}" if k.trigger else k.offered: v for k, v in report.by_pairing.items()
            }
            hours = {tr("{hour} o’clock", hour=k): v for k, v in report.by_hour.items()}
            days = {day_name(k): v for k, v in report.by_weekday.items()}
            moments = {_moment(k): v for k, v in report.by_moment.items()}
            middle.addWidget(_chart(tr("How often each is accepted"), pairings), 3)
            right = column(
                _chart(tr("By weekday"), days),
                _chart(tr("By hour"), hours),
                _chart(tr("By moment"), moments),
                None,
                space=10,
            )
            side = QWidget()
            side.setLayout(right)
            middle.addWidget(side, 2)
            self.inside.addLayout(middle)
        self.inside.addStretch(1)

    def _verdict(self, report: EffectReport) -> QWidget:
        yen = report.yen
        parts: list[QWidget] = [label(tr("What the offers bring per order"), "head")]
        if not yen.control and not report.control_share:
            parts.append(label("–", "figure"))
            parts.append(
                label(
                    tr(
                        "Nobody can tell yet: every order sees offers. Let one order in ten see none (control share 10 %), and this page says what the offers bring."
                    ),
                    "dim", wrap=True,
                )
            )  # fmt: skip
            self.control = button(tr("Let 1 order in 10 see no offers"), self._start_control, "primary")
            parts.append(self.control)
            return card(column(*parts, None))
        counts = tr("{treated} orders with offers, {control} without", treated=yen.treated, control=yen.control)
        if yen.interval is None:
            parts += [
                label("–", "figure"),
                label(tr("Not enough orders yet: about {n} more.", n=yen.missing), "dim", wrap=True),
            ]
            return card(column(*parts, label(counts, "dim"), None))
        said = (
            (tr("The offers bring more.") if yen.value > 0 else tr("The orders with offers bring less."))
            if yen.significant
            else tr("It cannot be told from nothing yet: about {n} orders more.", n=yen.missing)
            if yen.missing
            else tr("If they bring anything, it is little.")
        )
        parts += [
            label(tr("{value} per order", value=plus_money(round(yen.value))), "figure"),
            IntervalChart(yen.value, *yen.interval),
            label(
                said, "good" if yen.significant and yen.value > 0 else "bad" if yen.significant else "dim", wrap=True
            ),
            label(counts, "dim"),
        ]
        return card(column(*parts, None))

    def _counts(self, report: EffectReport) -> QWidget:
        offers = report.all_offers
        parts: list[QWidget] = [label(tr("Offers"), "head")]
        if not offers.shown:
            parts.append(
                label(
                    tr("Nothing was offered in this time. Offers are counted with every sale at the counter."),
                    "dim",
                    wrap=True,
                )
            )
            return card(column(*parts, None))
        parts.append(label(f"{offers.accepted / offers.shown:.0%}", "figure"))
        parts.append(
            label(
                tr("{yes} of {n} accepted, {no} declined", yes=f"{offers.accepted:,}", n=f"{offers.shown:,}", no=f"{offers.declined:,}"),
                "dim", wrap=True,
            )
        )  # fmt: skip
        parts.append(
            label(tr("Bought because it was offered: {amount}", amount=without_tax(money(report.brought))), "dim")
        )
        parts.append(
            label(
                tr("Answered after {seconds:.1f} seconds, half of them faster.", seconds=report.answer_seconds),
                "dim",
                wrap=True,
            )
        )
        parts.append(label(one_card(report), "dim", wrap=True))
        parts += [label("→ " + words, "bad", wrap=True) for words in self._advice(report)]
        return card(column(*parts, None))

    def _advice(self, report: EffectReport) -> list[str]:
        """What to do about it: offers that are hardly ever taken."""
        poor = [
            (k, v)
            for k, v in report.by_pairing.items()
            if v.shown >= ENOUGH and v.high < max(POOR, report.all_offers.share / 2)
        ]
        return [
            tr(
                "{pairing}: only {share:.0%} accept it. Take it out?",
                pairing=f"{k.trigger} → {k.offered}",
                share=v.share,
            )
            for k, v in poor[:2]
        ]

    def _start_control(self) -> None:
        self.context.write(
            lambda: self.context.manager.set_settings({"control_share": "10"}),
            tr("From the next order on one in ten sees no offers."),
        )

    def _export(self) -> None:
        report = self.report
        if report is None:
            return
        if path := file_to_write(self, tr("Save as CSV"), "results.csv", "CSV (*.csv)"):
            self.context.do(lambda: write_report(report, path), tr("Saved: {name}", name=path))


def write_report(report: EffectReport, path: Path) -> None:
    """Write the figures shown to a CSV file. Raises Environment: file_unwritable."""
    groups = (
        (tr("By pairing"), {f"{k.trigger} → {k.offered}": v for k, v in report.by_pairing.items()}),
        (tr("By weekday"), {day_name(k): v for k, v in report.by_weekday.items()}),
        (tr("By hour"), {str(k): v for k, v in report.by_hour.items()}),
        (tr("By moment"), {_moment(k): v for k, v in report.by_moment.items()}),
    )
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            out.writerow(
                (
                    tr("Group"),
                    tr("Name"),
                    tr("Shown"),
                    tr("Accepted"),
                    tr("Declined"),
                    tr("Share"),
                    tr("from"),
                    tr("to"),
                )
            )
            for group, rows in groups:
                for what, x in rows.items():
                    text = "'" + what if what.startswith(("=", "+", "-", "@")) else what
                    out.writerow(
                        (
                            group,
                            text,
                            x.shown,
                            x.accepted,
                            x.declined,
                            f"{x.share:.4f}",
                            f"{x.low:.4f}",
                            f"{x.high:.4f}",
                        )
                    )
    except OSError as error:
        raise EnvironmentProblem("file_unwritable", file=path.name, reason=error.strerror or str(error)) from error


def _chart(title: str, shares: dict[str, Share]) -> QWidget:
    parts: list[QWidget] = [label(title, "head"), ShareChart(dict(list(shares.items())[:MOST]))]
    if len(shares) > MOST:
        parts.append(label(trn("… and {n} more", "… and {n} more", len(shares) - MOST), "dim"))
    return card(column(*parts, None))


def _moment(moment: str) -> str:
    return {
        Moment.CHOOSING: tr("while choosing"),
        Moment.CHOSEN: tr("once chosen"),
        Moment.PAYING: tr("before payment"),
        Moment.PAID: tr("after payment"),
    }[Moment(moment)]
