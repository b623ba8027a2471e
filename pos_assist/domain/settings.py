"""Every setting, declared once: its name, kind, default, words, and what it belongs to.

From this one table come the settings pages, `pos-assist settings`, what travels in a pack, what a problem report shows, and
docs/settings.md. A new setting is one `Setting` here, put into `SETTINGS`, and its Japanese words. Settings are kept as text
by name; `Setting.of` reads one: a value that it cannot have, from a file or another version, reads as the default, and
`troubles` tells of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from pos_assist.domain.codes import STANDARD_PATTERNS
from pos_assist.domain.counter_settings import COUNTER_SETTINGS
from pos_assist.domain.device_settings import DEVICE_SETTINGS
from pos_assist.domain.feed_settings import FEED_SETTINGS
from pos_assist.domain.hours import Hours
from pos_assist.domain.items import Rounding
from pos_assist.domain.marking import N_, Phrase
from pos_assist.domain.offers import OfferKind
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.rights import PEOPLE_SETTINGS
from pos_assist.domain.setting import Scope, Setting, SettingPlace
from pos_assist.domain.setting_kinds import (
    Choice,
    Codes,
    DayEnd,
    Flag,
    KeyTable,
    LabelPatterns,
    Lines,
    Number,
    SettingKind,
    Spans,
    Text,
    Unit,
)
from pos_assist.domain.tax import Prices

T = TypeVar("T")

MOST_MONEY = 9_999_999  # minor units
LANGUAGES: Mapping[str, str] = {"ja": "日本語", "en": "English"}  # each in its own words


# -- the shop --------------------------------------------------------------------------------------------------------------


class Guest(StrEnum):
    """The second language of a card's line, for the customer."""

    OTHER = "auto"  # English beside Japanese, Japanese beside English
    NONE = ""
    JAPANESE = "ja"
    ENGLISH = "en"


class Suffix(StrEnum):
    """The key that a scanner sends behind a code."""

    ANY = "any"  # Enter, Tab or none: found out each time
    ENTER = "enter"
    TAB = "tab"
    NONE = "none"


class Experiment(StrEnum):
    """The change on trial: half of the orders have it, the other half do not."""

    NONE = ""
    WORDING = "wording"  # the first line of each wording against the second
    LIST = "list"  # which items lead the add-ons


