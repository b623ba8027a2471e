"""A signature says who wrote a pack, not that it can be: each field is of its type, each number one that a shop can keep."""

from __future__ import annotations

import random
import re
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from pos_assist.domain.catalog_change import Change, Peer
from pos_assist.domain.items import Department, Item, Pairing, Perk, Upgrade
from pos_assist.domain.problems import BadInput, Problem
from pos_assist.exchange.packs import PackLabel, pack_bytes, read_pack
from pos_assist.exchange.receipts.grids import sheets
from pos_assist.i18n.translate import language, sentence, set_language
from pos_assist.services.management.management import Management
from pos_assist.storage import Storage
from tests.benchmarks.spoilt_packs import spoilt_pack

SEED = bytes(32)
GOOD = Change(
    items=(Item("a", "A", 100, "d"), Item("b", "B", 120, "d")),
    departments=(Department("d", "D"),),
    upgrades=(Upgrade("a", "b"),),
    pairings=(Pairing("a", "b"),),
    perks=(Perk("p", "P", 500),),
)
NUMBERS: tuple[Any, ...] = (2**53 + 1, -(2**63) - 1, 10**400, 1e308, float("nan"), float("inf"), True, "7", [], {})
WORDS: tuple[Any, ...] = (7, 0.5, True, [], {"a": "b"}, ["x"])


def pack(path: Path, change: Change, peers: tuple[Peer, ...] = ()) -> Path:
    label = PackLabel("0" * 32, "店", 1, datetime(2026, 11, 25), "")
    path.write_bytes(pack_bytes(label, change, peers, SEED))
    return path


def plain_fields() -> list[tuple[str, str, type]]:
    found = []
    for kind in ("items", "departments", "upgrades", "pairings", "perks"):
        record = type(getattr(GOOD, kind)[0])
        for name, hint in get_type_hints(record).items():
            plain = next((x for x in (hint, *get_args(hint)) if x in (int, str, float)), None)
            if plain and not (get_args(hint) and get_args(hint)[-1] is Ellipsis):
                found.append((kind, name, plain))
    return found


@pytest.mark.parametrize(("kind", "name", "plain"), plain_fields())
def test_a_field_of_another_type_or_a_number_that_cannot_be_kept_is_refused(
    kind: str, name: str, plain: type, tmp_path: Path
) -> None:
    for value in WORDS if plain is str else NUMBERS:
        if plain is float and value in (1e308, float("inf")):
            continue
        [record, *rest] = getattr(GOOD, kind)
        data = {x.name: getattr(record, x.name) for x in fields(record)}
        odd: Any = object.__new__(type(record))
        for field, kept in (data | {name: value}).items():
            object.__setattr__(odd, field, kept)
        values = {x.name: getattr(GOOD, x.name) for x in fields(GOOD)} | {kind: (odd, *rest)}
        for path in (
            pack(tmp_path / "x.pospack", Change(**values)),
            pack(tmp_path / "y.pospack", GOOD, (Peer("1" * 32, 1, 1, Change(**values)),)),
        ):
            with pytest.raises(BadInput) as caught:
                read_pack(path)
            assert caught.value.code == "bad_pack", (name, value)


def test_what_is_as_it_should_be_is_read(tmp_path: Path) -> None:
    assert read_pack(pack(tmp_path / "x.pospack", GOOD)).catalog.items == GOOD.items


def test_two_hundred_spoilt_and_signed_packs_are_taken_or_refused_in_words(tmp_path: Path) -> None:
    """`tests/benchmarks/fuzz_files.py N --packs` tries as many as one likes, and sells after each."""
    good = pack(tmp_path / "good.pospack", GOOD).read_bytes()
    dice = random.Random(20261125)
    with Storage.create(tmp_path / "s.db") as storage:
        manager = Management(storage, "x")
        taken = 0
        for _ in range(200):
            (tmp_path / "bad.pospack").write_bytes(spoilt_pack(good, dice))
            with suppress(Problem):
                look = manager.preview_pack(tmp_path / "bad.pospack")
                manager.take_pack(look, {(x.kind, x.key): "theirs" for x in look.of("both")}, trust=True)
                taken += 1
        assert taken > 3


@pytest.mark.parametrize("spoken", ["ja", "en"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_no_name_of_an_error_stands_in_a_sentence(content: bytes, spoken: str, tmp_path: Path) -> None:
    before = language()
    set_language(spoken)
    told = []
    try:
        for name, read in (("x.pospack", read_pack), ("x.xlsx", lambda path: list(sheets(path)))):
            (tmp_path / name).write_bytes(content)
            try:
                read(tmp_path / name)
            except BadInput as problem:
                told.append(sentence(problem))
    finally:
        set_language(before)
    assert told
    assert not [x for x in told if re.search(r"Error|BadZip|Exception", x)]
