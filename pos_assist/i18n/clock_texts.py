"""Words about a clock that may be wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from pos_assist.i18n.translate import tr, trn


def span(time: timedelta) -> str:
    """A length of time in whole days, or in hours."""
    if time.days:
        return trn("{n} day", "{n} days", time.days)
    return trn("{n} hour", "{n} hours", max(1, round(time.total_seconds() / 3600)))


def behind_text(now: datetime, behind: timedelta) -> str:
    """The clock is before the last sale."""
    return tr(
        "The clock says {at}, {time} before the last sale. Is it right? Please look at the computer's date.",
        at=f"{now:%Y-%m-%d %H:%M}",
        time=span(behind),
    )


def ahead_text(now: datetime, ahead: timedelta) -> str:
    """The clock is far ahead of what the till last knew."""
    return tr(
        "The clock says {at}, {time} after this till was last used. Is it right?",
        at=f"{now:%Y-%m-%d %H:%M}",
        time=span(ahead),
    )


def waiting_text(n: int) -> str:
    """Prices that wait for a manager."""
    return trn(
        "{n} planned price waits until a manager says in the back office that the date is right.",
        "{n} planned prices wait until a manager says in the back office that the date is right.",
        n,
    )


def wrong_receipts_text(n: int) -> str:
    """Receipts that a wrong clock dated."""
    return trn("{n} receipt was dated by a wrong clock.", "{n} receipts were dated by a wrong clock.", n)
