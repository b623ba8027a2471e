"""A register with words of its own: recorded, marked, tried on a second recording, saved as a profile; then its display is followed by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_assist.cli.main import main
from pos_assist.devices import pole
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.feeds import ScreenKind
from pos_assist.domain.problems import BadInput, Refused
from pos_assist.domain.receipts import FOLLOWED
from pos_assist.services.feeds.display.calibration import Calibration, Trial
from pos_assist.services.feeds.display.display_names import names_of
from pos_assist.services.feeds.display.display_profile import DisplayProfile, profile_json, read_profile
from pos_assist.services.feeds.display.display_recording import (
    Burst,
    Recorder,
    Recording,
    read_recording,
    recording_json,
    shown,
)
from pos_assist.services.feeds.display.screen_reader import ScreenReader
from pos_assist.services.feeds.feed_files import load_profile, save_recording
from pos_assist.services.feeds.followed_till import FollowedTill
from pos_assist.shop import Shop
from tests.services.feeds.conftest import Register

K = ScreenKind
# What this register shows: none of it is among the usual words.
ODD = (
    ("ﾏｲﾄﾞ!", ""),
    ("CB", "\\240".rjust(20)),
    ("ﾎﾟﾃﾄ M", "2ｺ" + "\\580".rjust(18)),
    ("ﾏﾁｶﾞｲ CB", "\\240".rjust(20)),
    ("ｹｲ", "\\580".rjust(20)),
    ("ｵｼﾊﾗｲ", "\\580".rjust(20)),
    ("ｵｱｽﾞｹ", "\\1,000".rjust(20)),
    ("ｵｶｴｼ", "\\420".rjust(20)),
)
SECOND = (
    ("ﾏｲﾄﾞ!", ""), ("CB", "\\240".rjust(20)), ("ｹｲ", "\\240".rjust(20)), ("ｵｼﾊﾗｲ", "\\240".rjust(20)), ("ｵｱｽﾞｹ", "\\300".rjust(20)),
    ("ｵｶｴｼ", "\\60".rjust(20)), ("ｺｰﾗ M", "3ｺ" + "\\750".rjust(18)), ("ｵｼﾊﾗｲ", "\\750".rjust(20)), ("ｵｱｽﾞｹ", "\\750".rjust(20)),
    ("ｵｶｴｼ", "\\0".rjust(20)),
)  # fmt: skip


def data_of(screen: tuple[str, str], kind: PoleKind = PoleKind.EPSON) -> bytes:
    return pole.changes(kind, ("\0", "\0"), screen)


def recorded(*screens: tuple[str, str], kind: PoleKind = PoleKind.EPSON) -> Recording:
    return Recording(kind, tuple(Burst(2.0 * i, data_of(x, kind)) for i, x in enumerate(screens)))


@pytest.fixture
def trial_till(shop: Shop) -> Iterator[FollowedTill]:
    till = shop.try_feed()
    yield till
    till.stop()


@pytest.fixture
def calibration(shop: Shop) -> Calibration:
    items = shop.storage.browse.items(shop.storage.browse.item_codes())
    return Calibration(items, DisplayProfile(), recorded(*ODD))


def kinds(calibration: Calibration) -> list[ScreenKind]:
    return [x.reading.kind for x in calibration.rows()]


TAUGHT = (K.IDLE, K.ITEM, K.QUANTITY, K.VOID, K.SUBTOTAL, K.TOTAL, K.TENDER, K.CHANGE)


def teach(calibration: Calibration) -> None:
    calibration.name("CB", "cheeseburger")
    for number, kind in enumerate(TAUGHT, 1):
        calibration.mark(number, kind)


def test_an_example_of_each_screen_is_enough_and_a_second_recording_proves_it(
    calibration: Calibration, trial_till: FollowedTill
) -> None:
    before = calibration.try_on(recorded(*SECOND), trial_till).to_the_end()
    assert not before.agreed
    assert "CB" in calibration.unknown()
    teach(calibration)
    assert kinds(calibration) == [K.IDLE, K.ITEM, K.ITEM, K.VOID, K.SUBTOTAL, K.TOTAL, K.TENDER, K.CHANGE]
    (row,) = [x for x in calibration.rows() if x.number == 3]
    assert row.item
    assert row.units
    assert (row.item.code, row.units.qty, row.units.unit) == ("potato-m", 2, 290)
    trial = calibration.try_on(recorded(*SECOND), trial_till).to_the_end()
    assert trial == Trial(screens=10, understood=10, agreed=2)
    assert trial.is_good


def test_a_trial_writes_nothing_down(calibration: Calibration, shop: Shop, trial_till: FollowedTill) -> None:
    sales = shop.sales()
    teach(calibration)
    calibration.try_on(recorded(*SECOND), trial_till).to_the_end()
    assert shop.sales() == sales
    assert shop.feeds.days() == []


def test_a_trial_names_the_totals_that_are_wrong_and_the_names_that_nobody_has(
    calibration: Calibration, trial_till: FollowedTill
) -> None:
    teach(calibration)
    screens = [("ｵｼﾊﾗｲ", "\\999".rjust(20)) if x == ("ｵｼﾊﾗｲ", "\\240".rjust(20)) else x for x in SECOND]
    trial = calibration.try_on(recorded(*screens, ("ﾅｿﾞ", "\\100".rjust(20))), trial_till).to_the_end()
    assert trial.wrong == [(6, 999, 240)]
    assert trial.unknown == {"ﾅｿﾞ": 1}
    assert not trial.is_good


def test_the_display_is_followed_by_the_profile_that_was_saved(calibration: Calibration, shop: Shop) -> None:
    teach(calibration)
    shop.feeds.save_profile(replace(calibration.profile, name="本店"), "店長")
    register = Register(shop.follow())
    register.hello()
    for screen in SECOND:
        register.call("display.put", data=data_of(screen).hex())
    assert sorted(x.total for x in shop.all_receipts() if x.till == FOLLOWED) == [240, 750]
    assert [(x.kind, x.who, x.detail) for x in shop.feeds.events(1)] == [("profile", "店長", "本店")]
    register.feed.till.stop()


def test_a_mark_that_contradicts_an_earlier_one_is_refused_and_changes_nothing(calibration: Calibration) -> None:
    calibration.show(recorded(("ｹｲ", "\\240"), ("ｹｲ", "\\300")))
    calibration.mark(1, K.SUBTOTAL)
    profile = calibration.profile
    with pytest.raises(Refused, match="against_a_mark"):
        calibration.mark(2, K.CHANGE)
    assert calibration.profile == profile
    assert calibration.marks == {1: K.SUBTOTAL}


def test_a_screen_that_says_nothing_teaches_nothing(calibration: Calibration) -> None:
    calibration.show(recorded(("", "\\240")))
    with pytest.raises(Refused, match="cannot_learn"):
        calibration.mark(1, K.TOTAL)


def test_a_word_that_was_taken_for_another_kind_is_put_right(calibration: Calibration) -> None:
    """This register says CASH for what has to be paid."""
    calibration.show(recorded(("CASH", "\\240")))
    assert kinds(calibration) == [K.TENDER]
    calibration.mark(1, K.TOTAL)
    assert kinds(calibration) == [K.TOTAL]


def test_an_items_whole_name_goes_before_a_word_that_is_in_it(shop: Shop) -> None:
    items = [replace(x, name="CASHEW CHANGE", title_en="") for x in shop.storage.browse.items(["cheeseburger"])]
    rows = Calibration(items, DisplayProfile(), recorded(("CASHEW CHANGE", "\\240".rjust(20)))).rows()
    assert [x.reading.kind for x in rows] == [K.ITEM]


@pytest.mark.parametrize(
    ("screen", "qty", "unit"),
    [
        (("ﾎﾟﾃﾄ M", "2x290         \\580"), 2, 290),
        (("ﾎﾟﾃﾄ M", "290x2         \\580"), 2, 290),
        (("ﾎﾟﾃﾄ M", "\\290 x 2      \\580"), 2, 290),
        (("ﾎﾟﾃﾄ M", "x2            \\580"), 2, 290),
        (("ﾎﾟﾃﾄ M", "2x            \\290"), 2, 290),
        (("ﾎﾟﾃﾄ M    2x \\580", ""), 2, 290),
        (("2x ﾎﾟﾃﾄ M    \\580", ""), 2, 290),
        (("ﾎﾟﾃﾄ M  2x290 \\580", ""), 2, 290),
    ],
)
def test_a_quantity_is_read_in_every_form_and_the_catalogs_price_decides(
    shop: Shop, screen: tuple[str, str], qty: int, unit: int
) -> None:
    reader = ScreenReader(DisplayProfile(), names_of(shop.storage, DisplayProfile()))
    upper, lower = (pole.encoded(x.ljust(20)) for x in screen)
    found = reader.item_of(reader.read((upper, lower)))
    assert found
    assert (found[0].code, found[1].qty, found[1].unit) == ("potato-m", qty, unit)


def test_a_quantity_that_was_keyed_first_is_the_next_items(calibration: Calibration) -> None:
    calibration.show(recorded(("3x", ""), ("ﾎﾟﾃﾄ M", "\\870"), ("ﾎﾟﾃﾄ M", "\\290")))
    rows = calibration.rows()
    assert [x.reading.kind for x in rows] == [K.QUANTITY, K.ITEM, K.ITEM]
    assert [(x.units.qty, x.units.unit) for x in rows if x.units] == [(3, 290), (1, 290)]


def test_the_commands_do_the_same_with_recorded_files(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second, out = tmp_path / "first.json", tmp_path / "second.bin", tmp_path / "out.json"
    save_recording(first, recorded(*ODD))
    second.write_bytes(b"".join(map(data_of, SECOND)))
    path = shop.path
    shop.close()

    def command(*words: str) -> str:
        where = ["--shop", str(path), "--data-dir", str(path.parent), "--lang", "en"]
        code = main(["feed", *words, *where])
        said = capsys.readouterr()
        return said.out if code == 0 else f"{code} {said.err}"

    assert "  CB  1" in command("calibrate", str(first))
    marks = [x for n, kind in enumerate(TAUGHT, 1) for x in ("--mark", f"{n}={kind}")]
    lesson = ["calibrate", str(first), "--name", "CB=cheeseburger", *marks]
    said = command(*lesson, "--test", str(second), "--out", str(out), "--save", "本店")
    assert "10 of 10 screens understood; of 2 orders 2 agreed, 0 unsure, 0 wrong" in said
    assert load_profile(out).names == {"CB": "cheeseburger"}
    assert '"name": "本店"' in command("profile")
    command("profile", "--usual")
    assert "CB" not in command("profile")
    assert "本店" in command("profile", "--import", str(out))
    command("profile", "--export", str(tmp_path / "again.json"))
    assert (tmp_path / "again.json").read_text(encoding="utf-8") == out.read_text(encoding="utf-8")
    for bad in (["--mark", "99=total"], ["--mark", "1=x"], ["--mark", "=item"], ["--name", "CB=nothing"]):
        assert command("calibrate", str(first), *bad).startswith("2 ")
    out.write_text("{}", encoding="utf-8")
    assert command("profile", "--import", str(out)).startswith("3 ")
    assert command("profile", "--import", str(tmp_path / "none.json")).startswith("4 ")
    assert "CB" in command("profile"), "nothing was changed"


# -- recordings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(PoleKind))
def test_a_recording_is_the_same_after_it_was_saved(kind: PoleKind) -> None:
    recording = recorded(*ODD, kind=kind)
    assert read_recording(recording_json(recording).encode(), PoleKind.EPSON) == recording


@pytest.mark.parametrize("kind", list(PoleKind))
def test_bytes_that_a_terminal_captured_are_cut_into_the_same_screens(shop: Shop, kind: PoleKind) -> None:
    captured = pole.start(kind) + b"".join(data_of(x, kind) for x in ODD)
    recording = read_recording(captured, kind)
    rows = Calibration([], DisplayProfile(), recording).rows()
    assert [(x.upper.strip(), x.lower.strip()) for x in rows] == [(a.strip(), b.strip()) for a, b in ODD]


@pytest.mark.parametrize(
    "screen", [("ｶｲｲﾝ ﾔﾏﾀﾞ ﾀﾛｳ ｻﾏ", ""), ("CARD NO", "4980123412341234"), ("ｼｮｳﾆﾝ 123456", ""), ("****-****-1234", "")]
)
def test_what_concerns_a_person_is_in_no_recording(screen: tuple[str, str]) -> None:
    recorder = Recorder(PoleKind.EPSON)
    for one in (("ｲﾗｯｼｬｲﾏｾ", ""), screen, ("CB", "\\240")):
        recorder.burst(data_of(one), 0.0)
    text = recording_json(recorder.recording())
    assert recorder.left_out == 1
    assert all(x.encode("cp932").hex() not in text for x in screen if x)
    rows = Calibration([], DisplayProfile(), recorder.recording()).rows()
    assert [(x.upper.strip(), x.lower.strip()) for x in rows] == [("ｲﾗｯｼｬｲﾏｾ", ""), ("", ""), ("CB", "\\240")]


def test_an_idle_screens_clock_and_an_amount_are_no_number_of_a_person() -> None:
    recorder = Recorder(PoleKind.EPSON)
    for one in (("2026-11-26 12:30", "ｲﾗｯｼｬｲﾏｾ"), ("ｺﾞｳｹｲ 12ﾃﾝ", "\\1,234,567"), ("ﾎﾟﾃﾄ M", "12x99999 \\1,199,988")):
        recorder.burst(data_of(one), 0.0)
    assert recorder.left_out == 0


def test_what_concerns_a_person_is_taken_out_of_a_file_too() -> None:
    recording = recorded(("ｶｲｲﾝ ﾔﾏﾀﾞ ｻﾏ", ""), ("CB", "\\240"))
    kept = read_recording(recording_json(recording).encode(), PoleKind.EPSON)
    assert all("ﾔﾏﾀﾞ".encode("cp932") not in x.data for x in kept.bursts)


def test_while_it_is_recorded_nothing_is_followed(register: Register, shop: Shop) -> None:
    shop.feeds.recorder = recorder = Recorder(PoleKind.EPSON)
    answer = register.call("display.put", data=data_of(("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "\\240")).hex())
    assert answer["quiet_ms"] == 120
    assert len(recorder) == 1
    assert register.call("status.get")["order_id"] == ""
    shop.feeds.turn_off("店長")
    register.call("display.put", data="00")
    assert len(recorder) == 2, "what was switched off for its totals is set up anew"
    shop.feeds.revoke_consent("店長")
    assert register.call("display.put", data="00") == -32009
    assert len(recorder) == 2


@pytest.mark.parametrize(
    "damage",
    [
        b"{", b"{}", b"{" * 100_000, b'{"format": "pos-assist display recording"}',
        b'{"format": "pos-assist display recording", "version": 1, "display": "epson", "screens": [[0]]}',
        b'{"format": "pos-assist display recording", "version": 1, "display": "epson", "screens": [[0, "zz"]]}',
        b'{"format": "pos-assist display recording", "version": 1, "display": "vfd", "screens": []}',
        b'{"format": "pos-assist display recording", "version": 2}', b"", b"\r\n \x00",
    ],
)  # fmt: skip
def test_a_file_that_is_no_recording_says_so(damage: bytes) -> None:
    with pytest.raises(BadInput, match=r"not_a_recording|newer_recording"):
        read_recording(damage, PoleKind.EPSON)


# -- profiles ------------------------------------------------------------------------------------------------------------

half = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7D) | st.sampled_from("ｱｲｳｶｷﾎﾟｰ"), min_size=1, max_size=8
)
half = half.filter(lambda x: "\\" not in x)


@given(
    st.lists(half, max_size=4, unique=True),
    st.dictionaries(half, st.sampled_from(["a", "b"]), max_size=3),
    st.booleans(),
)
def test_a_profile_is_the_same_after_it_was_exported(words: list[str], names: dict[str, str], refreshes: bool) -> None:
    profile = DisplayProfile(PoleKind.CD5220, "本店", 80, refreshes, names=names)
    for word in words:
        profile = profile.with_word(K.VOID, word)
    again = read_profile(profile_json(profile))
    assert profile_json(again) == profile_json(profile)
    assert again.words[K.VOID] == profile.words[K.VOID]
    older = {**json.loads(profile_json(profile)), "speed": 19_200, "parity": "even"}
    assert read_profile(json.dumps(older)) == again, "the line is the relay's"


@pytest.mark.parametrize(
    "change",
    [
        {"format": "x"}, {"version": 0}, {"version": True}, {"version": 2}, {"quiet_ms": "120"}, {"quiet_ms": 5}, {"refreshes": 1},
        {"words": {"idle": [""]}}, {"words": {"idle": "x"}}, {"words": {"idle": ["☃"]}}, {"words": []}, {"names": {"": "a"}}, {"names": [1]},
        {"display": "x"}, {"display": []}, {"quantity_signs": ["x" * 99]}, {"name": 7},
    ],
)  # fmt: skip
def test_a_profile_that_is_damaged_is_refused_with_its_field(change: dict[str, object]) -> None:
    said = {**json.loads(profile_json(DisplayProfile())), **change}
    with pytest.raises(BadInput) as caught:
        read_profile(json.dumps(said))
    assert caught.value.code in ("not_a_profile", "newer_profile")


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '"x"', "[" * 100_000])
def test_what_is_no_profile_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not_a_profile"):
        read_profile(text)


def test_words_are_kept_as_the_display_writes_them() -> None:
    said = json.loads(profile_json(DisplayProfile()))
    said["words"]["idle"] = ["いらっしゃいませ"]
    assert read_profile(json.dumps(said)).words[K.IDLE] == ("ｲﾗｯｼｬｲﾏｾ",)
    assert shown(b"\xb2\xd7") == "ｲﾗ"
