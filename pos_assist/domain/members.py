"""Customers with a card: what is known of one, and the forms in which a card's number is compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from pos_assist.domain.problems import Refused
from pos_assist.domain.texts import FORBIDDEN

MOST_OF_A_CARD = 64  # signs of a card's number
DIGITS = 4  # the last digits by which a customer without the card is found
_ID = re.compile(r"#[0-9a-f]{15}")
_AIM = re.compile(r"(\][A-Z]\d)+")  # what a scanner may put in front: the kind of the code


@dataclass(frozen=True, slots=True)
class Member:
    """A customer who carries a card. `id` is random: it says nothing of the card, and stands on orders and receipts."""

    id: str
    consent: date | None  # when he or she agreed to being remembered; None: came out of a file, not known
    name: str = ""
    shown: str = ""  # the readable end of the card's number, where the shop keeps one

    @property
    def label(self) -> str:
        """The name, or the readable end of the number; empty where neither is kept."""
        return self.name or (f"…{self.shown}" if self.shown else "")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting left over: copies of the database from before, and the day on which the last of them will have been
    thinned out (None: there are none)."""

    copies: tuple[str, ...]
    until: date | None


def card_form(text: str) -> str:
    """A card's number in the form it is compared in: width, case, spaces and hyphens make no difference, and
    neither does what a scanner puts in front to tell the kind of the code."""
    plain = unicodedata.normalize("NFKC", text).upper()
    signs = "".join(sign for sign in plain if not (sign.isspace() or sign in "-‐‑‒–—―−ーｰ"))
    found = _AIM.match(signs)
    return signs[found.end() :] if found else signs


def check_card(text: str) -> None:
    """Whether that may be a new member's card. Refused: bad_member for what no card bears."""
    form = card_form(text)
    signs = (sign.isprintable() or unicodedata.category(sign) == "Zs" for sign in text)
    if not form or len(text) > MOST_OF_A_CARD or form.startswith("#") or FORBIDDEN.search(text) or not all(signs):
        raise Refused("bad_member", most=MOST_OF_A_CARD)


def last_digits(text: str) -> str:
    """The last digits of a number; empty where it has fewer."""
    digits = "".join(sign for sign in card_form(text) if sign.isdecimal())
    return digits[-DIGITS:] if len(digits) >= DIGITS else ""


def is_member_id(text: str) -> bool:
    """Whether that is a member's id, and not a card's number, which older files have in its place."""
    return _ID.fullmatch(text) is not None
