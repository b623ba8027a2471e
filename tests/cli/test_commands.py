"""The commands as a person or a program uses them, on a real shop."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from pos_assist.__main__ import has_screen
from pos_assist.cli.main import BAD_INPUT, COMMANDS, ENVIRONMENT, OK, USAGE, main, parse
from pos_assist.domain.items import Item
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.translate import sentence
from pos_assist.shop import open_shop

PROGRAM = [sys.executable, "-m", "pos_assist"]
NOON = "2026-11-24T12:10:00"


@pytest.fixture
def pos(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on the sample shop: its exit code, what it printed, what it said on stderr."""

    def run(*words: str, lang: str = "en") -> tuple[int, str, str]:
        code = main([*words, "--data-dir", str(folder), "--lang", lang])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# -- ring ----------------------------------------------------------------------------------------------------------


def test_an_item_is_found_by_code_by_barcode_by_name_and_by_reading(pos: Any, folder: Path) -> None:
    shop = open_shop(folder / "burger.db", readonly=True)
    item = shop.till.search("チーズバーガー")[0]
    shop.close()
    for word in (item.code, item.barcodes[0], item.name, item.reading):
        code, out, _ = pos("ring", word, "--json", "--at", NOON)
        assert code == OK
        assert [line["code"] for line in json.loads(out)["lines"]] == [item.code], word


def test_two_times_an_item_is_one_line_of_two(pos: Any) -> None:
    said = json.loads(pos("ring", "2*チーズバーガー", "--json", "--at", NOON)[1])
    assert [(line["qty"], line["list_price"]) for line in said["lines"]] == [(2, 480)]


def test_what_programs_read_adds_up(pos: Any) -> None:
    said = json.loads(pos("ring", "チーズバーガー", "コーラ M", "--json", "--at", NOON)[1])
    assert sum(line["net"] for line in said["lines"]) == said["total"]
    assert said["list_total"] - sum(deal["saving"] for deal in said["deals"]) == said["total"]
    assert sum(tax["gross"] for tax in said["taxes"]) == said["total"]
    for offer in [said["panel"]["upgrade"], *said["panel"]["addons"]]:
        assert offer is None or offer["saving"] == max(0, offer["list_price"] - offer["adds"])


def test_eaten_in_the_tax_is_higher_and_the_total_the_same(pos: Any) -> None:
    here = json.loads(pos("ring", "チーズバーガー", "--json", "--eat-in", "--at", NOON)[1])
    away = json.loads(pos("ring", "チーズバーガー", "--json", "--at", NOON)[1])
    assert [here["taxes"][0]["rate"], away["taxes"][0]["rate"]] == [10, 8]
    assert here["total"] == away["total"]


def test_asked_twice_the_terminal_answers_alike(pos: Any) -> None:
    asked = ("ring", "チーズバーガー", "巨峰ソーダ M", "--json", "--at", NOON)
    assert pos(*asked) == pos(*asked)


def test_the_order_is_painted_for_people_in_their_language(pos: Any) -> None:
    english = pos("ring", "チーズバーガー", "--at", NOON)[1]
    assert "Cheeseburger" in english
    assert "チーズバーガー" not in english, "nor in the name of a set"
    japanese = pos("ring", "チーズバーガー", "--at", NOON, lang="ja")[1]
    assert "チーズバーガー" in japanese
    assert "合計" in japanese


def test_ringing_up_in_the_terminal_leaves_the_shop_as_it_is_even_while_the_counter_has_it_open(
    pos: Any, folder: Path
) -> None:
    shop = open_shop(folder / "burger.db")
    order = shop.till.ring(shop.till.search("コーラ")[0].code).order
    assert pos("ring", "チーズバーガー", "--at", NOON)[0] == OK
    assert shop.till.view.order == order
    shop.close()
    again = open_shop(folder / "burger.db")
    assert again.till.view.order == order
    again.close()


def test_an_unknown_item_is_named_in_a_sentence_and_ends_with_the_usage_code(pos: Any) -> None:
    code, out, err = pos("ring", "そんな商品")
    assert (code, out) == (USAGE, "")
    assert "そんな商品" in err
    assert "Traceback" not in err


# -- sell and receipts -----------------------------------------------------------------------------------------------


def test_every_sale_is_one_line_and_stands_in_the_receipts_once_and_whole(pos: Any) -> None:
    sold = lines(pos("sell", "20", "--seed", "7")[1])
    kept = lines(pos("receipts", "--json")[1])
    assert len({x["receipt"] for x in sold}) == 20
    assert [{**x, "whole": True} for x in reversed(sold)] == kept


