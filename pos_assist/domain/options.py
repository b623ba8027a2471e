"""An item's options (オプション): groups of choices with a least and a most, each choice with its price; and their one-line form.

A group reads «name[least-most]: choice | choice +price», groups are parted by «;»:
    ミルク[1]: 牛乳 | 豆乳 +50; トッピング[0-3]: チョコ +30 | ナッツ +40
Either name may have an English one behind it: ミルク <Milk>[1]: 牛乳 <Dairy> | 豆乳 <Soy> +50. Without brackets at most one is chosen. Where one must be, the first is taken until another is chosen, so that ringing up never
waits for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos_assist.domain.problems import Refused
from pos_assist.domain.texts import both_names, in_language, with_english

MOST_GROUPS, MOST_CHOICES, MOST_OF_A_NAME, MOST_PRICE = 8, 24, 40, 999_999
_GROUP = re.compile(r"\s*([^\[\]:;|]+?)\s*(?:\[\s*(\d{1,2})\s*(?:-\s*(\d{1,2})\s*)?\])?\s*:(.*)", re.DOTALL)
_CHOICE = re.compile(r"\s*(.+?)\s*(?:\+\s*[¥¥]?(\d{1,6}))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `price` is what it adds to a unit, in minor units, tax included; never below 0."""

    name: str
    price: int = 0
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Choices of which at least `least` and at most `most` are taken."""

    name: str
    choices: tuple[Option, ...]
    least: int = 0
    most: int = 1
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice as it was made: of which group, its name, and what it added to a unit (minor units)."""

    group: str
    name: str
    price: int = 0
    title_en: str = ""  # its name in English; empty: `name`

    def title_in(self, language: str) -> str:
        """Its name for who speaks that language."""
        return in_language(language, self.name, self.title_en)


def usual(groups: Iterable[OptionGroup]) -> tuple[Chosen, ...]:
    """What an item has before anybody chose: the first choices of each group, as many as must be taken."""
    return tuple(_chosen(group, choice) for group in groups for choice in group.choices[: group.least])


def turned(groups: Iterable[OptionGroup], chosen: tuple[Chosen, ...], group: str, name: str) -> tuple[Chosen, ...]:
    """The choices after one was touched: taken, or given up where it was taken already. A group that is full changes its choice
    where only one can be taken. In the order of the groups and their choices. Refused: no_such_option, too_many_options (a group is full)."""
    found = {x.name: x for x in groups}
    it = found.get(group)
    choice = next((x for x in it.choices if x.name == name), None) if it else None
    if it is None or choice is None:
        raise Refused("no_such_option", name=name)
    own = [x.name for x in chosen if x.group == group]
    if name in own:
        if len(own) > it.least:
            own.remove(name)
    elif it.most == 1:
        own = [name]
    elif len(own) < it.most:
        own.append(name)
    else:
        raise Refused("too_many_options", name=group, most=it.most)
    others = [x for x in chosen if x.group != group]
    taken = {(x.group, x.name): x for x in [*others, *(_chosen(it, x) for x in it.choices if x.name in own)]}
    placed = [taken.pop((g.name, c.name)) for g in found.values() for c in g.choices if (g.name, c.name) in taken]
    return (*placed, *taken.values())


def carried(groups: Iterable[OptionGroup], chosen: Iterable[Chosen]) -> tuple[Chosen, ...]:
    """What another item (a larger size) has of these choices, at its own prices; what it must have besides as `usual`."""
    wanted = {(x.group, x.name) for x in chosen}
    kept: list[Chosen] = []
    for group in groups:
        own = [x for x in group.choices if (group.name, x.name) in wanted][: group.most]
        own += [x for x in group.choices if x not in own][: max(0, group.least - len(own))]
        kept += [_chosen(group, x) for x in group.choices if x in own]
    return tuple(kept)


def _chosen(group: OptionGroup, choice: Option) -> Chosen:
    return Chosen(group.name, choice.name, choice.price, choice.title_en)


def words_of(chosen: Iterable[Chosen], language: str) -> str:
    """The choices' names, as they stand below a line for who speaks that language."""
    return ("・" if language == "ja" else ", ").join(x.title_in(language) for x in chosen)


def groups_text(groups: Iterable[OptionGroup]) -> str:
    """The groups in their one-line form; `parse_groups` reads it back."""
    return "; ".join(
        f"{with_english(g.name, g.title_en)}{_bounds(g)}: {' | '.join(map(_choice_text, g.choices))}" for g in groups
    )


def parse_groups(text: str, known: Mapping[str, OptionGroup] | None = None) -> tuple[OptionGroup, ...]:
    """The groups that a cell or a field says; a name alone is the group of that name in `known`. Refused: bad_options with
    what is wrong («value»)."""
    known = known or {}
    plain = text.translate(_WIDE).replace("\n", ";")
    groups = tuple(known.get(part.strip()) or _group(part) for part in plain.split(";") if part.strip())
    names = [x.name for x in groups]
    if len(groups) > MOST_GROUPS or len(set(names)) < len(names):
        raise Refused("bad_options", value=text[:60])
    return groups


_WIDE = (
    str.maketrans("：；｜［］＋＜＞", ":;|[]+<>")
    | {ord("￥"): "¥"}
    | {ord(x): unicodedata.normalize("NFKC", x) for x in "０１２３４５６７８９"}
)


def _group(text: str) -> OptionGroup:
    found = _GROUP.fullmatch(text)
    if found is None:
        raise Refused("bad_options", value=text.strip()[:60])
    (name, english), (low, high, rest) = both_names(found[1]), found.groups()[1:]
    choices = tuple(_choice(part) for part in rest.split("|"))
    least = int(low) if low else 0
    most = int(high) if high else least or 1
    names = [x.name for x in choices]
    fits = least <= most <= len(choices) <= MOST_CHOICES and most > 0
    if not fits or len(set(names)) < len(names) or not _may_be(name, english):
        raise Refused("bad_options", value=text.strip()[:60])
    return OptionGroup(name, choices, least, most, english)


def _choice(text: str) -> Option:
    found = _CHOICE.fullmatch(text)
    name, english = both_names(found[1]) if found else ("", "")
    if found is None or not _may_be(name, english) or "[" in found[1]:
        raise Refused("bad_options", value=text.strip()[:60])
    return Option(name, int(found[2] or 0), english)


def _may_be(name: str, english: str) -> bool:
    longest = max(len(name), len(english))
    return bool(name) and longest <= MOST_OF_A_NAME and not set("<>") & {*name, *english}


def _bounds(group: OptionGroup) -> str:
    if (group.least, group.most) == (0, 1):
        return ""
    return f"[{group.least}]" if group.least == group.most else f"[{group.least}-{group.most}]"


def _choice_text(choice: Option) -> str:
    name = with_english(choice.name, choice.title_en)
    return f"{name} +{choice.price}" if choice.price else name
