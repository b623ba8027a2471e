"""An offer's kind and its one true reason, as a person reads them on a card or in the terminal."""

from __future__ import annotations

from pos_assist.domain.offers import Offer, OfferKind, Reason, Threshold
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import language, title_of, tr, trn


def kind_words(offer: Offer) -> str:
    """The small head of a card."""
    if offer.kind is OfferKind.ADDON:
        return {
            "usual": tr("The usual"),
            "fits": tr("Fits"),
            "fits_yours": tr("Fits"),
            "due": tr("Refill"),
            "for_member": tr("Our pick"),
            "pinned": tr("Our pick"),
            "own": tr("Our pick"),
            "together": tr("Often together"),
            "completes": tr("At a set price"),
        }.get(offer.reason.code, tr("Popular"))
    return {
        OfferKind.SIZE: tr("Larger size"),
        OfferKind.GRADE: tr("Upgrade"),
        OfferKind.MAKE_SET: tr("Make it a set"),
        OfferKind.ONE_MORE: tr("One more"),
        OfferKind.NEXT_VISIT: tr("For the next visit"),
    }[offer.kind]


def missing_words(threshold: Threshold, missing: str) -> str:
    """What is missing to a perk; where tax is added to the prices, that it is counted before it."""
    if threshold.without_tax:
        return tr("{missing} more before tax for {perk}", missing=missing, perk=title_of(threshold))
    return tr("{missing} more for {perk}", missing=missing, perk=title_of(threshold))


def reason_words(reason: Reason) -> str:
    """The reason in one short sentence; only counts that are true."""
    if reason.code == "own":
        return reason.text
    if reason.code == "together":
        return tr(
            "{n} of {of} receipts with {name}", n=f"{reason.n:,}", of=f"{reason.of:,}", name=reason.text_in(language())
        )
    if reason.code == "popular" and reason.n:
        return tr("Popular: on {n} of {of} receipts", n=f"{reason.n:,}", of=f"{reason.of:,}")
    return {
        "fits": tr("Made for {standard}", standard=reason.text),
        "fits_yours": tr("For the {name} bought in {month}", name=reason.text_in(language()), month=_month(reason.n)),
        "usual": tr("Bought on most visits"),
        "due": tr("About time for a new one"),
        "for_member": tr("Picked for this customer"),
        "pinned": tr("The manager's pick"),
        "popular_hour": tr("Popular at this hour"),
        "popular": tr("Popular in this shop"),
        "larger": tr("The next size up"),
        "better": tr("The better model"),
        "completes": tr("Completes “{deal}”", deal=reason.text_in(language())),
    }[reason.code]


def _month(n: int) -> str:
    if language() == "ja":
        return f"{n}月"
    from calendar import month_name  # noqa: PLC0415 — lazy: a start needs no calendar

    return month_name[n]


def why_words(offer: Offer, currency: str = "JPY", *, figures: bool = True) -> tuple[str, ...]:
    """«Why this offer?», a sentence a line: its reason and, with `figures`, what its worth was reckoned from."""
    why = offer.why
    if why is None:
        return ()
    words = [reason_words(offer.reason)]
    if not figures:
        return tuple(words)
    if why.shown:
        said = trn(
            "Offered once in this shop: taken {accepted}", "Offered {n} times in this shop: taken {accepted}",
            why.shown, accepted=why.accepted,
        )  # fmt: skip
    else:
        said = tr("Not offered in this shop before")
    words.append(said)
    words.append(tr("Expected to be taken {chance:.0%} of the time here and now", chance=why.chance))
    amount = money(why.margin, currency)
    if why.cost_known:
        words.append(tr("Leaves {amount} after the set price", amount=amount))
    elif offer.adds or offer.list_price:  # a shop without prices knows nothing of money
        words.append(tr("Adds {amount}; its cost is not known", amount=amount))
    if why.sampled > why.chance * 1.5 and why.shown < 100:
        words.append(tr("Little is known about it yet: shown to find out"))
    return tuple(words)