@pytest.mark.parametrize("slowness", [0, 1, 1_000], ids=["a clock that stands still", "as here", "slow"])
def test_the_same_seed_sells_the_same_however_fast_the_computer_is(
    folder: Path, burger: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slowness: int
) -> None:  # fmt: skip
    twin = shutil.copytree(burger, tmp_path / "twin")
    totals = []
    here = time.monotonic
    for place, pace in ((folder, 1), (Path(twin), slowness)):
        monkeypatch.setattr(time, "monotonic", lambda pace=pace: here() * pace)
        main(["sell", "10", "--seed", "3", "--data-dir", str(place)])
        totals.append([x["total"] for x in lines(capsys.readouterr().out)])
    assert totals[0] == totals[1]


def test_the_same_seed_again_sells_new_receipts(pos: Any) -> None:
    keys = [x["receipt"] for _ in range(2) for x in lines(pos("sell", "5", "--seed", "3")[1])]
    assert len(set(keys)) == 10


def test_an_order_left_open_is_sold_first_and_under_its_own_key(pos: Any, folder: Path) -> None:
    shop = open_shop(folder / "burger.db")
    order = shop.till.ring(shop.till.search("コーラ")[0].code, 3).order
    shop.close()
    sold = lines(pos("sell", "2")[1])
    assert sold[0]["receipt"] == order.key
    assert len(sold) == 2


def test_the_sample_s_past_receipts_are_not_this_till_s_sales(pos: Any) -> None:
    assert pos("receipts", "--json")[1] == ""


def test_people_read_the_newest_receipt_last(pos: Any) -> None:
    sold = lines(pos("sell", "3", "--seed", "1")[1])
    said = pos("receipts", "--limit", "2")[1].splitlines()
    assert len(said) == 2
    assert said[-1].endswith(f"¥{sold[-1]['total']:,}")


def test_a_sale_that_was_printed_survives_a_kill_at_any_moment(folder: Path) -> None:
    """What the terminal said is durable; the storage tests kill far more often, this is the whole program."""
    chance = random.Random(11)
    printed: list[dict[str, Any]] = []
    for _ in range(5):
        with subprocess.Popen(
            [*PROGRAM, "sell", "1000000", "--data-dir", str(folder)], stdout=subprocess.PIPE, text=True
        ) as selling:
            assert selling.stdout is not None
            printed += lines("".join(selling.stdout.readline() for _ in range(chance.randrange(1, 12))))
            selling.kill()
            printed += lines("".join(line for line in selling.stdout if line.endswith("\n")))
    kept = lines(subprocess.run([*PROGRAM, "receipts", "--json", "--data-dir", str(folder)], capture_output=True, text=True, check=True).stdout)  # fmt: skip
    keys = [x["receipt"] for x in kept]
    assert len(keys) == len(set(keys))
    assert all(x["whole"] for x in kept)
    by_key = {x["receipt"]: x for x in kept}
    assert all(by_key[x["receipt"]] == {**x, "whole": True} for x in printed)


# -- shops -----------------------------------------------------------------------------------------------------------


def test_a_new_shop_opens_by_itself_from_then_on_and_is_never_made_over_another(pos: Any, folder: Path) -> None:
    assert pos("shop", "new", "camera", "--sample", "camera")[0] == OK
    assert "* camera" in pos("shop", "list")[1]
    before = (folder / "camera.db").read_bytes()
    code, _, err = pos("shop", "new", "camera")
    assert code == USAGE
    assert err.strip()
    assert (folder / "camera.db").read_bytes() == before


def test_a_shop_says_what_is_in_it(pos: Any) -> None:
    said = pos("shop", "info")[1]
    assert "みどり橋店" in said
    assert "deals" in said


def test_a_lost_shop_comes_back_from_its_journal_with_every_sale(pos: Any, folder: Path) -> None:
    pos("sell", "15")
    before = pos("receipts", "--json")[1]
    (folder / "burger.db").rename(folder / "lost.bin")
    for suffix in ("-wal", "-shm"):
        (folder / f"burger.db{suffix}").unlink(missing_ok=True)
    assert pos("shop", "rebuild", str(folder / "burger.journal"), "--shop", "again")[0] == OK
    assert lines(pos("receipts", "--json", "--shop", "again")[1]) == lines(before)


