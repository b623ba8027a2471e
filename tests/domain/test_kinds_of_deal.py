"""A kind of deal is one place: its own file, one line in KINDS, and one in the table of each layer that must know it."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pos_assist
from pos_assist.desktop.back_office.deal_form import KIND_FORMS
from pos_assist.domain.codec import dumps, loads
from pos_assist.domain.deal_json import deal_from_json, deal_to_json
from pos_assist.domain.deals import DAYS, KINDS, Cheapest, Deal, SetAmount, SetPercent, SetPrice, Slot, Spend, When
from pos_assist.domain.hours import Hours
from pos_assist.domain.orders import ServiceMode
from pos_assist.exchange.catalog import deal_rows
from pos_assist.i18n.deal_texts import KIND_TEXTS
from pos_assist.pricing.deal_uses import USES

money = st.integers(0, 9_999_999)
codes = st.frozensets(st.text("abc", min_size=1, max_size=2), min_size=1, max_size=4)
whens = st.builds(
    When,
    member=st.none() | st.booleans(),
    mode=st.none() | st.sampled_from(ServiceMode),
    from_date=st.none() | st.dates(),
    to_date=st.none() | st.dates(),
    days=st.frozensets(st.sampled_from(DAYS)),
    hours=st.lists(st.builds(Hours.of, st.integers(0, 1440), st.integers(0, 1440)), max_size=2).map(tuple),
    min_spend=money,
)


def slots(**more: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[Slot, ...]]:
    one = st.builds(Slot, st.integers(1, 5), codes, **more)
    return st.lists(one.flatmap(with_surcharges), min_size=1, max_size=3).map(tuple)


def with_surcharges(slot: Slot) -> st.SearchStrategy[Slot]:
    extra = st.dictionaries(st.sampled_from(sorted(slot.items)), money)
    return extra.map(lambda x: Slot(slot.n, slot.items, x, slot.percent, slot.n_max))


def every_kind() -> st.SearchStrategy[Deal]:
    whole = {
        "id": st.text("id", min_size=1), "name": st.text(), "priority": st.integers(0, 3),
        "max_uses": st.none() | st.integers(1, 9999), "when": whens,
    }  # fmt: skip
    percents = slots(percent=st.integers(0, 100), n_max=st.none() | st.integers(5, 9))
    amounts = st.builds(Spend, min=money, amount=st.integers(1, 99), net=st.booleans(), stack=st.booleans(), **whole)
    return st.one_of(
        st.builds(SetPrice, price=money, slots=slots(), **whole),
        st.builds(SetPercent, slots=percents, **whole),
        st.builds(SetAmount, amount=st.integers(1, 99), slots=slots(), **whole),
        st.builds(Cheapest, n=st.integers(2, 9), free=st.just(1), percent=st.integers(1, 100), items=codes, **whole),
        amounts,
        st.builds(Spend, min=money, percent=st.integers(1, 100), **whole),
    )


@given(every_kind())
def test_files_and_the_database_say_every_deal_in_the_same_json(deal: Deal) -> None:
    data = json.loads(json.dumps(deal_to_json(deal)))
    assert deal_from_json(data) == deal
    assert json.loads(dumps(deal)) == data
    assert loads(Deal, dumps(deal)) == deal


@given(every_kind())
def test_a_deal_names_the_items_of_its_places(deal: Deal) -> None:
    data = deal_to_json(deal)
    named = set(data.get("items", ())).union(*(slot["items"] for slot in data.get("slots", ())))
    assert deal.item_codes == named


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_known_in_every_layer(kind: str) -> None:
    assert KINDS[kind].kind == kind
    assert kind in KIND_TEXTS
    assert kind in KIND_FORMS
    assert (kind in USES) == (KINDS[kind] is not Spend)
    own = {x.metadata["json"].key or x.name for x in fields(KINDS[kind]) if "json" in x.metadata}
    assert own - {"slots", "items", "when"} <= {x.name for x in deal_rows.COLUMNS}
    assert own >= set(KIND_FORMS[kind].fields)


def test_the_tables_name_no_kind_that_is_none() -> None:
    for table in (KIND_TEXTS, KIND_FORMS, USES):
        assert set(table) <= KINDS.keys()


def test_outside_its_own_file_few_places_ask_which_kind_a_deal_is() -> None:
    kinds = "|".join(kind.__name__ for kind in KINDS.values())
    package = Path(pos_assist.__file__).parent
    asked = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(rf"isinstance\(.*\b({kinds})\b|case ({kinds})\b|type\(.*\) (is|==) ({kinds})", line)
    ]
    assert len(asked) <= 8, "\n".join(asked)
