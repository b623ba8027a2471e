"""Options of an item: their one-line form, what must be chosen, what a touch changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.domain.items import Item
from pos_assist.domain.options import Chosen, Option, OptionGroup, carried, groups_text, parse_groups, turned, usual
from pos_assist.domain.problems import Refused

MILK = OptionGroup("ミルク", (Option("牛乳"), Option("豆乳", 50)), least=1, most=1)
EXTRAS = OptionGroup("トッピング", (Option("チョコ", 30), Option("ナッツ", 40), Option("クリーム", 60)), most=2)
GROUPS = (MILK, EXTRAS)
_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=8).map(lambda x: f"o{x}")


@st.composite
def groups(draw: st.DrawFn) -> tuple[OptionGroup, ...]:
    """Any groups that a shop may have."""
    found = []
    for name in draw(st.lists(_NAMES, max_size=4, unique=True)):
        names = draw(st.lists(_NAMES, min_size=1, max_size=5, unique=True))
        least = draw(st.integers(0, len(names)))
        most = draw(st.integers(max(1, least), len(names)))
        english = st.just("") | _NAMES
        choices = tuple(Option(x, draw(st.integers(0, 999)), draw(english)) for x in names)
        found.append(OptionGroup(name, choices, least, most, draw(english)))
    return tuple(found)


@given(groups())
def test_what_is_written_of_options_reads_back_as_the_same(some: tuple[OptionGroup, ...]) -> None:
    assert parse_groups(groups_text(some)) == some


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ミルク[1]: 牛乳 | 豆乳 +50", (MILK,)),
        ("ミルク［１］：牛乳｜豆乳＋５０", (MILK,)),
        ("トッピング[0-2]: チョコ +30 | ナッツ +40 | クリーム +¥60\nミルク[1]: 牛乳|豆乳+50", (EXTRAS, MILK)),
        ("氷: 氷なし", (OptionGroup("氷", (Option("氷なし"),)),)),
        (
            "ミルク <Milk>[1]: 牛乳 <Dairy> | 豆乳＜Soy＞ +50",
            (OptionGroup("ミルク", (Option("牛乳", 0, "Dairy"), Option("豆乳", 50, "Soy")), 1, 1, "Milk"),),
        ),
        ("", ()),
    ],
)
def test_options_are_typed_as_a_person_types_them(text: str, expected: tuple[OptionGroup, ...]) -> None:
    assert parse_groups(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ミルク",
        "ミルク[2]: 牛乳",
        "ミルク[3-2]: a | b | c",
        "a: x | x",
        "a: x; a: y",
        ": x",
        "a: ",
        "a[0-0]: x",
        "a <b: x",
        "<b>: x",
    ],
)
def test_what_is_no_group_of_options_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad_options"):
        parse_groups(text)


def test_what_must_be_chosen_is_chosen_from_the_start() -> None:
    assert usual(GROUPS) == (Chosen("ミルク", "牛乳"),)


@given(groups(), st.data())
def test_no_touch_ever_leaves_too_few_or_too_many(some: tuple[OptionGroup, ...], data: st.DataObject) -> None:
    chosen = usual(some)
    for _ in range(6 if some else 0):
        group = data.draw(st.sampled_from(some))
        choice = data.draw(st.sampled_from(group.choices))
        try:
            chosen = turned(some, chosen, group.name, choice.name)
        except Refused as refused:
            assert refused.code == "too_many_options"  # noqa: PT017 — the only refusal there may be
        for x in some:
            assert x.least <= sum(c.group == x.name for c in chosen) <= x.most
    assert carried(some, chosen) == chosen


def test_one_of_two_milks_replaces_the_other() -> None:
    soy = turned(GROUPS, usual(GROUPS), "ミルク", "豆乳")
    assert soy == (Chosen("ミルク", "豆乳", 50),)
    assert turned(GROUPS, soy, "ミルク", "豆乳") == soy  # one there must be


def test_a_larger_size_keeps_the_choices_at_its_own_price() -> None:
    large = (OptionGroup("ミルク", (Option("牛乳"), Option("豆乳", 70)), 1, 1),)
    assert carried(large, (Chosen("ミルク", "豆乳", 50), Chosen("トッピング", "チョコ", 30))) == (
        Chosen("ミルク", "豆乳", 70),
    )
    assert Item("a", "A", 1, options=GROUPS) != Item("a", "A", 1)
