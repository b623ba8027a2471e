"""Where a till's file must not lie: on a share, or in a folder that a program copies to the internet.

SQLite's log and locks need one computer's own disk (https://sqlite.org/wal.html, «all processes … on the same host»), and a program that
copies files one by one copies database and log from different moments. Both go well for weeks, and then sales are lost.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path, PureWindowsPath

from pos_assist.domain.problems import EnvironmentProblem

_NETWORK = re.compile(
    r"(nfs4?|cifs|smb(fs|[23])?|ncpfs|afs|ceph|9p|davfs|glusterfs|lustre"
    r"|fuse\.(sshfs|rclone|gvfsd-fuse|davfs2?|glusterfs|ceph|smbnetfs|s3fs|onedriver|google-drive-ocamlfuse))"
)
_SYNCED = re.compile(
    r"OneDrive( - .+)?|Dropbox( \(.+\))?|Google ?Drive|My Drive|マイドライブ|iCloud ?Drive|Mobile Documents|Box Sync|pCloud ?Drive",
    re.IGNORECASE,
)
# What these programs leave in the folder they look after, whatever that is called.
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}


def check_place(path: Path) -> None:
    """Raise Environment where a till must not be written at `path`: on_a_share, or in_synced_folder (with `folder`, the one
    that is copied). Links, junctions and mapped drives are followed; nothing need be there yet."""
    if is_unc(str(path.absolute())):  # before anything asks that computer
        raise EnvironmentProblem("on_a_share", file=str(path))
    try:
        real = Path(os.path.realpath(path))
    except (
        OSError
    ):  # Windows cannot name the end of every path; opening it will tell what is wrong with it, if anything
        real = path.absolute()
    if is_unc(str(real)) or _NETWORK.fullmatch(file_system(real, _mounts())):
        raise EnvironmentProblem("on_a_share", file=str(path))
    for folder in real.parents:
        if _SYNCED.fullmatch(folder.name) or any((folder / mark).exists() for mark in _MARKS):
            raise EnvironmentProblem("in_synced_folder", file=str(path), folder=str(folder))


def check_files(path: Path) -> None:
    """Raise Environment not_a_file where a shop's database, journal or anchor at `path` is a pipe or a device: opening a pipe
    waits for ever for whoever writes into it."""
    for file in (path, *(path.with_suffix(suffix) for suffix in (".db", ".journal", ".anchor"))):
        try:
            kind = file.stat().st_mode
        except (OSError, ValueError):  # opening it will tell
            continue
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
            raise EnvironmentProblem("not_a_file", file=str(file))


def _mounts() -> str:
    if sys.platform != "linux":
        return ""
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def is_unc(path: str) -> bool:
    r"""Whether Windows reads this as a path on another computer: \\server\share\…, \\?\UNC\server\…; \\?\C:\… is none."""
    drive = PureWindowsPath(path).drive if sys.platform == "win32" or path.startswith("\\\\") else ""
    return drive.upper().startswith("\\\\?\\UNC\\") or (drive.startswith("\\\\") and drive[2:3] not in ("?", "."))


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system a path lies on, by the lines of /proc/self/mountinfo (see proc(5)); empty where they do not tell."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields, _, tail = line.partition(" - ")
        place = re.sub(r"\\(\d{3})", lambda found: chr(int(found[1], 8)), fields.split(" ")[4])
        if len(place) >= best and path.is_relative_to(place):  # the later of two on one folder covers the earlier
            best, kind = len(place), tail.split(" ")[0]
    return kind
