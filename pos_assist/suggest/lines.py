"""What to read aloud: polite templates per kind and language, several in rotation. They ask; they never press.

{item} is what is offered, {items} all of it, {size} its size, {price} what it adds, {trigger} what it goes with, {deal} the
set's name. An upgrade says its price: that is the reason to take it. A shop may have its own
wording for a kind and a language: the setting `wording.LANGUAGE.KIND`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from zlib import crc32

from pos_assist.domain.currency import decimals
from pos_assist.domain.offers import OfferKind, Reason
from pos_assist.domain.setting_kinds import BETWEEN, BLANKS, lines_in
from pos_assist.domain.settings import WORDING, WORDINGS

TEMPLATES: Mapping[str, Mapping[OfferKind, tuple[str, ...]]] = {
    "ja": {
        OfferKind.ADDON: (
            "ご一緒に{item}はいかがですか?",
            "{item}もご一緒にいかがですか?",
            "よろしければ{item}もいかがですか?",
        ),
        OfferKind.SIZE: (
            "プラス{price}で{size}サイズにできますが、いかがですか?",
            "プラス{price}で{item}にできますが、いかがですか?",
        ),
        OfferKind.GRADE: (
            "プラス{price}で{item}もございますが、いかがですか?",
            "プラス{price}で{item}もお選びいただけます。いかがですか?",
        ),
        OfferKind.MAKE_SET: (
            "プラス{price}で{items}がつきます。いかがですか?",
            "プラス{price}で、{items}もおつけしますか?",
        ),
        OfferKind.ONE_MORE: (
            "プラス{price}でもう1つ、「{deal}」になります。いかがですか?",
            "「{deal}」まであと1つ、プラス{price}ですが、いかがですか?",
        ),
        OfferKind.NEXT_VISIT: ("次回、{item}もぜひお試しください。", "またのお越しの際は、{item}もお試しください。"),
    },
    "en": {
        OfferKind.ADDON: (
            "Would you like {item} with that?",
            "How about {item} with it?",
            "May I add {item} to that?",
        ),
        OfferKind.SIZE: (
            "Would you like to make it {size} for {price} more?",
            "For {price} more we can make it {item}. Would you like that?",
        ),
        OfferKind.GRADE: (
            "For {price} more there is {item}. Would you like that one?",
            "We also have {item}, for {price} more. Would you like it?",
        ),
        OfferKind.MAKE_SET: (
            "For {price} more it is a set with {items}. Would you like that?",
            "We can make it a set with {items} for {price} more. Would you like that?",
        ),
        OfferKind.ONE_MORE: (
            "One more for {price} makes it “{deal}”. Would you like one?",
            "You are one short of “{deal}”, {price} more. Would you like it?",
        ),
        OfferKind.NEXT_VISIT: ("Next time, do try {item}.", "On your next visit, {item} may be for you."),
    },
}
# What adds nothing, and what has no price that could be said.
_FREE: Mapping[str, Mapping[OfferKind, tuple[str, ...]]] = {
    "ja": {
        OfferKind.SIZE: ("同じお値段で{item}にできますが、いかがですか?",),
        OfferKind.GRADE: ("同じお値段で{item}もございますが、いかがですか?",),
        OfferKind.MAKE_SET: ("同じお値段で{items}がつきます。いかがですか?",),
        OfferKind.ONE_MORE: ("「{deal}」で、もう1つは無料になります。いかがですか?",),
        OfferKind.ADDON: ("「{deal}」で、{item}は無料になります。いかがですか?",),
    },
    "en": {
        OfferKind.SIZE: ("We can make it {item} at the same price. Would you like that?",),
        OfferKind.GRADE: ("There is {item} at the same price. Would you like that one?",),
        OfferKind.MAKE_SET: ("It comes with {items} at the same price. Would you like that?",),
        OfferKind.ONE_MORE: ("With “{deal}” one more is free. Would you like it?",),
        OfferKind.ADDON: ("With “{deal}” {item} is free. Would you like it?",),
    },
}
_PLAIN: Mapping[str, Mapping[OfferKind, tuple[str, ...]]] = {
    "ja": {
        OfferKind.SIZE: ("{item}にもできますが、いかがですか?", "よろしければ{item}にもできます。いかがですか?"),
        OfferKind.GRADE: ("{item}もございますが、いかがですか?", "{item}もお選びいただけます。いかがですか?"),
        OfferKind.MAKE_SET: ("セットにすると{items}がつきます。いかがですか?",),
        OfferKind.ONE_MORE: ("もう1つで「{deal}」になります。いかがですか?",),
    },
    "en": {
        OfferKind.SIZE: ("Would you like to make it {item}?", "We can make it {item}. Would you like that?"),
        OfferKind.GRADE: ("We also have {item}. Would you like that one?", "There is also {item}. Would you like it?"),
        OfferKind.MAKE_SET: ("As a set it comes with {items}. Would you like that?",),
        OfferKind.ONE_MORE: ("One more makes it “{deal}”. Would you like one?",),
    },
}
# What names a member's own history: only where the shop wants that said.
_OWN: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "fits_yours": "{month}月にお求めの{trigger}に合う{item}もございますが、いかがですか?",
        "usual": "いつもの{item}でよろしいですか?",
        "due": "{item}は、そろそろいかがですか?",
    },
    "en": {
        "fits_yours": "There is {item} for the {trigger} of {month}. Would you like it?",
        "usual": "Your usual {item}?",
        "due": "Is it time for another {item}?",
    },
}
_CURRENCIES = {"JPY": ("円", "¥"), "USD": ("ドル", "$"), "EUR": ("ユーロ", "€"), "GBP": ("ポンド", "£")}
_JOIN = {"ja": "と", "en": " and "}
_NO_WORDING: Mapping[str, str] = MappingProxyType({})


def history_line(reason: Reason, item: str, language: str) -> str:
    """The line that names what a member bought before; empty where the reason is of another kind."""
    template = _OWN[language if language in _OWN else "en"].get(reason.code, "")
    month = str(reason.n)
    if language != "ja":
        from calendar import month_name  # noqa: PLC0415 — lazy: a start needs no calendar

        month = month_name[reason.n]
    fill = {"item": item, "trigger": reason.text_in(language), "month": month}
    return BLANKS.sub(lambda place: fill.get(place[1], place[0]), template)


def wording_name(language: str, kind: OfferKind) -> str:
    """The setting that has the shop's own lines for offers of that kind."""
    return f"{WORDING}{language}.{kind.value}"


