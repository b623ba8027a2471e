"""Members in words: how one is called, and what forgetting leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pos_assist.domain.members import Forgotten, Member
from pos_assist.domain.offers import NextVisit
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import title_of, tr, trn

if TYPE_CHECKING:
    from pos_assist.learning.comeback import Basket, MemberReport


def label_of(member: Member) -> str:
    """The name, the end of the number, or simply «a member»."""
    return member.label or tr("Member without a name")


def people_words(n: int | None) -> str:
    """A number of people; «fewer than 5» where so few could be recognised."""
    return tr("fewer than 5") if n is None else f"{n:,}"


def basket_words(report: MemberReport, currency: str) -> str:
    """The average receipt with and without a card, with its uncertainty."""

    def one(basket: Basket | None) -> str:
        if basket is None:
            return tr("too few receipts")
        mean, half = money(round(basket.mean), currency), money(round(basket.half), currency)
        return trn(
            "{mean} ± {half} ({n} receipt)", "{mean} ± {half} ({n} receipts)", basket.receipts, mean=mean, half=half
        )

    return tr(
        "Average receipt with a card: {with_card}; without: {without}",
        with_card=one(report.with_card), without=one(report.without_card),
    )  # fmt: skip


def comeback_words(report: MemberReport) -> str:
    """What the offer for the next visit brings, with its uncertainty."""
    offered, control = report.offered, report.control
    if not offered.of and not control.of:
        return tr("Offers for the next visit: none to members yet.")
    words = tr(
        "Came back within {days} days: {came} of {of} with an offer for the next visit, {other} of {others} without (control share).",
        days=report.within, came=offered.came, of=offered.of, other=control.came, others=control.of,
    )  # fmt: skip
    found = report.gain
    if found is None:
        return words + " " + tr("Too few to compare.")
    says = tr(
        "The offer brings {gain:+.0f} in 100 back (95 %: {low:+.0f} … {high:+.0f}).",
        gain=100 * found.gain, low=100 * found.low, high=100 * found.high,
    )  # fmt: skip
    return f"{words} {says}"


def coupon_words(coupon: NextVisit) -> str:
    """A coupon kept on the card, in one line."""
    return tr(
        "{amount} off {item}, until {month}/{day}",
        amount=money(coupon.amount), item=title_of(coupon), month=coupon.until.month, day=coupon.until.day,
    )  # fmt: skip


def forgotten_words(left: Forgotten, failed: Sequence[Path] | None = None) -> list[str]:
    """What to tell who was forgotten, truthfully: also how long older copies keep it. `failed`: the copies were written again,
    but for these."""
    words = [tr("Forgotten: no purchase here is linked to that card any more.")]
    if failed is not None:
        words.append(
            tr("The older backups are written again without it.")
            if not failed
            else tr(
                "These files could not be written again, and still know it: {files}",
                files=", ".join(x.name for x in failed),
            )
        )
    elif left.copies and left.until:
        words.append(
            trn(
                "{n} older backup still knows it. It is deleted by {day} at the latest, or can be written again now.",
                "{n} older backups still know it. The last of them is deleted by {day} at the latest, or they can be written again now.",
                len(left.copies), day=left.until.isoformat(),
            )
        )  # fmt: skip
    words.append(tr("Copies that were carried elsewhere, to a stick or another computer, are not reached from here."))
    return words
