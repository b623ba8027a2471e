"""The register beside us: what the owner agreed to, whether it is followed and how well, and how its customer display is read."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_assist.desktop.back_office.display_tab import DisplayTab
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.relay_tab import RelayTab
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    Segments,
    button,
    card,
    column,
    form_card,
    label,
    line_edit,
    row,
    set_role,
)
from pos_assist.desktop.shared.painting import money
from pos_assist.domain.feeds import FeedRefusal
from pos_assist.i18n.feed_texts import (
    CONSENT,
    REFUSALS,
    WHAT_TO_DO,
    delay_words,
    event_words,
    feed_words,
    returns_words,
    share_words,
)
from pos_assist.i18n.translate import tr
from pos_assist.services.feeds.feed_control import FeedDay, delay_at, match_rate

STATE, DISPLAY, RELAY = "state", "display", "relay"
_READABLE = 780  # px: a line of text that is read, not looked up
_EVENTS = 4  # decisions that are shown


class FeedPage(Page):
    """Three tabs: how it stands, the display's profile, the relay."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Other register"))
        self.tab = Segments(((STATE, tr("How it stands")), (DISPLAY, tr("Set the display up")), (RELAY, tr("Relay"))))
        self.tab.chosen.connect(lambda _: self.reload())
        self.head.addWidget(self.tab)
        self.state, self.display, self.relay = StateTab(context), DisplayTab(context), RelayTab(context)
        self.tabs: dict[str, StateTab | DisplayTab | RelayTab] = {
            STATE: self.state,
            DISPLAY: self.display,
            RELAY: self.relay,
        }
        for widget in self.tabs.values():
            self.body.addWidget(widget, 1)

    def reload(self) -> None:
        """Show the chosen tab as it is now."""
        shown = self.tabs[self.tab.value]
        for tab in self.tabs.values():
            tab.setVisible(tab is shown)
        shown.reload()

    def save(self) -> None:
        """Save the display's profile, where that is looked at; likewise the relay's plan."""
        if self.tab.value == DISPLAY:
            self.display.save()
        elif self.tab.value == RELAY:
            self.relay.save()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 — Qt's name
        """Whoever goes elsewhere records no further."""
        self.display.stop()
        self.relay.stop_looking()
        super().hideEvent(event)


class StateTab(QWidget):
    """The consent, the switch, figures by day."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.state, self.what_to_do = label("", "head"), label("", "dim", wrap=True)
        self.switch = button("", self._switch)
        self.who = line_edit(tr("Name of the owner"))
        self.who.setAccessibleName(tr("Name of the owner"))
        self.who.setMaxLength(80)
        self.agree = button(tr("I agree to this"), self._agree, "primary")
        self.who.returnPressed.connect(self._agree)
        words = QVBoxLayout()
        words.setSpacing(4)
        for title, text in CONSENT:
            said = label(tr(text), wrap=True)
            said.setMaximumWidth(_READABLE)
            words.addWidget(label(tr(title), "head"))
            words.addWidget(said)
            words.addSpacing(14)
        words.addStretch()
        self.consent = form_card(words, row(self.who, self.agree))
        self.agreed = label("", "dim", wrap=True)
        self.revoke = button(tr("Take the consent back"), self._revoke, "danger")
        self.days: RecordTable[FeedDay] = RecordTable(
            (
                TableColumn(tr("Day"), lambda x: f"{x.day:%m/%d}", 76, bold=True),
                TableColumn(tr("Feed"), lambda x: feed_words(x.feed), 0, ink=lambda _: "dim"),
                TableColumn(tr("Orders"), lambda x: f"{x.orders:,}", 76, right=True),
                TableColumn(tr("Agreed"), lambda x: share_words(match_rate(x)), 90, right=True),
                TableColumn(
                    tr("Wrong"), lambda x: f"{x.wrong:,}", 96, right=True, ink=lambda x: "saving" if x.wrong else "dim"
                ),
                TableColumn(
                    tr("Unsure"), lambda x: f"{x.unsure:,}", 80, right=True,
                    ink=lambda x: "upgrade_ink" if x.unsure else "dim",
                ),
                TableColumn(tr("Returns"), _returns_words, 146, right=True, ink=lambda _: "dim"),
                TableColumn(tr("99 % within"), lambda x: delay_words(delay_at(x, 0.99)), 104, right=True, ink=lambda _: "dim"),
            ),
            tr("Figures by day"),
            tr("No order of the other register has been followed to its end yet."),
        )  # fmt: skip
        self.about_returns = label(
            tr("Returns are not taken off the results; a sale given back whole is, and is not counted here."),
            "dim", wrap=True,
        )  # fmt: skip
        self.events = label("", "dim", wrap=True)
        head = column(row(self.state, None, self.switch), self.what_to_do)
        consent = row(self.agreed, self.revoke)
        consent.setStretch(0, 1)
        self.below = card(column(self.about_returns, consent, self.events))
        layout = column(card(head), self.consent, self.days, self.below, None)
        layout.setStretchFactor(self.days, 1_000)  # all there is, where it is shown
        self.setLayout(layout)

    def reload(self) -> None:
        """As it is on disk."""
        feeds = self.context.shop.feeds
        status, refusal = feeds.status(), feeds.refusal()
        self.state.setText(tr(REFUSALS[refusal]) if refusal else tr("The other register is followed."))
        set_role(self.state, "bad" if refusal else "good")
        self.what_to_do.setText(tr(WHAT_TO_DO[refusal]) if refusal else "")
        self.what_to_do.setVisible(refusal is not None)
        agreed = status.consent is not None
        self.consent.setVisible(not agreed)
        self.days.setVisible(agreed)
        self.below.setVisible(agreed)
        self.switch.setVisible(agreed and refusal is not FeedRefusal.UNNAMED)
        self.switch.say(tr("Turn it on again") if status.off else tr("Switch it off"))
        if status.consent:
            self.agreed.setText(f"{status.consent.at:%Y/%m/%d %H:%M}  {event_words(status.consent)}")
        events = [x for x in feeds.events(_EVENTS) if x != status.consent]  # that stands above
        self.events.setVisible(bool(events))
        self.events.setText("\n".join(f"{x.at:%Y/%m/%d %H:%M}  {event_words(x)}" for x in events))
        days = feeds.days()
        self.days.show_rows(days)
        self.about_returns.setVisible(any(x.returns for x in days))

    def _agree(self) -> None:
        feeds, who = self.context.shop.feeds, self.who.text()
        if self.context.do(lambda: feeds.give_consent(who), tr("Kept with your name and today's date.")):
            self.who.clear()
        self.reload()

    def _revoke(self) -> None:
        feeds, who = self.context.shop.feeds, self.context.manager.who
        self.context.do(lambda: feeds.revoke_consent(who), tr("Nothing is read of the other register any more."))
        self.reload()

    def _switch(self) -> None:
        feeds, who = self.context.shop.feeds, self.context.manager.who
        if feeds.status().off:
            self.context.do(lambda: feeds.turn_on(who), tr("The other register is followed."))
        else:
            self.context.do(lambda: feeds.turn_off(who), tr("Switched off until somebody turns it on again."))
        self.reload()


def _returns_words(day: FeedDay) -> str:
    """How many slips of goods given back, and their sum."""
    return returns_words(day.returns, money(-day.returned))
