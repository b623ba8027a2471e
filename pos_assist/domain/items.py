"""What a shop sells: items, departments, upgrade ladders and pairings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pos_assist.domain.hours import Hours, within
from pos_assist.domain.options import OptionGroup, usual
from pos_assist.domain.texts import in_language

_BETWEEN = re.compile(r"[,;、，；\n]")

_LETTER_SIZE = re.compile("[0-9]?(S|M|L|SS|LL|X{1,2}[SL])")


class TaxClass(StrEnum):
    """How Japan's consumption tax treats an item; the rate also depends on eat-in or take-out (`ServiceMode`)."""

    STANDARD = "standard"  # 10 %
    REDUCED = "reduced"  # food and drink: 8 % taken out, 10 % eaten in (軽減税率)
    EXEMPT = "exempt"  # 非課税: 0 %


class ItemRole:
    """The roles that have words of their own; a shop may write any other word for one."""

    MAIN, SIDE, DRINK, DESSERT, TOPPING, BAG = "main", "side", "drink", "dessert", "topping", "bag"
    GOODS = "goods"  # to take home: no part of a meal
    CHARGE = "charge"  # no goods at all
    ALL = (MAIN, SIDE, DRINK, DESSERT, TOPPING, BAG, GOODS, CHARGE)
    SEVERAL = frozenset({SIDE, TOPPING, GOODS, CHARGE})  # of which one order may well have several


class Rounding(StrEnum):
    """How a shop rounds the tax of a receipt; one choice for the whole shop."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEIL = "ceil"


@dataclass(frozen=True, slots=True)
class Item:
    """Something the shop sells. `code` is its key; barcodes point to it. `price` and `cost` are in minor units, tax
    included."""

    code: str
    name: str
    price: int
    department: str = ""
    tax: TaxClass = TaxClass.REDUCED
    cost: int | None = None  # None: unknown
    short_name: str = ""  # for a narrow key; empty: `name`
    reading: str = ""  # kana, for search
    title_en: str = ""  # the name in English, for screens and guests that speak it; empty: `title` serves there too
    barcodes: tuple[str, ...] = ()
    size: str = ""  # S, M, L … shown after the name
    role: str = (
        ""  # what it is in an order («drink», «side»): of one role only one is offered; empty: only itself counts
    )
    sold_out: bool = False
    age_restricted: bool = False
    by_weight: bool = False  # `price` and `cost` are of 100 g; what a piece costs is said by its label or its weight
    retired: bool = False  # left the menu; receipts still name it
    color: str = ""  # of its key; empty: its department's
    page: int = 0  # page of its department's keys, from 0
    rank: int = 0  # order of keys within the page
    next_price: int | None = None  # replaces `price` on the morning of `next_from`
    next_from: date | None = None
    never_offer: bool = False  # no goods of their own (a cover charge, a bag, a gift card), or the manager's wish
    alcohol: bool = False  # offered in its hours only, never beside a child's item
    kids: bool = False  # bought for a child
    confirmed: bool = False  # a person has looked at what it is: size, role, flags

    @property
    def may_be_offered(self) -> bool:
        """Whether a card may name it at all: not sold out, not off the menu, nothing that is never offered, and nothing
        of which only the scale or the cashier can say what it would add."""
        return not (self.sold_out or self.retired or self.never_offer or self.priced_at_counter)

    eat_in_price: int | None = None  # what it costs eaten in, in minor units; None: the same
    open_price: bool = False  # its price is typed when it is rung up (部門打ち); `price` counts where none is
    options: tuple[OptionGroup, ...] = ()  # 氷なし, ホット/アイス, 豆乳 +¥50

    takes: tuple[str, ...] = ()  # what its accessories and refills must be made for: 49 mm, LP-E6, a capsule system
    fits: tuple[str, ...] = ()  # of an accessory or refill: what it is made for, in the same words

    @property
    def title(self) -> str:
        """The name with its size, as an order and a card say it; a name that has its size in it stands as it is."""
        return f"{self.name} {self.size}" if self.size and self.thing == self.name else self.name

    @property
    def thing(self) -> str:
        """The name without its size: what the sizes of one thing have in common."""
        if not self.size:
            return self.name
        bare = self.name.rstrip(" )）]】").removesuffix("サイズ").rstrip()
        if end := _as_end(bare, self.size):
            return bare.removesuffix(end).rstrip(" -・(（[【") or self.name
        return self.name.removeprefix(self.size).strip() or self.name

    def title_in(self, language: str) -> str:
        """The title for who speaks that language. A size that English can read («L», «52mm») comes after the English name
        as it does after the other; one that it cannot («5個») belongs into the English name itself."""
        if language != "en" or not self.title_en:
            return self.title
        sized = self.size and self.size.isascii() and not self.title_en.endswith(self.size)
        return f"{self.title_en} {self.size}" if sized else self.title_en

    def spoken_in(self, language: str) -> str:
        """The title as it is said aloud: «ポテトのMサイズ», where the key says «ポテト M»."""
        if language != "ja" or not _LETTER_SIZE.fullmatch(self.size) or "サイズ" in self.name:
            return self.title_in(language)
        return f"{self.name.removesuffix(self.size).rstrip()}の{self.size}サイズ"

    def label_in(self, language: str) -> str:
        """The name on a key for who speaks that language."""
        return self.title_in(language) if language == "en" and self.title_en else self.short_name or self.title

    @property
    def usual_price(self) -> int:
        """What a unit costs as it is rung up, in minor units: with the options that it comes with."""
        return self.price + sum(x.price for x in usual(self.options))

    @property
    def priced_at_counter(self) -> bool:
        """Whether its price is only known once it is rung up: nobody can be offered it at an exact price."""
        return self.by_weight or self.open_price

    @property
    def part(self) -> str:
        """The part it plays in an order: nobody is offered a second drink with the first. Sides, toppings and goods go with
        each other; of them, and of what has no role, only the sizes of one thing stand for each other."""
        if self.role and self.role not in ItemRole.SEVERAL:
            return self.role
        return f"{self.role}:{self.thing}" if self.size else self.code


def standard_form(text: str) -> str:
    """A standard («49 mm», «ＬＰ−Ｅ６») in the form it is compared in: width, case, spaces and dashes make no difference."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def standards(text: str) -> tuple[str, ...]:
    """The standards of a cell or a field, as they are written there; several by comma, semicolon or line."""
    parts = (" ".join(part.split()) for part in _BETWEEN.split(text))
    by_form = {standard_form(part): part for part in reversed(list(parts)) if standard_form(part)}
    return tuple(reversed(by_form.values()))