NAME = Setting(
    "name", Text(required=True), "", N_("Name of the shop"), N_("As it stands on the counter and on receipts."),
    SettingPlace.SHOP, reported=False,
)  # fmt: skip
TILL = Setting(
    "till", Text(20, required=True), "1", N_("Till"), N_("The number or name of this till."),
    SettingPlace.SHOP, Scope.TILL, reported=False,
)  # fmt: skip
CONTROL_SHARE = Setting(
    "control_share", Number(50, Unit.PERCENT), 10, N_("Control share"),
    N_("So many orders in a hundred see no offers, so that the results can tell what offers bring. 0: off."), SettingPlace.SHOP,
)  # fmt: skip
EXPERIMENT = Setting(
    "experiment",
    Choice({
        Experiment.NONE: N_("none"), Experiment.WORDING: N_("two wordings"), Experiment.LIST: N_("two lists of items"),
    }),
    Experiment.NONE, N_("Experiment"),
    N_("Half of the orders get one side, half the other: the first or second wording of each line, or other items first."),
    SettingPlace.SHOP,
)  # fmt: skip
LIST_A = Setting(
    "experiment.list_a", Codes(), (), N_("Experiment: items first, side A"),
    N_("Codes of the items that lead the add-ons on this side of an experiment with two lists."), SettingPlace.SHOP, reported=False,
)  # fmt: skip
LIST_B = replace(LIST_A, name="experiment.list_b", label=N_("Experiment: items first, side B"))
QUANTITY_ASKED = Setting(
    "quantity_asked", Number(999, least=1), 30, N_("Ask about a quantity above"),
    N_("A larger quantity of one item is asked about once before it counts."), SettingPlace.SHOP,
)  # fmt: skip
NEXT_VISIT_AMOUNT = Setting(
    "next_visit_amount", Number(MOST_MONEY, Unit.MONEY), 0, N_("Off on the next visit"),
    N_("A receipt may bring this much off one fitting item next time. 0: no such offers."), SettingPlace.SHOP,
)  # fmt: skip
NEXT_VISIT_DAYS = Setting(
    "next_visit_days", Number(365, Unit.DAYS), 30, N_("… for so many days"),
    N_("How long the offer for the next visit counts."), SettingPlace.SHOP,
)  # fmt: skip
MEMBER_CARDS = Setting(
    "member_cards", Text(), "", N_("Member cards begin with"),
    N_("Such as M or 29, several with a comma: a code that begins so is a card wherever it is scanned, a new one a new member. Empty: a new card only where it is asked for."),
    SettingPlace.SHOP,
)  # fmt: skip
MEMBER_SHOWN = Setting(
    "member_shown", Flag(), False, N_("Keep the end of card numbers"),
    N_("The last four signs of a card's number stay readable, to tell members without a name apart. The rest is never kept."),
    SettingPlace.SHOP,
)  # fmt: skip
CUSTOMER_LANGUAGE = Setting(
    "customer_language", Choice(LANGUAGES), "ja", N_("Language of what is read aloud"),
    N_("In which language cashiers speak to customers."), SettingPlace.SHOP,
)  # fmt: skip
GUEST_LANGUAGE = Setting(
    "guest_language",
    Choice({
        Guest.OTHER: N_("the other one"), Guest.NONE: N_("none"), Guest.JAPANESE: LANGUAGES["ja"], Guest.ENGLISH: LANGUAGES["en"],
    }),
    Guest.OTHER, N_("Second language on the cards"),
    N_("Each card has its line in this language too, to show to a guest."), SettingPlace.SHOP,
)  # fmt: skip
SERVICE_MODE = Setting(
    "service_mode", Choice({ServiceMode.TAKEOUT: N_("Take out"), ServiceMode.EAT_IN: N_("Eat in")}), ServiceMode.TAKEOUT,
    N_("An order begins as"), N_("Most orders are taken out or eaten in; one key changes it."), SettingPlace.SHOP,
)  # fmt: skip
EATEN_HERE = Setting(
    "eaten_here", Flag(), True, N_("Guests can eat here"),
    N_("No: everything is taken out, and the counter has no key for it."), SettingPlace.SHOP,
)  # fmt: skip
FIGURES_AT_COUNTER = Setting(
    "figures_at_counter", Flag(), False, N_("Profit and odds at the counter"),
    N_("“Why these offers?” at the counter also tells what an offer leaves and how often it is taken. Customers may read it."),
    SettingPlace.SHOP,
)  # fmt: skip
PRICES_WORDS: Mapping[Prices, str] = {
    Prices.INCLUDED: N_("with consumption tax in them"), Prices.ADDED: N_("without tax, which is added"),
}  # fmt: skip
PRICES = Setting(
    "prices", Choice(PRICES_WORDS), Prices.INCLUDED, N_("Prices"),
    N_("What every price of the shop is. No price changes with it, and it changes only while no order is open or put aside."),
    SettingPlace.SHOP,
)  # fmt: skip
TAX_ROUNDING = Setting(
    "tax_rounding",
    Choice({Rounding.FLOOR: N_("down"), Rounding.HALF_UP: N_("to the nearest"), Rounding.CEIL: N_("up")}),
    Rounding.FLOOR, N_("Tax is rounded"), N_("Once per rate and receipt, for the whole shop."), SettingPlace.SHOP,
)  # fmt: skip
BACKUP_HOURS = Setting(
    "backup_hours", Number(999, Unit.HOURS, least=1), 12, N_("Hours between backups"),
    N_("A checked copy is made by itself so often."), SettingPlace.SHOP,
)  # fmt: skip
ORDER_GRACE = Setting(
    "order_grace", Number(24 * 60, Unit.MINUTES), 15, N_("Minutes that an order keeps its prices"),
    N_("Prices stay as they were when the order was opened; held orders keep theirs."),
    SettingPlace.SHOP,
)  # fmt: skip
DAY_END = Setting(
    "day_end", DayEnd(), 0, N_("The business day ends at"),
    N_("Such as 25:30 for half past one at night: until then it is the day before."),
    SettingPlace.SHOP,
)  # fmt: skip
LABEL_PATTERNS = Setting(
    "label_patterns", LabelPatterns(), STANDARD_PATTERNS, N_("Labels with a price or weight"),
    N_("I: item, P: price, W: grams, C: check digit of the price, X: of all, ?: any."),
    SettingPlace.SHOP,
)  # fmt: skip
CURRENCY = Setting(
    "currency", Text(3, pattern="[A-Z]{3}", required=True, example="JPY"), "JPY", N_("Currency"),
    N_("Of every price, as ISO 4217 writes it; it stands when the shop is made."), SettingPlace.CREATION,
)  # fmt: skip
TRADE = Setting(
    "trade", Text(20), "", N_("Trade"), N_("What kind of shop it is, such as burger or bakery."), SettingPlace.FILE
)  # fmt: skip
REGISTRATION_NUMBER = Setting(
    "registration_number", Text(20), "", N_("Registration number"), N_("The shop's number as an invoice issuer: T and 13 digits."),
    SettingPlace.SHOP, reported=False,
)  # fmt: skip
RECEIPT_LANGUAGE = Setting(
    "receipt_language", Choice(LANGUAGES), "ja", N_("Language of receipts"), N_("In which language they are printed."), SettingPlace.DEVICES
)  # fmt: skip
_IN_LANGUAGES = tuple(
    Setting(f"{name}.{language}", Text(200), "", label, what, SettingPlace.SHOP, reported=False)
    for name, label, what in (
        ("name", N_("Name of the shop in one language"), N_("The first of them is the name where no other is given.")),
        ("receipt_footer", N_("Foot of the receipt in one language"), N_("A line below everything else.")),
    )
    for language in LANGUAGES
)  # fmt: skip
SHARED_FOLDER = Setting(
    "shared_folder", Text(400), "", N_("Folder shared by the tills"),
    N_("A folder that every till of the shop reaches: on another computer, a drive, or a stick. Empty: this till works alone."),
    SettingPlace.SHOP, Scope.TILL, reported=False,
)  # fmt: skip
SHARED_SHOP = Setting(
    "shared_shop", Text(40), "", N_("The shop's name in the shared folder"),
    N_("The same at every till of one shop, another in each shop of a chain. Empty: the name of the shop."),
    SettingPlace.SHOP, in_packs=False, reported=False,
)  # fmt: skip
SAMPLE = Setting(
    "sample", Flag(), False, N_("Sample shop"), N_("A shop to try: its back office opens without a PIN until somebody has one."),
    SettingPlace.CREATION, in_packs=False,
)  # fmt: skip

