"""`pos-assist settings`, as typed; and what every command does where a setting is kept that cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_assist.cli.main import BAD_INPUT, USAGE, main
from pos_assist.domain.items import Department, Item
from pos_assist.domain.settings import SERVICE_MODE, SETTINGS
from pos_assist.storage import Storage, ThisPC

Run = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Storage.create(tmp_path / "a.db") as storage:
        storage.catalog.put_departments([Department("sweets", "Sweets")])
        storage.catalog.put_items([Item("pie", "Pie", 100, "sweets"), Item("tea", "Tea", 200)])
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*words: object, code: int = 0) -> str:
        assert main(["--data-dir", str(folder), "--shop", "a", "--lang", "en", *map(str, words)]) == code
        out, err = capsys.readouterr()
        return out + err

    return run_command


def test_a_setting_is_got_set_and_reset(run: Run, folder: Path) -> None:
    assert run("settings", "get", "control_share") == "10\n"
    assert "control_share = 25" in run("settings", "set", "control_share", "25", "--who", "Sato")
    assert run("settings", "get", "control_share") == "25\n"
    assert "control_share = 25  (usually: 10)" in run("settings", "list")
    with Storage.open(folder / "a.db", readonly=True) as storage:
        assert [(x.who, x.what) for x in storage.changes.history()] == [("Sato", "settings")]
    run("settings", "reset", "control_share")
    assert json.loads(run("settings", "get", "control_share", "--json"))["set"] is False


def test_the_list_names_every_setting_as_a_line_of_json(run: Run) -> None:
    run("settings", "set", "offer_hours.pie", "7:00-10:30")
    lines = [json.loads(x) for x in run("settings", "list", "--json").splitlines()]
    assert {x["name"] for x in lines} == {x.name for x in SETTINGS} - {"offer_hours."} | {"offer_hours.pie"}
    assert next(x for x in lines if x["name"] == "offer_hours.pie")["value"] == "07:00-10:30"
    assert {x["scope"] for x in lines} == {"shop", "till", "pc"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("tax_rounding", "sideways", "Write one of floor, half_up, ceil"),
        ("manners.addons", "4", "a whole number from 0 to 3"),
        ("currency", "USD", "set when the shop is made"),
        ("tour_seen", "1", "set when the shop is made"),
        ("offer_hours.nothing", "07:00-10:00", "nothing"),
        ("experiment.list_a", "pie nothing", "nothing"),
        ("servicemode", "eat_in", "There is no setting “servicemode”"),
        ("wording.en.addon", "{deal}?", "{deal}"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(run: Run, name: str, value: str, said: str) -> None:
    before = run("settings", "list")
    assert said in run("settings", "set", name, value, code=USAGE)
    assert run("settings", "list") == before


def test_what_belongs_to_the_computer_is_kept_beside_the_shops(run: Run, folder: Path) -> None:
    run("settings", "set", "screen_scheme", "dark")
    assert ThisPC(folder).settings() == {"screen_scheme": "dark"}
    assert run("settings", "get", "screen_scheme") == "dark\n"
    with Storage.open(folder / "a.db", readonly=True) as storage:
        assert storage.catalog.settings() == {}


def test_what_the_version_before_kept_in_the_shop_moves_to_the_computer_once(run: Run, folder: Path) -> None:
    with Storage.open(folder / "a.db") as storage:
        storage.catalog.put_setting("screen_scheme", "dark")
        storage.catalog.put_setting("screen_language", "en")
    ThisPC(folder).put({"screen_language": "ja"})
    run("settings", "set", "control_share", "5")  # the first start that may write
    assert ThisPC(folder).settings() == {"screen_scheme": "dark", "screen_language": "ja"}
    with Storage.open(folder / "a.db", readonly=True) as storage:
        assert storage.catalog.settings() == {"control_share": "5"}


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"screen_scheme": 7}', "\x00"])
def test_a_damaged_file_of_the_computers_settings_counts_as_none(run: Run, folder: Path, text: str) -> None:
    (folder / "this-pc.json").write_text(text)
    assert run("settings", "get", "screen_scheme") == "light\n"
    run("settings", "set", "screen_scheme", "dark")
    assert run("settings", "get", "screen_scheme") == "dark\n"


@pytest.mark.parametrize(
    ("name", "odd"),
    [("service_mode", "mars"), ("tax_rounding", "mars"), ("currency", "<b>"), ("backup_hours", "0"), ("customer_language", "fr"),
     ("guest_language", "zz"), ("experiment", "x"), ("screen_keys", "no json"), ("manners.quiet_hours", "lunch")],
)  # fmt: skip
def test_an_odd_setting_in_the_file_bricks_no_command_and_is_told(run: Run, folder: Path, name: str, odd: str) -> None:
    with Storage.open(folder / "a.db") as storage:
        storage.catalog.put_setting(name, odd)
    for command in (
        ["ring", "pie"],
        ["shop", "info"],
        ["backup"],
        ["receipts"],
        ["report", "effect"],
        ["sell", "1"],
        ["settings", "list"],
    ):
        assert f"“{odd}”, which it cannot be" in run(*command)
    run("settings", "reset", name)
    assert "which it cannot be" not in run("shop", "info")


def test_an_odd_setting_in_a_pack_stays_out_and_is_told(run: Run, folder: Path) -> None:
    with Storage.create(folder / "other.db") as storage:
        storage.catalog.put_items([Item("pie", "Pie", 130)])
        for name, text in {
            "service_mode": "mars", "tax_rounding": "ceil", "screen_language": "en", "screen_keys": '{"pay": "F11"}',
            "screen_scheme": "dark", "tour_seen": "1", "sample": "1", "till": "9",
        }.items():  # fmt: skip
            storage.catalog.put_setting(name, text)
    pack = folder / "p.pospack"
    assert main(["--data-dir", str(folder), "--shop", "other", "pack", "make", str(pack)]) == 0
    told = run("pack", "take", pack, "--trust")
    assert "“mars”, which it cannot be" in told
    with Storage.open(folder / "a.db", readonly=True) as storage:
        assert storage.catalog.settings() == {"tax_rounding": "ceil"}
        assert storage.catalog.setting(SERVICE_MODE) == "takeout"


def test_a_pack_in_another_currency_is_refused(run: Run, folder: Path) -> None:
    with Storage.create(folder / "other.db") as storage:
        storage.catalog.put_items([Item("pie", "Pie", 130)])
        storage.catalog.put_setting("currency", "USD")
    pack = folder / "p.pospack"
    assert main(["--data-dir", str(folder), "--shop", "other", "pack", "make", str(pack)]) == 0
    assert "in USD, those of this shop in JPY" in run("pack", "take", pack, "--trust", code=BAD_INPUT)


@pytest.mark.parametrize(
    "settings",
    [
        {"service_mode": "eatin"},
        {"currency": "<b>"},
        {"tax_rounding": 1},
        {"manners.addons": 9},
        {"backup_hours": "-1"},
    ],
)
def test_a_shops_folder_with_an_odd_setting_is_refused_by_its_name(
    folder: Path, settings: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    files = folder / "files"
    files.mkdir()
    (files / "items.csv").write_text("code,name,price\na,A,150\n", "utf-8")
    (files / "shop.json").write_text(json.dumps({"name": "X", "settings": settings}), "utf-8")
    [name] = settings
    told = main(["--data-dir", str(folder), "--lang", "en", "import", "shop", str(files), "--shop", "new"])
    assert told == BAD_INPUT
    assert not (folder / "new.db").exists()
    assert f"shop.json: The setting “{name}” cannot be" in capsys.readouterr().err