def fitting(accessory: Item, item: Item) -> str:
    """The first standard by which the one goes onto, or into, the other, as the item writes it; empty: none."""
    made_for = {standard_form(x) for x in accessory.fits}
    return next((x for x in item.takes if standard_form(x) in made_for), "")


def _as_end(name: str, size: str) -> str:
    """The end of a name that says its size, in whatever width: «カフェラテ（Ｓ», S; "" where it says it not."""
    end = name[-len(size) :]
    same = end == size or (not end.isascii() and unicodedata.normalize("NFKC", end) == size)
    return end if same else ""


# Colours of keys: for departments that nobody gave one, and to choose from.
TINTS = ("#3F7CAC", "#E8A33D", "#B85C8E", "#5B8C5A", "#C96F4A", "#7B5EA7", "#B5803C")


def tint(rank: int) -> str:
    """The colour of the keys of a new department at that place among the tabs."""
    return TINTS[rank % len(TINTS)]


@dataclass(frozen=True, slots=True)
class Department:
    """A group of items with its own tab of keys (部門)."""

    code: str
    name: str
    color: str = ""
    rank: int = 0
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """From one item to a better or larger one. `kind` is «size» or «grade»."""

    from_item: str
    to_item: str
    kind: str = "size"
    line: str = ""  # the manager's own words to read aloud; empty: the template


class PairingState:
    """A manager's decision about a pairing; without one it is learned."""

    PINNED = "pinned"
    BLOCKED = "blocked"
    LEARNED = "learned"  # looked at and left to the receipts; its own words, if any, still hold


@dataclass(frozen=True, slots=True)
class Pairing:
    """Trigger item → add-on item as a manager wrote it. What the receipts teach needs no Pairing."""

    trigger: str
    addon: str
    state: str = PairingState.PINNED
    line: str = ""  # own words to read aloud; empty: the template
    reason: str = ""  # own reason; empty: «店長のおすすめ»
    rank: int = 0  # lower first among the pinned ones of a trigger
    hours: tuple[Hours, ...] = ()  # when the decision holds; empty: all day

    def holds(self, at: datetime) -> bool:
        """Whether the decision holds at that time of day."""
        return not self.hours or within(self.hours, at)


@dataclass(frozen=True, slots=True)
class Perk:
    """A benefit from a spending threshold on: «あと¥120で…». `threshold` in minor units of the order's total."""

    id: str
    name: str
    threshold: int
    mode: str = ""  # "eat_in", "takeout" or both
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)