# -- manners: how quiet the panel is. `suggest.manners.Manners` has a field for each -----------------------------------------

MANNERS = "manners."


def _manner(field: str, kind: SettingKind[T], default: T, label: str, what: str) -> Setting[T]:
    return Setting(MANNERS + field, kind, default, label, what, SettingPlace.MANNERS)


OFFERS = _manner("offers", Flag(), True, N_("Show offers"), N_("Switch the whole panel on or off."))
UPGRADE = _manner("upgrade", Flag(), True, N_("Show an upgrade"), N_("At most one upgrade card, or none."))
ADDONS = _manner("addons", Number(3), 3, N_("Add-on cards"), N_("How many add-ons are shown at most."))
THRESHOLD = _manner("threshold", Flag(), True, N_("Show «… more for …»"), N_("Say how much is missing to a perk."))
FLOOR = _manner(
    "floor", Number(100, Unit.PERCENT), 2, N_("Relevance floor"),
    N_("An add-on that fewer than so many in a hundred customers would take is not shown."),
)  # fmt: skip
ONE_OF_A_KIND = _manner(
    "one_of_a_kind", Flag(), True, N_("One of a kind"), N_("Never two cards for the same kind of thing.")
)
SAME_ROLE = _manner(
    "same_role", Flag(), False, N_("A second one of a kind"), N_("Offer a drink although the order has another drink already.")
)  # fmt: skip
DEAREST_SHARE = _manner(
    "dearest_share", Number(1_000, Unit.PERCENT), 150, N_("Dearest offer"), N_("An offer may add at most this share of the order …")
)  # fmt: skip
DEAREST_FREE = _manner(
    "dearest_free", Number(MOST_MONEY, Unit.MONEY), 500, N_("… or this much"), N_("… or this amount, whichever is more.")
)  # fmt: skip
AGE_RESTRICTED = _manner(
    "age_restricted", Flag(), False, N_("Offer age-restricted items"),
    N_("Alcohol and tobacco may be offered, not only sold when asked for."),
)  # fmt: skip
ALCOHOL_HOURS: Setting[tuple[Hours, ...]] = _manner(
    "alcohol_hours", Spans(), (Hours(17 * 60, 29 * 60),), N_("Hours of alcohol"),
    N_("Where adults' items may be offered, alcohol is at these hours alone, and never beside a child's item."),
)  # fmt: skip
MEMBER_COOLDOWN = _manner(
    "member_cooldown", Number(365, Unit.DAYS), 14, N_("Rest after a member's no"),
    N_("So many days a member is not offered again what he or she refused. 0: only in the same order."),
)  # fmt: skip
HISTORY_SAID = _manner(
    "history_said", Flag(), False, N_("Say what a member bought"),
    N_("Cards and lines may name what the member bought here before («the lens of March»). Otherwise it is used, and not said."),
)  # fmt: skip
DAILY_CAP = _manner(
    "daily_cap", Number(100_000), 0, N_("Most orders a day per offer"),
    N_("The same thing is offered to at most so many orders a day. 0: no limit."),
)  # fmt: skip
QUIET_HOURS: Setting[tuple[Hours, ...]] = _manner(
    "quiet_hours", Spans(), (), N_("Quiet hours"), N_("No offers at these hours, such as 12:00-13:00, 18:30-19:30.")
)
RUSH_RECEIPTS = _manner(
    "rush_receipts", Number(60), 0, N_("Rush from … receipts a minute"),
    N_("From so many receipts a minute on, only the quickest single offer is shown. 0: only by the key."),
)  # fmt: skip
OFFER_HOURS: Setting[tuple[Hours, ...]] = Setting(
    "offer_hours.", Spans(), (), N_("Hours of offers"),
    N_("When an item, or all of a department, may be offered, such as 07:00-10:30. Empty: always."), SettingPlace.ITEMS,
)  # fmt: skip

