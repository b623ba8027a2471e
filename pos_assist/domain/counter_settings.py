"""Settings of what a cashier's hand needs beside the keys: tenders, discounts by hand, guests and tables. Part of `settings.SETTINGS`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from pos_assist.domain.discounts import By
from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.setting import Setting, SettingPlace
from pos_assist.domain.setting_kinds import Choice, Flag
from pos_assist.domain.texts import FORBIDDEN, both_names, in_language, with_english

_MOST, _LONGEST = 12, 20  # of one list; characters of a name
_DIVIDED = re.compile(r"[,、;；\n]+")


class TenderChoice(NamedTuple):
    """A tender beside cash that the shop takes; `name`: its own, of an OWN one, as the setting has it: «地域振興券 <Regional voucher>» where it
    has one in English, too."""

    kind: TenderKind
    name: str = ""

    def is_meant(self, kind: TenderKind, name: str) -> bool:
        """Whether this kind and name mean it; of a name in two languages either will do."""
        return kind is self.kind and (kind is not TenderKind.OWN or name in (self.name, *both_names(self.name)))


_TENDER_WORDS = {
    TenderKind.CARD: ("card", "カード", "クレジットカード"),
    TenderKind.QR: ("qr", "コード決済"),
    TenderKind.EMONEY: ("emoney", "e-money", "電子マネー"),
    TenderKind.VOUCHER: ("voucher", "商品券"),
    TenderKind.POINTS: ("points", "ポイント"),
}
_TENDER_OF = {word: kind for kind, words in _TENDER_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Tenders:
    """Tenders beside cash, divided by commas; what is no known word is the shop's own name of one, with the English one behind it."""

    def read(self, text: str) -> tuple[TenderChoice, ...]:
        """The tenders, each once, in their order."""
        found = tuple(dict.fromkeys(_tender(x.strip()) for x in _DIVIDED.split(text) if x.strip()))
        names = [name for x in found for name in both_names(x.name)]
        if len(found) > _MOST or any(len(x) > _LONGEST or FORBIDDEN.search(x) for x in names):
            raise ValueError(text)
        return found

    def write(self, value: tuple[TenderChoice, ...]) -> str:
        """Return the tenders divided by commas."""
        return ", ".join(x.name or _TENDER_WORDS[x.kind][0] for x in value)

    @property
    def allowed(self) -> Phrase:
        """The known ones."""
        return Phrase(
            N_(
                "card, qr, emoney, voucher, points or names of your own such as “社員証 <Staff card>”, divided by commas, at most {most}"
            ),
            {"most": _MOST},
        )


def _tender(word: str) -> TenderChoice:
    plain = with_english(*both_names(unicodedata.normalize("NFKC", word)))
    kind = _TENDER_OF.get(plain.casefold())
    return TenderChoice(kind) if kind else TenderChoice(TenderKind.OWN, plain)


class QuickDiscount(NamedTuple):
    """A discount for one key or one barcode (値引シール): what it is called, its barcode if any, what it takes off."""

    name: str
    by: By
    value: int  # minor units or percent
    barcode: str = ""
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


_DISCOUNT = re.compile(
    r"(?:(?P<name>[^=<>]{0,20}?)\s*(?:<\s*(?P<english>[^=<>]{1,20}?)\s*>\s*)?(?:=\s*(?P<code>[0-9]{4,20})\s*)?\s*[: ]\s*)?[¥¥]?(?P<value>[0-9]{1,7})\s*(?P<percent>%?)"
)


@dataclass(frozen=True, slots=True)
class QuickDiscounts:
    """Discounts by hand, divided by commas: «20%, 半額 <Half price> 50%, ¥50, 見切り=2090000000201: 20%» (with the English
    name, with a barcode)."""

    def read(self, text: str) -> tuple[QuickDiscount, ...]:
        """The discounts in their order. A percentage is at most 100."""
        return tuple(_discount(x.strip()) for x in _some(text))

    def write(self, value: tuple[QuickDiscount, ...]) -> str:
        """Return the discounts divided by commas."""
        return ", ".join(map(_discount_text, value))

    @property
    def allowed(self) -> Phrase:
        """How they are written."""
        return Phrase(
            N_(
                "discounts such as “20%, 半額 <Half price> 50%, 50, sticker=2090000000201: 20%”, divided by commas, at most {most}"
            ),
            {"most": _MOST},
        )


def _some(text: str) -> list[str]:
    parts = [x for x in _DIVIDED.split(unicodedata.normalize("NFKC", text)) if x.strip()]
    if len(parts) > _MOST:
        raise ValueError(text)
    return parts


def _discount(text: str) -> QuickDiscount:
    found = _DISCOUNT.fullmatch(text)
    if found is None or FORBIDDEN.search(text):
        raise ValueError(text)
    value, percent = int(found["value"]), bool(found["percent"])
    if value < 1 or (percent and value > 100):
        raise ValueError(text)
    by = By.PERCENT if percent else By.AMOUNT
    return QuickDiscount(found["name"] or "", by, value, found["code"] or "", found["english"] or "")


def _discount_text(x: QuickDiscount) -> str:
    value = f"{x.value}%" if x.by is By.PERCENT else str(x.value)
    name = with_english(x.name, x.title_en)
    if x.barcode:
        return f"{name}={x.barcode}: {value}"
    return f"{name} {value}".strip()


class OrderField(StrEnum):
    """What is noted of an order beside its items."""

    NONE = ""
    GUESTS = "guests"
    TABLE = "table"
    CALL = "call"  # a number that is called out
    BOTH = "guests_table"


TENDERS = Setting(
    "tenders", Tenders(), tuple(TenderChoice(x) for x in _TENDER_WORDS), N_("Ways to pay beside cash"),
    N_("In the order of their keys. A name of your own (staff card, gift card) is a tender, too. A voucher gives no change."),
    SettingPlace.SHOP,
)  # fmt: skip
DISCOUNTS = Setting(
    "discounts", QuickDiscounts(),
    (QuickDiscount("", By.PERCENT, 10), QuickDiscount("", By.PERCENT, 20), QuickDiscount("", By.PERCENT, 30), QuickDiscount("", By.PERCENT, 50)),
    N_("Discounts by hand"),
    N_("Keys of the discount panel; one with a barcode is a sticker that is scanned after its item."), SettingPlace.SHOP,
)  # fmt: skip
HAND_IN_SETS = Setting(
    "hand_in_sets", Flag(), False, N_("What is discounted by hand goes into sets"),
    N_("No: a unit whose price was changed by hand takes part in no set. Yes: it does, at its new price."), SettingPlace.SHOP,
)  # fmt: skip
ORDER_FIELD = Setting(
    "order_field",
    Choice({
        OrderField.NONE: N_("nothing"), OrderField.GUESTS: N_("number of guests"), OrderField.TABLE: N_("table"),
        OrderField.CALL: N_("call number"), OrderField.BOTH: N_("guests and table"),
    }),
    OrderField.NONE, N_("Noted of an order"), N_("May be left empty; it stands on the receipt and on the kitchen’s slip."), SettingPlace.SHOP,
)  # fmt: skip

COUNTER_SETTINGS: tuple[Setting[Any], ...] = (TENDERS, DISCOUNTS, HAND_IN_SETS, ORDER_FIELD)
