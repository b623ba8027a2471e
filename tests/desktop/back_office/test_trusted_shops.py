"""Trust in packs is seen in the back office and withdrawn there, by two presses."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.files_page import PACKS, FilesPage
from pos_assist.domain.fingerprint import fingerprint
from pos_assist.services.management.management import Management
from pos_assist.shop import Shop
from pos_assist.storage import Storage
from tests.desktop.back_office.manager import click, finished, segment, turn


def pack_of_another_shop(folder: Path) -> Path:
    with Storage.create(folder / "other.db") as storage:
        Management(storage, "鈴木").make_pack(folder / "other.pospack")
    return folder / "other.pospack"


def test_trust_is_seen_with_its_key_and_withdrawn_by_two_presses(
    office: BackOffice, shop: Shop, qtbot: QtBot, tmp_path: Path
) -> None:
    pack = pack_of_another_shop(tmp_path)
    look = office.context.manager.preview_pack(pack)
    office.context.manager.take_pack(look, {}, trust=True)
    page = turn(office, FilesPage, "files")
    segment(page.tab, PACKS)
    trusted = page.packs.trusted
    assert trusted.list.choose_where(lambda x: x.key == look.pack.key)
    assert fingerprint(look.pack.key) in [trusted.list.rows.data(trusted.list.rows.index(0, 2))]
    page.packs.preview_file(pack)
    finished(qtbot, office)
    assert page.packs.preview
    assert page.packs.preview.trust == "known"
    click(trusted.withdraw)
    assert look.pack.key in [x.key for x in office.context.manager.trusted_shops()]
    click(trusted.withdraw)
    assert look.pack.key not in [x.key for x in office.context.manager.trusted_shops()]
    assert page.packs.preview is None  # what was looked at was judged by the trust there was
    assert not page.packs.take.isEnabled()
    page.packs.preview_file(pack)
    finished(qtbot, office)
    assert page.packs.preview.trust == "unknown"
    assert [x.what for x in shop.storage.changes.history(limit=1)] == ["trust_withdrawn"]


def test_the_shops_own_key_can_be_read_but_not_withdrawn(office: BackOffice, tmp_path: Path) -> None:
    office.context.manager.make_pack(tmp_path / "ours.pospack")
    page = turn(office, FilesPage, "files")
    segment(page.tab, PACKS)
    assert page.packs.trusted.list.current
    assert not page.packs.trusted.withdraw.isEnabled()
