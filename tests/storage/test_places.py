"""A till is kept on the computer's own disk: not on a share, not in a folder that is copied to the internet."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.i18n.translate import sentence
from pos_assist.storage import Storage, rebuild, recover
from pos_assist.storage.connection import connect_reading
from pos_assist.storage.places import check_place, file_system, is_unc

MOUNTS = r"""
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
28 27 0:30 / /mnt rw shared:1 - tmpfs tmpfs rw
29 28 0:31 / /mnt/our\040shop rw - cifs //nas/shop rw,vers=3.1.1
30 28 0:32 / /mnt/nas rw - nfs4 10.0.0.2:/shop rw
31 30 0:33 / /mnt/nas/local rw - ext4 /dev/sdb1 rw
32 27 0:34 / /home/a/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
33 27 0:35 / /usb rw - vfat /dev/sdc1 rw
34 27 0:36 / /usb rw - cifs //nas/usb rw
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/till.db", "ext4"),
        ("/mnt/our shop/till.db", "cifs"),
        ("/mnt/our shopkeeper/till.db", "tmpfs"),
        ("/mnt/nas/till.db", "nfs4"),
        ("/mnt/nas/local/deep/till.db", "ext4"),
        ("/home/a/gvfs/smb-share/till.db", "fuse.gvfsd-fuse"),
        ("/usb/till.db", "cifs"),  # mounted over the stick
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Linux' own list of what is mounted where")
def test_the_file_system_of_a_path_is_that_of_the_deepest_mount(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\till.db", True),
        (r"\\192.168.0.2\レジ\till.db", True),
        (r"\\?\UNC\server\share\till.db", True),
        (r"\\wsl$\Debian\home\till.db", True),
        (r"\\?\C:\Users\shop\till.db", False),
        (r"C:\Users\shop\till.db", False),
        ("/home/shop/till.db", False),
    ],
)
def test_a_path_on_another_computer_is_known_by_its_shape(path: str, unc: bool) -> None:
    assert is_unc(path) is unc


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "onedrive",
        "OneDrive - みどり商店",
        "Dropbox",
        "Dropbox (個人)",
        "Google Drive",
        "マイドライブ",
        "iCloudDrive",
    ],
)
def test_a_new_shop_in_a_synchronised_folder_is_refused_in_words_and_leaves_nothing(
    tmp_path: Path, folder: str
) -> None:
    path = tmp_path / folder / "deep" / "till.db"
    with pytest.raises(EnvironmentProblem) as told:
        Storage.create(path)
    assert told.value.code == "in_synced_folder"
    assert str(tmp_path / folder) in sentence(told.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox.cache", ".nextcloudsync.log"])
def test_a_synchronised_folder_is_known_by_what_its_program_leaves_there(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).mkdir()
    with pytest.raises(EnvironmentProblem, match="in_synced_folder"):
        check_place(tmp_path / "shop" / "till.db")


@pytest.mark.parametrize("folder", ["My Dropbox notes", "OneDriver", "box", "Drive", "ドライブスルー店", "boxes"])
def test_a_folder_that_only_sounds_alike_is_none(tmp_path: Path, folder: str) -> None:
    check_place(tmp_path / folder / "till.db")


def test_a_link_into_a_synchronised_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    try:
        (tmp_path / "data").symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    except OSError:
        pytest.skip("Windows lets only some people make links")
    if not (tmp_path / "data").is_dir():
        pytest.skip("Wine makes none")
    with pytest.raises(EnvironmentProblem, match="in_synced_folder"):
        check_place(tmp_path / "data" / "till.db")


def test_a_shop_that_was_moved_there_is_not_opened_for_selling_but_can_be_looked_at_and_copied(tmp_path: Path) -> None:
    Storage.create(tmp_path / "till.db").close()
    (tmp_path / "OneDrive").mkdir()
    for file in tmp_path.glob("till*"):
        if file.is_file():
            file.rename(tmp_path / "OneDrive" / file.name)
    moved = tmp_path / "OneDrive" / "till.db"
    before = {x.name: x.read_bytes() for x in moved.parent.iterdir()}
    for refused in (lambda: Storage.open(moved), lambda: recover(moved)):
        with pytest.raises(EnvironmentProblem, match="in_synced_folder"):
            refused()
    with pytest.raises(EnvironmentProblem, match="in_synced_folder"):
        rebuild(moved.with_suffix(".journal"), moved.with_name("again.db"))
    assert {x.name: x.read_bytes() for x in moved.parent.iterdir()} == before
    with Storage.open(moved, readonly=True) as storage:
        assert storage.sales.count() == 0


@pytest.mark.skipif(os.name == "nt", reason="the server would be asked for")
def test_sqlite_is_given_a_share_s_path_in_a_form_it_does_not_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """An URI with a server in it is refused as «invalid uri authority»; this one is only not found."""
    monkeypatch.setattr(Path, "absolute", lambda self: Path("//server/share/till.db"))
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        connect_reading(Path("till.db"))


@pytest.mark.parametrize("name", ["レジ 1.db", "100%.db", "a?b#c.db", "x&mode=rw.db"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_path_may_hold_what_an_uri_may_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (x)")
    with closing(connect_reading(path)) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_a_path_whose_end_the_system_cannot_name_is_judged_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows answers «more data» for some paths longer than 260 characters, which it opens all the same."""

    def more_data(path: object, **_: object) -> str:
        raise OSError(234, "more data")

    monkeypatch.setattr(os.path, "realpath", more_data)
    check_place(tmp_path / "till.db")
    with pytest.raises(EnvironmentProblem, match="in_synced_folder"):
        check_place(tmp_path / "OneDrive" / "till.db")