def wording_from(settings: Mapping[str, str]) -> dict[str, str]:
    """The shop's own wording among its settings."""
    return {x.name: text for x in WORDINGS if (text := x.of(settings))}


def usual_lines(name: str) -> str:
    """Return the built-in wording that holds while that setting is empty, in the form a manager would write it."""
    _, language, kind = name.split(".")
    return f" {BETWEEN} ".join(TEMPLATES[language][OfferKind(kind)])


def spoken_price(amount: int, language: str, currency: str) -> str:
    """An amount in minor units as it is said aloud («50円», «¥50»); empty for what is not on top or not known."""
    if amount <= 0 or currency not in _CURRENCIES:
        return ""
    digits = f"{amount // 100:,}.{amount % 100:02}" if decimals(currency) else f"{amount:,}"
    word, sign = _CURRENCIES[currency]
    return f"{digits}{word}" if language == "ja" else f"{sign}{digits}"


def _together(titles: tuple[str, ...], language: str) -> str:
    """The titles as one says them in a row: a size that all of them have is said once («ポテトとコーラのMサイズ»)."""
    join = _JOIN.get(language, _JOIN["en"])
    named = [title.rpartition("の") for title in titles]
    sizes = {size for _, _, size in named}
    if language == "ja" and len(titles) > 1 and len(sizes) == 1 and sizes.copy().pop().endswith("サイズ"):
        return f"{join.join(name for name, _, _ in named)}の{sizes.pop()}"
    return join.join(titles)


def spoken_line(  # noqa: PLR0913 — given by name
    kind: OfferKind,
    titles: tuple[str, ...],
    *,
    language: str,
    own: str = "",
    wording: Mapping[str, str] = _NO_WORDING,
    deal: str = "",
    trigger: str = "",
    size: str = "",
    price: str = "",
    free: bool = False,
    turn: str = "",
    variant: str = "",
) -> str:
    """The line for an offer of `titles`. `own` (the manager's words for this very pairing) wins, then the shop's
    `wording` of the kind, then the template (`free`: of what costs nothing); a line that names what this offer has not is passed over. `turn` picks one
    of several, so that one order hears one wording and the next order may hear another; in an experiment with wordings
    the order's `variant` picks: A the first, B the second."""
    joined = _together(titles, language)
    fill = {"item": titles[0], "items": joined, "deal": deal, "trigger": trigger, "size": size, "price": price}

    def whole(text: str) -> list[str]:
        return [line for line in lines_in(text) if all(fill.get(name, name) for name in BLANKS.findall(line))]

    shops = wording.get(wording_name(language, kind), "")
    spoken = language if language in TEMPLATES else "en"
    usual = _FREE[spoken].get(kind, ()) if free else ()
    choices = (
        whole(own)
        or whole(shops)
        or whole(BETWEEN.join(usual))
        or whole(BETWEEN.join(TEMPLATES[spoken][kind]))
        or _PLAIN[spoken][kind]
    )
    pick = {"A": 0, "B": 1}.get(variant, crc32(turn.encode()))
    template = choices[pick % len(choices)]
    # Not str.format: a manager's own line may hold any sign. In one go: an item may be called «{trigger}».
    return BLANKS.sub(lambda place: fill.get(place[1], place[0]), template)
