"""What is said about following another register: what the owner agrees to, and why nothing is followed."""

from __future__ import annotations

from pos_assist.domain.feeds import FeedKind, FeedRefusal, Parity, ScreenKind
from pos_assist.domain.marking import N_
from pos_assist.i18n.translate import tr, trn
from pos_assist.storage.feed_records import FeedEvent, FeedEventKind

CONSENT: tuple[tuple[str, str], ...] = (
    (
        N_("What is read"),
        N_(
            "The orders that are rung up in the other register: items, quantities, prices, totals. They come from its program, from its customer"
            " display or from its receipts, whichever is set up. Nothing is typed into it."
        ),
    ),
    (
        N_("What is kept"),
        N_(
            "Of orders that were paid: items, quantities, prices, total and time, and what was offered and taken, as with a sale of our own. For each"
            " day: how many totals agreed, and how long answers took. All of it stays on this computer."
        ),
    ),
    (
        N_("What is dropped"),
        N_(
            "Lines about cards, member numbers, approval numbers and names are dropped before anything is stored. The bytes themselves are not"
            " kept, unless somebody records them to set the display up and saves that file."
        ),
    ),
    (
        N_("What to look at first"),
        N_(
            "Whether the contract for the register allows it: rented registers and their makers' terms may not. You can take this back at any time;"
            " from then on nothing is read."
        ),
    ),
)
PARITIES: dict[Parity, str] = {
    Parity.NONE: N_("No parity"),
    Parity.EVEN: N_("Even parity"),
    Parity.ODD: N_("Odd parity"),
}
REFUSALS: dict[FeedRefusal, str] = {
    FeedRefusal.NO_CONSENT: N_("Not followed: the owner has not agreed yet"),
    FeedRefusal.WRONG_TOTALS: N_("Not followed any more: the totals do not agree"),
    FeedRefusal.SWITCHED_OFF: N_("Not followed: switched off"),
    FeedRefusal.UNNAMED: N_("Not followed: which register is this?"),
}
WHAT_TO_DO: dict[FeedRefusal, str] = {
    FeedRefusal.NO_CONSENT: N_("In the back office, Other register, the owner reads what is kept and agrees."),
    FeedRefusal.WRONG_TOTALS: N_(
        "Three totals in a row were not ours. Look at prices, sets and the display's profile, then turn it on again in the back office, Other register."
    ),
    FeedRefusal.SWITCHED_OFF: N_("It is turned on again in the back office, Other register."),
    FeedRefusal.UNNAMED: N_(
        "The tills share a folder: so that two that follow one register do not count its sales twice, write its number (レジNo. of its receipts) in the back office, Settings, Devices."
    ),
}
KINDS: dict[FeedKind, str] = {
    FeedKind.API: N_("program"),
    FeedKind.DISPLAY: N_("display"),
    FeedKind.RECEIPT: N_("receipts"),
}
SCREENS: dict[ScreenKind, str] = {
    ScreenKind.IDLE: N_("Idle"),
    ScreenKind.ITEM: N_("Item"),
    ScreenKind.QUANTITY: N_("Quantity"),
    ScreenKind.VOID: N_("Void"),
    ScreenKind.DISCOUNT: N_("Discount"),
    ScreenKind.SUBTOTAL: N_("Subtotal"),
    ScreenKind.TOTAL: N_("Total"),
    ScreenKind.TENDER: N_("Money given"),
    ScreenKind.CHANGE: N_("Change"),
    ScreenKind.IGNORED: N_("Pass over"),
    ScreenKind.UNCLEAR: N_("Not understood"),
}
_EVENTS: dict[FeedEventKind, str] = {
    FeedEventKind.CONSENT: N_("{who} agreed that the other register is followed"),
    FeedEventKind.REVOKED: N_("{who} took the consent back"),
    FeedEventKind.ON: N_("{who} turned it on"),
    FeedEventKind.OFF: N_("{who} switched it off"),
    FeedEventKind.PROFILE: N_("{who} saved the display's profile “{detail}”"),
}


def event_words(event: FeedEvent) -> str:
    """Who decided what."""
    if event.detail == FeedRefusal.WRONG_TOTALS:
        return tr("Switched off by itself: three totals in a row did not agree")
    return tr(_EVENTS[event.kind], who=event.who or "–", detail=event.detail)


def feed_words(feed: str) -> str:
    """Where orders came from; a kind of a later version as it is written."""
    return tr(KINDS[FeedKind(feed)]) if feed in tuple(FeedKind) else feed


def share_words(share: float | None) -> str:
    """A share with one decimal; never «100 %» where one is missing."""
    return "–" if share is None else f"{int(share * 1000) / 10:.1f} %"


def returns_words(slips: int, amount: str) -> str:
    """How many slips of goods given back, and what they come to."""
    return f"{trn('{n} slip', '{n} slips', slips)} {amount}" if slips else "–"


def delay_words(seconds: float | None) -> str:
    """A delay in milliseconds; above a second, in seconds."""
    if seconds is None:
        return "–"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def screen_kind_words(kind: ScreenKind) -> str:
    """What a screen of the display says."""
    return tr(SCREENS[kind])
