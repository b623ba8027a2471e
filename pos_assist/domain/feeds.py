"""Words about following another register."""

from __future__ import annotations

from enum import StrEnum


class FeedKind(StrEnum):
    """Where another register's orders come from."""

    API = "api"
    DISPLAY = "display"
    RECEIPT = "receipt"


class FeedRefusal(StrEnum):
    """Why nothing is followed."""

    NO_CONSENT = "no_consent"
    WRONG_TOTALS = "wrong_totals"
    SWITCHED_OFF = "switched_off"
    UNNAMED = "unnamed"  # tills share a folder, and nobody said which register this one follows


class TotalOutcome(StrEnum):
    """How a paid order's total came out."""

    AGREED = "agreed"
    WRONG = "wrong"  # the order was thought certain, and its total is another
    UNSURE = "unsure"  # it was marked as not certain


class ScreenKind(StrEnum):
    """What a screen of another register's customer display says."""

    IDLE = "idle"
    ITEM = "item"
    QUANTITY = "quantity"  # alone, before its item
    VOID = "void"
    DISCOUNT = "discount"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    TENDER = "tender"
    CHANGE = "change"
    IGNORED = "ignored"
    UNCLEAR = "unclear"


class Parity(StrEnum):
    """The bit by which a serial line finds a letter that was changed on its way."""

    NONE = "none"
    EVEN = "even"
    ODD = "odd"
