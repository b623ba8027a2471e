"""Members in words: how one is called, and what forgetting leaves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pos_assist.domain.members import Forgotten, Member
from pos_assist.domain.offers import NextVisit
from pos_assist.i18n.money import money
from pos_assist.i18n.translate import tr, trn


def label_of(member: Member) -> str:
    """The name, the end of the number, or simply «a member»."""
    return member.label or tr("Member without a name")


def coupon_words(coupon: NextVisit) -> str:
    """A coupon kept on the card, in one line."""
    return tr(
        "{amount} off {item}, until {month}/{day}",
        amount=money(coupon.amount), item=coupon.title, month=coupon.until.month, day=coupon.until.day,
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