# -- wording: the shop's own lines to read aloud, by language and kind of offer ----------------------------------------------

WORDING = "wording."
_WORDING: Mapping[OfferKind, tuple[str, tuple[str, ...]]] = {
    OfferKind.ADDON: (N_("Line for an add-on"), ("item", "trigger")),
    OfferKind.SIZE: (N_("Line for a larger size"), ("item", "size", "price", "trigger")),
    OfferKind.GRADE: (N_("Line for a better model"), ("item", "price", "trigger")),
    OfferKind.MAKE_SET: (N_("Line for a set"), ("item", "items", "deal", "price", "trigger")),
    OfferKind.ONE_MORE: (N_("Line for one more"), ("item", "deal", "price", "trigger")),
    OfferKind.NEXT_VISIT: (N_("Line for the next visit"), ("item",)),
}
WORDINGS = tuple(
    Setting(
        f"{WORDING}{language}.{kind}", Lines(blanks), "", label,
        N_("Several lines are divided by | and take turns. Empty: the usual ones."), SettingPlace.WORDING, reported=False,
    )
    for language in LANGUAGES
    for kind, (label, blanks) in _WORDING.items()
)  # fmt: skip

# -- this computer: the counter's screen -----------------------------------------------------------------------------------


class Scheme(StrEnum):
    """The colours of the screen."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


SCREEN_LANGUAGE = Setting(
    "screen_language", Choice({"": N_("as the computer"), **LANGUAGES}), "", N_("Language"),
    N_("Of the screens on this computer."), SettingPlace.MENU, Scope.PC,
)  # fmt: skip
SCREEN_SCHEME = Setting(
    "screen_scheme",
    Choice({Scheme.LIGHT: N_("Light"), Scheme.DARK: N_("Dark"), Scheme.CONTRAST: N_("High contrast")}), Scheme.LIGHT,
    N_("Colours"), N_("Of the screens on this computer."), SettingPlace.MENU, Scope.PC,
)  # fmt: skip
FULL_SCREEN = Setting(
    "full_screen",
    Flag(),
    False,
    N_("Full screen"),
    N_("The counter fills the whole screen from its start."),
    SettingPlace.MENU,
    Scope.PC,
)
WINDOW_SIZE = Setting(
    "window_size",
    Text(20),
    "",
    N_("Window size"),
    N_("How large the counter was when it was last closed."),
    SettingPlace.ITSELF,
    Scope.PC,
)
SCREEN_KEYS: Setting[Mapping[str, str]] = Setting(
    "screen_keys", KeyTable(), {}, N_("Keys"), N_("The keys that differ from the usual ones."), SettingPlace.MENU, Scope.PC
)  # fmt: skip
SCAN_SUFFIX = Setting(
    "scan_suffix",
    Choice({
        Suffix.ANY: N_("found out each time"), Suffix.ENTER: "Enter", Suffix.TAB: "Tab", Suffix.NONE: N_("none"),
    }),
    Suffix.ANY, N_("Scanner: key behind a code"), N_("What this computer's scanner sends behind each code."),
    SettingPlace.MENU, Scope.PC,
)  # fmt: skip
SCAN_PREFIX = Setting(
    "scan_prefix", Text(4, pattern="[!-~]*", example="~"), "", N_("Scanner: signs before a code"),
    N_("What this computer's scanner sends before each code; it is no part of the code."), SettingPlace.MENU, Scope.PC,
)  # fmt: skip
SCAN_GAP = Setting(
    "scan_gap", Number(250, Unit.MILLISECONDS, least=35), 150, N_("Scanner: time between keys"),
    N_("Keys that follow each other within this time, 4 or more, are a scan. Slower scanners need more, quick hands less."),
    SettingPlace.MENU, Scope.PC,
)  # fmt: skip
SCAN_SHORTEST = Setting(
    "scan_shortest", Number(20, least=3), 4, N_("Scanner: shortest code"),
    N_("Signs of the shortest code that a slow scanner is believed."), SettingPlace.MENU, Scope.PC,
)  # fmt: skip
TOUR_SEEN = Setting(
    "tour_seen", Flag(), False, N_("Tour seen"), N_("The tour has been shown on this computer."), SettingPlace.ITSELF, Scope.PC
)  # fmt: skip

SETTINGS: tuple[Setting[Any], ...] = (
    NAME, TILL, CONTROL_SHARE, EXPERIMENT, LIST_A, LIST_B, QUANTITY_ASKED, NEXT_VISIT_AMOUNT, NEXT_VISIT_DAYS, MEMBER_CARDS, MEMBER_SHOWN, CUSTOMER_LANGUAGE,
    GUEST_LANGUAGE, SERVICE_MODE, EATEN_HERE, FIGURES_AT_COUNTER, PRICES, TAX_ROUNDING, BACKUP_HOURS, ORDER_GRACE, DAY_END, LABEL_PATTERNS, CURRENCY, TRADE,
    REGISTRATION_NUMBER, RECEIPT_LANGUAGE, *_IN_LANGUAGES, SHARED_FOLDER, SHARED_SHOP, SAMPLE,
    OFFERS, UPGRADE, ADDONS, THRESHOLD, FLOOR, ONE_OF_A_KIND, SAME_ROLE, DEAREST_SHARE, DEAREST_FREE, AGE_RESTRICTED,
    MEMBER_COOLDOWN, HISTORY_SAID, DAILY_CAP, QUIET_HOURS, RUSH_RECEIPTS, ALCOHOL_HOURS, OFFER_HOURS, *WORDINGS, *DEVICE_SETTINGS, *PEOPLE_SETTINGS, *COUNTER_SETTINGS, *FEED_SETTINGS,
    SCREEN_LANGUAGE, SCREEN_SCHEME, FULL_SCREEN, WINDOW_SIZE, SCREEN_KEYS, SCAN_SUFFIX, SCAN_PREFIX, SCAN_GAP, SCAN_SHORTEST,
    TOUR_SEEN,
)  # fmt: skip
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def find(name: str) -> Setting[Any] | None:
    """The setting of that name; of one per item or department (`offer_hours.CODE`), that code's own. None: unknown."""
    if name.startswith(OFFER_HOURS.name) and len(name) > len(OFFER_HOURS.name):
        return offer_hours(name.removeprefix(OFFER_HOURS.name))
    return None if name == OFFER_HOURS.name else _BY_NAME.get(name)