def lose(shop: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        shop.with_name(shop.name + suffix).unlink(missing_ok=True)


def test_a_lost_shop_is_said_and_never_made_anew(pos: Any, folder: Path) -> None:
    pos("sell", "5")
    lose(folder / "burger.db")
    for command in (["sell", "1"], ["receipts", "--json"], ["ring", "コーラ"]):
        code, out, err = pos(*command)
        assert (code, out) == (ENVIRONMENT, "")
        assert "shop rebuild" in err
    assert not (folder / "burger.db").exists()


def test_without_a_journal_a_rebuild_asks_and_says_what_is_lost(pos: Any, folder: Path) -> None:
    pos("backup")
    pos("sell", "5")
    lose(folder / "burger.db")
    (folder / "burger.journal").write_bytes(b"")
    code, out, err = pos("shop", "rebuild")
    assert (code, out) == (ENVIRONMENT, "")
    assert "--accept-loss" in err
    code, out, _ = pos("shop", "rebuild", "--accept-loss")
    assert code == OK
    assert "every sale after" in out
    assert not lines(pos("receipts", "--json")[1])


def test_a_sale_whose_line_was_changed_is_named_and_the_exit_code_says_so(pos: Any, folder: Path) -> None:
    pos("sell", "5")
    journal = folder / "burger.journal"
    whole = journal.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(whole) if b'"number":3,' in line)
    whole[at] = whole[at].replace(b'"total":', b'"totul":')
    journal.write_bytes(b"".join(whole))
    lose(folder / "burger.db")
    code, out, _ = pos("shop", "rebuild")
    assert code == ENVIRONMENT
    assert "1 sale is missing" in out
    assert "#3" in out
    assert len(lines(pos("receipts", "--json")[1])) == 4


def test_putting_a_file_back_says_how_many_there_were_and_are(pos: Any, folder: Path) -> None:
    pos("backup")
    pos("sell", "4")
    backup = max((folder / "burger-backups").glob("*.db"))
    code, out, _ = pos("restore", str(backup), "--file")
    assert code == OK
    assert "before: 3608 receipts, now: 3608" in out


@pytest.mark.parametrize("how", ["lost", "damaged"])
def test_rebuild_brings_the_shop_back_where_it_was(how: str, pos: Any, folder: Path) -> None:
    pos("sell", "5")
    before = pos("receipts", "--json")[1]
    lose(folder / "burger.db")
    if how == "damaged":
        (folder / "burger.db").write_bytes(b"not a database" * 1000)
    assert pos("shop", "rebuild")[0] == OK
    assert lines(pos("receipts", "--json")[1]) == lines(before)


def test_a_backup_put_back_has_the_sales_made_since_at_once(pos: Any, folder: Path) -> None:
    pos("backup")
    pos("sell", "5")
    before = pos("receipts", "--json")[1]
    (folder / "burger.db").write_bytes(b"not a database" * 1000)
    listed = pos("restore")
    assert listed[0] == OK
    backup = listed[1].splitlines()[0].split("  ")[1]
    assert pos("restore", backup, "--file")[0] == OK
    assert lines(pos("receipts", "--json")[1]) == lines(before)
    assert [line.split()[-2] for line in pos("shop", "list")[1].splitlines()] == ["burger"], (
        "what it replaced is no shop"
    )


def test_a_folder_in_the_place_of_the_file_is_not_taken_for_a_failed_disk(pos: Any, folder: Path) -> None:
    lose(folder / "burger.db")
    (folder / "burger.db").mkdir()
    code, _, err = pos("sell", "1")
    assert code == ENVIRONMENT
    assert sentence(EnvironmentProblem("not_ours")) in err


def test_a_journal_that_is_not_there_is_said(pos: Any, tmp_path: Path) -> None:
    code, _, err = pos("shop", "rebuild", str(tmp_path / "none.journal"), "--shop", "x")
    assert code == USAGE
    assert "none.journal" in err


