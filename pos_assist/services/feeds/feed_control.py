"""Whether another register may be followed at all, and how well that goes: the owner's consent, the switch, figures by day.

One home for all feeds (the local API, the customer display, receipts): each asks `FeedControl.refusal` before it reads anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil, log

from pos_assist.domain.business_day import business_date
from pos_assist.domain.feed_settings import FEED_REGISTER
from pos_assist.domain.feeds import FeedKind, FeedRefusal, TotalOutcome
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.settings import DAY_END, SHARED_FOLDER
from pos_assist.services.feeds.display.display_profile import DisplayProfile, profile_json, read_profile
from pos_assist.services.feeds.display.display_recording import Recorder
from pos_assist.storage import Storage
from pos_assist.storage.feed_records import FeedDay, FeedEvent, FeedEventKind

__all__ = ["FeedControl", "FeedDay", "FeedStatus", "delay_at", "delay_step", "match_rate"]

WRONG_IN_A_ROW = 3  # totals that do not agree, after which no feed is followed any more
_LEAST, _STEP = 0.001, 1.1  # seconds of the shortest delay that is told apart, and from one step to the next


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """How it stands. `consent`: given, and not taken back since; `off`: the newest switching off that still holds; `unnamed`: tills share a folder,
    and which register this one follows is not said."""

    consent: FeedEvent | None
    off: FeedEvent | None
    wrong_in_a_row: int
    unnamed: bool = False

    @property
    def refusal(self) -> FeedRefusal | None:
        """Why nothing is followed; None where it is."""
        if self.consent is None:
            return FeedRefusal.NO_CONSENT
        if self.off is not None:
            return FeedRefusal.WRONG_TOTALS if self.off.detail == FeedRefusal.WRONG_TOTALS else FeedRefusal.SWITCHED_OFF
        return FeedRefusal.UNNAMED if self.unnamed else None


class FeedControl:
    """Consent and switch of a shop's feeds, kept over restarts; figures by business date."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._records = storage.feeds
        self._now = now
        self.on_change: Callable[[], None] = lambda: None  # told of every decision; the feed that is open listens
        self.recorder: Recorder | None = None  # while somebody sets the display up
        self._wrong = self._records.wrong_in_a_row()
        self._delays: dict[FeedKind, Counter[int]] = {}

    # -- whether it may be followed ------------------------------------------------------------------------------------

    def status(self) -> FeedStatus:
        """How it stands, as it is on disk."""
        kind = FeedEventKind
        consent, switch = self._records.last(kind.CONSENT, kind.REVOKED), self._records.last(kind.ON, kind.OFF)
        return FeedStatus(
            consent if consent and consent.kind is kind.CONSENT else None,
            switch if switch and switch.kind is kind.OFF else None,
            self._wrong,
            bool(self._storage.catalog.setting(SHARED_FOLDER)) and not self._storage.catalog.setting(FEED_REGISTER),
        )

    def refusal(self) -> FeedRefusal | None:
        """Why nothing may be read of a feed; None where it may."""
        return self.status().refusal

    def profile(self) -> DisplayProfile:
        """How the register's display is read; the usual way where none is saved, or a later version saved it."""
        text = self._records.profile()
        try:
            return read_profile(text) if text else DisplayProfile()
        except BadInput:
            return DisplayProfile()

    def save_profile(self, profile: DisplayProfile, who: str) -> None:
        """Read the display by that from its next order on."""
        self._records.put_profile(profile_json(profile))
        self._note(FeedEventKind.PROFILE, who, profile.name)

    def items(self) -> list[Item]:
        """What the shop sells, for names on a display."""
        return self._storage.browse.items(self._storage.browse.item_codes())

    def give_consent(self, who: str) -> None:
        """The owner agrees to what `feed_texts.consent_texts` says. Refused: who_consents (nobody is named)."""
        if not who.strip():
            raise Refused("who_consents")
        self._note(FeedEventKind.CONSENT, who)

    def revoke_consent(self, who: str) -> None:
        """Nothing is read from now on; what was written down of paid orders stays, as sales do."""
        self._note(FeedEventKind.REVOKED, who)

    def turn_on(self, who: str) -> None:
        """A person has looked into it: followed again."""
        self._wrong = 0
        self._note(FeedEventKind.ON, who)

    def turn_off(self, who: str) -> None:
        """A person wants it off; it stays so until a person turns it on."""
        self._wrong = 0
        self._note(FeedEventKind.OFF, who, FeedRefusal.SWITCHED_OFF)

    # -- how it goes ---------------------------------------------------------------------------------------------------

    def took(self, feed: FeedKind, seconds: float) -> None:
        """A suggestion was sent so long after what it answers came in."""
        self._delays.setdefault(feed, Counter())[delay_step(seconds)] += 1

    def paid(self, feed: FeedKind, outcome: TotalOutcome) -> bool:
        """An order was paid; after three wrong totals in a row everything is switched off. Whether that happened now."""
        wrong = outcome is TotalOutcome.WRONG
        if outcome is not TotalOutcome.UNSURE:
            self._wrong = self._wrong + 1 if wrong else 0
        off = self._wrong >= WRONG_IN_A_ROW
        day = FeedDay(business_date(self._now(), self._storage.catalog.setting(DAY_END)), feed)
        setattr(day, outcome, 1)
        day.delays.update(self._delays.pop(feed, Counter()))
        self._records.add(day, self._wrong)
        if off:
            self._wrong = 0
            self._note(FeedEventKind.OFF, "", FeedRefusal.WRONG_TOTALS)
        return off

    def days(self, most: int = 60) -> list[FeedDay]:
        """The figures of the newest days, the newest first."""
        return self._records.days(most)

    def events(self, most: int = 50) -> list[FeedEvent]:
        """Who decided what, the newest first."""
        return self._records.events(most)

    def _note(self, kind: FeedEventKind, who: str, detail: str = "") -> None:
        self._records.note(FeedEvent(self._now(), who.strip()[:80], kind, detail))
        self.on_change()


def delay_step(seconds: float) -> int:
    """The step of a delay: each is a tenth longer than the one before; 0: a millisecond or less."""
    return max(0, ceil(log(max(seconds, _LEAST) / _LEAST, _STEP) - 1e-9))


def match_rate(day: FeedDay) -> float | None:
    """The share of paid orders whose total agreed; None for a day without any."""
    return day.agreed / day.orders if day.orders else None


def delay_at(day: FeedDay, share: float) -> float | None:
    """The time (seconds) within which that share of the suggestions was sent, at most a tenth too much; None: there were none."""
    left = share * day.delays.total()
    for step in sorted(day.delays):
        left -= day.delays[step]
        if left <= 1e-9:
            return float(_LEAST * _STEP**step)
    return None