def declared(name: str) -> Setting[Any]:
    """Return the declaration of that name, as `find` does. Refused: no_such_setting."""
    setting = find(name)
    if setting is None:
        raise Refused("no_such_setting", name=name[:60])
    return setting


def offer_hours(code: str) -> Setting[tuple[Hours, ...]]:
    """When that item, or all of that department, may be offered."""
    return replace(OFFER_HOURS, name=OFFER_HOURS.name + code)


def on_page(where: SettingPlace) -> tuple[Setting[Any], ...]:
    """The settings that are changed there, in the order of the page."""
    return tuple(setting for setting in SETTINGS if setting.where is where)


def on_this_pc() -> frozenset[str]:
    """Names of the settings that belong to this computer, not to a shop's file."""
    return frozenset(setting.name for setting in SETTINGS if setting.scope is Scope.PC)


def portable(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that a pack carries. A setting without a declaration is not carried."""
    return {name: text for name, text in settings.items() if (found := find(name)) and found.travels}


def troubles(settings: Mapping[str, str]) -> Iterator[Refused]:
    """One problem (setting_unusable) for each value that its setting cannot have, and for which the default holds."""
    for name, text in settings.items():
        setting = find(name)
        if setting is None:
            continue
        try:
            setting.kind.read(text)
        except ValueError:
            yield Refused(
                "setting_unusable",
                name=Phrase(setting.label),
                value=text[:60],
                usual=setting.usual or Phrase(N_("none")),
            )