# -- entry point ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "command", [[], *([name] for name in COMMANDS), *(["shop", x] for x in ("new", "info", "list", "rebuild"))]
)
def test_every_command_explains_itself(command: list[str], lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", lang, *command, "--help"])
    assert ended.value.code == OK
    said = capsys.readouterr().out
    assert ("使い方:" if lang == "ja" else "usage:") in said


def test_the_exit_codes_tell_usage_bad_input_and_environment_apart(folder: Path, tmp_path: Path) -> None:
    def code(*words: str) -> int:
        return subprocess.run([*PROGRAM, *words], capture_output=True, check=False).returncode

    (tmp_path / "items.csv").write_text("this,is\nnot,a shop\n", encoding="utf-8")
    shop = open_shop(folder / "burger.db")
    try:
        assert code("ring", "--no-such-option") == USAGE
        assert code("shop", "new", "x", "--from", str(tmp_path), "--data-dir", str(tmp_path / "d")) == BAD_INPUT
        assert code("sell", "1", "--data-dir", str(folder)) == ENVIRONMENT  # the counter has it open
        assert code("receipts", "--data-dir", str(folder)) == OK
    finally:
        shop.close()


def test_options_may_stand_before_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data-dir", str(folder), "--lang", "en", "shop", "list"]) == OK
    assert str(folder) in capsys.readouterr().out


@pytest.mark.parametrize("words", [["shop", "list"], ["sell", "50"]])
def test_a_pipe_that_closes_early_is_no_error(folder: Path, words: list[str]) -> None:
    command = [*PROGRAM, *words, "--data-dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""


def test_the_version_names_the_commit(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.startswith("pos-assist 0.")


@pytest.mark.parametrize(
    "words", ["price x.json", "rank --receipts x.csv", "evaluate x.csv", "receipts", "sell 3", "autostart on"]
)
def test_the_common_options_stand_before_and_after_every_command(words: str) -> None:
    options = ["--shop", "kanda", "--data-dir", "shops", "--lang", "en"]
    for argv in ([*options, *words.split()], [*words.split(), *options]):
        args = parse(argv)
        assert (args.shop, args.data_dir, args.lang) == ("kanda", "shops", "en")


def test_looking_for_receipts_makes_no_shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["receipts", "--json", "--data-dir", str(tmp_path / "new")]) == OK
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "new").exists()


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert main(["sell", "1", "--data-dir", str(tmp_path / "file"), "--lang", "en"]) == ENVIRONMENT
    assert capsys.readouterr().err.startswith("pos-assist: ")


def test_a_case_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    assert main(["price", str(tmp_path / "none.json"), "--lang", "en"]) == BAD_INPUT


# -- without a screen ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a screen; there see --no-window")
def test_without_a_screen_the_order_is_in_the_terminal_and_the_window_in_a_picture(tmp_path: Path) -> None:
    environ = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [*PROGRAM, "--data-dir", str(tmp_path / "new"), "--lang", "ja"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=environ, check=True)
    assert done.stderr == ""
    assert "画面がない" in done.stdout
    assert "チーズバーガー" in done.stdout
    picture = tmp_path / "pos-assist-counter.png"
    assert str(picture) in done.stdout
    from PySide6.QtGui import QImage  # noqa: PLC0415

    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1366, 768)
    colors = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(colors) > 20, "it is painted, not blank"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a screen")
@pytest.mark.parametrize(
    ("platform", "environ", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":4321"}, False),  # a server that is not there: Qt would abort the process
        ("linux", {"WAYLAND_DISPLAY": "alive"}, True),
        ("linux", {"WAYLAND_DISPLAY": "dead"}, False),  # left by a session that is over: Qt would abort the process
        ("linux", {"WAYLAND_DISPLAY": "nowhere"}, False),
        ("linux", {"WAYLAND_DISPLAY": "dead", "DISPLAY": ":4321"}, False),
        ("linux", {"WAYLAND_DISPLAY": "alive", "DISPLAY": ":4321"}, True),
        ("linux", {"WAYLAND_DISPLAY": "alive", "QT_QPA_PLATFORM": "xcb"}, False),
        ("linux", {"WAYLAND_DISPLAY": "dead", "QT_QPA_PLATFORM": "wayland;offscreen"}, True),
        ("linux", {"QT_QPA_PLATFORM": "wayland"}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("win32", {}, True),
    ],
)
def test_a_window_opens_only_where_there_is_a_screen(
    platform: str, environ: dict[str, str], screen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as open_, tempfile.TemporaryDirectory() as folder:  # a short path: a socket's name has an end
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        for name in ("alive", "dead"):
            server = open_.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(f"{folder}/{name}")
            if name == "alive":
                server.listen()
        assert has_screen() is screen


def test_a_label_s_own_price_and_grams_are_rung_up(pos: Any, folder: Path) -> None:
    shop = open_shop(folder / "burger.db")
    pork = Item("pork", "豚ロース", 198, "burger", by_weight=True, barcodes=("0212345000007",))
    shop.storage.catalog.put_items([pork])
    shop.close()
    said = json.loads(pos("ring", "0212345703984", "1250*豚ロース", "--json", "--at", NOON)[1])
    assert [(x["list_price"], x.get("grams")) for x in said["lines"]] == [(398, None), (2_475, 1_250)]
    code, _, err = pos("ring", "豚ロース", "--json", "--at", NOON)
    assert code == USAGE
    assert "by weight" in err
    assert pos("sell", "40", "--seed", "3")[0] == OK
